#pragma once

// How a query is held against whatever its lexemes are found in: a tsvector, or a stretch of a text.

#include <functional>
#include <vector>

#include "engine/sqlite/search/query.hpp"

namespace backstay::engine::sqlite::search {

enum class Truth : std::uint8_t { no, yes, unknown };  // unknown: it is there, and not known where

// Whether a lexeme is there; where, ascending, when `places` is not null.
using Find = std::function<Truth(Node const& lexeme, std::vector<int>* places)>;

Truth holds(Node const& query, Find const& find);

}  // namespace backstay::engine::sqlite::search
