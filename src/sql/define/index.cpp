#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"

namespace backstay::sql::defining {
namespace {

// PostgreSQL names an index after its columns; an expression counts as its function's name, or "expr".
std::string columns_in_name(CreateIndex const& statement) {
    std::vector<std::string> parts;
    for (auto const& element : statement.elements) {
        std::string part = element.column;
        if (part.empty()) {
            auto const* called = std::get_if<Call>(&element.expression->node);
            part = called != nullptr ? called->name.name : "expr";
        }
        auto const same =
            std::ranges::count_if(parts, [&](auto const& other) { return other.starts_with(part); });
        parts.push_back(same == 0 || !element.column.empty() ? part : part + std::to_string(same));
    }
    return join(parts, "_");
}

// The operator class that PostgreSQL takes for a tsvector says that the embedded engine makes an index of it,
// too.
Result<void> choose_operator_class(Work& work, CatalogRelation const& relation, IndexElement& element) {
    constexpr std::string_view of_texts = "tsvector_ops";
    if (element.operator_class == "pg_catalog." + std::string(of_texts)) element.operator_class = of_texts;
    if (!element.operator_class.empty()) return {};
    Type type;
    if (auto const* column = relation.find_column(element.column))
        type = column->type;
    else if (element.expression && work.context.typing != nullptr) {
        TRY(type, work.context.typing->check_expression(work.catalog(), &relation, *element.expression, {}));
    }
    if (type.base == BaseType::tsvector && !type.array) element.operator_class = of_texts;
    return {};
}

Result<void> check_elements(Work& work, CatalogRelation const& relation, CreateIndex const& statement) {
    for (auto const& element : statement.elements) {
        if (!element.column.empty() && relation.find_column(element.column) == nullptr)
            return failure("42703", "column \"" + element.column + "\" does not exist");
        if (element.expression && work.context.typing != nullptr)
            TRY_VOID(
                work.context.typing->check_expression(work.catalog(), &relation, *element.expression, {}));
    }
    if (statement.where && work.context.typing != nullptr)
        TRY_VOID(work.context.typing->check_expression(work.catalog(), &relation, *statement.where,
                                                       Type{.base = BaseType::boolean}));
    return {};
}

}  // namespace

Result<void> create_index(Work& work, CreateIndex const& statement) {
    TRY(auto* relation, find_relation(work, statement.table.name));
    if (relation->kind != CatalogRelationKind::table &&
        relation->kind != CatalogRelationKind::materialized_view)
        return failure("42809", "cannot create index on relation \"" + relation->name.name + "\"")
            .detail("This operation is not supported for views.");
    TRY_VOID(require_owner(work, relation->owner, "table " + relation->name.name));
    auto const taken = [&](std::string const& name) { return is_taken(work, {relation->name.schema, name}); };
    auto name = statement.name;
    if (name.empty()) name = choose_name(relation->name.name, columns_in_name(statement), "idx", taken);
    if (!statement.name.empty() && taken(name)) {
        if (!statement.if_not_exists) return failure("42P07", "relation \"" + name + "\" already exists");
        work.notice("relation \"" + name + "\" already exists, skipping");
        return {};
    }
    if (statement.nulls_not_distinct) return not_supported(Limitation::nulls_not_distinct);
    TRY_VOID(check_elements(work, *relation, statement));
    CatalogIndex index{.id = work.new_id(),
                       .name = name,
                       .method = statement.method.empty() ? "btree" : statement.method,
                       .unique = statement.unique,
                       .elements = statement.elements,
                       .include = statement.include,
                       .where = statement.where};
    bool searches = index.method == "btree" || index.method == "hash";
    if (index.method == "gin" || index.method == "gist") {
        for (auto& element : index.elements) {
            TRY_VOID(choose_operator_class(work, *relation, element));
            searches = searches || element.operator_class == "tsvector_ops";
        }
    }
    if (!searches)
        work.notice("index \"" + name + "\" of method " + index.method +
                    " is kept, and does nothing on the embedded engine");
    relation->indexes.push_back(std::move(index));
    if (searches) work.change(CreateIndexChange{relation->id, name});
    return {};
}

}  // namespace backstay::sql::defining
