#include "engine/postgres/introspect.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <unordered_map>

#include "base/text.hpp"
#include "engine/postgres/catalog_query.hpp"
#include "engine/postgres/catalog_row.hpp"
#include "engine/postgres/catalog_types.hpp"
#include "engine/postgres/introspect_tables.hpp"

namespace backstay::engine::postgres {
namespace {

class SchemaReader {
public:
    // Each part once, in their order.
    void take(CatalogPart part, PGresult const* rows) {
        if (part == CatalogPart::columns) return read_columns(rows);
        for (int number = 0; number < PQntuples(rows); ++number) read(part, {rows, number});
    }

    sql::Schema schema() && {
        resolve_views(tables_);
        schema_.foreign_keys = std::move(tables_.foreign_keys);
        for (auto& [id, relation] : tables_.relations)
            if (!composites_.contains(id)) schema_.relations.emplace(relation.name, std::move(relation));
        return std::move(schema_);
    }

private:
    void read(CatalogPart part, CatalogRow const& row) {
        switch (part) {
            case CatalogPart::types: return types_.read(row);
            case CatalogPart::relations: return read_relation(row);
            case CatalogPart::defaults: return read_text(row, defaults_);
            case CatalogPart::sequences: return read_text(row, sequences_);
            case CatalogPart::column_notes: return read_text(row, notes_);
            case CatalogPart::keys: return read_key(row);
            case CatalogPart::unique_indexes: return read_unique_index(row);
            case CatalogPart::foreign_keys: return read_foreign_key(row);
            case CatalogPart::functions: return read_function(row);
            case CatalogPart::media_handlers: return read_media_handler(row);
            case CatalogPart::representations: return read_representation(row);
            case CatalogPart::descriptions: schema_.descriptions[row.text(0)] = row.text(1); return;
            case CatalogPart::timezones: schema_.timezones.push_back(row.text(0)); return;
            case CatalogPart::role_settings: return read_role_settings(row);
            case CatalogPart::columns:
            case CatalogPart::count: return;
        }
    }

    void read_relation(CatalogRow const& row) {
        constexpr std::int64_t update_bit = 4, insert_bit = 8,
                               delete_bit = 16;  // pg_relation_is_updatable's bits
        auto const id = row.integer(0);
        auto const kind = row.letter(3);
        auto const events = row.integer(5);
        sql::Relation relation{.name = {row.text(1), row.text(2)},
                               .kind = kind_of(kind),
                               .columns = {},
                               .primary_key = {},
                               .unique_keys = {},
                               .insertable = (events & insert_bit) != 0,
                               .updatable = (events & update_bit) != 0,
                               .deletable = (events & delete_bit) != 0,
                               .description = row.text(4)};
        if (kind == 'c') composites_.insert(id);
        if (auto const tree = row.view(6); !tree.empty()) tables_.origins[id] = read_column_origins(tree);
        tables_.relations.emplace(id, std::move(relation));
    }

    static sql::RelationKind kind_of(char kind) {
        switch (kind) {
            case 'p': return sql::RelationKind::partitioned_table;
            case 'v': return sql::RelationKind::view;
            case 'm': return sql::RelationKind::materialized_view;
            case 'f': return sql::RelationKind::foreign_table;
            default: return sql::RelationKind::table;
        }
    }

    using Texts = std::unordered_map<std::int64_t, std::string>;  // by place_of()
    static std::int64_t place_of(std::int64_t relation, std::int64_t column) {
        constexpr int column_bits = 16;  // pg_attribute.attnum is an int2
        return (relation << column_bits) | column;
    }
    static void read_text(CatalogRow const& row, Texts& texts) {
        texts.emplace(place_of(row.integer(0), row.integer(1)), row.text(2));
    }
    static std::string taken_at(Texts& texts, std::int64_t place) {
        auto const found = texts.find(place);
        return found == texts.end() ? std::string() : std::move(found->second);
    }

    // Sorted here, which costs the database more.
    void read_columns(PGresult const* rows) {
        std::vector<std::pair<std::int64_t, int>> order;
        order.reserve(static_cast<std::size_t>(PQntuples(rows)));
        for (int number = 0; number < PQntuples(rows); ++number) {
            CatalogRow const row{rows, number};
            order.emplace_back(place_of(row.integer(0), row.integer(1)), number);
        }
        std::ranges::sort(order);
        for (auto first = order.begin(); first != order.end();) {
            auto const relation = CatalogRow{rows, first->second}.integer(0);
            auto const last = std::ranges::upper_bound(
                first, order.end(), place_of(relation, std::numeric_limits<std::int16_t>::max()), {},
                &std::pair<std::int64_t, int>::first);
            read_relation_columns(rows, relation, {first, last});
            first = last;
        }
    }

