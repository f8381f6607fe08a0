#include "engine/sqlite/text_plan.hpp"

#include <algorithm>

#include "engine/sqlite/ddl/text_index.hpp"
#include "sql/resolve/resolve.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::typed::Expression;
using sql::typed::Query;
using sql::typed::Variable;

constexpr sql::Type row_type{.base = sql::BaseType::int8};
constexpr sql::Type text_type{.base = sql::BaseType::text};

// The condition `document @@ sought`.
struct Search {
    Expression const* document = nullptr;
    Expression const* sought = nullptr;
};

std::optional<Search> as_search(Expression const& condition) {
    auto const* call = std::get_if<sql::typed::OperatorCall>(&condition.node);
    if (call == nullptr || call->args.size() != 2) return std::nullopt;
    if (call->op->sqlite == "pg_ts_match") return Search{&call->args[0], &call->args[1]};
    if (call->op->sqlite == "pg_ts_match_turned") return Search{&call->args[1], &call->args[0]};
    return std::nullopt;
}

// What has to be true together.
void collect_conditions(Expression const& condition, std::vector<Expression const*>& out) {
    auto const* logic = std::get_if<sql::typed::Logic>(&condition.node);
    if (logic == nullptr || logic->kind != sql::LogicKind::and_) {
        out.push_back(&condition);
        return;
    }
    for (auto const& arg : logic->args) collect_conditions(arg, out);
}
std::vector<Expression const*> conditions_of(Expression const& condition) {
    std::vector<Expression const*> out;
    collect_conditions(condition, out);
    return out;
}

// The one entry that an expression reads of its own level; nothing where it reads none, or several.
std::optional<int> entry_read(Expression expression) {
    std::optional<int> entry;
    bool one = true;
    sql::typed::walk(expression, {.expression = [&](Expression& e, int depth) {
                         auto const* variable = std::get_if<Variable>(&e.node);
                         if (variable == nullptr || variable->levels_up != depth) return true;
                         one = one && (!entry || *entry == variable->entry);
                         entry = variable->entry;
                         return true;
                     }});
    return one ? entry : std::nullopt;
}

// The expression as an index has it: over entry 0, which is the table.
Expression of_table(Expression expression, int entry) {
    sql::typed::walk(expression, {.expression = [&](Expression& e, int depth) {
                         auto* variable = std::get_if<Variable>(&e.node);
                         if (variable == nullptr || variable->levels_up != depth || variable->entry != entry)
                             return true;
                         variable->entry = 0;
                         variable->name.clear();
                         return true;
                     }});
    return expression;
}

// Whether it has one value for all rows of the level. Subqueries and functions of the catalog are not looked
// into.
bool is_fixed(Expression expression) {
    bool fixed = true;
    sql::typed::walk(expression, {.expression = [&](Expression& e, int depth) {
                         if (auto const* variable = std::get_if<Variable>(&e.node))
                             fixed = fixed && variable->levels_up > depth;
                         else if (auto const* call = std::get_if<sql::typed::BuiltinCall>(&e.node))
                             fixed = fixed && call->function->kind == sql::BuiltinKind::scalar &&
                                     call->function->volatility != sql::Volatility::volatile_;
                         else
                             fixed = fixed && (std::holds_alternative<sql::typed::Constant>(e.node) ||
                                               std::holds_alternative<sql::typed::Parameter>(e.node) ||
                                               std::holds_alternative<sql::typed::SettingValue>(e.node) ||
                                               std::holds_alternative<sql::typed::OperatorCall>(e.node) ||
                                               std::holds_alternative<sql::typed::CastCall>(e.node) ||
                                               std::holds_alternative<sql::typed::Coalesce>(e.node));
                         return fixed;
                     }});
    return fixed;
}

// from page, to_tsquery('cats') q where search @@ q: what is called there.
Expression const& called(Query const& query, Expression const& sought) {
    auto const* variable = std::get_if<Variable>(&sought.node);
    if (variable == nullptr || variable->levels_up != 0 || variable->column != 0) return sought;
    auto const& source = query.entries[static_cast<std::size_t>(variable->entry)].source;
    auto const* function = std::get_if<sql::typed::FunctionEntry>(&source);
    if (function == nullptr || function->lateral || function->calls.size() != 1) return sought;
    return function->calls.front();
}

Expression constant(std::string text) {
    return {.node = sql::typed::Constant{.null = false, .text = std::move(text)}, .type = text_type};
}

sql::BuiltinOperator const* row_equality() {
    for (auto const& op : sql::builtin_operators())
        if (op.name == "=" && op.left == row_type && op.right == row_type) return &op;
    return nullptr;
}

sql::Builtin const& search_rows() {
    static sql::Builtin const function{.name = "backstay_search_rows",
                                       .args = {text_type, text_type, {sql::BaseType::tsquery}},
                                       .result = row_type,
                                       .sqlite = "backstay_search_rows",
                                       .kind = sql::BuiltinKind::table};
    return function;
}

