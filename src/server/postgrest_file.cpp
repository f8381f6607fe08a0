#include "server/postgrest_file.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace backstay::server {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_part(char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; }

void append_utf8(std::string& out, unsigned point) {
    auto const byte = [&](unsigned value) { out += static_cast<char>(value); };
    if (point < 0x80) return byte(point);
    if (point < 0x800) {
        byte(0xC0U | (point >> 6U));
    } else {
        byte(0xE0U | (point >> 12U));
        byte(0x80U | ((point >> 6U) & 0x3FU));
    }
    byte(0x80U | (point & 0x3FU));
}

class Reader {
public:
    Reader(std::string_view text, std::string const& file, Environment const& environment)
        : text_(text), file_(file), environment_(environment) {}

    // Up to the end of the text, or with `nested` up to the closing brace.
    Result<void> read_bindings(std::string const& prefix, bool nested) {
        for (skip(); at_ < text_.size(); skip()) {
            if (nested && text_[at_] == '}') {
                ++at_;
                return {};
            }
            TRY(auto const name, read_name());
            skip();
            if (take('{')) {
                TRY_VOID(read_bindings(prefix + name + ".", true));
                continue;
            }
            if (!take('=')) return wrong("expected \"=\" after " + name);
            auto const line = line_number();
            skip();
            TRY(auto value, read_value());
            bindings.push_back({.name = prefix + name, .value = std::move(value), .line = line});
        }
        if (nested) return wrong("expected \"}\"");
        return {};
    }

    std::vector<PostgrestBinding> bindings;

private:
    Result<std::string> read_name() {
        if (!is_letter(text_[at_])) return wrong("expected a name");
        auto const start = at_;
        while (at_ < text_.size() && is_name_part(text_[at_])) ++at_;
        return std::string(text_.substr(start, at_ - start));
    }

    Result<PostgrestValue> read_value() {
        if (take('"')) {
            TRY(auto text, read_string());
            return PostgrestValue{PostgrestValueKind::text, std::move(text)};
        }
        if (take('[')) return read_list();
        auto const start = at_;
        while (at_ < text_.size() && (is_name_part(text_[at_]) || text_[at_] == '+')) ++at_;
        auto const word = std::string(text_.substr(start, at_ - start));
        if (word == "true" || word == "on") return PostgrestValue{PostgrestValueKind::boolean, "true"};
        if (word == "false" || word == "off") return PostgrestValue{PostgrestValueKind::boolean, "false"};
        double number = 0;
        auto const* const end = word.data() + word.size();
        auto const parsed = std::from_chars(word.data(), end, number);
        if (word.empty() || parsed.ec != std::errc{} || parsed.ptr != end)
            return wrong("expected a text in quotes, a number, true or false");
        return PostgrestValue{PostgrestValueKind::number, word};
    }

    Result<PostgrestValue> read_list() {
        std::vector<std::string> items;
        for (skip(); !take(']'); skip()) {
            if (!items.empty()) {
                if (!take(',')) return wrong("expected \",\" or \"]\"");
                skip();
            }
            TRY(auto value, read_value());
            items.push_back(std::move(value.text));
        }
        return PostgrestValue{PostgrestValueKind::text, join(items, ",")};
    }

    // Behind the opening quote.
    Result<std::string> read_string() {
        std::string out;
        while (at_ < text_.size()) {
            auto const c = text_[at_++];
            if (c == '"') return out;
            if (c == '\\') {
                TRY_VOID(read_escape(out));
            } else if (c == '$') {
                TRY_VOID(read_insertion(out));
            } else {
                out += c;
            }
        }
        return wrong("the text has no closing quote");
    }

    Result<void> read_escape(std::string& out) {
        auto const c = at_ < text_.size() ? text_[at_++] : '\0';
        switch (c) {
            case 'n': out += '\n'; return {};
            case 't': out += '\t'; return {};
            case 'r': out += '\r'; return {};
            case '"':
            case '\\': out += c; return {};
            case 'u': break;
            default: return wrong("there is no escape of that kind");
        }
        unsigned point = 0;
        auto const digits = text_.substr(at_, 4);
        auto const* const end = digits.data() + digits.size();
        if (digits.size() < 4 || std::from_chars(digits.data(), end, point, 16).ptr != end)
            return wrong("\\u stands before four hexadecimal digits");
        at_ += 4;
        append_utf8(out, point);
        return {};
    }

    // Behind a "$": another one, or a name in parentheses. Any other dollar sign is one.
    Result<void> read_insertion(std::string& out) {
        if (take('$') || at_ == text_.size() || text_[at_] != '(') {
            out += '$';
            return {};
        }
        auto const close = text_.find(')', at_);
        if (close == std::string_view::npos) return wrong("expected \")\"");
        auto const name = std::string(text_.substr(at_ + 1, close - at_ - 1));
        at_ = close + 1;
        auto const earlier = std::ranges::find(bindings, name, &PostgrestBinding::name);
        if (earlier != bindings.end()) {
            out += earlier->value.text;
            return {};
        }
        auto const value = environment_(name);
        if (!value) return wrong("no such variable: " + name);
        out += *value;
        return {};
    }

    void skip() {
        while (at_ < text_.size()) {
            if (text_[at_] == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (trim(text_.substr(at_, 1)).empty()) {
                ++at_;
            } else {
                return;
            }
        }
    }

    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    int line_number() const { return 1 + static_cast<int>(std::ranges::count(text_.substr(0, at_), '\n')); }

    Failure wrong(std::string message) const {
        auto const line_start = text_.substr(0, at_).rfind('\n');
        auto const column = line_start == std::string_view::npos ? at_ + 1 : at_ - line_start;
        return failure("F0000", std::move(message))
            .at({.file = file_, .line = line_number(), .column = static_cast<int>(column)});
    }

    std::string_view text_;
    std::string const& file_;
    Environment const& environment_;
    std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<PostgrestBinding>> parse_postgrest_file(std::string_view text, std::string const& file,
                                                           Environment const& environment) {
    Reader reader(text, file, environment);
    TRY_VOID(reader.read_bindings("", false));
    return std::move(reader.bindings);
}

}  // namespace backstay::server
