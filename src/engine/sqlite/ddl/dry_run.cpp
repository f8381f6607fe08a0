#include "engine/sqlite/ddl/dry_run.hpp"

#include "base/limitation.hpp"
#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/ddl/apply.hpp"
#include "engine/sqlite/ddl/definer.hpp"

namespace backstay::engine::sqlite {
namespace {

Analysis as_owner(sql::Catalog const& catalog, std::vector<std::string> const& path) {
    return {.catalog = catalog, .role = catalog.owner_role, .search_path = path};
}

Result<void> lower_statement(Analysis const& with, sql::Statement const& statement) {
    TRY(auto query, analyze(with, statement));
    TRY_VOID(compile_statement(with, std::move(query)));
    return {};
}

// Takes what would be done to a file, and does nothing; only what has to be translated is.
class NoFile final : public DdlTarget {
public:
    explicit NoFile(std::vector<std::string> const& path) : path_(path) {}

    Result<void> run(std::string const&) override { return {}; }
    Result<std::optional<std::vector<std::string>>> first_row(std::string const&,
                                                              std::vector<sql::Type> const&) override {
        return std::nullopt;
    }
    Result<void> run(sql::Catalog const& catalog, sql::Statement const& statement) override {
        return lower_statement(as_owner(catalog, path_), statement);
    }
    Result<std::string> expression(sql::Catalog const& catalog, sql::CatalogRelation const& relation,
                                   sql::Expression const& expression,
                                   std::optional<sql::Type> type) override {
        return definition_text(as_owner(catalog, path_), relation, expression, type);
    }
    Result<void> create_sequence(sql::CatalogRelation const&) override { return {}; }
    Result<void> drop_sequence(sql::ObjectId) override { return {}; }
    Result<void> restart_sequence(sql::ObjectId, std::int64_t) override { return {}; }
    Result<void> define_enum(sql::EnumType const&) override { return {}; }

private:
    std::vector<std::string> const& path_;
};

std::vector<std::string> names_in(std::string_view list) {
    std::vector<std::string> names;
    for (auto const& part : split(list, ',')) {
        auto const name = trim(part);
        bool const quoted = name.size() >= 2 && name.front() == '"' && name.back() == '"';
        if (!name.empty())
            names.emplace_back(quoted ? std::string(name.substr(1, name.size() - 2)) : to_lower(name));
    }
    return names;
}

}  // namespace

DryRun::DryRun() : catalog_(sql::initial_catalog()) {}

Result<void> DryRun::take(sql::Statement const& statement) {
    using std::holds_alternative;
    auto const& node = statement.node;
    if (auto const* setting = std::get_if<sql::SetSetting>(&node)) {
        if (setting->name == "search_path")
            search_path_ = setting->value ? names_in(*setting->value) : std::vector<std::string>{"public"};
        if (to_lower(setting->name) == "check_function_bodies")
            checks_bodies_ = !setting->value || *setting->value == "on" || *setting->value == "true";
        return {};
    }
    if (auto const* copy = std::get_if<sql::CopyFromStdin>(&node)) {
        if (!copy->options.empty()) return not_supported(Limitation::copy_options);
        return lower_statement(as_owner(catalog_, search_path_),
                               sql::Insert{.table = copy->table, .columns = {}, .returning = {}});
    }
    if (holds_alternative<sql::ShowSetting>(node) || holds_alternative<sql::SetConstraints>(node) ||
        holds_alternative<sql::Transaction>(node))
        return {};
    if (sql::is_definition(statement)) return define(statement);
    return lower_statement(as_owner(catalog_, search_path_), statement);
}

Result<void> DryRun::define(sql::Statement const& statement) {
    ResolveTyping const typing(search_path_);
    TRY(auto definition,
        sql::define(catalog_, statement,
                    {.role = catalog_.owner_role, .search_path = search_path_, .typing = &typing}));
    NoFile target(search_path_);
    TRY_VOID(apply_changes(target, definition.catalog, definition.changes));
    bool const function = std::holds_alternative<sql::CreateFunction>(statement.node);
    if (!function || checks_bodies_) TRY_VOID(try_out(as_owner(definition.catalog, search_path_), statement));
    catalog_ = std::move(definition.catalog);
    return {};
}

}  // namespace backstay::engine::sqlite
