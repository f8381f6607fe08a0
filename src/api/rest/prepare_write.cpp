// Inserts, updates and deletes: the body, upserts, and what PUT asks for.

#include <algorithm>

#include "api/rest/preparing.hpp"
#include "query/plan/plan.hpp"

namespace backstay::api::rest {
namespace {

Failure bad_put() {
    return failure("PGRST105", "Filters must include all and only primary key columns with 'eq' operators");
}

std::string write_key(query::WriteOptions const& write) {
    std::string out = write.many ? "[" : "{";
    out += write.no_rows ? "0" : "";
    out += write.missing_default ? "d" : "";
    out += write.match.empty() ? "" : "=";
    out += write.numbered ? "#" : "";
    out += static_cast<char>('0' + static_cast<int>(write.conflict));
    for (auto const* const names : {&write.columns, &write.conflict_columns, &write.returned}) {
        for (auto const& name : *names) out += std::to_string(name.size()) + ":" + name;
        out += '|';
    }
    return out;
}

std::string_view kind_of(Action action) {
    switch (action) {
        case Action::update: return "u";
        case Action::remove: return "d";
        case Action::put: return "p";
        default: return "i";
    }
}

}  // namespace

sql::Format Preparing::write_format() const {
    return asked_.prefer.returned == Return::representation ? row_format() : sql::Format::none;
}

Result<Body> Preparing::body() const {
    auto const sent = asked_.request.header("content-type");
    auto const type = body_type(sent);
    bool const lines = type == BodyType::lines && options_.additions && asked_.action == Action::create;
    if (type != BodyType::json && type != BodyType::csv && type != BodyType::form && !lines)
        return failure("PGRST102", "Content-Type not acceptable: " + std::string(sent));
    return read_body(asked_.request.body, type, asked_.query.columns);
}

Result<std::string> Preparing::take_body(query::WriteOptions& write) const {
    TRY(auto given, body());
    write.many = given.many;
    write.no_rows = given.many && given.count == 0;
    write.columns = std::move(given.keys);
    write.missing_default = asked_.prefer.missing_default.value_or(false);
    if (asked_.action == Action::update && write.no_rows) write.columns.clear();
    return std::move(given.json);
}

void Preparing::set_conflict(sql::Relation const& relation, query::WriteOptions& write) const {
    auto& resolution = asked_.prefer.resolution;
    if (!resolution) return;
    write.conflict_columns = asked_.query.on_conflict.value_or(relation.primary_key);
    if (write.conflict_columns.empty())
        resolution.reset();
    else
        write.conflict = resolution == Resolution::merge ? query::Conflict::merge : query::Conflict::ignore;
}

// An array of rows whose keys are among ?columns: each is to have its own values.
void Preparing::set_match(sql::Relation const& relation, query::WriteOptions& write) const {
    auto const& columns = asked_.query.columns;
    if (!options_.additions || !write.many || write.no_rows || !columns || relation.primary_key.empty())
        return;
    auto const named = [&](std::string const& key) {
        return std::ranges::find(*columns, key) != columns->end();
    };
    if (std::ranges::all_of(relation.primary_key, named) && columns->size() > relation.primary_key.size())
        write.match = relation.primary_key;
}

std::vector<std::string> Preparing::location_keys(sql::Relation const& relation) const {
    if (asked_.action != Action::create || asked_.prefer.returned != Return::headers_only) return {};
    return relation.primary_key;
}

// Exactly the primary key's columns, each by eq; that the body says the same, the statement sees to.
Result<void> Preparing::check_put(sql::Relation const& relation, query::WriteOptions& write) const {
    std::vector<std::string> keys;
    for (auto const& [path, condition] : asked_.query.conditions) {
        if (!path.empty()) continue;
        auto const* const filter = std::get_if<query::Filter>(&condition.node);
        bool const plain = filter != nullptr && !filter->negated && filter->op == "=" &&
                           filter->kind == query::FilterKind::simple &&
                           filter->quantified == query::Quantified::none && filter->field.path.empty();
        if (!plain) return bad_put();
        if (std::ranges::find(keys, filter->field.name) == keys.end()) keys.push_back(filter->field.name);
    }
    auto primary_key = relation.primary_key;
    std::ranges::sort(keys);
    std::ranges::sort(primary_key);
    if (primary_key.empty() || keys != primary_key) return bad_put();
    if (write.columns.empty())
        return failure("PGRST115", "Payload values do not match URL in primary key column(s)");
    write.put = true;
    write.conflict = query::Conflict::merge;
    write.conflict_columns = relation.primary_key;
    return {};
}

Result<query::Compiled> Preparing::compile_write(sql::Relation const& relation,
                                                 query::WriteOptions const& write, sql::Format format) const {
    TRY(auto const node, plan(relation.name, &relation));
    auto const compile = compile_options(
        format, false, static_cast<std::size_t>(write.body - (asked_.action == Action::remove ? 1 : 0)));
    if (asked_.action == Action::update) return query::compile_update(node, write, compile);
    if (asked_.action == Action::remove) return query::compile_delete(node, write, compile);
    return query::compile_insert(node, write, compile);
}

Result<Prepared> Preparing::write() const {
    if (asked_.action == Action::put &&
        (!asked_.query.ranges.empty() || asked_.query.limit || asked_.query.offset))
        return failure("PGRST114", "limit/offset querystring parameters are not allowed for PUT");
    query::WriteOptions write{.body = static_cast<int>(asked_.query.values.size()) + 1};
    std::string json;
    if (asked_.action != Action::remove) {
        TRY(json, take_body(write));
    }
    TRY(auto const* const relation, query::find_relation(schema_, {asked_.schema, asked_.target.name}));
    if (asked_.action == Action::create) set_conflict(*relation, write);
    if (asked_.action == Action::put) TRY_VOID(check_put(*relation, write));
    if (asked_.action == Action::update) {
        set_match(*relation, write);
        if (write.many && !write.no_rows && write.match.empty()) {
            json = first_element(json);
            write.many = false;
        }
    }
    write.returned = location_keys(*relation);
    TRY(auto const sealing, this->sealing(*relation, write));
    auto const chosen = negotiate_media(relation->name);
    auto const format = write_format();
    Prepared prepared{.put = asked_.action == Action::put, .location_keys = write.returned};
    TRY(prepared.exchange, planned(key(kind_of(asked_.action), format) + write_key(write),
                                   [&] { return compile_write(*relation, write, format); }));
    TRY_VOID(check_preferences());
    if (!chosen) return std::unexpected(chosen.error());
    add_conditions(prepared);
    if (prepared.put && !prepared.explain) prepared.conditions.exactly = 1;
    prepared.parameters = asked_.query.values;
    if (asked_.action != Action::remove) prepared.parameters.emplace_back(std::move(json));
    prepared.sealing = sealing;
    if (sealing && prepared.explain)
        return failure("BS400", "The plan of a write with encrypted values is not shown");
    return prepared;
}

}  // namespace backstay::api::rest
