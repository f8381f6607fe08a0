#include "cli/inspect.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "engine/sqlite/ddl/dry_run.hpp"
#include "migrate/flyway/scan.hpp"
#include "migrate/own.hpp"
#include "sql/read/read.hpp"
#include "sql/read/split.hpp"

namespace backstay::cli {
namespace {

using engine::sqlite::DryRun;

// The first words of a statement, on one line.
std::string summary(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string line;
    for (auto const c : trim(text)) {
        bool const space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (space && !line.empty() && line.back() != ' ') line += ' ';
        if (!space) line += c;
    }
    if (line.size() <= longest) return line;
    auto cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0U) == 0x80U) --cut;
    return line.substr(0, cut) + "...";
}

// Errors that may come of an earlier statement's having been refused: what it made is not there.
bool may_follow(Error const& error) {
    constexpr auto missing = std::to_array<std::string_view>(
        {"42P01", "42703", "42883", "42704", "3F000", "42P02", "42701", "42P16"});
    return std::ranges::find(missing, error->code) != missing.end();
}

std::string full_name(sql::QualifiedName const& name) {
    return (name.schema.empty() ? "public" : name.schema) + "." + name.name;
}

class Inspector {
public:
    Inspection run(std::vector<migrate::Migration> const& migrations,
                   std::vector<std::string> const& schemas) {
        prepare();
        for (auto const& migration : migrations) file(migration);
        for (auto& finding : lint(dry_.catalog(), schemas))
            result_.warnings.push_back({.severity = finding.severity,
                                        .rule = std::move(finding.rule),
                                        .message = std::move(finding.message),
                                        .hint = std::move(finding.hint),
                                        .position = places_[finding.object]});
        return std::move(result_);
    }

private:
    // What every database of Backstay has: the roles, the schema auth.
    void prepare() {
        auto const options = migrate::own_options(migrate::ForEngine::sqlite);
        auto const own = migrate::flyway::resolve(options.files, options.resolve);
        if (!own) return;
        for (auto const& migration : own->migrations) {
            if (migration.engine == migrate::ForEngine::postgres) continue;
            auto const statements = sql::read(migration.text);
            if (!statements) continue;
            for (auto const& statement : *statements) static_cast<void>(dry_.take(statement));
        }
    }

    void file(migrate::Migration const& migration) {
        if (migration.kind == migrate::MigrationKind::undo) return;
        auto statements = sql::read(migration.text, migration.script);
        if (!statements) {
            result_.statements.push_back(
                {.verdict = Verdict::wrong, .statement = "", .error = statements.error()});
            return;
        }
        for (auto const& statement : *statements) one(statement, migration);
    }

    void one(sql::Statement const& statement, migrate::Migration const& migration) {
        auto const text = std::string_view(migration.text)
                              .substr(static_cast<std::size_t>(statement.offset),
                                      static_cast<std::size_t>(statement.length));
        Inspected inspected{.statement = summary(text)};
        auto const place = place_of(statement, migration);
        inspected.error->position = place;
        if (migration.engine == migrate::ForEngine::postgres) {
            inspected.verdict = Verdict::elsewhere;
        } else if (auto const taken = dry_.take(statement); !taken) {
            inspected.error = taken.error();
            if (inspected.error->position.line == 0)
                inspected.error->position = place;
            else
                sql::place_in_text(inspected.error, statement, migration.text);
            inspected.error->position.file = migration.script;
            inspected.verdict = verdict_of(taken.error());
            refused_ = refused_ || inspected.verdict == Verdict::refused;
        }
        remember(statement, place);
        result_.statements.push_back(std::move(inspected));
    }

    // A statement's first byte, or where in it the refused construct is.
    static Position place_of(sql::Statement const& statement, migrate::Migration const& migration) {
        auto offset = statement.offset;
        auto const& text = migration.text;
        // Comments and blank lines before it belong to it, as PostgreSQL counts; nobody looks for it there.
        auto const pieces =
            sql::split_statements(std::string_view(text).substr(static_cast<std::size_t>(offset)));
        auto place = sql::position_at(text, offset, migration.script);
        if (!pieces.empty() && pieces.front().line > 1) {
            place.line += pieces.front().line - 1;
            place.column = 1;
        }
        if (auto const* unsupported = std::get_if<sql::Unsupported>(&statement.node))
            if (unsupported->location.offset > offset)
                return sql::position_at(text, unsupported->location.offset, migration.script);
        return place;
    }

    Verdict verdict_of(Error const& error) const {
        if (error->code == "0A000") return Verdict::refused;
        return refused_ && may_follow(error) ? Verdict::unknown : Verdict::wrong;
    }

    // Where objects were made, for what is said of them at the end.
    void remember(sql::Statement const& statement, Position const& place) {
        if (auto const* table = std::get_if<sql::CreateTable>(&statement.node))
            places_["table " + full_name(table->table.name)] = place;
        if (auto const* view = std::get_if<sql::CreateView>(&statement.node))
            places_["view " + full_name(view->view.name)] = place;
        if (auto const* policy = std::get_if<sql::CreatePolicy>(&statement.node))
            places_["policy " + policy->name + " on " + full_name(policy->table.name)] = place;
        if (auto const* function = std::get_if<sql::CreateFunction>(&statement.node))
            places_["function " + full_name(function->name)] = place;
    }

    DryRun dry_;
    bool refused_ = false;
    std::map<std::string, Position> places_;
    Inspection result_;
};

}  // namespace

Inspection inspect(std::vector<migrate::Migration> const& migrations,
                   std::vector<std::string> const& schemas) {
    return Inspector().run(migrations, schemas);
}

}  // namespace backstay::cli
