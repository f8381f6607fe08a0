#pragma once

// A tsquery: lexemes joined by ! <-> & |, in the order of how tightly they bind.
//
//     read_query("fat & (rat | !cat:A*)")            'fat' & ( 'rat' | !'cat':*A )
//     query_of(english, "fat & the & cats", ...)     'fat' & 'cat'
//
// It is stored as PostgreSQL prints it. https://www.postgresql.org/docs/15/datatype-textsearch.html

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/box.hpp"
#include "engine/sqlite/search/vector.hpp"

namespace backstay::engine::sqlite::search {

struct Node {
    enum class Kind : std::uint8_t { lexeme, stop_word, not_, phrase, and_, or_ } kind = Kind::lexeme;
    std::string lexeme = {};
    int weights = 0;                                 // a bit each: 1 is D, 8 is A; 0: any
    bool prefix = false;                             // cat:*
    int distance = 0;                                // <distance>
    std::optional<Box<Node>> left = {}, right = {};  // of not_ the right

    bool operator==(Node const&) const = default;
};
// Nothing: no lexemes, which matches nothing.
using Query = std::optional<Node>;

// 42601 syntax error in tsquery: "x", no operand in tsquery: "x"; 22023 for a distance that is too great.
Result<Query> read_query(std::string_view text);
std::string print_query(Query const& query);

// How to_tsquery() and its like read their text.
enum class Form : std::uint8_t { operators, plain, phrase, web };
Result<Query> query_of(Configuration const& configuration, std::string_view text, Form form);

// 'a' & 'b': the operator between two queries; where one is empty, the other.
Query combined(Node::Kind kind, Query left, Query right, int distance = 0);
Query negated(Query query);
int count_nodes(Query const& query);
// Without what is negated: querytree(). "T" where nothing is left of a query that was something.
std::string indexable(Query const& query);

bool matches(Vector const& vector, Query const& query);

// ts_rank(): https://www.postgresql.org/docs/15/textsearch-controls.html#TEXTSEARCH-RANKING
using Weights = std::array<float, 4>;  // of D, C, B and A
float rank(Weights const& weights, Vector const& vector, Query const& query, int normalization);

}  // namespace backstay::engine::sqlite::search
