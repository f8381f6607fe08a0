#include "engine/sqlite/values/json_view.hpp"

#include <cstring>

#include "base/json.hpp"
#include "engine/sqlite/values/json_lexer.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Past the quote that ends the string whose first quote stands at `at`.
std::size_t past_string(std::string_view text, std::size_t at) {
    ++at;
    while (true) {
        auto const* const quote =
            static_cast<char const*>(std::memchr(text.data() + at, '"', text.size() - at));
        if (quote == nullptr) return text.size();
        auto const found = static_cast<std::size_t>(quote - text.data());
        std::size_t slashes = 0;
        while (found - slashes > at && text[found - slashes - 1] == '\\') ++slashes;
        at = found + 1;
        if (slashes % 2 == 0) return at;
    }
}

std::size_t past_container(std::string_view text, std::size_t at) {
    int depth = 0;
    while (at < text.size()) {
        char const c = text[at];
        if (c == '"') {
            at = past_string(text, at);
            continue;
        }
        ++at;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) break;
    }
    return at;
}

std::size_t past_value(std::string_view text, std::size_t at) {
    if (text[at] == '"') return past_string(text, at);
    if (text[at] == '{' || text[at] == '[') return past_container(text, at);
    while (at < text.size() && text[at] != ',' && text[at] != '}' && text[at] != ']' && !is_blank(text[at]))
        ++at;
    return at;
}

}  // namespace

JsonKind kind_of(std::string_view value) {
    switch (value[0]) {
        case '{': return JsonKind::object;
        case '[': return JsonKind::array;
        case '"': return JsonKind::string;
        case 't':
        case 'f': return JsonKind::boolean;
        case 'n': return JsonKind::null;
        default: return JsonKind::number;
    }
}

bool is_object(std::string_view value) { return value[0] == '{'; }
bool is_array(std::string_view value) { return value[0] == '['; }

std::string_view trim_json(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

JsonWalk::JsonWalk(std::string_view container) : text_(container), object_(is_object(container)) {
    at_ = is_container(container) ? 1 : text_.size();
}

void JsonWalk::skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

std::string_view JsonWalk::take() {
    auto const from = at_;
    at_ = past_value(text_, at_);
    return text_.substr(from, at_ - from);
}

bool JsonWalk::next() {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        skip_blanks();
    }
    if (at_ >= text_.size() || text_[at_] == '}' || text_[at_] == ']') return false;
    if (object_) {
        key_ = take();
        skip_blanks();
        ++at_;  // the colon
        skip_blanks();
    }
    value_ = take();
    return true;
}

std::vector<JsonMember> members_of(std::string_view object) {
    std::vector<JsonMember> members;
    for (JsonWalk walk(object); walk.next();) members.push_back({walk.key(), walk.value()});
    return members;
}

std::vector<std::string_view> elements_of(std::string_view array) {
    std::vector<std::string_view> elements;
    for (JsonWalk walk(array); walk.next();) elements.push_back(walk.value());
    return elements;
}

std::size_t count_of(std::string_view container) {
    std::size_t count = 0;
    for (JsonWalk walk(container); walk.next();) ++count;
    return count;
}

std::string text_of(std::string_view quoted) {
    if (!quoted.contains('\\')) return std::string(quoted.substr(1, quoted.size() - 2));
    JsonLexer lexer(quoted, JsonStrings::resolved);
    return lexer.next() ? std::string(lexer.string()) : std::string();
}

bool is_key(std::string_view quoted, std::string_view name) {
    if (quoted.contains('\\')) return text_of(quoted) == name;
    return quoted.size() == name.size() + 2 && quoted.substr(1, name.size()) == name;
}

std::string quoted_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

}  // namespace backstay::engine::sqlite
