#pragma once

// The values of a row of the catalog, in the forms that catalog_query() gives them; NULL reads as nothing of
// its kind.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/postgres/libpq.hpp"

namespace backstay::engine::postgres {

// REQUIRES: the result lives as long.
struct CatalogRow {
    PGresult const* result;
    int number;

    bool is_null(int place) const { return PQgetisnull(result, number, place) != 0; }
    std::string_view view(int place) const { return view_at(result, number, place); }
    std::string text(int place) const { return std::string(view(place)); }
    bool truth(int place) const { return view(place) == "t"; }
    char letter(int place) const { return view(place).empty() ? '\0' : view(place).front(); }  // of "char"
    std::int64_t integer(int place) const;
    // {1,2} of an array, [0:1]={1,2} of one made of a vector, 1 2 of a vector.
    std::vector<std::int64_t> integers(int place) const;
    // ["a","b"]
    std::vector<std::string> texts(int place) const;
};

}  // namespace backstay::engine::postgres
