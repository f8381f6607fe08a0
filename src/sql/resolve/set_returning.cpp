// Set-returning functions in the select list, which PostgreSQL runs after grouping and windows and before
// DISTINCT, ORDER BY and LIMIT: all side by side, the short ones filled with NULLs.
//
//     select id, unnest(tags) from t      select t.id, s.unnest from t, lateral unnest(t.tags) as s
//
// They become one entry of FROM; a function of another's rows is in an entry behind it. Where the query is
// grouped, or has window functions, it becomes a derived table first.
// https://www.postgresql.org/docs/15/xfunc-sql.html#XFUNC-SQL-FUNCTIONS-RETURNING-SET

#include <algorithm>

#include "base/box.hpp"
#include "base/limitation.hpp"
#include "sql/resolve/select.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

constexpr std::string_view hint =
    "You might be able to move the set-returning function into a LATERAL FROM item.";

bool is_row(Type type) {
    return !type.array && (type.base == BaseType::composite || type.base == BaseType::record);
}

}  // namespace

bool returns_set(State const& state, typed::Expression const& e) {
    if (auto const* b = std::get_if<typed::BuiltinCall>(&e.node))
        return b->function->kind == BuiltinKind::table;
    auto const* f = std::get_if<typed::FunctionCall>(&e.node);
    return f != nullptr && state.catalog().functions.at(f->function).returns_set;
}

namespace {

class Expansion {
public:
    Expansion(State& state, typed::Query& q) : state_(state), q_(q) {}

    Result<void> run() {
        TRY_VOID(expand_groups());
        if (!std::ranges::any_of(parts(), [&](auto* e) { return has_set(*e); })) return {};
        for (auto* part : parts()) TRY_VOID(check(*part));
        if (q_.grouped || has_windows()) derive();
        while (true) {
            auto const calls = innermost(parts());
            if (calls.empty()) return {};
            TRY_VOID(add(calls, parts()));
        }
    }

private:
    // What is computed of a row of the result.
    std::vector<typed::Expression*> parts() {
        std::vector<typed::Expression*> all;
        for (auto& target : q_.targets) all.push_back(&target.expression);
        for (auto& key : q_.order_by) all.push_back(&key.expression);
        for (auto& e : q_.distinct_on) all.push_back(&e);
        return all;
    }

    std::vector<typed::Expression*> groups() {
        std::vector<typed::Expression*> all;
        for (auto& set : q_.grouping_sets)
            for (auto& e : set) all.push_back(&e);
        return all;
    }

    // What is grouped by a set is grouped after it: it comes into FROM at once.
    Result<void> expand_groups() {
        while (true) {
            auto const calls = innermost(groups());
            if (calls.empty()) return {};
            auto everywhere = parts();
            for (auto* e : groups()) everywhere.push_back(e);
            if (q_.having) everywhere.push_back(&*q_.having);
            TRY_VOID(add(calls, everywhere));
        }
    }

    template <class Found>
    static void each(typed::Expression& e, Found found) {
        typed::walk(e, {.expression = [&](typed::Expression& inner,
                                          int depth) { return depth > 0 ? false : found(inner); },
                        .query = [](typed::Query&, int) { return false; }});
    }

    bool has_set(typed::Expression& e) {
        bool found = false;
        each(e, [&](typed::Expression& inner) {
            found = found || returns_set(state_, inner);
            return !found;
        });
        return found;
    }
    bool has_inside(typed::Expression& e) {
        bool found = false;
        each(e, [&](typed::Expression& inner) {
            found = found || (&inner != &e && returns_set(state_, inner));
            return !found;
        });
        return found;
    }

    bool has_windows() {
        bool found = false;
        for (auto* part : parts())
            each(*part, [&](typed::Expression& e) {
                auto const* a = std::get_if<typed::AggregateCall>(&e.node);
                found = found || (a != nullptr && a->over);
                return true;
            });
        return found;
    }

