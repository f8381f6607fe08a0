#include "migrate/flyway/placeholders.hpp"

#include "base/text.hpp"
#include "sql/read/read.hpp"

namespace backstay::migrate::flyway {

Result<std::string> replace_placeholders(std::string_view text,
                                         std::map<std::string, std::string> const& values,
                                         std::string_view file, PlaceholderRules const& rules) {
    std::string result;
    result.reserve(text.size());
    std::size_t from = 0;
    while (true) {
        auto const begin = text.find(rules.prefix, from);
        auto const name_at = begin == std::string_view::npos ? begin : begin + rules.prefix.size();
        auto const end = begin == std::string_view::npos ? begin : text.find(rules.suffix, name_at);
        result += text.substr(from, end == std::string_view::npos ? end : begin - from);
        if (end == std::string_view::npos) return result;
        auto const name = text.substr(name_at, end - name_at);
        auto const value = values.find(to_lower(name));
        if (value == values.end()) {
            return failure("22023", "No value provided for placeholder: " + rules.prefix + std::string(name) +
                                        rules.suffix + ".  Check your configuration!")
                .at(sql::position_at(text, static_cast<int>(begin), file))
                .hint("Give it one: --placeholder " + std::string(name) +
                      "=..., or keep the text as it is: placeholderReplacement=false in " +
                      std::string(file) + ".conf.");
        }
        result += value->second;
        from = end + rules.suffix.size();
    }
}

}  // namespace backstay::migrate::flyway
