#include "migrate/flyway/placeholders.hpp"

#include "base/text.hpp"
#include "sql/read/read.hpp"

namespace backstay::migrate::flyway {

Result<std::string> replace_placeholders(std::string_view text,
                                         std::map<std::string, std::string> const& values,
                                         std::string_view file) {
    std::string result;
    result.reserve(text.size());
    std::size_t from = 0;
    while (true) {
        auto const begin = text.find("${", from);
        auto const end = begin == std::string_view::npos ? begin : text.find('}', begin);
        result += text.substr(from, end == std::string_view::npos ? end : begin - from);
        if (end == std::string_view::npos) return result;
        auto const placeholder = text.substr(begin, end + 1 - begin);
        auto const value = values.find(to_lower(placeholder.substr(2, placeholder.size() - 3)));
        if (value == values.end()) {
            return failure("22023", "No value provided for placeholder: " + std::string(placeholder) +
                                        ".  Check your configuration!")
                .at(sql::position_at(text, static_cast<int>(begin), file));
        }
        result += value->second;
        from = end + 1;
    }
}

}  // namespace backstay::migrate::flyway
