#include "engine/postgres/introspect.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.hpp"
#include "engine/postgres/catalog_json.hpp"
#include "engine/postgres/introspect_tables.hpp"

namespace backstay::engine::postgres {
namespace {

using simdjson::dom::element;

struct PgType {
    sql::QualifiedName name;
    char kind = 'b';
    std::int64_t element = 0, base = 0, relation = 0;
    std::vector<std::string> labels;
    char category = 0;
    int modifier = -1;
};

class SchemaReader {
public:
    explicit SchemaReader(element const& root) : root_(root) {}

    sql::Schema read() {
        read_types();
        read_formats();
        read_relations();
        read_columns();
        read_keys();
        read_foreign_keys();
        read_functions();
        read_settings();
        read_media();
        resolve_views(tables_);
        schema_.foreign_keys = std::move(tables_.foreign_keys);
        for (auto& [id, relation] : tables_.relations)
            if (!composites_.contains(id)) schema_.relations.emplace(relation.name, std::move(relation));
        return std::move(schema_);
    }

private:
    // What columns of one type and modifier have in common.
    struct Format {
        std::string type_name, data_type, default_text;
        std::optional<int> max_length;
        bool not_null = false;
    };
    template <class Visit>
    void each(std::string_view member, Visit visit) {
        simdjson::dom::array list;
        if (root_.at_key(member).get(list) != simdjson::SUCCESS) return;
        for (auto const row : list) visit(row);
    }

    void read_types() {
        each("types", [&](element const& row) {
            PgType type{.name = {text(row, 1), text(row, 2)},
                        .kind = text(row, 3).front(),
                        .element = number(row, 4),
                        .base = number(row, 5),
                        .relation = number(row, 6),
                        .labels = texts(row, 7),
                        .category = text(row, 8).front(),
                        .modifier = static_cast<int>(number(row, 9))};
            types_.emplace(number(row, 0), std::move(type));
        });
    }

    void read_formats() {
        each("formats", [&](element const& row) {
            Format format{.type_name = text(row, 2),
                          .data_type = text(row, 3),
                          .default_text = text(row, 5),
                          .max_length = {},
                          .not_null = truth(row, 6)};
            if (!is_null(row, 4)) format.max_length = static_cast<int>(number(row, 4));
            formats_.emplace(std::pair(number(row, 0), number(row, 1)), std::move(format));
        });
    }

    PgType const* find_type(std::int64_t id) const {
        auto const found = types_.find(id);
        return found == types_.end() ? nullptr : &found->second;
    }

    // Domains as their base types; what we have no name for (ranges, xml, geometry) stays unknown.
    sql::Type type_of(std::int64_t id, int modifier) const {
        auto const* type = find_type(id);
        while (type != nullptr && type->kind == 'd') {
            modifier = type->modifier;
            id = type->base;
            type = find_type(id);
        }
        if (type == nullptr) return {};
        if (type->category == 'A' && type->element != 0)
            return sql::array_of(type_of(type->element, modifier));
        sql::Type result{.base = sql::find_builtin_type(type->name.name)};
        if (type->kind == 'e') result = {.base = sql::BaseType::enumeration, .user = id};
        if (type->kind == 'c') result = {.base = sql::BaseType::composite, .user = type->relation};
        if (type->kind == 'b' && type->name.schema != "pg_catalog" && type->name.name != "citext")
            result = {.base = sql::BaseType::unknown, .user = id};
        if (modifier >= 0) result.modifier = modifier_of(result.base, modifier);
        return result;
    }

    static int modifier_of(sql::BaseType base, int modifier) {
        constexpr int header = 4;  // VARHDRSZ, which lengths and precisions are stored with
        switch (base) {
            case sql::BaseType::varchar:
            case sql::BaseType::bpchar:
            case sql::BaseType::numeric: return modifier - header;
            default: return modifier;
        }
    }

