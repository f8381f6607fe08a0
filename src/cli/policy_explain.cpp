#include "cli/policy_explain.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/json_object.hpp"
#include "base/text.hpp"
#include "query/compile/compile.hpp"
#include "query/parse/url.hpp"
#include "sql/print/postgres.hpp"
#include "sql/walk.hpp"

namespace backstay::cli {
namespace {

using Values = std::vector<engine::Parameter>;

constexpr std::string_view view_name = "backstay_explained";

std::string quoted(sql::QualifiedName const& name) {
    return quote_always(name.schema) + "." + quote_always(name.name);
}

// The request as rows of one table: what is read of it, and which changes it makes.
struct Wanted {
    sql::Relation const* relation = nullptr;
    std::vector<std::string> commands;  // whose policies have to hold
    sql::Select select;
    std::vector<engine::Parameter> values;
};

Result<Wanted> read_request(ExplainQuestion const& question, sql::Schema const& schema) {
    auto const line = split_once(question.request, ' ');
    if (!line) return failure("22023", "a request was expected: GET " + question.prefix + "/task?id=eq.7");
    Wanted wanted{.commands = {"SELECT"}, .select = {}, .values = {}};
    auto const method = line->first;
    if (method == "PATCH") wanted.commands.emplace_back("UPDATE");
    if (method == "DELETE") wanted.commands.emplace_back("DELETE");
    if (wanted.commands.size() == 1 && method != "GET" && method != "HEAD")
        return failure("22023", "GET, HEAD, PATCH and DELETE can be explained, not " + std::string(method));
    auto const target = split_once(line->second, '?');
    auto path = target ? target->first : line->second;
    if (path.starts_with(question.prefix + "/")) path.remove_prefix(question.prefix.size() + 1);
    auto const table = query::decode_url(path, false);
    if (table.empty() || table.contains('/'))
        return failure("22023", "the request names no table: " + std::string(line->second));
    TRY(wanted.relation, query::find_relation(schema, {question.schema, table}));
    if (wanted.relation->kind != sql::RelationKind::table &&
        wanted.relation->kind != sql::RelationKind::partitioned_table)
        return failure("22023",
                       table + " is a view: its rows are those that the policies of its tables let through")
            .hint("Ask for one of its tables.");
    TRY(auto const parsed, query::parse_query(target ? target->second : "", query::Subject::relation));
    TRY(auto const node, query::plan_read(schema, {.aggregates = true, .additions = true}, parsed,
                                          wanted.relation->name, wanted.relation));
    TRY(auto exchange, query::compile_read(node, {.schema = &schema}));
    wanted.select = std::move(exchange.read->select);
    wanted.values = parsed.values;
    return wanted;
}

class Explainer {
public:
    Explainer(engine::Session& session, ExplainQuestion const& question, Wanted wanted)
        : session_(session), question_(question), wanted_(std::move(wanted)) {}

    Result<Explanation> run() {
        found_.table = wanted_.relation->name.schema + "." + wanted_.relation->name.name;
        TRY_VOID(find_missing_grants());
        TRY_VOID(find_whether_open());
        TRY_VOID(find_policies());
        if (enters_) TRY_VOID(judge_rows());
        return std::move(found_);
    }

private:
    using Rows = engine::Session::Rows;

    Result<bool> is_true(std::string const& question, Values const& values) {
        TRY(auto const rows, session_.execute(question, values));
        auto const& value = rows.rows.at(0).at(0);
        return value && value->starts_with('t');
    }

    // Columns of the table that the request reads, for its answer and for its filters.
    std::set<std::string> columns_read() {
        std::set<std::string> names;
        auto select = wanted_.select;
        sql::for_each_expression(select, [&](sql::Expression& e) {
            auto const* column = std::get_if<sql::ColumnRef>(&e.node);
            if (column == nullptr || column->names.empty()) return;
            auto const& name = column->names.back();
            if (wanted_.relation->find_column(name) != nullptr) names.insert(name);
        });
        return names;
    }

