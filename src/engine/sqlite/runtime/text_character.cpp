// Characters by their codes, escapes and normal forms:
// https://www.postgresql.org/docs/15/functions-string.html#FUNCTIONS-STRING-OTHER

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <array>
#include <charconv>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/text.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

Result<Value> ascii(Arguments const& args) {
    std::size_t at = 0;
    return static_cast<std::int64_t>(args.text(0).empty() ? 0 : next_character(args.text(0), at));
}

Result<Value> chr(Arguments const& args) {
    auto const code = args.integer(0);
    if (code < 0) return failure("22023", "character number must be positive");
    if (code == 0) return failure("54000", "null character not permitted");
    if (code > 0x10FFFF)
        return failure("54000", "requested character too large for encoding: " + std::to_string(code));
    auto const character = static_cast<char32_t>(code);
    if (is_surrogate(character))
        return failure("54000", "requested character not valid for encoding: " + std::to_string(code));
    std::string out;
    append_character(out, character);
    return out;
}

Result<Value> initcap(Arguments const& args) {
    auto const text = args.text(0);
    std::string out;
    bool within = false;
    for (std::size_t at = 0; at < text.size();) {
        auto const character = next_character(text, at);
        append_character(out, within ? simple_lower(character) : simple_upper(character));
        within = is_alphanumeric(character);
    }
    return out;
}

// \XXXX, \+XXXXXX, \uXXXX, \UXXXXXXXX; \\ is a backslash.
class Unescape {
public:
    explicit Unescape(std::string_view text) : text_(text) {}

    Result<Value> run() {
        while (at_ < text_.size()) {
            if (text_[at_] != '\\') {
                if (high_) return invalid_pair();
                out_ += text_[at_++];
            } else if (text_.substr(at_ + 1).starts_with('\\')) {
                if (high_) return invalid_pair();
                out_ += '\\';
                at_ += 2;
            } else {
                TRY_VOID(escape());
            }
        }
        if (high_) return invalid_pair();
        return std::move(out_);
    }

private:
    static Failure invalid_pair() { return failure("42601", "invalid Unicode surrogate pair"); }

    Result<void> escape() {
        auto const rest = text_.substr(at_ + 1);
        for (auto const& [prefix, count] :
             {std::pair{std::string_view(""), 4}, {"+", 6}, {"u", 4}, {"U", 8}}) {
            auto const digits =
                rest.substr(std::min(prefix.size(), rest.size()), static_cast<std::size_t>(count));
            if (!rest.starts_with(prefix) || digits.size() != static_cast<std::size_t>(count)) continue;
            char32_t code = 0;
            std::uint32_t number = 0;
            auto const* const last = digits.data() + digits.size();
            if (std::from_chars(digits.data(), last, number, 16).ptr != last) continue;
            code = number;
            at_ += 1 + prefix.size() + digits.size();
            return put(code, digits);
        }
        return failure("42601", "invalid Unicode escape")
            .hint("Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.");
    }

    Result<void> put(char32_t code, std::string_view digits) {
        if (code == 0 || code > 0x10FFFF)
            return failure("22023", "invalid Unicode code point: " + std::string(digits));
        bool const low = code >= 0xDC00 && code <= 0xDFFF;
        if (high_.has_value() != low) return invalid_pair();
        if (is_surrogate(code) && !low) {
            high_ = code;
            return {};
        }
        if (low) code = 0x10000 + ((*std::exchange(high_, std::nullopt) - 0xD800) << 10U) + (code - 0xDC00);
        append_character(out_, code);
        return {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::optional<char32_t> high_;
    std::string out_;
};

Result<icu::Normalizer2 const*> normal_form(std::string_view name) {
    auto error = U_ZERO_ERROR;
    auto const form = to_lower(name);
    icu::Normalizer2 const* found = nullptr;
    if (form == "nfc")
        found = icu::Normalizer2::getNFCInstance(error);
    else if (form == "nfd")
        found = icu::Normalizer2::getNFDInstance(error);
    else if (form == "nfkc")
        found = icu::Normalizer2::getNFKCInstance(error);
    else if (form == "nfkd")
        found = icu::Normalizer2::getNFKDInstance(error);
    else
        return failure("22023", "invalid normalization form: " + std::string(name));
    if (U_FAILURE(error)) return internal_error(std::string("ICU: ") + u_errorName(error));
    return found;
}

icu::UnicodeString utf16(std::string_view text) {
    return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

Result<Value> normalize(Arguments const& args) {
    TRY(auto const* const form, normal_form(args.size() > 1 ? args.text(1) : "NFC"));
    auto error = U_ZERO_ERROR;
    std::string out;
    form->normalize(utf16(args.text(0)), error).toUTF8String(out);
    if (U_FAILURE(error)) return internal_error(std::string("ICU: ") + u_errorName(error));
    return out;
}

Result<Value> is_normalized(Arguments const& args) {
    TRY(auto const* const form, normal_form(args.size() > 1 ? args.text(1) : "NFC"));
    auto error = U_ZERO_ERROR;
    bool const normalized = form->isNormalized(utf16(args.text(0)), error) != 0;
    if (U_FAILURE(error)) return internal_error(std::string("ICU: ") + u_errorName(error));
    return std::int64_t{normalized ? 1 : 0};
}

Result<Value> to_ascii(Arguments const&) {
    return failure("0A000", "encoding conversion from UTF8 to ASCII not supported");
}

constexpr auto text_character_functions = std::to_array<Scalar>({
    {"pg_ascii", 1, ascii},
    {"pg_chr", 1, chr},
    {"pg_initcap", 1, initcap},
    {"pg_unistr", 1, [](Arguments const& args) { return Unescape(args.text(0)).run(); }},
    {"pg_normalize", 1, normalize},
    {"pg_normalize", 2, normalize},
    {"pg_is_normalized", 1, is_normalized},
    {"pg_is_normalized", 2, is_normalized},
    {"pg_to_ascii", 1, to_ascii},
});

}  // namespace

Result<void> register_text_characters(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_character_functions);
}

}  // namespace backstay::engine::sqlite
