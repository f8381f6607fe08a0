#pragma once

// Pages by key: a page begins after the last row of the one before it, whatever was inserted or deleted
// since.
//
//     GET /task?order=due.desc&limit=20&after=               the first page
//     Link: </rest/v1/task?order=due.desc&limit=20&after=WyJ...>; rel="next"
//
// A cursor holds what that row was ordered by: the columns of ?order= and then the primary key. It is turned
// into filters and an order of the ordinary grammar.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/request.hpp"
#include "sql/schema.hpp"

namespace backstay::api::rest {

// Whether the query has an `after` that is no filter: empty, or a cursor.
bool asks_for_page(http::Request const& request);
std::string without_cursor(std::string_view query);

struct Page {
    std::string rows;    // the query string of the page
    std::string last;    // that of its last row, with what a cursor is made of
    std::string prefix;  // of the link to the next page: the query string up to the cursor
    std::string order;   // as a cursor says it
    std::size_t columns = 0;
    std::int64_t limit = 0;
};

// BS400: no limit, no primary key, an order by what is no column, a cursor of another order.
Result<Page> read_page(std::string_view query, sql::Relation const& relation);

// The cursor in the one row that the query `last` gave; nothing when it gave none.
std::optional<std::string> cursor_of(Page const& page, std::string_view body);

}  // namespace backstay::api::rest