    Result<void> find_missing_grants() {
        auto const& role = question_.who.role;
        auto const table = quoted(wanted_.relation->name);
        TRY(auto const known,
            session_.execute("select 1 from pg_catalog.pg_roles where rolname = $1", Values{role}));
        if (known.rows.empty()) return failure("22023", "role \"" + role + "\" does not exist");
        TRY(enters_, is_true("select has_schema_privilege($1::name, $2::text, 'usage')",
                             Values{role, wanted_.relation->name.schema}));
        if (!enters_)
            found_.missing.push_back("usage on schema " + quote_identifier(wanted_.relation->name.schema));
        for (auto const& command : wanted_.commands) {
            auto const right = to_lower(command);
            TRY(auto const whole, is_true("select has_table_privilege($1::name, $2::text, $3::text)",
                                          Values{role, table, right}));
            if (whole) continue;
            TRY(auto const columns, missing_columns(role, table, right));
            if (columns) found_.missing.push_back(right + *columns + " on " + found_.table);
        }
        return {};
    }

    // " (a, b)": those that have no grant of their own; "" where the whole table is meant, nothing when none
    // is missing.
    Result<std::optional<std::string>> missing_columns(std::string const& role, std::string const& table,
                                                       std::string const& right) {
        if (right == "delete") return std::optional<std::string>("");  // of whole rows
        // What a change writes stands in its body, which is not here: one column is enough.
        bool const any = right == "update";
        std::set<std::string> names = columns_read();
        if (any)
            for (auto const& column : wanted_.relation->columns) names.insert(column.name);
        std::vector<std::string> missing;
        for (auto const& name : names) {
            TRY(auto const granted,
                is_true("select has_column_privilege($1::name, $2::text, $3::text, $4::text)",
                        Values{role, table, name, right}));
            if (granted && any) return std::nullopt;
            if (!granted) missing.push_back(quote_identifier(name));
        }
        if (any) return std::optional<std::string>("");
        if (missing.empty()) return std::nullopt;
        return std::optional(" (" + join(missing, ", ") + ")");
    }

    Result<void> find_whether_open() {
        auto const& name = wanted_.relation->name;
        TRY(auto const guarded,
            is_true("select rowsecurity from pg_catalog.pg_tables where schemaname = $1 and tablename = $2",
                    Values{name.schema, name.name}));
        TRY(auto const bypasses,
            is_true("select rolbypassrls or rolsuper from pg_catalog.pg_roles where rolname = $1",
                    Values{question_.who.role}));
        if (!guarded) found_.open_because = "row security is off";
        if (guarded && bypasses) found_.open_because = question_.who.role + " passes by row security";
        return {};
    }

    Result<void> find_policies() {
        if (!found_.open_because.empty()) return {};
        auto const& name = wanted_.relation->name;
        TRY(auto const rows,
            session_.execute("select policyname, permissive, roles, cmd, qual from pg_catalog.pg_policies "
                             "where schemaname = $1 and tablename = $2 order by policyname",
                             Values{name.schema, name.name}));
        for (auto const& row : rows.rows) {
            ExplainedPolicy policy{.name = row.at(0).value_or(""),
                                   .permissive = row.at(1) == "PERMISSIVE",
                                   .command = row.at(3).value_or(""),
                                   .condition = row.at(4).value_or("true")};
            bool const meant = policy.command == "ALL" ||
                               std::ranges::find(wanted_.commands, policy.command) != wanted_.commands.end();
            TRY(auto const named, is_for_role(row.at(2).value_or("")));
            if (meant && named) found_.policies.push_back(std::move(policy));
        }
        return {};
    }

    // {anon,authenticated}
    Result<bool> is_for_role(std::string_view roles) {
        if (roles.size() >= 2) roles = roles.substr(1, roles.size() - 2);
        for (auto role : split(roles, ',')) {
            std::erase(role, '"');
            if (role == "public" || role == question_.who.role) return true;
            TRY(auto const member,
                is_true("select pg_has_role($1::name, $2::name, 'usage')", Values{question_.who.role, role}));
            if (member) return true;
        }
        return false;
    }

    // What is spread stands beside the table, in a join.
    static sql::RelationRef& first_of(sql::FromItem& item) {
        auto* at = &item;
        while (auto* join = std::get_if<sql::Join>(&at->node)) at = &*join->left;
        return std::get<sql::RelationRef>(at->node);
    }

