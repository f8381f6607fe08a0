// parse_ident(): https://www.postgresql.org/docs/15/functions-string.html

#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "engine/sqlite/runtime/object_name.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/runtime/text_array.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool begins_identifier(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool continues_identifier(char c) { return begins_identifier(c) || (c >= '0' && c <= '9') || c == '$'; }

// name ("." name)*, blanks between; a name is quoted or folded to lower case.
class Identifier {
public:
    Identifier(std::string_view text, bool strict) : text_(text), strict_(strict) {}

    Result<std::vector<std::string>> parts() {
        skip_blanks();
        for (bool after_dot = false;; after_dot = true) {
            TRY_VOID(part(after_dot));
            skip_blanks();
            if (next() != '.') break;
            ++at_;
            skip_blanks();
        }
        if (at_ < text_.size() && strict_) return invalid({});
        return std::move(parts_);
    }

private:
    char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_blanks() {
        while (is_blank(next())) ++at_;
    }

    Failure invalid(std::string detail) const {
        auto error = failure("22023", "string is not a valid identifier: \"" + std::string(text_) + "\"");
        return detail.empty() ? std::move(error) : std::move(error).detail(std::move(detail));
    }

    Result<void> part(bool after_dot) {
        if (next() == '"') return quoted();
        auto const begin = at_;
        if (begins_identifier(next()))
            while (continues_identifier(next())) ++at_;
        if (at_ == begin) {
            if (next() == '.') return invalid("No valid identifier before \".\".");
            return invalid(after_dot ? "No valid identifier after \".\"." : "");
        }
        parts_.push_back(to_lower(text_.substr(begin, at_ - begin)));
        return {};
    }

    Result<void> quoted() {
        std::string name;
        for (++at_;; ++at_) {
            if (at_ >= text_.size()) return invalid("String has unclosed double quotes.");
            if (text_[at_] == '"') {
                ++at_;
                if (next() != '"') break;
            }
            name += text_[at_];
        }
        if (name.empty()) return invalid("Quoted identifier must not be empty.");
        parts_.push_back(std::move(name));
        return {};
    }

    std::string_view text_;
    bool strict_;
    std::size_t at_ = 0;
    std::vector<std::string> parts_;
};

Result<Value> parse_ident(Arguments const& args) {
    bool const strict = args.size() < 2 || args.boolean(1);
    TRY(auto const parts, identifier_parts(args.text(0), strict));
    return text_array({parts.begin(), parts.end()});
}

constexpr auto text_identifier_functions =
    std::to_array<Scalar>({{"pg_parse_ident", 1, parse_ident}, {"pg_parse_ident", 2, parse_ident}});

}  // namespace

Result<std::vector<std::string>> identifier_parts(std::string_view text, bool strict) {
    return Identifier(text, strict).parts();
}

Result<void> register_text_identifiers(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_identifier_functions);
}

}  // namespace backstay::engine::sqlite
