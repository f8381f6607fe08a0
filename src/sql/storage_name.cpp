#include "sql/storage_name.hpp"

namespace backstay::sql {

std::string storage_name(QualifiedName const& name) {
    std::string out;
    auto const add = [&](std::string const& part) {
        for (char const c : part) {
            bool const upper = c >= 'A' && c <= 'Z';
            if (upper || c == '^') out += '^';
            out += upper ? static_cast<char>(c - 'A' + 'a') : c;
        }
    };
    if (name.schema != "public") {
        add(name.schema);
        out += '.';
    }
    add(name.name);
    return out;
}

}  // namespace backstay::sql
