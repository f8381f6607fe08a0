#pragma once

// What the files of sql/print/ share: the text being written, and a write() for each group of nodes.

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "sql/ast.hpp"

namespace backstay::sql::printing {

// How tightly an expression binds, by PostgreSQL's table of operator precedence.
// https://www.postgresql.org/docs/15/sql-syntax-lexical.html#SQL-PRECEDENCE
enum class Level : std::uint8_t {
    any,
    or_,
    and_,
    not_,
    is,
    comparison,
    pattern,  // BETWEEN, IN, LIKE
    other_operator,
    additive,
    multiplicative,
    power,
    collate,
    sign,
    cast,
    primary
};

class Writer {
public:
    std::string text;

    Writer& operator<<(std::string_view part) {
        text += part;
        return *this;
    }
    Writer& operator<<(char part) {
        text += part;
        return *this;
    }
    Writer& number(std::int64_t value) {
        text += std::to_string(value);
        return *this;
    }
    Writer& name(std::string_view identifier);
    Writer& name(QualifiedName const& name);
    Writer& literal(std::string_view value) { return *this << quote_literal(value); }

    // Each item by `write_item`, commas between.
    template <class Items, class WriteItem>
    Writer& list(Items const& items, WriteItem write_item) {
        bool first = true;
        for (auto const& item : items) {
            if (!first) text += ", ";
            first = false;
            write_item(item);
        }
        return *this;
    }
    Writer& names(std::vector<std::string> const& identifiers);
    Writer& names(std::vector<QualifiedName> const& list_of_names);
    // " (a, b)", or nothing for none.
    Writer& column_list(std::vector<std::string> const& columns);
};

void write(Writer& out, TypeName const& type);
void write(Writer& out, Expression const& expression, Level at_least = Level::any);
void write(Writer& out, Expressions const& list);
void write(Writer& out, Window const& window);
void write(Writer& out, OrderBy const& order_by);
void write_call(Writer& out, Call const& call);
void write_select(Writer& out, Select const& select);
void write_with(Writer& out, std::optional<With> const& with);
void write_from(Writer& out, std::vector<FromItem> const& items);
void write_targets(Writer& out, std::vector<Target> const& targets);
void write(Writer& out, RelationRef const& relation);
void write(Writer& out, Insert const& insert);
void write(Writer& out, Update const& update);
void write(Writer& out, Delete const& delete_from);

void write(Writer& out, CreateTable const& table);
void write(Writer& out, ColumnSpec const& column);
void write(Writer& out, Constraint const& constraint);
void write(Writer& out, SequenceOptions const& options);
// (fillfactor = '70')
void write_option_list(Writer& out, std::vector<Option> const& options);
// " WITH (fillfactor = '70')", or nothing for none.
void write_storage_options(Writer& out, std::vector<Option> const& options);
void write(Writer& out, AlterTable const& alter);
void write(Writer& out, IndexElement const& element);
void write(Writer& out, CreateIndex const& index);
void write(Writer& out, CreateView const& view);
void write(Writer& out, RefreshView const& refresh);
void write(Writer& out, CreateEnum const& type);
void write(Writer& out, AlterEnum const& alter);
void write(Writer& out, CreateComposite const& type);
void write(Writer& out, CreateDomain const& domain);
void write(Writer& out, AlterDomain const& alter);
void write(Writer& out, CreateSchema const& schema);
void write(Writer& out, CreateSequence const& sequence);
void write(Writer& out, AlterSequence const& alter);
void write(Writer& out, CreateExtension const& extension);
void write(Writer& out, CreateFunction const& function);
void write(Writer& out, AlterFunction const& alter);
void write(Writer& out, CreateTrigger const& trigger);
void write(Writer& out, CreateRole const& role);
void write(Writer& out, AlterRole const& alter);
void write(Writer& out, Grant const& grant);
void write(Writer& out, GrantRole const& grant);
void write(Writer& out, AlterDefaultPrivileges const& alter);
void write(Writer& out, CreatePolicy const& policy);
void write(Writer& out, AlterPolicy const& alter);
void write(Writer& out, FunctionName const& function);
void write(Writer& out, Drop const& drop);
void write(Writer& out, Rename const& rename);
void write(Writer& out, SetSchema const& set);
void write(Writer& out, SetOwner const& set);
void write(Writer& out, Comment const& comment);
void write(Writer& out, Truncate const& truncate);
void write(Writer& out, Transaction const& transaction);
void write(Writer& out, SetSetting const& set);
void write(Writer& out, ShowSetting const& show);
void write(Writer& out, SetConstraints const& set);
void write(Writer& out, CopyFromStdin const& copy);
// name TO value, as SET, ALTER ROLE ... SET and a function's SET have it.
void write_setting(Writer& out, std::string_view name, std::string_view value);
void write_setting_name(Writer& out, std::string_view name);
std::string_view object_words(ObjectKind kind);
// A role's name, or PUBLIC, CURRENT_USER, ... which are key words.
void write_role(Writer& out, std::string_view role);
void write_roles(Writer& out, std::vector<std::string> const& roles);
void write_statement(Writer& out, Statement const& statement);

}  // namespace backstay::sql::printing
