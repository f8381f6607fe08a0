// Who is asking, and what an object of the catalog is called and described as.

#include "engine/sqlite/runtime/catalog.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/text.hpp"
#include "sql/find_type.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine::sqlite {
namespace {

// search_path as the session has set it.
std::vector<std::string> path_of(StatementState const& state) {
    auto const set = state.setting("search_path");
    if (!set) return {"public"};
    std::vector<std::string> path;
    for (auto const& part : split(*set, ',')) {
        auto const name = trim(part);
        bool const quoted = name.size() >= 2 && name.front() == '"' && name.back() == '"';
        path.emplace_back(quoted ? name.substr(1, name.size() - 2) : name);
    }
    return path;
}

Result<Value> current_user(Arguments const& args) { return Value(args.state().role); }
Result<Value> session_user(Arguments const& args) { return Value(args.state().session_user); }
Result<Value> current_database(Arguments const&) { return Value(std::string("backstay")); }
Result<Value> version(Arguments const&) {
    return Value(std::string("PostgreSQL 15.0 compatible, Backstay ") + BACKSTAY_VERSION + " (embedded)");
}
Result<Value> backend_pid(Arguments const&) { return Value(std::int64_t{::getpid()}); }
// One number a transaction: its moment.
Result<Value> transaction_id(Arguments const& args) { return Value(args.state().now / 1000); }

Result<Value> current_schema(Arguments const& args) {
    for (auto const& schema : path_of(args.state()))
        if (args.state().catalog->schemas.contains(schema)) return Value(schema);
    return Value();
}

Result<Value> current_schemas(Arguments const& args) {
    std::string out = "[";
    if (args.boolean(0)) out += "\"pg_catalog\"";
    for (auto const& schema : path_of(args.state())) {
        if (!args.state().catalog->schemas.contains(schema)) continue;
        if (out.size() > 1) out += ',';
        append_json_string(out, schema);
    }
    return Value(out + "]");
}

// pg_typeof(value, its type's name)
Result<Value> type_of_value(Arguments const& args) { return Value(std::string(args.text(1))); }

Result<Value> to_regclass(Arguments const& args) {
    auto const found = find_relation_named(args.text(0), args.state());
    if (!found || *found == nullptr) return Value();
    return Value((*found)->id);
}

Value comment_of(std::string const& comment) { return comment.empty() ? Value() : Value(comment); }

Result<Value> object_description(Arguments const& args) {
    auto const& catalog = *args.state().catalog;
    auto const id = args.integer(0);
    if (auto const* relation = catalog.relation(id)) return comment_of(relation->comment);
    if (auto const found = catalog.functions.find(id); found != catalog.functions.end())
        return comment_of(found->second.comment);
    if (auto const found = catalog.enums.find(id); found != catalog.enums.end())
        return comment_of(found->second.comment);
    if (auto const found = catalog.domains.find(id); found != catalog.domains.end())
        return comment_of(found->second.comment);
    for (auto const& [name, schema] : catalog.schemas)
        if (schema.id == id) return comment_of(schema.comment);
    return Value();
}

Result<Value> column_description(Arguments const& args) {
    auto const* relation = args.state().catalog->relation(args.integer(0));
    auto const place = args.integer(1);
    if (relation == nullptr || place < 1 || place > static_cast<std::int64_t>(relation->columns.size()))
        return Value();
    return comment_of(relation->columns[static_cast<std::size_t>(place - 1)].comment);
}

Result<Value> serial_sequence(Arguments const& args) {
    TRY(auto const* relation, find_relation_named(args.text(0), args.state()));
    if (relation == nullptr)
        return failure("42P01", "relation \"" + std::string(args.text(0)) + "\" does not exist");
    auto const* column = relation->find_column(args.text(1));
    if (column == nullptr)
        return failure("42703", "column \"" + std::string(args.text(1)) + "\" of relation \"" +
                                    relation->name.name + "\" does not exist");
    auto const* sequence = args.state().catalog->relation(column->sequence);
    if (sequence == nullptr) return Value();
    return Value(sequence->name.schema + "." + sequence->name.name);
}

constexpr auto catalog_functions = std::to_array<Scalar>({
    {"pg_current_user", 0, current_user, Strictness::strict, Purity::changing},
    {"pg_session_user", 0, session_user, Strictness::strict, Purity::changing},
    {"pg_current_schema", 0, current_schema, Strictness::strict, Purity::changing},
    {"pg_current_schemas", 1, current_schemas, Strictness::strict, Purity::changing},
    {"pg_current_database", 0, current_database, Strictness::strict, Purity::changing},
    {"pg_version", 0, version, Strictness::strict, Purity::changing},
    {"pg_txid_current", 0, transaction_id, Strictness::strict, Purity::changing},
    {"pg_backend_pid", 0, backend_pid, Strictness::strict, Purity::changing},
    {"pg_typeof", 3, type_of_value, Strictness::takes_null, Purity::changing},
    {"pg_to_regclass", 1, to_regclass, Strictness::strict, Purity::changing},
    {"pg_obj_description", 1, object_description, Strictness::strict, Purity::changing},
    {"pg_obj_description", 2, object_description, Strictness::strict, Purity::changing},
    {"pg_col_description", 2, column_description, Strictness::strict, Purity::changing},
    {"pg_get_serial_sequence", 2, serial_sequence, Strictness::strict, Purity::changing},
});

}  // namespace

Result<sql::CatalogRelation const*> find_relation_named(std::string_view text, StatementState const& state) {
    TRY(auto const name, sql::read_type(text));  // with or without a schema, quoted or not
    return state.catalog->find_relation(name.name, path_of(state));
}

std::string relation_name(sql::ObjectId id, StatementState const& state) {
    auto const* relation = state.catalog->relation(id);
    if (relation == nullptr) return std::to_string(id);
    auto const path = path_of(state);
    bool const seen = std::ranges::find(path, relation->name.schema) != path.end();
    return (seen ? "" : quote_identifier(relation->name.schema) + ".") +
           quote_identifier(relation->name.name);
}

Result<std::string> type_named(std::string_view text, StatementState const& state) {
    TRY(auto const name, sql::read_type(text));
    TRY(auto const type, sql::find_type(*state.catalog, path_of(state), name));
    return state.catalog->type_name(sql::unmodified(type), path_of(state));
}

Result<void> register_catalog(Connection const& db, StatementState& state) {
    return register_scalars(db, state, catalog_functions);
}

}  // namespace backstay::engine::sqlite
