#include "api/rest/stream_out.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

// Reads of so many rows are never streamed.
constexpr std::int64_t few_rows = 1'000;

Task<bool> next_piece(engine::RowStream& rows, std::string& piece, OpenPiece const& open) {
    CO_TRY(bool const more, co_await rows.next(piece));
    if (open) CO_TRY_VOID(open(piece));
    co_return more;
}

class Pieces {
public:
    Pieces(std::unique_ptr<engine::RowStream> rows, std::string first, std::shared_ptr<void const> keeper,
           OpenPiece open)
        : keeper_(std::move(keeper)),
          rows_(std::move(rows)),
          first_(std::move(first)),
          open_(std::move(open)) {}

    boost::asio::awaitable<std::optional<std::string>> next() {
        if (!first_.empty()) co_return std::exchange(first_, {});
        if (ended_) co_return std::nullopt;
        std::string piece;
        auto const more = co_await next_piece(*rows_, piece, open_);
        // Cut off without its last chunk, the body shows that it is not whole.
        if (!more) throw std::runtime_error(more.error()->code + " " + more.error()->message);
        ended_ = !*more;
        if (ended_) rows_.reset();
        co_return piece;
    }

private:
    std::shared_ptr<void const> keeper_;  // outlives the rows
    std::unique_ptr<engine::RowStream> rows_;
    std::string first_;
    OpenPiece open_;
    bool ended_ = false;
};

}  // namespace

bool may_be_large(Asked const& asked, Options const& options, Prepared const& prepared) {
    auto const& exchange = *prepared.exchange;
    auto const format = exchange.format;
    bool const rows =
        format == sql::Format::json_array || format == sql::Format::json_lines || format == sql::Format::csv;
    auto const& must = prepared.conditions;
    bool const judged = must.exactly || must.at_most || must.rollback || prepared.explain;
    if (!options.additions || !rows || judged || asked.head || asked.action != Action::read) return false;
    // What is stripped of nulls is made as a whole.
    if (!exchange.read_only || exchange.planned || exchange.read->strip_nulls) return false;
    auto const fits = [](std::optional<std::int64_t> most) { return most && *most <= few_rows; };
    return !fits(asked.query.limit) && !fits(options.max_rows);
}

boost::asio::awaitable<http::Response> answer_large(engine::Engine& engine, engine::Call call, RowRange range,
                                                    MakeResponse respond, std::shared_ptr<void const> keeper,
                                                    OpenPiece open) {
    auto stream = co_await engine.stream(std::move(call));
    if (!stream) co_return respond(std::unexpected(stream.error()), {});
    std::string body;
    auto const more = co_await next_piece(**stream, body, open);
    if (!more) co_return respond(std::unexpected(more.error()), {});
    auto outcome = (*stream)->outcome();
    if (!*more) co_return respond(outcome, std::move(body));
    if (outcome.total) {
        outcome.rows = std::max<std::int64_t>(0, *outcome.total - range.first);
        if (range.limit) outcome.rows = std::min(outcome.rows, *range.limit);
    }
    auto response = respond(outcome, {});
    if (!outcome.total)
        std::erase_if(response.headers,
                      [](auto const& field) { return equals_ignoring_case(field.first, "content-range"); });
    if (response.status != 200 && response.status != 206) co_return response;
    auto const pieces =
        std::make_shared<Pieces>(*std::move(stream), std::move(body), std::move(keeper), std::move(open));
    response.stream = [pieces] { return pieces->next(); };
    co_return response;
}

}  // namespace backstay::api::rest
