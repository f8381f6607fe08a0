// Writes take the body whole, as one JSON parameter, apart in SQL: keys become columns of the table's types.

#include <algorithm>
#include <set>

#include "base/box.hpp"
#include "base/text.hpp"
#include "query/compile/compiler.hpp"
#include "sql/read/read.hpp"

namespace backstay::query {

using sql::Expression;
using sql::Expressions;
using sql::Select;

namespace {

constexpr auto body_name = "pgrst_body";
constexpr auto source_name = "pgrst_source";

sql::TypeName plain_type(std::string name) { return {.name = {"", std::move(name)}, .modifiers = {}}; }

Expression invoke(std::string name, Expression a) {
    Expressions args;
    args.push_back(std::move(a));
    return sql::call({"", std::move(name)}, std::move(args));
}

Result<sql::Column const*> column_of(Node const& root, std::string const& name) {
    auto const* const found = root.relation->find_column(name);
    if (found != nullptr) return found;
    return failure("PGRST204", "Could not find the '" + name + "' column of '" + root.name.name +
                                   "' in the schema cache");
}

// {"a": default of a, ...}: what absent keys are filled in from.
Result<Expression> defaults(Node const& root, std::vector<std::string> const& columns) {
    Expressions args;
    for (auto const& name : columns) {
        TRY(auto const* const column, column_of(root, name));
        if (!column->has_default) continue;
        TRY(auto value, sql::read_expression(column->default_text));
        args.push_back(sql::text_literal(name));
        args.push_back(std::move(value));
    }
    return sql::call({"", "jsonb_build_object"}, std::move(args));
}

// The body as JSON, where absent keys have their defaults: an object's as it is, an array's as a table of its
// own, which is put into `from`.
Result<Expression> body_value(Compiler& compiler, Node const& root, WriteOptions const& write,
                              std::vector<sql::FromItem>& from) {
    if (!write.missing_default)
        return sql::cast(compiler.parameter(write.body, {sql::BaseType::json}), plain_type("json"));
    auto body = sql::cast(compiler.parameter(write.body, {sql::BaseType::jsonb}), plain_type("jsonb"));
    TRY(auto filled, defaults(root, write.columns));
    if (!write.many) return sql::operation("||", std::move(filled), std::move(body));
    Select select;
    select.targets.push_back(
        {invoke("jsonb_agg", sql::operation("||", std::move(filled), sql::column("elem", "value"))), "val"});
    select.from.push_back(sql::TableFunction{.calls = {invoke("jsonb_array_elements", std::move(body))},
                                             .alias = sql::Alias{.name = "elem", .columns = {"value"}},
                                             .column_definitions = {}});
    from.push_back(sql::DerivedTable{.select = std::move(select),
                                     .alias = sql::Alias{.name = "pgrst_json_defs", .columns = {}}});
    return sql::column("pgrst_json_defs", "val");
}

// What makes a column's value of JSON; null: PostgreSQL's own reading of the column's type.
sql::QualifiedName const* parser_of(CompileOptions const& options, sql::Column const& column) {
    if (options.schema == nullptr || column.domain.empty()) return nullptr;
    auto const found = options.schema->representations.find(column.domain);
    if (found == options.schema->representations.end() || found->second.from_json.name.empty())
        return nullptr;
    return &found->second.from_json;
}

// The column's type as json_to_record is told it. A modifier that our grammar does not know, such as
// geometry(Point,4326), is left to the column itself.
Result<sql::TypeName> record_type(sql::Column const& column) {
    auto type = sql::read_type(column.type_name);
    auto const open = column.type_name.find('(');
    if (type || open == std::string::npos) return type;
    auto const close = column.type_name.rfind(')');
    auto plain = column.type_name.substr(0, open);
    if (close != std::string::npos) plain += column.type_name.substr(close + 1);
    return sql::read_type(plain);
}

// json_to_recordset($1) as pgrst_body("title" text, ...); a table over it where values are parsed.
Result<std::vector<sql::FromItem>> body_rows(Compiler& compiler, Node const& root, WriteOptions const& write,
                                             CompileOptions const& options) {
    std::vector<sql::FromItem> from;
    TRY(auto body, body_value(compiler, root, write, from));
    std::string function = write.missing_default ? "jsonb_to_record" : "json_to_record";
    if (write.many) function += "set";
    bool const lateral = !from.empty();
    sql::TableFunction rows{.calls = {invoke(std::move(function), std::move(body))},
                            .lateral = lateral,
                            .alias = sql::Alias{.name = body_name, .columns = {}},
                            .column_definitions = {}};
    Select parsed;
    bool parses = false;
    for (auto const& name : write.columns) {
        TRY(auto const* const column, column_of(root, name));
        auto const* const parser = parser_of(options, *column);
        TRY(auto type, parser == nullptr ? record_type(*column) : sql::read_type("json"));
        rows.column_definitions.push_back({.name = name, .type = std::move(type)});
        auto value = sql::column(body_name, name);
        parses = parses || parser != nullptr;
        parsed.targets.push_back({parser == nullptr ? value : sql::call(*parser, {value}), name});
    }
    if (!parses) {
        from.emplace_back(std::move(rows));
        return from;
    }
    parsed.from.push_back(std::move(rows));
    from.emplace_back(sql::DerivedTable{.select = std::move(parsed),
                                        .alias = sql::Alias{.name = body_name, .columns = {}},
                                        .lateral = lateral});
    return from;
}

void note(std::set<std::string>& names, Node const& node, std::vector<sql::Column> const& all) {
    auto const everything = [&] {
        for (auto const& column : all) names.insert(column.name);
    };
    for (auto const& item : node.items) {
        auto const* const field = std::get_if<FieldItem>(&item);
        if (field == nullptr) continue;
        bool const rows = field->field.name.empty() && field->aggregate != Aggregate::none;
        if (field->field.name == "*" || rows) {
            everything();
        } else if (!field->field.name.empty()) {
            names.insert(field->field.name);
        }
    }
    // What is encrypted is read with the keys that it is bound to.
    for (auto const& column : all)
        if (names.contains(column.name) && sql::declares_encryption(column.description))
            names.insert(node.relation->primary_key.begin(), node.relation->primary_key.end());
    for (auto const& term : node.order)
        if (term.relation.empty()) names.insert(term.field.name);
    for (auto const& child : node.children) {
        if (child.link->function != nullptr) everything();
        for (auto const& pair : child.link->columns) names.insert(pair.first);
        for (auto const& pair : child.link->origin_columns) names.insert(pair.first);
    }
}

// RETURNING: what is read of the rows, in the table's order; computed columns after.
std::vector<sql::Target> returning(Node const& root, WriteOptions const& write, bool reads) {
    std::set<std::string> names(write.returned.begin(), write.returned.end());
    if (reads) note(names, root, root.relation->columns);
    std::vector<sql::Target> targets;
    auto const add = [&](std::string const& name) {
        targets.push_back({sql::column(root.name.name, name), ""});
        names.erase(name);
    };
    for (auto const& column : root.relation->columns)
        if (names.contains(column.name)) add(column.name);
    for (auto const rest = names; auto const& name : rest) add(name);
    return targets;
}

// What is answered: the tree over the written rows, or the keys alone.
Result<void> read_written(Compiler& compiler, Node const& root, WriteOptions const& write,
                          CompileOptions const& options, sql::Exchange& exchange) {
    Select select;
    auto const& name = root.name.name;
    select.from.push_back(
        sql::RelationRef{.name = {"", source_name}, .alias = sql::Alias{.name = name, .columns = {}}});
    if (options.format != sql::Format::none) {
        TRY(exchange.read, compiler.tree(root, name, std::move(select), true));
        return {};
    }
    if (write.returned.empty()) return {};
    sql::ReadTree keys{.select = std::move(select), .output = {}};
    for (auto const& key : write.returned) {
        keys.output.push_back({key, sql::TargetIndex{static_cast<int>(keys.select.targets.size())}});
        keys.select.targets.push_back({sql::column(name, key), ""});
    }
    exchange.read = std::move(keys);
    return {};
}

sql::OnConflict on_conflict(WriteOptions const& write) {
    sql::OnConflict rule;
    if (!write.conflict_columns.empty()) {
        sql::ConflictTarget target;
        for (auto const& name : write.conflict_columns) target.elements.push_back(sql::column(name));
        rule.target = std::move(target);
    }
    rule.update = write.conflict == Conflict::merge && !write.columns.empty();
    if (!rule.update) return rule;
    for (auto const& name : write.columns) {
        // A key that is generated always is not set, be it to itself.
        if (write.numbered && std::ranges::find(write.conflict_columns, name) != write.conflict_columns.end())
            continue;
        rule.assignments.push_back({.columns = {name}, .value = sql::column("excluded", name)});
    }
    return rule;
}

sql::Exchange begin(CompileOptions const& options) {
    return {
        .id = new_exchange_id(), .format = options.format, .handler = options.handler, .read_only = false};
}

}  // namespace

Result<Compiled> compile_insert(Node const& root, WriteOptions const& write, CompileOptions const& options) {
    TRY_VOID(check_protected(root));
    for (auto const& name :
         write.conflict == Conflict::none ? std::vector<std::string>() : write.conflict_columns) {
        auto const* const column = root.relation->find_column(name);
        if (column != nullptr && sql::declares_encryption(column->description))
            return failure("BS400", "Column \"" + name + "\" is encrypted: rows cannot conflict in it");
    }
    Compiler compiler(options);
    compiler.written = root.name;
    compiler.written_alias = root.name.name;
    auto exchange = begin(options);
    sql::Insert insert{.table = {.name = root.name}, .columns = {}, .returning = {}};
    if (write.columns.empty()) {
        if (write.no_rows) {
            Select none;
            none.where = sql::boolean_literal(false);
            insert.source = sql::SelectBox(std::move(none));
        }
    } else {
        if (write.numbered) insert.overriding = sql::Overriding::system_value;
        Select source;
        for (auto const& name : write.columns) {
            insert.columns.push_back({.name = name});
            source.targets.push_back({sql::column(body_name, name), ""});
        }
        TRY(source.from, body_rows(compiler, root, write, options));
        if (write.put) {
            TRY(source.where, compiler.filters(root, body_name));
        }
        insert.source = sql::SelectBox(std::move(source));
        if (write.conflict != Conflict::none) {
            insert.on_conflict = on_conflict(write);
            exchange.count_inserted = write.conflict == Conflict::merge;
        }
    }
    TRY_VOID(read_written(compiler, root, write, options, exchange));
    insert.returning = returning(root, write, options.format != sql::Format::none);
    exchange.write = sql::Statement(std::move(insert));
    return compiler.finish(std::move(exchange));
}

Result<Compiled> compile_update(Node const& root, WriteOptions const& write, CompileOptions const& options) {
    TRY_VOID(check_protected(root));
    Compiler compiler(options);
    compiler.written = root.name;
    compiler.written_alias = root.name.name;
    auto exchange = begin(options);
    if (write.columns.empty()) {
        // Nothing to set: no row is touched, and none is answered.
        Select select;
        select.from.push_back(sql::RelationRef{.name = root.name});
        select.where = sql::boolean_literal(false);
        if (options.format != sql::Format::none) {
            TRY(exchange.read, compiler.tree(root, root.name.name, std::move(select), true));
        } else {
            sql::ReadTree nothing{.select = std::move(select), .output = {{"nothing", sql::TargetIndex{0}}}};
            nothing.select.targets.push_back({sql::integer_literal(1), ""});
            exchange.read = std::move(nothing);
        }
        return compiler.finish(std::move(exchange));
    }
    sql::Update update{.table = {.name = root.name}, .assignments = {}, .returning = {}};
    for (auto const& name : write.columns)
        if (std::ranges::find(write.match, name) == write.match.end())
            update.assignments.push_back({.columns = {name}, .value = sql::column(body_name, name)});
    TRY(update.from, body_rows(compiler, root, write, options));
    TRY(update.where, compiler.filters(root, root.name.name));
    if (!write.match.empty()) {
        sql::Expressions all;
        if (update.where) all.push_back(*std::move(update.where));
        for (auto const& name : write.match)
            all.push_back(
                sql::operation("=", sql::column(root.name.name, name), sql::column(body_name, name)));
        update.where = sql::all_of(std::move(all));
    }
    TRY_VOID(read_written(compiler, root, write, options, exchange));
    update.returning = returning(root, write, options.format != sql::Format::none);
    exchange.write = sql::Statement(std::move(update));
    return compiler.finish(std::move(exchange));
}

Result<Compiled> compile_delete(Node const& root, WriteOptions const& write, CompileOptions const& options) {
    TRY_VOID(check_protected(root));
    Compiler compiler(options);
    compiler.written = root.name;
    compiler.written_alias = root.name.name;
    auto exchange = begin(options);
    sql::Delete remove{.table = {.name = root.name}, .returning = {}};
    TRY(remove.where, compiler.filters(root, root.name.name));
    TRY_VOID(read_written(compiler, root, write, options, exchange));
    remove.returning = returning(root, write, options.format != sql::Format::none);
    exchange.write = sql::Statement(std::move(remove));
    return compiler.finish(std::move(exchange));
}

namespace {

Expression key_as_text(Expression value) { return sql::cast(std::move(value), plain_type("text")); }

sql::Exchange exchange_of_keys(sql::ReadTree tree) {
    return {.id = new_exchange_id(), .read = std::move(tree), .read_only = false};
}

void add_key_target(sql::ReadTree& tree, Expression value) {
    auto const number = tree.select.targets.size();
    tree.output.push_back({std::to_string(number), sql::TargetIndex{static_cast<int>(number)}});
    tree.select.targets.push_back({key_as_text(std::move(value)), ""});
}

}  // namespace

Result<Compiled> compile_new_keys(Node const& root, WriteOptions const& write, KeyOptions const& keys) {
    CompileOptions const options;
    Compiler compiler(options);
    auto given = write;
    given.body = keys.body;
    std::erase_if(given.columns, [&](std::string const& name) {
        return std::ranges::find(root.relation->primary_key, name) == root.relation->primary_key.end();
    });
    sql::ReadTree tree;
    for (auto const& name : root.relation->primary_key) {
        TRY(auto const* const column, column_of(root, name));
        bool const said = std::ranges::find(given.columns, name) != given.columns.end();
        auto value = sql::column(body_name, name);
        if (!said) {
            TRY(auto type, record_type(*column));
            value = sql::null_literal();
            if (column->identity == sql::IdentityKind::none && column->has_default) {
                TRY(value, sql::read_expression(column->default_text));
            }
            value = sql::cast(std::move(value), std::move(type));
        }
        add_key_target(tree, std::move(value));
    }
    if (given.columns.empty()) {
        auto rows =
            sql::call({"", "generate_series"},
                      {sql::integer_literal(1),
                       sql::cast(compiler.parameter(keys.body, {sql::BaseType::int4}), plain_type("int4"))});
        tree.select.from.push_back(sql::TableFunction{.calls = {std::move(rows)},
                                                      .alias = sql::Alias{.name = body_name, .columns = {}},
                                                      .column_definitions = {}});
    } else {
        TRY(tree.select.from, body_rows(compiler, root, given, options));
    }
    return compiler.finish(exchange_of_keys(std::move(tree)));
}

Result<Compiled> compile_found_keys(Node const& root, KeyOptions const& keys, CompileOptions const& options) {
    TRY_VOID(check_protected(root));
    Compiler compiler(options);
    sql::ReadTree tree;
    tree.select.from.push_back(sql::RelationRef{.name = root.name});
    for (auto const& name : root.relation->primary_key)
        add_key_target(tree, sql::column(root.name.name, name));
    TRY(tree.select.where, compiler.filters(root, root.name.name));
    tree.select.limit = sql::integer_literal(keys.most + 1);
    return compiler.finish(exchange_of_keys(std::move(tree)));
}

}  // namespace backstay::query
