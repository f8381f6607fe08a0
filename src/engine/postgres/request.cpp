#include "engine/postgres/request.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::engine::postgres {
namespace {

constexpr Oid text_oid = 25;
constexpr auto isolation_name = "default_transaction_isolation";

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

using Settings = std::map<std::string, std::string>;

Settings const* settings_of_role(sql::Schema const& schema, std::string const& role) {
    auto const found = schema.role_settings.find(role);
    return found == schema.role_settings.end() ? nullptr : &found->second;
}

// What is set of the role stands before the role itself: the login may be allowed what the role is not.
PreparedText settings_of(Principal const& principal, Settings const* role_settings, bool read_only,
                         std::chrono::milliseconds timeout, Options const& options) {
    PreparedText statement{.text = "select "};
    auto const add = [&](std::string const& name, std::string const& value) {
        auto const first = statement.values.size() + 1;
        if (first > 1) statement.text += ", ";
        statement.text +=
            "set_config($" + std::to_string(first) + ", $" + std::to_string(first + 1) + ", true)";
        statement.values.emplace_back(name);
        statement.values.emplace_back(value);
    };
    if (role_settings != nullptr)
        for (auto const& [name, value] : *role_settings)
            if (name != isolation_name) add(name, value);
    add("role", principal.role);
    add("request.jwt.claims", principal.claims);
    for (auto const& [name, value] : principal.settings)
        if (name != isolation_name) add(name, value);
    if (timeout.count() > 0) add("statement_timeout", std::to_string(timeout.count()));
    auto const count = std::to_string(statement.values.size());
    if (read_only) statement.text += ", set_config('transaction_read_only', 'on', true)";
    if (options.prepared_statements) statement.name = (read_only ? "r" : "w") + count;
    statement.types.assign(statement.values.size(), text_oid);
    return statement;
}

PreparedText response_query(Options const& options) {
    return {.name = options.prepared_statements ? "response" : "",
            .text =
                "select current_setting('response.status', true), "
                "current_setting('response.headers', true), current_setting('pgrst.inserted', true)"};
}

// What an earlier call of the transaction has set for its response.
PreparedText forgotten_response(Options const& options) {
    return {.name = options.prepared_statements ? "forget" : "",
            .text =
                "select set_config('response.status', '', true), set_config('response.headers', '', true), "
                "set_config('pgrst.inserted', '', true)"};
}

std::string explain_words(Explain const& explain) {
    std::string out = std::string("explain (format ") + (explain.json ? "json" : "text");
    if (explain.analyze) out += ", analyze";
    if (explain.verbose) out += ", verbose";
    if (explain.settings) out += ", settings";
    if (explain.buffers) out += ", buffers";
    if (explain.wal) out += ", wal";
    return out + ") ";
}

// begin, the settings and what is called before; says whether the outcome is judged.
bool add_beginning(Call const& call, sql::Schema const& schema, Options const& options, Within within,
                   Batch& batch) {
    auto const* const role = settings_of_role(schema, call.principal.role);
    auto const* isolation = setting(call.principal.settings, isolation_name);
    if (isolation == nullptr && role != nullptr) isolation = setting(*role, isolation_name);
    auto const level = isolation_of(isolation);
    auto const& conditions = call.conditions;
    auto const judged =
        (within == Within::itself || within == Within::few) &&
        (conditions.exactly || conditions.at_most || conditions.rollback || !level.empty() || call.explain);
    if (judged) {
        std::string begin = "begin";
        if (!level.empty()) begin += " isolation level " + std::string(level);
        if (call.exchange.read_only) begin += " read only";
        batch.push_back({.text = std::move(begin)});
    }
    // A transaction that has become read only stays so.
    auto const read_only = call.exchange.read_only && within != Within::transaction;
    auto const timeout = call.timeout.count() > 0 ? call.timeout : options.statement_timeout;
    batch.push_back(settings_of(call.principal, role, read_only, timeout, options));
    if (!call.pre_request.empty())
        batch.push_back({.text = "select " + std::string(call.pre_request) + "()"});
    return judged;
}

}  // namespace

Plan make_plan(sql::Exchange const& exchange, sql::Schema const& schema) {
    Plan plan;
    plan.query = build_query(exchange, schema);
    for (auto const& type : exchange.parameter_types) plan.types.push_back(oid_of(type));
    auto const& counted = exchange.count ? plan.query.count_text : plan.query.planned_text;
    plan.count_types = told_types(counted, plan.types);
    plan.types = told_types(plan.query.text, std::move(plan.types));
    return plan;
}

Request make_request(Call const& call, Plan const& plan, sql::Schema const& schema, Options const& options,
                     Within within) {
    Request request;
    auto& batch = request.batch;
    request.judged = add_beginning(call, schema, options, within, batch);
    if (within == Within::transaction) batch.push_back(forgotten_response(options));
    auto const add = [&](std::string text, std::vector<Oid> const& types, std::string_view prefix) {
        PreparedText statement{.text = std::move(text), .types = types, .values = call.parameters};
        if (options.prepared_statements && call.exchange.id != 0 && !prefix.empty())
            statement.name = std::string(prefix) + std::to_string(call.exchange.id);
        statement.types.resize(statement.values.size(), text_oid);
        batch.push_back(std::move(statement));
        return static_cast<int>(batch.size()) - 1;
    };
    auto const& query = plan.query;
    if (call.explain) {
        auto text = explained_text(call.exchange);
        auto const types = told_types(text, plan.types);
        request.places.query = add(explain_words(*call.explain) + text, types, "");
    } else {
        auto const guard = " limit " + std::to_string(most_at_once + 1);
        if (within == Within::few)
            request.places.query =
                add("select * from (" + query.text + ") as pgrst_few" + guard, plan.types, "f");
        else if (!query.text.empty())
            request.places.query = add(query.text, plan.types, "q");
        if (!query.count_text.empty()) request.places.count = add(query.count_text, plan.count_types, "c");
        if (!query.planned_text.empty())
            request.places.planned = add("explain (format json) " + query.planned_text, plan.count_types, "");
    }
    // What is rolled back is still to answer as a commit would.
    if (call.conditions.rollback && !call.exchange.read_only && within == Within::itself)
        batch.push_back({.text = "set constraints all immediate"});
    request.places.response = static_cast<int>(batch.size());
    batch.push_back(response_query(options));
    return request;
}

Batch settings_batch(Principal const& principal, std::string const& pre_request, sql::Schema const& schema,
                     Options const& options) {
    Batch batch;
    batch.push_back(settings_of(principal, settings_of_role(schema, principal.role), true,
                                options.statement_timeout, options));
    if (!pre_request.empty()) batch.push_back({.text = "select " + pre_request + "()"});
    return batch;
}

}  // namespace backstay::engine::postgres