    void read_relations() {
        each("relations", [&](element const& row) {
            constexpr std::int64_t update = 4, insert = 8, delete_ = 16;  // pg_relation_is_updatable's bits
            auto const id = number(row, 0);
            auto const kind = text(row, 3).front();
            auto const events = number(row, 5);
            sql::Relation relation{.name = {text(row, 1), text(row, 2)},
                                   .kind = kind_of(kind),
                                   .columns = {},
                                   .primary_key = {},
                                   .unique_keys = {},
                                   .insertable = (events & insert) != 0,
                                   .updatable = (events & update) != 0,
                                   .deletable = (events & delete_) != 0,
                                   .description = text(row, 4)};
            if (kind == 'c') composites_.insert(id);
            if (auto const tree = text(row, 6); !tree.empty())
                tables_.origins[id] = read_column_origins(tree);
            tables_.relations.emplace(id, std::move(relation));
        });
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

    using Place = std::pair<std::int64_t, std::int64_t>;  // a relation and a column of it
    using Texts = std::map<Place, std::string>;
    Texts texts_of(std::string_view member) {
        Texts texts;
        each(member,
             [&](element const& row) { texts.emplace(Place(number(row, 0), number(row, 1)), text(row, 2)); });
        return texts;
    }
    static std::string at(Texts const& texts, Place const& place) {
        auto const found = texts.find(place);
        return found == texts.end() ? std::string() : found->second;
    }

    // Sorted here, which costs the database more.
    void read_columns() {
        defaults_ = texts_of("defaults");
        sequences_ = texts_of("sequences");
        notes_ = texts_of("column_notes");
        std::vector<std::tuple<std::int64_t, std::int64_t, element>> rows;
        each("columns", [&](element const& row) { rows.emplace_back(number(row, 0), number(row, 1), row); });
        std::ranges::sort(rows, {},
                          [](auto const& row) { return std::pair(std::get<0>(row), std::get<1>(row)); });
        for (auto const& row : rows) read_column(std::get<element>(row));
    }

    void read_column(element const& row) {
        auto const relation = tables_.relations.find(number(row, 0));
        auto const type_id = number(row, 3);
        auto const format = formats_.find({type_id, number(row, 4)});
        if (relation == tables_.relations.end() || format == formats_.end()) return;
        auto const* const type = find_type(type_id);
        auto const& common = format->second;
        sql::Column column{.name = text(row, 2),
                           .type = type_of(type_id, static_cast<int>(number(row, 4))),
                           .type_name = common.type_name};
        if (type != nullptr && type->kind == 'd') column.domain = type->name.schema + "." + type->name.name;
        column.nullable = !truth(row, 5) && !common.not_null;
        column.data_type = common.data_type;
        column.max_length = common.max_length;
        Place const place(relation->first, number(row, 1));
        column.generated = text(row, 7) == "s";
        column.has_default = truth(row, 6) && !column.generated;
        column.default_text = at(defaults_, place);
        auto const identity = text(row, 8);
        read_other_default(identity == "d" ? at(sequences_, place) : "", common, column);
        if (identity == "a") column.identity = sql::IdentityKind::always;
        if (identity == "d") column.identity = sql::IdentityKind::by_default;
        if (type != nullptr) column.enum_labels = type->labels;
        column.description = at(notes_, place);
        tables_.column_names[place] = column.name;
        relation->second.columns.push_back(std::move(column));
    }

    // An identity's sequence and a domain's default stand for a default that the column has not itself.
    static void read_other_default(std::string const& sequence, Format const& format, sql::Column& column) {
        if (column.has_default || column.generated) return;
        column.default_text = sequence.empty() ? format.default_text : "nextval(" + sequence + "::regclass)";
        column.has_default = !column.default_text.empty();
    }

    void read_keys() {
        each("keys", [&](element const& row) {
            auto const relation = tables_.relations.find(number(row, 0));
            if (relation == tables_.relations.end()) return;
            auto const places = numbers(row, 2);
            auto columns = tables_.names_of(relation->first, places);
            if (text(row, 1) == "p") {
                relation->second.primary_key = columns;
                tables_.primary_keys[relation->first] = places;
            } else {
                relation->second.unique_keys.push_back(std::move(columns));
            }
            tables_.unique[relation->first].insert(std::set(places.begin(), places.end()));
        });
        each("unique_indexes", [&](element const& row) {
            auto const places = numbers(row, 1);
            tables_.unique[number(row, 0)].insert(std::set(places.begin(), places.end()));
        });
    }

    void read_foreign_keys() {
        each("foreign_keys", [&](element const& row) {
            Tables::Key key{.table = number(row, 1),
                            .referenced = number(row, 3),
                            .columns = numbers(row, 2),
                            .referenced_columns = numbers(row, 4),
                            .constraint = text(row, 0)};
            if (!tables_.relations.contains(key.table) || !tables_.relations.contains(key.referenced)) return;
            tables_.add_foreign_key(key, key.table, tables_.names_of(key.table, key.columns), key.referenced,
                                    tables_.names_of(key.referenced, key.referenced_columns));
            tables_.keys.push_back(std::move(key));
        });
    }

    // ---- functions ----

    void read_functions() {
        each("functions", [&](element const& row) {
            sql::Function function{
                .name = {text(row, 0), text(row, 1)}, .id = number(row, 16), .description = text(row, 2)};
            read_parameters(row, function);
            read_result(row, function);
            function.returns_set = truth(row, 10);
            function.rows = number(row, 11);
            auto const volatility = text(row, 12);
            function.volatility = volatility == "i"   ? sql::Volatility::immutable
                                  : volatility == "s" ? sql::Volatility::stable
                                                      : sql::Volatility::volatile_;
            for (auto const& setting : texts(row, 13))
                if (auto const pair = split_once(setting, '='))
                    function.settings.push_back(
                        {.name = std::string(pair->first), .value = std::string(pair->second)});
            schema_.functions.emplace(function.name, std::move(function));
        });
    }

    void read_parameters(element const& row, sql::Function& function) {
        auto const names = texts(row, 3);
        auto const modes = texts(row, 4);
        auto const types = numbers(row, 5);
        auto const type_names = texts(row, 15);
        auto const first_default = number(row, 6) - number(row, 7);
        for (std::size_t i = 0; i < types.size(); ++i) {
            auto const mode = i < modes.size() ? modes[i] : "i";
            auto const name = i < names.size() ? names[i] : "";
            if (mode == "i" || mode == "b" || mode == "v")
                function.parameters.push_back(
                    {.name = name,
                     .type = type_of(types[i], -1),
                     .type_name = type_names[i],
                     .required = static_cast<std::int64_t>(function.parameters.size()) < first_default,
                     .variadic = mode == "v",
                     .relation = relation_of(types[i])});
            if (mode == "o" || mode == "b" || mode == "t")
                function.result_columns.push_back(
                    {.name = name, .type = type_of(types[i], -1), .type_name = type_names[i]});
        }
    }

    std::optional<sql::QualifiedName> relation_of(std::int64_t type_id) const {
        auto const* const type = find_type(type_id);
        auto const found = type == nullptr ? tables_.relations.end() : tables_.relations.find(type->relation);
        return found == tables_.relations.end() ? std::nullopt : std::optional(found->second.name);
    }

    void read_result(element const& row, sql::Function& function) {
        auto const id = number(row, 9);
        function.result = type_of(id, -1);
        function.result_name = text(row, 14);
        function.returns_void = function.result_name == "void";
        auto const* type = find_type(id);
        while (type != nullptr && type->kind == 'd') type = find_type(type->base);
        auto const relation =
            type == nullptr ? tables_.relations.end() : tables_.relations.find(type->relation);
        if (relation == tables_.relations.end()) {
            return;
        }
        function.result_columns = relation->second.columns;
        if (!composites_.contains(relation->first)) function.result_relation = relation->second.name;
    }

    void read_media() {
        each("media_handlers", [&](element const& row) {
            sql::MediaHandler handler{
                .media = text(row, 0), .function = {text(row, 1), text(row, 2)}, .aggregate = truth(row, 3)};
            if (!handler.aggregate) handler.target = handler.function;
            if (handler.aggregate && truth(row, 6)) handler.target = {text(row, 4), text(row, 5)};
            schema_.media_handlers.push_back(std::move(handler));
        });
        each("representations", [&](element const& row) {
            auto const parses = truth(row, 4), json = truth(row, 5);
            auto const* const domain = find_type(number(row, parses ? 1 : 0));
            if (domain == nullptr || (!parses && !json)) return;
            auto& known = schema_.representations[domain->name.schema + "." + domain->name.name];
            (parses ? (json ? known.from_json : known.from_text) : known.to_json) = {text(row, 2),
                                                                                     text(row, 3)};
        });
        each("descriptions", [&](element const& row) {
            if (!is_null(row, 1)) schema_.descriptions[text(row, 0)] = text(row, 1);
        });
    }

    void read_settings() {
        each("timezones", [&](element const& zone) {
            std::string_view name;
            if (zone.get(name) == simdjson::SUCCESS) schema_.timezones.emplace_back(name);
        });
        each("role_settings", [&](element const& row) {
            for (auto const& setting : texts(row, 1))
                if (auto const pair = split_once(setting, '='))
                    schema_.role_settings[text(row, 0)][std::string(pair->first)] = pair->second;
        });
    }

    element root_;
    Tables tables_;
    sql::Schema schema_;
    std::map<std::int64_t, PgType> types_;
    std::map<std::pair<std::int64_t, std::int64_t>, Format> formats_;  // by type and modifier
    std::set<std::int64_t> composites_;
    Texts defaults_, sequences_, notes_;  // of columns
};

}  // namespace

Result<sql::Schema> read_schema(std::string_view json) {
    simdjson::dom::parser parser;
    element root;
    if (parser.parse(simdjson::padded_string(json)).get(root) != simdjson::SUCCESS)
        return internal_error("the catalog of the database could not be read");
    return SchemaReader(root).read();
}

}  // namespace backstay::engine::postgres
