#pragma once

// Large answers to reads: what comes in one piece is answered as ever, and what does not goes out in chunks,
// each made when the socket has taken the one before. Then nobody knows how many rows there will be: there is
// no Content-Length, no ETag, and a Content-Range only where the rows were counted.

#include <functional>

#include "api/rest/answer.hpp"

namespace backstay::api::rest {

bool may_be_large(Asked const& asked, Options const& options, Prepared const& prepared);

struct RowRange {
    std::int64_t first = 0;
    std::optional<std::int64_t> limit = {};
};

// `respond` makes the response of an outcome and a whole body; `open` is done to each piece before that.
// REQUIRES: `call` refers to what `keeper` keeps, and to the request; so may `open`.
using MakeResponse = std::function<http::Response(Result<engine::Outcome> const&, std::string)>;
using OpenPiece = std::function<Result<void>(std::string&)>;
boost::asio::awaitable<http::Response> answer_large(engine::Engine& engine, engine::Call call, RowRange range,
                                                    MakeResponse respond, std::shared_ptr<void const> keeper,
                                                    OpenPiece open = {});

}  // namespace backstay::api::rest
