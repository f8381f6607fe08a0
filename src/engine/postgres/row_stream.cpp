#include "engine/postgres/row_stream.hpp"

#include <algorithm>

#include "engine/postgres/encode.hpp"
#include "engine/postgres/outcome.hpp"

namespace backstay::engine::postgres {
namespace {

constexpr std::size_t piece_size = 64 * 1024UL;
constexpr std::int64_t first_rows = 100, most_rows = 5'000;

class CursorStream final : public RowStream {
public:
    CursorStream(Pool::Lease lease, Call call, std::shared_ptr<Plan const> plan,
                 std::shared_ptr<sql::Schema const> schema, Options const& options,
                 std::shared_ptr<void const> token)
        : lease_(std::move(lease)),
          call_(std::move(call)),
          plan_(std::move(plan)),
          schema_(std::move(schema)),
          options_(options),
          token_(std::move(token)) {}
    CursorStream(CursorStream const&) = delete;
    CursorStream& operator=(CursorStream const&) = delete;
    ~CursorStream() override {
        if (!ended_) lease_.discard();
    }

    Task<bool> next(std::string& body) override {
        if (ended_) co_return false;
        if (!std::exchange(begun_, true)) co_return co_await begin(body);
        Batch batch;
        batch.push_back({.text = "fetch forward " + std::to_string(rows_) + " from backstay_rows"});
        CO_TRY(auto const results, co_await lease_->run(std::move(batch)));
        if (auto error = error_in(results)) co_return std::unexpected(*std::move(error));
        co_return co_await take(results.back().get(), body);
    }
    Outcome const& outcome() const override { return outcome_; }

private:
    Task<bool> begin(std::string& body) {
        auto request = make_request(call_, *plan_, *schema_, options_, Within::stream);
        auto& batch = request.batch;
        batch.insert(batch.begin(), {.text = "begin isolation level repeatable read read only"});
        for (auto* const place : {&request.places.query, &request.places.count, &request.places.response,
                                  &request.places.planned})
            if (*place >= 0) ++*place;
        auto const query = static_cast<std::size_t>(request.places.query);
        batch[query].text = "declare backstay_rows no scroll cursor for " + batch[query].text;
        batch[query].name.clear();
        batch.insert(batch.begin() + request.places.query,
                     {.text = "select set_config('cursor_tuple_fraction', '1', true)"});
        batch.insert(batch.begin() + request.places.query + 2,
                     {.text = "fetch forward " + std::to_string(first_rows) + " from backstay_rows"});
        auto const declared = request.places.query;
        for (auto* const place : {&request.places.query, &request.places.count, &request.places.response})
            if (*place >= declared) *place += 2;
        CO_TRY(auto const results, co_await lease_->run(std::move(batch)));
        if (auto error = error_in(results)) co_return std::unexpected(*std::move(error));
        outcome_ = read_outcome(call_, *plan_, request.places, results);
        outcome_.rows = 0;
        rows_ = first_rows;
        co_return co_await take(results[static_cast<std::size_t>(request.places.query)].get(), body);
    }

    // The next fetch asks for as many rows as make a piece, by the size of these.
    Task<bool> take(PGresult const* rows, std::string& body) {
        auto const before = body.size();
        auto const count = PQntuples(rows);
        bool const last = count < rows_;
        encode_piece(rows, plan_->query, call_.exchange.format,
                     {.first = outcome_.rows == 0, .last = last, .count = count}, body);
        outcome_.rows += count;
        if (count > 0) {
            auto const size =
                std::max<std::size_t>(1, (body.size() - before) / static_cast<std::size_t>(count));
            rows_ = std::clamp(static_cast<std::int64_t>(piece_size / size), std::int64_t{1}, most_rows);
        }
        if (!last) co_return true;
        Batch batch;
        batch.push_back({.text = "commit"});
        CO_TRY(auto const results, co_await lease_->run(std::move(batch)));
        if (auto error = error_in(results)) co_return std::unexpected(*std::move(error));
        ended_ = true;
        co_return false;
    }

    Pool::Lease lease_;
    Call call_;
    std::shared_ptr<Plan const> plan_;
    std::shared_ptr<sql::Schema const> schema_;
    Options const& options_;
    std::shared_ptr<void const> token_;
    Outcome outcome_;
    std::int64_t rows_ = first_rows;
    bool begun_ = false, ended_ = false;
};

}  // namespace

std::unique_ptr<RowStream> open_stream(Pool::Lease lease, Call call, std::shared_ptr<Plan const> plan,
                                       std::shared_ptr<sql::Schema const> schema, Options const& options,
                                       std::shared_ptr<void const> token) {
    return std::make_unique<CursorStream>(std::move(lease), std::move(call), std::move(plan),
                                          std::move(schema), options, std::move(token));
}

}  // namespace backstay::engine::postgres