    // select key, (policy), ... from (select * from the view where filters) as the table
    std::string statement() {
        auto inner = wanted_.select;
        auto& ref = first_of(inner.from.front());
        auto const alias = ref.alias ? ref.alias->name : ref.name.name;
        ref.name = {wanted_.relation->name.schema, std::string(view_name)};
        ref.alias = sql::Alias{.name = alias, .columns = {}};
        inner.targets.clear();
        inner.targets.push_back({sql::Expression(sql::ColumnRef{.names = {alias}, .star = true}), ""});
        std::vector<std::string> targets;
        for (auto const& column : key()) targets.push_back(quote_always(column));
        for (auto const& policy : found_.policies) targets.push_back("(" + policy.condition + ")");
        return "select " + join(targets, ", ") + " from (" + sql::print_postgres(inner) + ") as " +
               quote_always(wanted_.relation->name.name) + " limit " +
               std::to_string(question_.most_rows + 1);
    }

    // What tells rows apart.
    std::vector<std::string> key() const {
        if (!wanted_.relation->primary_key.empty()) return wanted_.relation->primary_key;
        std::vector<std::string> all;
        for (auto const& column : wanted_.relation->columns) all.push_back(column.name);
        return all;
    }

    Result<void> judge_rows() {
        auto const& name = wanted_.relation->name;
        auto const view = quoted({name.schema, std::string(view_name)});
        // By its owner's rights a view shows all rows of the table.
        TRY_VOID(session_.execute("create view " + view + " as select * from " + quoted(name),
                                  std::string_view()));
        TRY_VOID(session_.execute("grant select on " + view + " to " + quote_always(question_.who.role),
                                  std::string_view()));
        TRY_VOID(session_.become(question_.who));
        TRY(auto const rows, session_.execute(statement(), wanted_.values));
        auto const columns = key();
        for (auto const& row : rows.rows) {
            if (std::ssize(found_.rows) == question_.most_rows) {
                found_.more = true;
                break;
            }
            ExplainedRow one;
            for (std::size_t i = 0; i < columns.size(); ++i)
                one.key.emplace_back(columns[i], row.at(i).value_or("null"));
            for (std::size_t i = columns.size(); i < row.size(); ++i)
                one.results.emplace_back(!row[i] ? "null" : row[i]->starts_with('t') ? "true" : "false");
            one.passes = passes(one.results);
            found_.rows.push_back(std::move(one));
        }
        return {};
    }

    // Of each command one permissive policy has to hold, and every restrictive one.
    bool passes(std::vector<std::string> const& results) const {
        if (!found_.open_because.empty()) return true;
        return std::ranges::all_of(wanted_.commands, [&](std::string const& command) {
            bool let_in = false, kept_out = false;
            for (std::size_t i = 0; i < results.size(); ++i) {
                auto const& policy = found_.policies[i];
                if (policy.command != "ALL" && policy.command != command) continue;
                bool const holds = results[i] == "true";
                let_in = let_in || (policy.permissive && holds);
                kept_out = kept_out || (!policy.permissive && !holds);
            }
            return let_in && !kept_out;
        });
    }

    engine::Session& session_;
    ExplainQuestion const& question_;
    Wanted wanted_;
    bool enters_ = true;  // the role may use the schema at all
    Explanation found_;
};

}  // namespace

Result<Explanation> explain_policies(engine::Session& session, sql::Schema const& schema,
                                     ExplainQuestion const& question) {
    TRY(auto wanted, read_request(question, schema));
    TRY_VOID(session.become_owner());
    TRY_VOID(session.begin());
    auto found = Explainer(session, question, std::move(wanted)).run();
    TRY_VOID(session.rollback());
    return found;
}

Result<Principal> principal_of_user(engine::Session& session, std::string const& user) {
    TRY(auto const rows,
        session.execute("select id, role, email, phone, raw_app_meta_data, raw_user_meta_data, is_anonymous "
                        "from auth.users where (id::text = $1 or email = lower($1)) and deleted_at is null",
                        Values{user}));
    if (rows.rows.empty()) return failure("22023", "there is no user " + user);
    auto const& row = rows.rows.front();
    auto const role = row.at(1).value_or("authenticated");
    JsonObject claims;
    claims.set_text("sub", row.at(0).value_or("")).set_text("role", role).set_text("aud", "authenticated");
    claims.set_text("email", row.at(2).value_or("")).set_text("phone", row.at(3).value_or(""));
    claims.set_json("app_metadata", row.at(4).value_or("{}"))
        .set_json("user_metadata", row.at(5).value_or("{}"));
    claims.set_boolean("is_anonymous", row.at(6) == "t").set_text("aal", "aal1");
    return Principal{.role = role, .claims = claims.to_string(), .settings = {}};
}

}  // namespace backstay::cli
