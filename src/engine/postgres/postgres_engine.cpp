#include "engine/postgres/postgres_engine.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.hpp"
#include "engine/postgres/build.hpp"
#include "engine/postgres/encode.hpp"
#include "engine/postgres/pool.hpp"

namespace backstay::engine::postgres {
namespace {

constexpr std::size_t most_plans = 2000;
constexpr Oid text_oid = 25;

// What pg_type.h fixes for the built-in types; 0 lets PostgreSQL infer.
Oid oid_of(sql::Type const& type) {
    if (type.array) return 0;
    switch (type.base) {
        case sql::BaseType::boolean: return 16;
        case sql::BaseType::int8: return 20;
        case sql::BaseType::int2: return 21;
        case sql::BaseType::int4: return 23;
        case sql::BaseType::text: return 25;
        case sql::BaseType::json: return 114;
        case sql::BaseType::jsonb: return 3802;
        case sql::BaseType::bytea: return 17;
        default: return 0;
    }
}

struct Plan {
    BuiltQuery query;
    std::vector<Oid> types, count_types;
};

// PostgreSQL refuses a parameter that a statement does not name unless it is told a type: text will do.
std::vector<Oid> told_types(std::string const& text, std::vector<Oid> types) {
    for (std::size_t i = 0; i < types.size(); ++i) {
        auto const name = "$" + std::to_string(i + 1);
        bool named = false;
        for (auto at = text.find(name); at != std::string::npos && !named; at = text.find(name, at + 1)) {
            auto const end = at + name.size();
            named = end >= text.size() || text[end] < '0' || text[end] > '9';
        }
        if (!named) types[i] = text_oid;
    }
    return types;
}

// Where each result of the batch stands; -1: not asked for.
struct Places {
    int query = -1, count = -1, response = -1;
};

struct Request {
    Batch batch;
    Places places;
    bool judged = false;  // before it is committed
};

std::string const* setting(std::map<std::string, std::string> const& settings, std::string const& name) {
    auto const found = settings.find(name);
    return found == settings.end() ? nullptr : &found->second;
}

// "serializable" and "repeatable read" as BEGIN takes them; nothing for the default.
std::string_view isolation_of(std::string const* text) {
    static constexpr std::array<std::string_view, 2> levels{"serializable", "repeatable read"};
    if (text == nullptr) return {};
    auto const* const found = std::ranges::find(levels, *text);
    return found == levels.end() ? std::string_view() : *found;
}

std::int64_t whole(PGresult const* result, int row, int column) {
    return std::strtoll(PQgetvalue(result, row, column), nullptr, 10);
}

class PostgresEngine : public Engine {
public:
    PostgresEngine(boost::asio::io_context& io, std::string url, Options options,
                   std::shared_ptr<SchemaCell const> schema)
        : options_(options), schema_(std::move(schema)), pool_(io, std::move(url), std::move(options)) {}

    std::shared_ptr<sql::Schema const> schema() override { return schema_->load(); }

    std::optional<Result<Outcome>> try_run(Call const& /*call*/, std::string& /*body*/) override {
        return {};
    }

    Task<Outcome> run(Call call, std::string& body) override {
        auto const plan = plan_of(call.exchange);
        auto request = make_request(call, *plan);
        auto const judged = request.judged;
        CO_TRY(auto lease, co_await pool_.acquire(judged ? Use::exclusive : Use::shared));
        auto answer = co_await lease->run(std::move(request.batch));
        if (!answer) {
            if (judged) {
                lease->cancel();
                lease.discard();
            }
            co_return std::unexpected(std::move(answer).error());
        }
        auto const& results = *answer;
        auto const error = error_in(results);
        Outcome outcome;
        if (!error) outcome = read_outcome(call, *plan, request.places, results);
        if (judged) {
            if (!error) judge(call, outcome);
            auto const keep = !error && outcome.verdict == Verdict::committed;
            Batch end;
            end.push_back({.text = keep ? "commit" : "rollback"});
            auto ended = co_await lease->run(std::move(end));
            if (!ended) lease.discard();
            if (!ended) co_return std::unexpected(std::move(ended).error());
            if (auto const late = error_in(*ended); late && !error) co_return std::unexpected(*late);
        }
        if (error) co_return std::unexpected(*error);
        auto const wanted = outcome.verdict == Verdict::committed || outcome.verdict == Verdict::rolled_back;
        if (wanted && request.places.query >= 0)
            write_body(call, *plan, results[place(request)].get(), outcome, body);
        co_return outcome;
    }

private:
    static std::size_t place(Request const& request) {
        return static_cast<std::size_t>(request.places.query);
    }

