#include "migrate/own.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace backstay::migrate {
namespace {

constexpr auto roles = std::to_array<std::string_view>({
    "create role anon nologin",
    "create role authenticated nologin",
    "create role service_role nologin bypassrls",
});

constexpr auto grants = std::to_array<std::string_view>({
    "grant anon, authenticated, service_role to current_user",
    "grant usage on schema public to anon, authenticated, service_role",
    "alter default privileges in schema public grant all on tables to service_role",
    "alter default privileges in schema public grant all on sequences to service_role",
    "alter default privileges in schema public grant all on functions to service_role",
});

constexpr std::string_view auth_schema = R"sql(
create schema if not exists auth;
grant usage on schema auth to anon, authenticated, service_role;
create or replace function auth.jwt() returns jsonb language sql stable as
    $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;
create or replace function auth.uid() returns uuid language sql stable as
    $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
create or replace function auth.role() returns text language sql stable as
    $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' $$;
create or replace function auth.email() returns text language sql stable as
    $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email' $$;
)sql";

// What another project on the same server has made is taken as it is.
bool is_there_already(Error const& error) { return error.code == "42710"; }

}  // namespace

Result<void> prepare_database(engine::Session& session) {
    auto const known = session.execute(
        "select 1 from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where n.nspname = 'auth' and p.proname = 'uid'");
    if (known && !known->rows.empty()) return {};
    for (auto const role : roles)
        if (auto const made = session.execute(role); !made && !is_there_already(made.error()))
            return std::unexpected(made.error());
    TRY_VOID(session.begin());
    auto const rest = [&]() -> Result<void> {
        for (auto const grant : grants) TRY_VOID(session.execute(grant));
        TRY_VOID(session.execute(auth_schema));
        return {};
    };
    if (auto const done = rest(); !done) {
        TRY_VOID(session.rollback());
        return done;
    }
    return session.commit();
}

}  // namespace backstay::migrate