    // `order`: places of the relation's columns, and their rows.
    void read_relation_columns(PGresult const* rows, std::int64_t id,
                               std::span<std::pair<std::int64_t, int> const> order) {
        auto const relation = tables_.relations.find(id);
        if (relation == tables_.relations.end()) return;
        auto& numbers = tables_.numbers[id];
        numbers.reserve(order.size());
        relation->second.columns.reserve(order.size());
        for (auto const& [place, number] : order) {
            CatalogRow const row{rows, number};
            auto column = read_column(row, place);
            if (!column) continue;
            numbers.push_back(row.integer(1));
            relation->second.columns.push_back(*std::move(column));
        }
    }

    std::optional<sql::Column> read_column(CatalogRow const& row, std::int64_t place) {
        auto const type_id = row.integer(3);
        auto const* const format = types_.find_format(type_id, row.integer(4));
        if (format == nullptr) return std::nullopt;
        auto const* const type = types_.find(type_id);
        auto const& common = *format;
        sql::Column column{.name = row.text(2),
                           .type = types_.type_of(type_id, static_cast<int>(row.integer(4))),
                           .type_name = common.type_name};
        if (type != nullptr && type->kind == 'd') column.domain = type->name.schema + "." + type->name.name;
        column.nullable = !row.truth(5) && !common.not_null;
        column.data_type = common.data_type;
        column.max_length = common.max_length;
        column.generated = row.letter(7) == 's';
        column.has_default = row.truth(6) && !column.generated;
        column.default_text = taken_at(defaults_, place);
        auto const identity = row.letter(8);
        read_other_default(identity == 'd' ? taken_at(sequences_, place) : "", common, column);
        if (identity == 'a') column.identity = sql::IdentityKind::always;
        if (identity == 'd') column.identity = sql::IdentityKind::by_default;
        if (type != nullptr) column.enum_labels = type->labels;
        column.description = taken_at(notes_, place);
        return column;
    }

    // An identity's sequence and a domain's default stand for a default that the column has not itself.
    static void read_other_default(std::string const& sequence, TypeFormat const& format,
                                   sql::Column& column) {
        if (column.has_default || column.generated) return;
        column.default_text = sequence.empty() ? format.default_text : "nextval(" + sequence + "::regclass)";
        column.has_default = !column.default_text.empty();
    }

    void read_key(CatalogRow const& row) {
        auto const relation = tables_.relations.find(row.integer(0));
        if (relation == tables_.relations.end()) return;
        auto const places = row.integers(2);
        auto columns = tables_.names_of(relation->first, places);
        if (row.letter(1) == 'p') {
            relation->second.primary_key = columns;
            tables_.primary_keys[relation->first] = places;
        } else {
            relation->second.unique_keys.push_back(std::move(columns));
        }
        tables_.add_unique(relation->first, places);
    }

    void read_unique_index(CatalogRow const& row) { tables_.add_unique(row.integer(0), row.integers(1)); }

    void read_foreign_key(CatalogRow const& row) {
        Tables::Key key{.table = row.integer(1),
                        .referenced = row.integer(3),
                        .columns = row.integers(2),
                        .referenced_columns = row.integers(4),
                        .constraint = row.text(0)};
        if (!tables_.relations.contains(key.table) || !tables_.relations.contains(key.referenced)) return;
        tables_.add_foreign_key(key, key.table, tables_.names_of(key.table, key.columns), key.referenced,
                                tables_.names_of(key.referenced, key.referenced_columns));
        tables_.keys.push_back(std::move(key));
    }

    // ---- functions ----

    void read_function(CatalogRow const& row) {
        sql::Function function{
            .name = {row.text(0), row.text(1)}, .id = row.integer(15), .description = row.text(2)};
        read_parameters(row, function);
        read_result(row, function);
        function.returns_set = row.truth(10);
        function.rows = row.integer(11);
        auto const volatility = row.letter(12);
        function.volatility = volatility == 'i'   ? sql::Volatility::immutable
                              : volatility == 's' ? sql::Volatility::stable
                                                  : sql::Volatility::volatile_;
        for (auto const& setting : row.texts(13))
            if (auto const pair = split_once(setting, '='))
                function.settings.push_back(
                    {.name = std::string(pair->first), .value = std::string(pair->second)});
        schema_.functions.emplace(function.name, std::move(function));
    }

    void read_parameters(CatalogRow const& row, sql::Function& function) {
        auto const names = row.texts(3);
        auto const modes = row.texts(4);
        auto const types = row.integers(5);
        auto const type_names = row.texts(14);
        auto const first_default = row.integer(6) - row.integer(7);
        for (std::size_t i = 0; i < types.size(); ++i) {
            auto const mode = i < modes.size() ? modes[i] : "i";
            auto const name = i < names.size() ? names[i] : "";
            if (mode == "i" || mode == "b" || mode == "v")
                function.parameters.push_back(
                    {.name = name,
                     .type = types_.type_of(types[i], -1),
                     .type_name = type_names[i],
                     .required = static_cast<std::int64_t>(function.parameters.size()) < first_default,
                     .variadic = mode == "v",
                     .relation = relation_of(types[i])});
            if (mode == "o" || mode == "b" || mode == "t")
                function.result_columns.push_back(
                    {.name = name, .type = types_.type_of(types[i], -1), .type_name = type_names[i]});
        }
    }

