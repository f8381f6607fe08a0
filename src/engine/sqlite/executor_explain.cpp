// The plan of an exchange, by its media type: what EXPLAIN QUERY PLAN says of each statement, without running
// it. https://www.sqlite.org/eqp.html

#include <sqlite3.h>

#include <map>
#include <utility>

#include "base/json.hpp"
#include "base/limitation.hpp"
#include "engine/sqlite/executor.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Step {
    std::string detail;
    std::vector<int> below;
};

// The steps by their ids; 0 has the outermost ones below it.
using Steps = std::map<int, Step>;

void append_text(std::string& out, Steps const& steps, int id, std::size_t depth) {
    for (auto const below : steps.at(id).below) {
        out += std::string(2 * depth, ' ') + steps.at(below).detail + "\n";
        append_text(out, steps, below, depth + 1);
    }
}

void append_json(std::string& out, Steps const& steps, int id) {
    out += '[';
    for (bool first = true; auto const below : steps.at(id).below) {
        if (!std::exchange(first, false)) out += ',';
        out += "{\"Detail\":";
        append_json_string(out, steps.at(below).detail);
        out += ",\"Plans\":";
        append_json(out, steps, below);
        out += '}';
    }
    out += ']';
}

void collect(ReadPlan const& plan, std::vector<sql::LoweredStatement const*>& statements) {
    statements.push_back(&plan.lowered);
    for (auto const& item : plan.output)
        if (item.nested) collect(*item.nested, statements);
}

Result<Steps> steps_of(Connection const& db, std::string const& sql) {
    TRY(auto statement, db.prepare("explain query plan " + sql));
    Steps steps;
    steps[0];
    while (statement.step() == SQLITE_ROW) {
        auto const id = static_cast<int>(statement.integer(0));
        steps[id].detail = statement.text(3);
        steps[static_cast<int>(statement.integer(1))].below.push_back(id);
    }
    return steps;
}

}  // namespace

Result<Outcome> Executor::explain_plan(ExchangePlan const& plan, Explain const& how, std::string& body) {
    if (plan.denied) return std::unexpected(*plan.denied);
    if (how.analyze) return not_supported(Limitation::explain_analyze);
    std::vector<sql::LoweredStatement const*> statements;
    if (plan.write)
        for (auto const& step : plan.write->steps) statements.push_back(&step.statement);
    for (auto const* read : {plan.read.get(), plan.count.get()})
        if (read != nullptr) collect(*read, statements);
    if (how.json) body += '[';
    for (bool first = true; auto const* statement : statements) {
        TRY(auto const steps, steps_of(db_, statement->sql));
        if (!how.json) {
            append_text(body, steps, 0, 0);
            continue;
        }
        if (!std::exchange(first, false)) body += ',';
        body += "{\"Plan\":{\"Plans\":";
        append_json(body, steps, 0);
        body += "}}";
    }
    if (how.json) body += ']';
    Outcome outcome;
    outcome.rows = 1;
    outcome.verdict = Verdict::rolled_back;
    return outcome;
}

}  // namespace backstay::engine::sqlite
