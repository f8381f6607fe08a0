#include "auth/common_passwords.hpp"

#include <string>
#include <unordered_set>

#include "base/text.hpp"

namespace backstay::auth {
namespace {

std::unordered_set<std::string_view> read_list() {
    std::unordered_set<std::string_view> passwords;
    auto rest = common_password_list();
    while (!rest.empty()) {
        auto const comma = rest.find(',');
        passwords.insert(trim(rest.substr(0, comma)));
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return passwords;
}

}  // namespace

bool is_common_password(std::string_view password) {
    static auto const passwords = read_list();
    return passwords.contains(to_lower(password));
}

}  // namespace backstay::auth