    // Where a set cannot be.
    Result<void> check(typed::Expression& part) {
        Result<void> result;
        auto const refuse = [&](std::string const& what) {
            result = std::unexpected(failure("0A000", what).hint(std::string(hint)).error());
        };
        each(part, [&](typed::Expression& e) {
            if (!result) return false;
            bool const conditional = std::holds_alternative<typed::Case>(e.node);
            auto const* a = std::get_if<typed::AggregateCall>(&e.node);
            if (!(conditional || a != nullptr || std::holds_alternative<typed::Coalesce>(e.node)) ||
                !has_inside(e))
                return true;
            if (a != nullptr)
                refuse(std::string(a->over ? "window" : "aggregate") +
                       " function calls cannot contain set-returning function calls");
            else
                refuse(std::string("set-returning functions are not allowed in ") +
                       (conditional ? "CASE" : "COALESCE"));
            return false;
        });
        return result;
    }

    // The query as far as it goes without its sets becomes a derived table; they are computed of its rows.
    void derive() {
        typed::Query outer;
        outer.targets = q_.targets;
        outer.order_by = std::exchange(q_.order_by, {});
        outer.distinct_on = std::exchange(q_.distinct_on, {});
        outer.distinct = std::exchange(q_.distinct, false);
        outer.limit = std::exchange(q_.limit, std::nullopt);
        outer.offset = std::exchange(q_.offset, std::nullopt);
        outer.with_ties = std::exchange(q_.with_ties, false);
        q_.targets.clear();
        auto inner = std::exchange(q_, std::move(outer));
        for (auto* part : parts()) each(*part, [&](typed::Expression& e) { return lift(inner, e); });
        typed::Entry entry{.source = typed::WrittenEntry{}, .alias = "*SELECT*", .columns = {}};
        for (auto const& target : inner.targets)
            entry.columns.push_back({target.name, target.expression.type});
        typed::raise_levels(inner, 1);
        entry.source = typed::SubqueryEntry{.query = std::move(inner)};
        q_.entries.push_back(std::move(entry));
        q_.from.push_back({typed::EntryRef{0}});
    }

    // What holds no set is a column of the derived table.
    bool lift(typed::Query& inner, typed::Expression& e) {
        if (std::holds_alternative<typed::Constant>(e.node) ||
            std::holds_alternative<typed::Parameter>(e.node))
            return false;
        if (has_set(e)) return true;
        auto found = std::ranges::find(inner.targets, e, &typed::Target::expression);
        if (found == inner.targets.end())
            found = inner.targets.insert(inner.targets.end(), typed::Target{e, "?column?"});
        auto const place = static_cast<int>(found - inner.targets.begin());
        e.node = typed::Variable{0, 0, place, "?column?"};
        e.collation.clear();
        return false;
    }

    // The sets that are not of another's rows.
    typed::Expressions innermost(std::vector<typed::Expression*> const& where) {
        typed::Expressions calls;
        for (auto* part : where)
            each(*part, [&](typed::Expression& e) {
                if (!returns_set(state_, e) || has_inside(e)) return true;
                if (std::ranges::find(calls, e) == calls.end()) calls.push_back(e);
                return false;
            });
        return calls;
    }

    Result<void> add(typed::Expressions const& calls, std::vector<typed::Expression*> const& where) {
        typed::Entry entry{
            .source = typed::FunctionEntry{.calls = calls, .lateral = true}, .alias = "*SET*", .columns = {}};
        std::vector<int> places;
        for (auto const& call : calls) {
            places.push_back(static_cast<int>(entry.columns.size()));
            TRY(auto columns, set_columns(state_, call));
            if (columns.size() > 1 || is_row(call.type)) {
                if (calls.size() > 1) return not_supported(Limitation::two_sets_in_select);
                places.back() = -1;
            }
            entry.columns.insert(entry.columns.end(), columns.begin(), columns.end());
        }
        auto const index = static_cast<int>(q_.entries.size());
        q_.entries.push_back(std::move(entry));
        q_.from.push_back({typed::EntryRef{index}});
        for (auto* part : where)
            each(*part, [&](typed::Expression& e) {
                auto const found = std::ranges::find(calls, e);
                if (found == calls.end()) return true;
                auto const place = places[static_cast<std::size_t>(found - calls.begin())];
                e.node = typed::Variable{0, index, place, "*SET*"};
                return false;
            });
        return {};
    }

    State& state_;
    typed::Query& q_;
};

}  // namespace

Result<void> expand_sets(State& state, typed::Query& query) { return Expansion(state, query).run(); }

}  // namespace backstay::sql::resolving
