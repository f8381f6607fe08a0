// https://www.postgresql.org/docs/15/functions-admin.html,
// https://www.postgresql.org/docs/15/functions-info.html

#include "sql/builtin/families.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;
using enum Volatility;

Builtin stable_function(std::string_view called, std::vector<Type> args, Type result,
                        std::string_view sqlite) {
    return {
        .name = called, .args = std::move(args), .result = result, .sqlite = sqlite, .volatility = stable};
}

std::vector<Builtin> session() {
    auto const f = stable_function;
    return {
        f("current_setting", {text}, text, "pg_current_setting"),
        f("current_setting", {text, boolean}, text, "pg_current_setting"),
        {.name = "set_config",
         .args = {text, text, boolean},
         .result = text,
         .sqlite = "pg_set_config",
         .strict = false,
         .volatility = volatile_},
        f("pg_client_encoding", {}, name, "pg_client_encoding"),
        f("getdatabaseencoding", {}, name, "pg_client_encoding"),
        f("pg_is_in_recovery", {}, boolean, "pg_is_in_recovery"),
    };
}

std::vector<Builtin> objects() {
    auto const f = stable_function;
    return {
        f("to_regtype", {text}, regtype, "pg_to_regtype"),
        {.name = "format_type",
         .args = {oid, int4},
         .result = text,
         .sqlite = "pg_format_type",
         .strict = false,
         .volatility = stable},
    };
}

std::vector<Builtin> privileges() {
    auto const f = stable_function;
    std::vector<Builtin> all;
    for (auto const& [called, sqlite] : {std::pair{"has_table_privilege", "pg_has_table_privilege"},
                                         {"has_sequence_privilege", "pg_has_sequence_privilege"}})
        for (auto const object : {text, oid}) {
            all.push_back(f(called, {object, text}, boolean, sqlite));
            all.push_back(f(called, {name, object, text}, boolean, sqlite));
        }
    for (auto const object : {text, oid})
        for (auto const column : {text, int2}) {
            all.push_back(
                f("has_column_privilege", {object, column, text}, boolean, "pg_has_column_privilege"));
            all.push_back(
                f("has_column_privilege", {name, object, column, text}, boolean, "pg_has_column_privilege"));
        }
    all.push_back(f("has_schema_privilege", {text, text}, boolean, "pg_has_schema_privilege"));
    all.push_back(f("has_schema_privilege", {name, text, text}, boolean, "pg_has_schema_privilege"));
    all.push_back(f("pg_has_role", {name, text}, boolean, "pg_has_role"));
    all.push_back(f("pg_has_role", {name, name, text}, boolean, "pg_has_role"));
    return all;
}

// There is one writer, so whoever writes holds every lock until its transaction ends.
std::vector<Builtin> locks() {
    std::vector<Builtin> all;
    for (auto const& args : {std::vector{int8}, std::vector{int4, int4}}) {
        all.push_back({.name = "pg_advisory_xact_lock",
                       .args = args,
                       .result = void_type,
                       .sqlite = "pg_advisory_xact_lock",
                       .volatility = volatile_});
        all.push_back({.name = "pg_try_advisory_xact_lock",
                       .args = args,
                       .result = boolean,
                       .sqlite = "pg_try_advisory_xact_lock",
                       .volatility = volatile_});
    }
    return all;
}

// Nobody can listen, so a notification reaches nobody: as in PostgreSQL without a LISTEN.
std::vector<Builtin> notifications() {
    return {{.name = "pg_notify",
             .args = {text, text},
             .result = void_type,
             .sqlite = "pg_notify",
             .strict = false,
             .volatility = volatile_}};
}

// What PostgreSQL has and the embedded engine refuses by name.
std::vector<Builtin> refused() {
    std::vector<Builtin> all;
    auto const refuse = [&](std::string_view called, std::vector<Type> args) {
        all.push_back({.name = called, .args = std::move(args), .result = text, .volatility = volatile_});
    };
    for (auto const called : {"pg_sleep"}) refuse(called, {float8});
    for (auto const called : {"pg_advisory_lock", "pg_try_advisory_lock", "pg_advisory_unlock"}) {
        refuse(called, {int8});
        refuse(called, {int4, int4});
    }
    for (auto const called : {"pg_current_xact_id", "current_query", "inet_client_addr", "inet_server_addr",
                              "pg_advisory_unlock_all", "pg_postmaster_start_time"})
        refuse(called, {});
    for (auto const called :
         {"pg_get_constraintdef", "pg_get_viewdef", "pg_get_indexdef", "pg_get_functiondef",
          "pg_get_triggerdef", "pg_relation_size", "pg_total_relation_size", "pg_table_size",
          "pg_get_userbyid", "pg_cancel_backend", "pg_terminate_backend"})
        refuse(called, {oid});
    refuse("pg_column_size", {any});
    return all;
}

std::vector<BuiltinCast> casts() {
    using B = BaseType;
    auto const implicit = CastContext::implicit;
    return {
        {.from = B::text, .to = B::regclass, .context = implicit, .sqlite = "pg_text_regclass"},
        {.from = B::varchar, .to = B::regclass, .context = implicit, .sqlite = "pg_text_regclass"},
        {.from = B::regtype, .to = B::oid, .context = implicit, .sqlite = "pg_regtype_oid"},
        {.from = B::oid, .to = B::regtype, .context = implicit, .sqlite = "pg_oid_regtype"},
        {.from = B::int4, .to = B::regtype, .context = implicit, .sqlite = "pg_oid_regtype"},
        {.from = B::regtype, .to = B::int4, .context = CastContext::assignment, .sqlite = "pg_regtype_oid"},
    };
}

}  // namespace

Family system_family() {
    Family all{.casts = casts()};
    for (auto const& more : {session(), objects(), privileges(), locks(), notifications(), refused()})
        all.functions.insert(all.functions.end(), more.begin(), more.end());
    return all;
}

}  // namespace backstay::sql
