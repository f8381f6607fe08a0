// A script of SQL on the embedded engine, over a small catalog and without a file: read, resolved, secured,
// lowered, printed. It is taken or refused in PostgreSQL's codes, never with XX000.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "engine/sqlite/ddl/dry_run.hpp"
#include "sql/read/read.hpp"

namespace {

using namespace backstay;

engine::sqlite::DryRun small_catalog() {
    engine::sqlite::DryRun dry;
    auto const statements = sql::read(R"(
        create type mood as enum ('sad', 'glad');
        create domain positive as int check (value > 0);
        create table project (id int generated always as identity primary key, name text not null unique,
                              owner uuid default gen_random_uuid(), mood mood, data jsonb, tags text[]);
        create table task (id bigserial primary key, project_id int references project on delete cascade,
                           title varchar(40), done boolean not null default false, price numeric(8,2),
                           due date, made timestamptz default now(), weight positive, check (price >= 0));
        create view open_task as select * from task where not done;
        create function titles(project int) returns setof text language sql stable
            as 'select title from task where project_id = project order by 1';
        alter table task enable row level security;
        create policy own on task using (exists (select 1 from project p where p.id = project_id and p.name = current_user));
    )");
    if (!statements) std::abort();
    for (auto const& statement : *statements)
        if (!dry.take(statement)) std::abort();
    return dry;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static auto const base = small_catalog();
    auto const statements = sql::read({reinterpret_cast<char const*>(data), size});
    if (!statements) return 0;
    auto dry = base;
    for (auto const& statement : *statements) {
        auto const taken = dry.take(statement);
        if (taken || taken.error()->code != "XX000") continue;
        std::fprintf(stderr, "XX000: %s\n", taken.error()->message.c_str());
        std::abort();
    }
    return 0;
}
