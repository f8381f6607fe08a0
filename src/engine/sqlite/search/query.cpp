#include "engine/sqlite/search/query.hpp"

namespace backstay::engine::sqlite::search {
namespace {

using Kind = Node::Kind;

int priority(Kind kind) {
    switch (kind) {
        case Kind::not_: return 4;
        case Kind::phrase: return 3;
        case Kind::and_: return 2;
        default: return 1;
    }
}

void print_lexeme(std::string& out, Node const& node) {
    out += '\'';
    for (char const c : node.lexeme) {
        if (c == '\'' || c == '\\') out += c;
        out += c;
    }
    out += '\'';
    if (node.weights == 0 && !node.prefix) return;
    out += ':';
    if (node.prefix) out += '*';
    for (int weight = 3; weight >= 0; --weight)
        if ((node.weights & (1 << weight)) != 0) out += "DCBA"[weight];
}

std::string between(Node const& node) {
    switch (node.kind) {
        case Kind::and_: return " & ";
        case Kind::or_: return " | ";
        default: return node.distance == 1 ? " <-> " : " <" + std::to_string(node.distance) + "> ";
    }
}

// Phrases are not associative: a <-> (b <-> c) keeps its parentheses.
void print(std::string& out, Node const& node, int outer, bool right_of_phrase) {
    if (node.kind == Kind::lexeme) return print_lexeme(out, node);
    auto const own = priority(node.kind);
    bool const wrapped = own < outer || (node.kind == Kind::phrase && right_of_phrase);
    if (wrapped) out += "( ";
    if (node.kind == Kind::not_) {
        out += '!';
    } else {
        print(out, **node.left, own, false);
        out += between(node);
    }
    print(out, **node.right, own, node.kind == Kind::phrase);
    if (wrapped) out += " )";
}

int count(Node const& node) {
    return 1 + (node.left ? count(**node.left) : 0) + (node.right ? count(**node.right) : 0);
}

Query without_not(Node const& node) {
    if (node.kind == Kind::lexeme) return node;
    if (node.kind == Kind::not_) return {};
    auto left = without_not(**node.left);
    auto right = without_not(**node.right);
    if (node.kind == Kind::or_ && (!left || !right)) return {};
    if (!left) return right;
    if (!right) return left;
    auto kept = node;
    kept.left = Box<Node>(*std::move(left));
    kept.right = Box<Node>(*std::move(right));
    return kept;
}

}  // namespace

std::string print_query(Query const& query) {
    std::string out;
    if (query) print(out, *query, -1, false);
    return out;
}

Query combined(Kind kind, Query left, Query right, int distance) {
    if (!left) return right;
    if (!right) return left;
    Node node{.kind = kind, .distance = distance};
    node.left = Box<Node>(*std::move(left));
    node.right = Box<Node>(*std::move(right));
    return node;
}

Query negated(Query query) {
    if (!query) return query;
    Node node{.kind = Kind::not_};
    node.right = Box<Node>(*std::move(query));
    return node;
}

int count_nodes(Query const& query) { return query ? count(*query) : 0; }

std::string indexable(Query const& query) {
    if (!query) return "";
    auto const kept = without_not(*query);
    return kept ? print_query(kept) : "T";
}

}  // namespace backstay::engine::sqlite::search
