#include "query/parse/scanner.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::query {
namespace {

bool is_name_char(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == ' ' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_key_char(char c) {
    return c != '\0' && std::string_view("(-:.,>)").find(c) == std::string_view::npos;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool Scanner::accept(std::string_view token) {
    if (!starts_with(token)) return false;
    at_ += token.size();
    return true;
}

void Scanner::skip_blanks() {
    while (peek() == ' ') ++at_;
}

std::string Scanner::take_rest() {
    auto const from = at_;
    at_ = text_.size();
    return std::string(text_.substr(from));
}

Failure Scanner::refuse(std::string_view expecting) const {
    return refuse_token(at_end() ? "" : text_.substr(at_, 1), expecting);
}

Failure Scanner::refuse_word(std::string_view word, std::string_view expecting) const {
    auto const here = rest();
    std::size_t alike = 0;
    while (alike < here.size() && alike < word.size() && here[alike] == word[alike]) ++alike;
    return refuse_token(here.substr(std::min(alike, here.size())).substr(0, 1), expecting);
}

Failure Scanner::refuse_token(std::string_view token, std::string_view expecting) const {
    auto message = "\"failed to parse " + std::string(what_) + " (" + std::string(text_) +
                   ")\" (line 1, column " + std::to_string(before_ + at_ + 1) + ")";
    // Where the input might have ended PostgREST's parser names a character, elsewhere a text.
    std::string_view const quote = expecting.ends_with("end of input") ? "'" : "\"";
    auto details = token.empty()
                       ? std::string("unexpected end of input")
                       : "unexpected " + std::string(quote) + std::string(token) + std::string(quote);
    if (!expecting.empty()) details += " expecting " + std::string(expecting);
    return failure("PGRST100", std::move(message)).detail(std::move(details));
}

Result<std::string> Scanner::quoted() {
    take();
    std::string out;
    while (!at_end() && peek() != '"') {
        if (peek() == '\\') {
            take();
            if (at_end()) break;
        }
        out += take();
    }
    if (at_end()) return refuse("any non double quote or \"\\\"\"");
    take();
    return out;
}

Result<std::string> Scanner::name() {
    skip_blanks();
    if (peek() == '"') {
        TRY(auto text, quoted());
        skip_blanks();
        return text;
    }
    if (accept("*")) return std::string("*");
    auto const from = at_;
    while (!at_end() && (is_name_char(peek()) || (peek() == '-' && !starts_with("->") && at_ > from &&
                                                  at_ + 1 < text_.size() && is_name_char(text_[at_ + 1]))))
        ++at_;
    auto text = std::string(trim(text_.substr(from, at_ - from)));
    if (text.empty()) return refuse(field_name_label);
    return text;
}

Result<std::vector<JsonStep>> Scanner::json_path() {
    std::vector<JsonStep> steps;
    while (starts_with("->")) {
        JsonStep step;
        at_ += 2;
        step.as_text = accept(">");
        auto const from = at_;
        accept("-");
        while (is_digit(peek())) ++at_;
        auto const is_number = at_ > from && is_digit(text_[at_ - 1]);
        auto const is_finished =
            at_end() || starts_with("->") || peek() == ':' || peek() == '.' || peek() == ',' || peek() == ')';
        if (is_number && is_finished) {
            step.is_index = true;
            step.key = std::string(text_.substr(from, at_ - from));
        } else if (at_ = from; peek() == '"') {
            TRY(step.key, quoted());
        } else {
            while (is_key_char(peek()) || (peek() == '-' && !starts_with("->"))) step.key += take();
            if (step.key.empty())
                return refuse("\"-\", digit or any non reserved character different from: .,>()");
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

Result<Field> Scanner::field() {
    Field field;
    TRY(field.name, name());
    TRY(field.path, json_path());
    return field;
}

}  // namespace backstay::query
