#include "sql/define/define.hpp"

#include <gtest/gtest.h>

#include "sql/read/read.hpp"

namespace backstay::sql {
namespace {

// Gives every query one column "x" of type text: enough for definitions, whose own subject is the catalog.
class OneColumn : public Typing {
public:
    Result<std::vector<OutputColumn>> columns_of(Catalog const&, Select const&) const override {
        return std::vector<OutputColumn>{{.name = "x", .type = {.base = BaseType::text}}};
    }
    Result<Type> check_expression(Catalog const&, CatalogRelation const*, Expression const&,
                                  std::optional<Type>) const override {
        return Type{.base = BaseType::boolean};
    }
    Result<Binding> bind(Catalog const&, Select const&) const override { return Binding{}; }
    Result<Binding> bind(Catalog const&, CatalogRelation const*, Expression const&) const override {
        return Binding{};
    }
    Result<Binding> bind(Catalog const&, Select const&, CatalogFunction const&) const override {
        return Binding{};
    }
};

struct Applied {
    Catalog catalog = initial_catalog();
    std::vector<Change> changes;
    std::vector<std::string> notices;
};

Result<Applied> apply(std::string_view script) {
    OneColumn const typing;
    Applied applied;
    TRY(auto const statements, read(script));
    for (auto const& statement : statements) {
        DefineContext const context{.role = applied.catalog.owner_role, .typing = &typing};
        TRY(auto definition, define(std::move(applied.catalog), statement, context));
        applied.catalog = std::move(definition.catalog);
        for (auto& change : definition.changes) applied.changes.push_back(std::move(change));
        for (auto& notice : definition.notices) applied.notices.push_back(std::move(notice));
    }
    return applied;
}

CatalogRelation const& table(Applied const& applied, std::string const& name) {
    auto const* relation = applied.catalog.find_relation({"public", name}, {});
    EXPECT_NE(relation, nullptr) << name;
    return *relation;
}

TEST(Define, NamesConstraintsAsPostgresDoes) {
    auto const applied = apply(
        "create table team (id int primary key, name text unique, size int check (size > 0));"
        "create table member (team_id int references team, email text, unique (team_id, email),"
        "  check (team_id > 0 or email is null));");
    ASSERT_TRUE(applied) << applied.error()->message;
    auto const& team = table(*applied, "team");
    EXPECT_EQ(team.keys[0].name, "team_pkey");
    EXPECT_EQ(team.keys[1].name, "team_name_key");
    EXPECT_EQ(team.checks[0].name, "team_size_check");
    EXPECT_EQ(team.rowid_column, "id");
    EXPECT_TRUE(team.find_column("id")->not_null);
    auto const& member = table(*applied, "member");
    EXPECT_EQ(member.keys[0].name, "member_team_id_email_key");
    EXPECT_EQ(member.checks[0].name, "member_check");
    EXPECT_EQ(member.foreign_keys[0].name, "member_team_id_fkey");
    EXPECT_EQ(member.foreign_keys[0].referenced_columns, (std::vector<std::string>{"id"}));
}

TEST(Define, MakesSequencesForSerialAndIdentity) {
    auto const applied =
        apply("create table a (id bigserial primary key, n int generated always as identity)");
    ASSERT_TRUE(applied) << applied.error()->message;
    auto const& a = table(*applied, "a");
    EXPECT_EQ(a.columns[0].type.base, BaseType::int8);
    EXPECT_TRUE(a.columns[0].default_value);
    EXPECT_EQ(a.columns[1].identity, IdentityKind::always);
    EXPECT_NE(applied->catalog.find_relation({"public", "a_id_seq"}, {}), nullptr);
    EXPECT_NE(applied->catalog.find_relation({"public", "a_n_seq"}, {}), nullptr);
}

TEST(Define, AltersTables) {
    auto const applied = apply(
        "create table t (id int primary key, a text, b int);"
        "alter table t add column c int not null default 5, drop column b, alter column a set not null,"
        "  add constraint short check (length(a) < 3);"
        "alter table t rename column a to title; alter table t rename to task;");
    ASSERT_TRUE(applied) << applied.error()->message;
    auto const& t = table(*applied, "task");
    ASSERT_EQ(t.columns.size(), 3U);
    EXPECT_EQ(t.columns[1].name, "title");
    EXPECT_TRUE(t.columns[1].not_null);
    EXPECT_EQ(t.checks[0].name, "short");
}

TEST(Define, KeepsGrants) {
    auto const applied = apply(
        "create table t (id int, secret text);"
        "grant select (id), insert on t to anon; revoke insert on t from anon;"
        "create schema app; grant usage on schema app to anon, public;");
    ASSERT_TRUE(applied) << applied.error()->message;
    auto const& t = table(*applied, "t");
    ASSERT_EQ(t.grants.size(), 1U);
    EXPECT_EQ(t.grants[0].column, "id");
    EXPECT_EQ(t.grants[0].rights, static_cast<std::uint16_t>(Right::select));
    EXPECT_EQ(applied->catalog.schemas.at("app").grants.size(), 2U);
}

TEST(Define, RefusesInPostgresWords) {
    struct Case {
        char const* script;
        char const* code;
        char const* message;
    };
    Case const cases[] = {
        {"create table a (id int); create table a (id int)", "42P07", "relation \"a\" already exists"},
        {"create table a (id nope)", "42704", "type \"nope\" does not exist"},
        {"create table a (id int references b)", "42P01", "relation \"b\" does not exist"},
        {"create table x.a (id int)", "3F000", "schema \"x\" does not exist"},
        {"drop table nope", "42P01", "table \"nope\" does not exist"},
        {"create table p (id int primary key); create table c (p int references p); drop table p", "2BP01",
         "cannot drop table p because other objects depend on it"},
        {"create table a (id int); alter table a drop column nope", "42703",
         "column \"nope\" of relation \"a\" does not exist"},
        {"create table a (id int); create policy p on a using (true); create policy p on a using (true)",
         "42710", "policy \"p\" for table \"a\" already exists"},
        {"create policy p on nope using (true)", "42P01", "relation \"nope\" does not exist"},
        {"create role anon", "42710", "role \"anon\" already exists"},
        {"grant select on t to nobody", "42704", "role \"nobody\" does not exist"},
        {"create extension postgis", "0A000",
         "not supported on the embedded engine: CREATE EXTENSION postgis"},
        {"create type m as enum ('a'); alter type m add value 'a'", "42710",
         "enum label \"a\" already exists"},
    };
    for (auto const& [script, code, message] : cases) {
        auto const applied = apply(script);
        ASSERT_FALSE(applied) << script;
        EXPECT_EQ(applied.error()->code, code) << script;
        EXPECT_EQ(applied.error()->message, message) << script;
    }
}

TEST(Define, SaysWhatItSkips) {
    auto const applied =
        apply("create table a (id int); create table if not exists a (id int); drop table if exists b");
    ASSERT_TRUE(applied) << applied.error()->message;
    EXPECT_EQ(applied->notices, (std::vector<std::string>{"relation \"a\" already exists, skipping",
                                                          "table \"b\" does not exist, skipping"}));
}

TEST(Define, DropsWithCascade) {
    auto const applied = apply(
        "create table p (id int primary key); create table c (p int references p); drop table p cascade");
    ASSERT_TRUE(applied) << applied.error()->message;
    EXPECT_EQ(applied->catalog.find_relation({"public", "p"}, {}), nullptr);
    EXPECT_TRUE(table(*applied, "c").foreign_keys.empty());
}

}  // namespace
}  // namespace backstay::sql
