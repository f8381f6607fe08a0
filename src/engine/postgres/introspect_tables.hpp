#pragma once

// What reading a PostgreSQL's catalog knows of its tables and views while it reads them, and what views show
// of tables: the primary keys and foreign keys that embeds follow through them.

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/postgres/view_origin.hpp"
#include "sql/schema.hpp"

namespace backstay::engine::postgres {

// By pg_class.oid, and pg_attribute.attnum of its columns.
struct Tables {
    struct Key {  // a foreign key
        std::int64_t table, referenced;
        std::vector<std::int64_t> columns, referenced_columns;
        std::string constraint;
    };

    // Null where there is no such column.
    std::string const* find_name(std::int64_t relation, std::int64_t column) const;
    std::vector<std::string> names_of(std::int64_t relation, std::vector<std::int64_t> const& columns) const;
    void add_unique(std::int64_t relation, std::vector<std::int64_t> columns);
    // As `table` and `referenced`, views or the key's own tables, call its columns.
    void add_foreign_key(Key const& key, std::int64_t table, std::vector<std::string> columns,
                         std::int64_t referenced, std::vector<std::string> referenced_columns);

    std::map<std::int64_t, sql::Relation> relations;
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> numbers;  // of `columns`, ascending
    std::map<std::int64_t, std::vector<std::int64_t>> primary_keys;
    std::unordered_map<std::int64_t, std::vector<std::vector<std::int64_t>>> unique;  // sets, ascending
    std::map<std::int64_t, std::vector<ColumnOrigin>> origins;                        // of views
    std::vector<Key> keys;
    std::vector<sql::ForeignKey> foreign_keys;  // what is made of `keys`
};

// Gives views the primary keys of what they show, and adds the foreign keys from and to them.
void resolve_views(Tables& tables);

}  // namespace backstay::engine::postgres
