#include "api/rest/prepare.hpp"

#include "api/rest/preparing.hpp"
#include "base/text.hpp"
#include "query/plan/plan.hpp"

namespace backstay::api::rest {

query::PlanOptions Preparing::plan_options() const {
    return {.aggregates = options_.aggregates,
            .additions = options_.additions,
            .legacy_target_names = options_.legacy_target_names};
}

sql::Format Preparing::row_format() const {
    if (asked_.accepted.handler != nullptr) return sql::Format::handled;
    switch (asked_.accepted.media()) {
        case Media::object: return sql::Format::json_object;
        case Media::csv: return sql::Format::csv;
        case Media::lines: return sql::Format::json_lines;
        case Media::geojson: return sql::Format::geojson;
        default: return sql::Format::json_array;
    }
}

std::string Preparing::key(std::string_view kind, sql::Format format) const {
    std::string out(kind);
    out += static_cast<char>('a' + static_cast<int>(format));
    out += static_cast<char>('0' + static_cast<int>(counting()));
    out += asked_.accepted.type.strip_nulls ? 's' : '-';
    if (auto const* const handler = asked_.accepted.handler) {
        out += quote_always(handler->function.schema) + quote_always(handler->function.name);
        out += handler->target ? 't' : 'a';
    }
    out += std::to_string(asked_.schema.size()) + ":" + asked_.schema;
    out += std::to_string(asked_.target.name.size()) + ":" + asked_.target.name;
    return out + "?" + asked_.query.shape;
}

query::Counting Preparing::counting() const {
    if (!asked_.prefer.count) return query::Counting::none;
    bool const reads = asked_.action == Action::read;
    switch (*asked_.prefer.count) {
        case Count::exact: return query::Counting::exact;
        case Count::planned: return reads ? query::Counting::planned : query::Counting::none;
        case Count::estimated: return reads ? query::Counting::estimated : query::Counting::exact;
    }
    return query::Counting::none;
}

query::CompileOptions Preparing::compile_options(sql::Format format, bool limited, std::size_t values) const {
    query::CompileOptions options{.max_rows = limited ? options_.max_rows : std::nullopt,
                                  .count = counting(),
                                  .strip_nulls = asked_.accepted.type.strip_nulls,
                                  .format = format,
                                  .schema = &schema_,
                                  .marker = static_cast<int>(values) + 1};
    auto const* const handler = asked_.accepted.handler;
    if (format == sql::Format::handled && handler != nullptr)
        options.handler = sql::RowsHandler{.function = handler->function, .row_type = handler->target};
    return options;
}

Result<query::Node> Preparing::plan(sql::QualifiedName name, sql::Relation const* relation) const {
    return query::plan_read(schema_, plan_options(), asked_.query, std::move(name), relation);
}

bool Preparing::selects_all() const {
    auto const& query = asked_.query;
    if (!query.has_select || query.select.empty()) return true;
    if (query.select.size() > 1) return false;
    auto const* const field = std::get_if<query::FieldItem>(&query.select.front().item);
    return field != nullptr && field->field.name == "*";
}

Result<void> Preparing::negotiate_media(sql::QualifiedName const& target) const {
    TRY(asked_.accepted, negotiate(asked_.wanted, {.schema = schema_,
                                                   .schemas = options_.schemas,
                                                   .target = target,
                                                   .whole_rows = selects_all(),
                                                   .plan = options_.plan_enabled,
                                                   .lines = options_.additions}));
    return {};
}

Result<void> Preparing::check_preferences() const {
    auto const& prefer = asked_.prefer;
    if (!prefer.strict.value_or(false) || prefer.unknown.empty()) return {};
    return failure("PGRST122", "Invalid preferences given with handling=strict")
        .detail("Invalid preferences: " + join(prefer.unknown, ", "));
}

void Preparing::add_conditions(Prepared& prepared) const {
    prepared.explain = asked_.accepted.type.plan;
    if (prepared.explain) return;
    prepared.singular = asked_.accepted.media() == Media::object;
    if (prepared.singular) prepared.conditions.exactly = 1;
    if (asked_.prefer.max_affected) prepared.conditions.at_most = asked_.prefer.max_affected;
}

Result<Prepared> Preparing::read() const {
    sql::QualifiedName const name{asked_.schema, asked_.target.name};
    TRY(auto const* const relation, query::find_relation(schema_, name));
    auto const checked = [&]() -> Result<void> {
        TRY_VOID(plan(name, relation));
        return {};
    };
    auto const chosen = negotiate_media(name);
    if (!chosen) {
        TRY_VOID(checked());
        return std::unexpected(chosen.error());
    }
    Prepared prepared;
    // Of the additions: HEAD has the validator of what GET would answer.
    auto const format = asked_.head && !options_.additions ? sql::Format::json_array : row_format();
    TRY(prepared.exchange, planned(key("r", format), [&]() -> Result<query::Compiled> {
            TRY(auto const node, plan(name, relation));
            return query::compile_read(node, compile_options(format, true, asked_.query.values.size()));
        }));
    TRY_VOID(check_preferences());
    add_conditions(prepared);
    prepared.parameters = asked_.query.values;
    return prepared;
}

Result<Prepared> prepare(Asked& asked, Options const& options, sql::Schema const& schema, PlanCache& cache) {
    Preparing const preparing{asked, options, schema, cache};
    switch (asked.action) {
        case Action::read: return preparing.read();
        case Action::call: return preparing.call();
        default: return preparing.write();
    }
}

}  // namespace backstay::api::rest