    std::shared_ptr<Plan const> plan_of(sql::Exchange const& exchange) {
        if (auto const known = plans_.find(exchange.id); exchange.id != 0 && known != plans_.end())
            return known->second;
        auto plan = std::make_shared<Plan>();
        plan->query = build_query(exchange, *schema());
        for (auto const& type : exchange.parameter_types) plan->types.push_back(oid_of(type));
        plan->count_types = told_types(plan->query.count_text, plan->types);
        plan->types = told_types(plan->query.text, std::move(plan->types));
        if (plans_.size() >= most_plans) plans_.clear();
        if (exchange.id != 0) plans_[exchange.id] = plan;
        return plan;
    }

    Request make_request(Call const& call, Plan const& plan) const {
        Request request;
        auto const snapshot = schema_->load();
        auto const role = snapshot->role_settings.find(call.principal.role);
        auto const* isolation = setting(call.principal.settings, "default_transaction_isolation");
        if (isolation == nullptr && role != snapshot->role_settings.end())
            isolation = setting(role->second, "default_transaction_isolation");
        auto const level = isolation_of(isolation);
        request.judged =
            call.conditions.exactly || call.conditions.at_most || call.conditions.rollback || !level.empty();
        auto& batch = request.batch;
        if (request.judged) {
            std::string begin = "begin";
            if (!level.empty()) begin += " isolation level " + std::string(level);
            if (call.exchange.read_only) begin += " read only";
            batch.push_back({.text = std::move(begin)});
        }
        batch.push_back(settings_of(call, role == snapshot->role_settings.end() ? nullptr : &role->second));
        if (!call.pre_request.empty())
            batch.push_back({.text = "select " + std::string(call.pre_request) + "()"});
        auto const add = [&](std::string const& text, std::vector<Oid> const& types,
                             std::string_view prefix) {
            PreparedText statement{.text = text, .types = types, .values = call.parameters};
            if (options_.prepared_statements && call.exchange.id != 0)
                statement.name = std::string(prefix) + std::to_string(call.exchange.id);
            statement.types.resize(statement.values.size(), text_oid);
            batch.push_back(std::move(statement));
            return static_cast<int>(batch.size()) - 1;
        };
        if (!plan.query.text.empty()) request.places.query = add(plan.query.text, plan.types, "q");
        if (!plan.query.count_text.empty())
            request.places.count = add(plan.query.count_text, plan.count_types, "c");
        // What is rolled back is still to answer as a commit would.
        if (call.conditions.rollback && !call.exchange.read_only)
            batch.push_back({.text = "set constraints all immediate"});
        request.places.response = static_cast<int>(batch.size());
        batch.push_back({.name = options_.prepared_statements ? "response" : "",
                         .text = "select current_setting('response.status', true), "
                                 "current_setting('response.headers', true)"});
        return request;
    }

