#include "engine/postgres/own_transaction.hpp"

#include <cstdlib>

namespace backstay::engine::postgres {
namespace {

constexpr std::size_t most_names = 500;  // a text beyond them is not prepared
constexpr int most_tries = 5;

class OwnStatements final : public OwnTransaction {
public:
    OwnStatements(Connection& connection, StatementNames& names, Access access)
        : connection_(connection), names_(names), access_(access) {}

    Task<Answer> run(std::string text, std::vector<Parameter> values) override {
        Batch batch;
        if (!begun_) begin(batch);
        auto name = names_.of(text);
        batch.push_back(
            {.name = std::move(name), .text = std::move(text), .types = {}, .values = std::move(values)});
        begun_ = true;
        auto results = co_await connection_.run(std::move(batch));
        if (!results) {
            lost_ = true;
            co_return std::unexpected(std::move(results).error());
        }
        if (failed(results->back().get())) co_return std::unexpected(error_of(results->back().get()));
        co_return answer_of(results->back().get());
    }

    Task<void> end(Ending how) {
        if (lost_) co_return failure("08006", "the connection to the database was lost");
        if (!begun_) co_return Result<void>();
        Batch batch;
        batch.push_back({.text = how == Ending::commit ? "commit" : "rollback"});
        auto results = co_await connection_.run(std::move(batch));
        if (!results) {
            lost_ = true;
            co_return std::unexpected(std::move(results).error());
        }
        if (failed(results->back().get())) co_return std::unexpected(error_of(results->back().get()));
        co_return Result<void>();
    }

    bool lost() const { return lost_; }

private:
    void begin(Batch& batch) const {
        batch.push_back({.text = access_ == Access::read ? "begin read only" : "begin"});
        // So that times have one text form.
        batch.push_back({.text = "select set_config('timezone', 'UTC', true), "
                                 "set_config('datestyle', 'ISO, YMD', true)"});
    }

    static Answer answer_of(PGresult* result) {
        Answer answer;
        answer.affected = std::strtoll(PQcmdTuples(result), nullptr, 10);
        for (int row = 0; row < PQntuples(result); ++row) {
            auto& values = answer.rows.emplace_back();
            for (int column = 0; column < PQnfields(result); ++column)
                values.push_back(value_at(result, row, column));
        }
        return answer;
    }

    Connection& connection_;
    StatementNames& names_;
    Access access_;
    bool begun_ = false, lost_ = false;
};

// A request that is cancelled leaves by an exception: its transaction must not stay open in the pool.
class OpenLease {
public:
    explicit OpenLease(Pool::Lease& lease) : lease_(lease) {}
    ~OpenLease() {
        if (!ended_) lease_.discard();
    }
    OpenLease(OpenLease const&) = delete;
    OpenLease& operator=(OpenLease const&) = delete;
    void ended() { ended_ = true; }

private:
    Pool::Lease& lease_;
    bool ended_ = false;
};

bool is_worth_another_try(Error const& error) { return error->code == "40001" || error->code == "40P01"; }

Task<void> transact_once(Pool& pool, StatementNames& names, Access access, OwnWork const& work) {
    CO_TRY(auto lease, co_await pool.acquire(Use::exclusive));
    OpenLease open(lease);
    OwnStatements transaction(*lease, names, access);
    auto const wanted = co_await work(transaction);
    auto ended = co_await transaction.end(wanted ? *wanted : Ending::rollback);
    if (!transaction.lost()) open.ended();
    if (!wanted) co_return std::unexpected(wanted.error());
    co_return ended;
}

}  // namespace

std::string StatementNames::of(std::string const& text) {
    if (!prepare_) return {};
    if (auto const known = names_.find(text); known != names_.end()) return known->second;
    if (names_.size() >= most_names) return {};
    return names_.emplace(text, "own" + std::to_string(names_.size())).first->second;
}

Task<void> transact_own(Pool& pool, StatementNames& names, Access access, OwnWork work) {
    for (int tries = 1;; ++tries) {
        auto done = co_await transact_once(pool, names, access, work);
        if (done || tries == most_tries || !is_worth_another_try(done.error())) co_return done;
    }
}

}  // namespace backstay::engine::postgres