// entry.rowid = any (select c1 from backstay_search_rows(index, table, sought))
Expression among_rows(sql::CatalogRelation const& relation, sql::CatalogIndex const& index, int entry,
                      Expression sought) {
    sql::typed::raise_levels(sought, 1);
    sql::typed::BuiltinCall call{.function = &search_rows(), .args = {}};
    call.args.push_back(constant(text_index_name(index_storage_name(relation, index.name))));
    call.args.push_back(constant(relation.storage_name()));
    call.args.push_back(std::move(sought));

    Query rows;
    sql::typed::FunctionEntry source;
    source.calls.push_back({.node = std::move(call), .type = row_type});
    rows.entries.push_back({.source = std::move(source), .alias = "found", .columns = {{"row", row_type}}});
    rows.from.push_back({sql::typed::EntryRef{0}});
    rows.targets.push_back({{.node = Variable{0, 0, 0, "row"}, .type = row_type}, "row"});

    sql::typed::Subquery subquery{.kind = sql::SubqueryKind::any, .query = std::move(rows)};
    subquery.test.push_back({.node = Variable{0, entry, sql::row_id_column, "rowid"}, .type = row_type});
    subquery.operators.push_back(row_equality());
    return {.node = std::move(subquery), .type = {sql::BaseType::boolean}};
}

// The conditions of one query, each over the table that it reads where it reads one.
class Narrowing {
public:
    Narrowing(Analysis const& with, Query& query) : with_(with), query_(query) {}

    void run() {
        auto const conditions = conditions_of(*query_.where);
        sql::typed::Logic all{.kind = sql::LogicKind::and_, .args = {}};
        for (auto const* condition : conditions) {
            auto const search = as_search(*condition);
            if (!search) continue;
            if (auto found = rows_of(*search, conditions)) all.args.push_back(*std::move(found));
        }
        if (all.args.empty()) return;
        all.args.insert(all.args.begin(), *std::move(query_.where));
        query_.where = Expression{.node = std::move(all), .type = {sql::BaseType::boolean}};
    }

private:
    std::optional<Expression> rows_of(Search const& search,
                                      std::vector<Expression const*> const& conditions) {
        auto const entry = entry_read(*search.document);
        if (!entry) return std::nullopt;
        auto const& source = query_.entries[static_cast<std::size_t>(*entry)].source;
        auto const* read = std::get_if<sql::typed::RelationEntry>(&source);
        auto const* relation = read == nullptr ? nullptr : with_.catalog.relation(read->relation);
        if (relation == nullptr) return std::nullopt;
        auto const& sought = called(query_, *search.sought);
        if (!is_fixed(sought)) return std::nullopt;
        auto const document = of_table(*search.document, *entry);
        for (auto const& index : relation->indexes)
            if (is_text_index(index) && has(*relation, index, document) &&
                is_implied(*relation, index, conditions, *entry))
                return among_rows(*relation, index, *entry, sought);
        return std::nullopt;
    }

    // The catalog's expression as a query over the table has it; nothing where it is no longer understood.
    std::optional<Expression> resolved(sql::CatalogRelation const& relation,
                                       sql::Expression const& expression,
                                       std::optional<sql::Type> type) const {
        auto found = sql::resolve_expression({.catalog = with_.catalog, .search_path = with_.search_path},
                                             &relation, expression, type);
        if (!found) return std::nullopt;
        return of_table(*std::move(found), 0);
    }

    bool has(sql::CatalogRelation const& relation, sql::CatalogIndex const& index,
             Expression const& document) const {
        return std::ranges::any_of(index.elements, [&](sql::IndexElement const& element) {
            if (!is_text_element(element)) return false;
            if (element.expression) return resolved(relation, *element.expression, {}) == document;
            auto const* variable = std::get_if<Variable>(&document.node);
            return variable != nullptr && variable->levels_up == 0 && variable->column >= 0 &&
                   relation.columns[static_cast<std::size_t>(variable->column)].name == element.column;
        });
    }

    // A partial index has the rows that are asked for, when its condition is one of the query's.
    bool is_implied(sql::CatalogRelation const& relation, sql::CatalogIndex const& index,
                    std::vector<Expression const*> const& conditions, int entry) const {
        if (!index.where) return true;
        auto const asked = resolved(relation, *index.where, sql::Type{sql::BaseType::boolean});
        if (!asked) return false;
        return std::ranges::all_of(conditions_of(*asked), [&](Expression const* part) {
            return std::ranges::any_of(conditions, [&](Expression const* condition) {
                return entry_read(*condition) == entry && of_table(*condition, entry) == *part;
            });
        });
    }

    Analysis const& with_;
    Query& query_;
};

}  // namespace

void use_text_indexes(Analysis const& with, Query& query) {
    sql::typed::walk(query, {.query = [&](Query& one, int) {
                         if (one.where) Narrowing(with, one).run();
                         return true;
                     }});
}

}  // namespace backstay::engine::sqlite