    PreparedText settings_of(Call const& call,
                             std::map<std::string, std::string> const* role_settings) const {
        PreparedText statement{
            .text = "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)"};
        statement.values = {call.principal.role, call.principal.claims};
        auto const add = [&](std::string const& name, std::string const& value) {
            auto const first = statement.values.size() + 1;
            statement.text +=
                ", set_config($" + std::to_string(first) + ", $" + std::to_string(first + 1) + ", true)";
            statement.values.emplace_back(name);
            statement.values.emplace_back(value);
        };
        if (role_settings != nullptr)
            for (auto const& [name, value] : *role_settings)
                if (name != "default_transaction_isolation") add(name, value);
        for (auto const& [name, value] : call.principal.settings)
            if (name != "default_transaction_isolation") add(name, value);
        auto const timeout = call.timeout.count() > 0 ? call.timeout : options_.statement_timeout;
        if (timeout.count() > 0) add("statement_timeout", std::to_string(timeout.count()));
        auto const count = std::to_string(statement.values.size());
        if (call.exchange.read_only) statement.text += ", set_config('transaction_read_only', 'on', true)";
        if (options_.prepared_statements) statement.name = (call.exchange.read_only ? "r" : "w") + count;
        statement.types.assign(statement.values.size(), 25);  // text
        return statement;
    }

    static std::optional<Error> error_in(std::vector<ResultHandle> const& results) {
        if (results.empty() || !failed(results.back().get())) return std::nullopt;
        return error_of(results.back().get());
    }

    static Outcome read_outcome(Call const& call, Plan const& plan, Places const& places,
                                std::vector<ResultHandle> const& results) {
        Outcome outcome;
        auto const result = [&](int at) { return results[static_cast<std::size_t>(at)].get(); };
        if (places.query >= 0) {
            auto* const rows = result(places.query);
            auto const count = PQntuples(rows);
            auto const& query = plan.query;
            if (!query.writes_alone) outcome.rows = count;
            if (query.writes_alone) outcome.affected = std::strtoll(PQcmdTuples(rows), nullptr, 10);
            if (query.affected_column >= 0 && count > 0)
                outcome.affected = whole(rows, 0, query.affected_column);
            if (query.inserted_column >= 0 && !query.writes_alone)
                outcome.inserted = count > 0 ? whole(rows, 0, query.inserted_column) : 0;
            if (query.inserted_column >= 0 && query.writes_alone) {
                outcome.inserted = 0;
                for (int row = 0; row < count; ++row)
                    *outcome.inserted += view_at(rows, row, PQnfields(rows) - 1) == "t" ? 1 : 0;
            }
            if (call.exchange.count_inserted && !outcome.inserted) outcome.inserted = outcome.affected;
        }
        if (places.count >= 0 && PQntuples(result(places.count)) > 0)
            outcome.total = whole(result(places.count), 0, 0);
        auto* const response = result(places.response);
        outcome.response_status = value_at(response, 0, 0).value_or("");
        outcome.response_headers = value_at(response, 0, 1).value_or("");
        return outcome;
    }

    // A write without a read is judged by what it changed, a call by its rows.
    static void judge(Call const& call, Outcome& outcome) {
        auto const& conditions = call.conditions;
        bool const answers = call.exchange.read && call.exchange.format != sql::Format::none;
        auto const counted = call.exchange.write && !answers ? outcome.affected : outcome.rows;
        if (!call.exchange.write) outcome.affected = outcome.rows;
        if (conditions.at_most && outcome.affected > *conditions.at_most)
            outcome.verdict = Verdict::too_many;
        else if (conditions.exactly && counted != *conditions.exactly)
            outcome.verdict = Verdict::not_exactly;
        else if (conditions.rollback)
            outcome.verdict = Verdict::rolled_back;
    }

    static void write_body(Call const& call, Plan const& plan, PGresult const* rows, Outcome& outcome,
                           std::string& body) {
        if (plan.query.writes_alone) return;
        if (call.exchange.format == sql::Format::none) {
            if (call.exchange.write && PQntuples(rows) > 0)
                encode_row(rows, 0, plan.query, outcome.first_row_keys);
            return;
        }
        encode(rows, plan.query, call.exchange.format, body);
    }

    Options options_;
    std::shared_ptr<SchemaCell const> schema_;
    Pool pool_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Plan const>> plans_;
};

}  // namespace

std::unique_ptr<Engine> make_engine(boost::asio::io_context& io, std::string url, Options options,
                                    std::shared_ptr<SchemaCell const> schema) {
    return std::make_unique<PostgresEngine>(io, std::move(url), std::move(options), std::move(schema));
}

}  // namespace backstay::engine::postgres