    std::optional<sql::QualifiedName> relation_of(std::int64_t type_id) const {
        auto const* const type = types_.find(type_id);
        auto const found = type == nullptr ? tables_.relations.end() : tables_.relations.find(type->relation);
        return found == tables_.relations.end() ? std::nullopt : std::optional(found->second.name);
    }

    void read_result(CatalogRow const& row, sql::Function& function) {
        auto const id = row.integer(8);
        function.result = types_.type_of(id, -1);
        function.result_name = row.text(9);
        function.returns_void = function.result_name == "void";
        auto const* type = types_.find(id);
        while (type != nullptr && type->kind == 'd') type = types_.find(type->base);
        auto const relation =
            type == nullptr ? tables_.relations.end() : tables_.relations.find(type->relation);
        if (relation == tables_.relations.end()) {
            return;
        }
        function.result_columns = relation->second.columns;
        if (!composites_.contains(relation->first)) function.result_relation = relation->second.name;
    }

    void read_media_handler(CatalogRow const& row) {
        sql::MediaHandler handler{
            .media = row.text(0), .function = {row.text(1), row.text(2)}, .aggregate = row.truth(3)};
        if (!handler.aggregate) handler.target = handler.function;
        if (handler.aggregate && row.truth(6)) handler.target = {row.text(4), row.text(5)};
        schema_.media_handlers.push_back(std::move(handler));
    }

    void read_representation(CatalogRow const& row) {
        auto const parses = row.truth(4), json = row.truth(5);
        auto const* const domain = types_.find(row.integer(parses ? 1 : 0));
        if (domain == nullptr || (!parses && !json)) return;
        auto& known = schema_.representations[domain->name.schema + "." + domain->name.name];
        (parses ? (json ? known.from_json : known.from_text) : known.to_json) = {row.text(2), row.text(3)};
    }

    void read_role_settings(CatalogRow const& row) {
        for (auto const& setting : row.texts(1))
            if (auto const pair = split_once(setting, '='))
                schema_.role_settings[row.text(0)][std::string(pair->first)] = pair->second;
    }

    Tables tables_;
    sql::Schema schema_;
    CatalogTypes types_;
    std::set<std::int64_t> composites_;
    Texts defaults_, sequences_, notes_;  // of columns
};

constexpr auto part_count = static_cast<int>(CatalogPart::count);

// All before the first is answered: one round trip, and one snapshot.
Result<void> send_statements(PGconn* connection) {
    std::vector<char const*> statements{
        "begin isolation level repeatable read read only",
        // Compiling a statement would take longer than all that it reads, and nothing of it needs files.
        "select set_config('search_path', '', true), set_config('jit', 'off', true), "
        "set_config('work_mem', '64MB', true)"};
    for (int part = 0; part < part_count; ++part)
        statements.push_back(catalog_query(static_cast<CatalogPart>(part)));
    statements.push_back("commit");
    bool sent = PQenterPipelineMode(connection) != 0;
    for (auto const* const statement : statements)
        sent =
            sent && PQsendQueryParams(connection, statement, 0, nullptr, nullptr, nullptr, nullptr, 0) != 0;
    if (!sent || PQpipelineSync(connection) == 0) return std::unexpected(connection_error(connection));
    return {};
}

// Of the statement that is answered next.
Result<ResultHandle> next_rows(PGconn* connection) {
    ResultHandle rows(PQgetResult(connection));
    if (!rows) return std::unexpected(connection_error(connection));
    if (failed(rows.get())) return std::unexpected(error_of(rows.get()));
    ResultHandle const end(PQgetResult(connection));  // null
    return rows;
}

}  // namespace

Result<sql::Schema> introspect(std::string const& url) {
    TRY(auto const connection, connect(url));
    constexpr int oldest_version = 140'000;
    if (PQserverVersion(connection.get()) < oldest_version)
        return failure("0A000", "PostgreSQL 14 or later is needed");
    TRY_VOID(send_statements(connection.get()));
    TRY(auto const begun, next_rows(connection.get()));
    TRY(auto const settings, next_rows(connection.get()));
    SchemaReader reader;
    for (int part = 0; part < part_count; ++part) {
        TRY(auto const rows, next_rows(connection.get()));
        reader.take(static_cast<CatalogPart>(part), rows.get());  // while the database works on the next
    }
    return std::move(reader).schema();
}

}  // namespace backstay::engine::postgres
