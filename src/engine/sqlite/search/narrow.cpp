#include "engine/sqlite/search/narrow.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::engine::sqlite::search {
namespace {

using Kind = Node::Kind;

// FTS5 takes 256 levels and reads them by a stack of 100; beyond these the rows are looked at one by one. Of
// what has to hold together, some is enough.
constexpr int deepest = 16;
constexpr std::size_t most_alternatives = 256;
constexpr std::size_t most_conjuncts = 32;

char term_character(char c) {
    bool const is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    bool const is_ascii = static_cast<unsigned char>(c) < 0x80;
    return is_alphanumeric || !is_ascii ? c : '_';
}

void append_term(std::string& out, std::string_view lexeme) {
    std::ranges::transform(lexeme, std::back_inserter(out), term_character);
}

std::optional<std::string> narrow(Node const& node, int depth);

std::string lexeme(Node const& node) {
    std::string out = "\"";
    append_term(out, node.lexeme);
    return out + (node.prefix ? "\" *" : "\"");
}

void conjuncts(Node const& node, int depth, std::vector<std::string>& out) {
    if (node.kind == Kind::and_ || node.kind == Kind::phrase) {
        conjuncts(**node.left, depth, out);
        conjuncts(**node.right, depth, out);
    } else if (out.size() < most_conjuncts) {
        if (auto one = narrow(node, depth + 1)) out.push_back(*std::move(one));
    }
}

// Whether each alternative asks for something.
bool alternatives(Node const& node, int depth, std::vector<std::string>& out) {
    if (node.kind == Kind::or_)
        return alternatives(**node.left, depth, out) && alternatives(**node.right, depth, out);
    auto one = narrow(node, depth + 1);
    if (!one || out.size() == most_alternatives) return false;
    out.push_back(*std::move(one));
    return true;
}

std::optional<std::string> joined_by(std::string_view word, std::vector<std::string> const& parts) {
    if (parts.empty()) return std::nullopt;
    return parts.size() == 1 ? parts.front() : "(" + join(parts, word) + ")";
}

std::optional<std::string> narrow(Node const& node, int depth) {
    if (depth > deepest) return std::nullopt;
    std::vector<std::string> parts;
    switch (node.kind) {
        case Kind::lexeme: return lexeme(node);
        case Kind::and_:
        case Kind::phrase: conjuncts(node, depth, parts); return joined_by(" AND ", parts);
        case Kind::or_:
            if (!alternatives(node, depth, parts)) return std::nullopt;
            return joined_by(" OR ", parts);
        default: return std::nullopt;
    }
}

}  // namespace

std::string index_terms(Vector const& vector) {
    std::string out;
    for (auto const& entry : vector.entries) {
        if (!out.empty()) out += ' ';
        append_term(out, entry.lexeme);
    }
    return out;
}

std::optional<std::string> narrowed(Query const& query) { return query ? narrow(*query, 0) : ""; }

}  // namespace backstay::engine::sqlite::search
