#pragma once

// What the parts of define() share: the definition being made, and look-ups that fail in PostgreSQL's words.

#include "sql/define/define.hpp"

namespace backstay::sql::defining {

struct Work {
    Definition& definition;
    DefineContext const& context;

    Catalog& catalog() { return definition.catalog; }
    template <class T>
    void change(T value) {
        definition.changes.emplace_back(std::move(value));
    }
    void notice(std::string text) { definition.notices.push_back(std::move(text)); }
    ObjectId new_id() { return definition.catalog.next_id++; }
};

// ---- look-ups (lookup.cpp) ----

// Where a new object of this name goes: 3F000 when the schema does not exist.
Result<QualifiedName> new_name(Work& work, QualifiedName const& name);
// 42P01 relation "x" does not exist; 42809 "x" is not a table, where another kind is asked for.
Result<CatalogRelation*> find_relation(Work& work, QualifiedName const& name);
Result<CatalogRelation*> find_table(Work& work, QualifiedName const& name);
Result<CatalogRelation*> find_sequence(Work& work, QualifiedName const& name);
CatalogRelation* find_any_relation(Work& work, QualifiedName const& name);  // null when there is none
Result<ObjectId> find_role(Work& work, std::string const& name);            // "public" is 0; 42704
Result<CatalogColumn*> find_column(CatalogRelation& relation, std::string const& name);
Result<std::vector<CatalogFunction*>> find_functions(Work& work, FunctionName const& name);
Result<CatalogFunction*> find_function(Work& work, FunctionName const& name);
Result<Type> find_type(Work& work, TypeName const& name);  // 42704 type "x" does not exist
bool is_owner(Work& work, ObjectId owner);
// 42501 must be owner of table x
Result<void> require_owner(Work& work, ObjectId owner, std::string const& what);
// 42501 with this message, for anyone but a superuser.
Result<void> require_superuser(Work& work, std::string message);
// 42P07 where a relation, and 42710 where a type, of that name is there.
Result<void> require_free_name(Work& work, QualifiedName const& name);
std::string shown(Work const& work,
                  QualifiedName const& name);  // as messages name it: with its schema if that is off the path
// "task_title_key": PostgreSQL's choice of a name from its parts (at most 63 bytes) that is not `taken`.
std::string choose_name(std::string const& table, std::string const& columns, std::string const& suffix,
                        std::function<bool(std::string const&)> const& taken);
bool has_constraint(CatalogRelation const& relation, std::string const& name);
// Whether a relation, an index or a key of that name is there already.
bool is_taken(Work& work, QualifiedName const& name);

// ---- names that are kept (kept.cpp) ----

// The query or the expression with its names spelled out and the places of its names its own, for keeping.
Result<Select> kept(Work& work, Select const& select);
Result<Expression> kept(Work& work, CatalogRelation const* relation, Expression const& expression);
// A view or a policy that rests on a relation, or on one of its columns.
struct Reader {
    ObjectId relation = 0;                // the view, or the policy's table
    std::string policy;                   // empty for a view
    std::string shown(Work& work) const;  // "view v", "policy p on table t"
};
std::vector<Reader> readers_of(Work& work, ObjectId relation);
std::vector<Reader> readers_of(Work& work, ObjectId relation, std::string const& column);
// Drops the view, with what rests on it, or the policy.
Result<void> drop_reader(Work& work, Reader const& reader);
// What is kept goes on reading the column, by its old name. Before the catalog has the new one.
void keep_column_name(Work& work, CatalogRelation const& relation, std::string const& column);
// The columns of an alias after the dropped one stand one place further to the front.
void forget_column(Work& work, CatalogRelation const& relation, std::string const& column);

// ---- encrypted columns (encryption.cpp) ----

// That the statement has left none of them something that rests on its text, or another name than its values
// are bound to. 55000.
Result<void> check_encrypted(Work& work, Statement const& statement);

// ---- the kinds of definition ----

Result<void> create_table(Work& work, CreateTable const& statement);
Result<void> alter_table(Work& work, AlterTable const& statement);
Result<void> create_index(Work& work, CreateIndex const& statement);
Result<void> create_view(Work& work, CreateView const& statement);
Result<void> refresh_view(Work& work, RefreshView const& statement);
Result<void> create_enum(Work& work, CreateEnum const& statement);
Result<void> alter_enum(Work& work, AlterEnum const& statement);
Result<void> create_composite(Work& work, CreateComposite const& statement);
Result<void> create_domain(Work& work, CreateDomain const& statement);
Result<void> alter_domain(Work& work, AlterDomain const& statement);
Result<void> create_schema(Work& work, CreateSchema const& statement);
Result<void> create_sequence(Work& work, CreateSequence const& statement);
Result<void> alter_sequence(Work& work, AlterSequence const& statement);
Result<void> create_extension(Work& work, CreateExtension const& statement);
Result<void> create_function(Work& work, CreateFunction const& statement);
Result<void> alter_function(Work& work, AlterFunction const& statement);
Result<void> create_trigger(Work& work, CreateTrigger const& statement);
Result<void> create_role(Work& work, CreateRole const& statement);
Result<void> alter_role(Work& work, AlterRole const& statement);
Result<void> grant(Work& work, Grant const& statement);
Result<void> grant_role(Work& work, GrantRole const& statement);
Result<void> alter_default_privileges(Work& work, AlterDefaultPrivileges const& statement);
Result<void> create_policy(Work& work, CreatePolicy const& statement);
Result<void> alter_policy(Work& work, AlterPolicy const& statement);
Result<void> drop(Work& work, Drop const& statement);
Result<void> rename(Work& work, Rename const& statement);
Result<void> set_schema(Work& work, SetSchema const& statement);
Result<void> set_owner(Work& work, SetOwner const& statement);
Result<void> comment(Work& work, Comment const& statement);
Result<void> truncate(Work& work, Truncate const& statement);

// ---- shared between kinds ----

// The grants that a new object of this kind starts with: ALTER DEFAULT PRIVILEGES, and EXECUTE to PUBLIC for
// functions.
std::vector<GrantEntry> default_grants(Work& work, std::string const& schema, ObjectKind object);
// Adds a sequence relation, owned by `owner_column` ("table.column") where it has one.
Result<ObjectId> add_sequence(Work& work, QualifiedName const& name, SequenceOptions const& options,
                              BaseType type);
// One column of CREATE TABLE or ADD COLUMN, with its sequence; its constraints other than default, not null,
// identity and generated are left in `rest`, in the form of table constraints.
Result<CatalogColumn> make_column(Work& work, CatalogRelation const& relation, ColumnSpec const& spec,
                                  std::vector<Constraint>& rest);
// Adds PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY to the catalog's relation, named as PostgreSQL would.
Result<std::string> add_constraint(Work& work, ObjectId relation, Constraint const& constraint);
// Drops the relation and what depends on it (with CASCADE); 2BP01 otherwise.
Result<void> drop_relation(Work& work, ObjectId relation, DropBehaviour behaviour);
std::string kind_word(CatalogRelationKind kind);  // "table", "view", ...

}  // namespace backstay::sql::defining
