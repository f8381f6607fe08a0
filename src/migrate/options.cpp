#include "migrate/options.hpp"

#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/text.hpp"
#include "migrate/flyway/script_config.hpp"
#include "migrate/pattern.hpp"

namespace backstay::migrate {
namespace {

using Set = std::function<Result<void>(RunnerOptions&, std::string const&)>;

Failure ill_typed(std::string const& value, std::string const& kind) {
    return failure("22023", "\"" + value + "\" is not " + kind);
}

template <class At>
Set text(At at) {
    return [at](RunnerOptions& options, std::string const& value) -> Result<void> {
        at(options) = value;
        return {};
    };
}

template <class At>
Set flag(At at) {
    return [at](RunnerOptions& options, std::string const& value) -> Result<void> {
        bool const yes = equals_ignoring_case(value, "true");
        if (!yes && !equals_ignoring_case(value, "false")) return ill_typed(value, "true or false");
        at(options) = yes;
        return {};
    };
}

template <class At>
Set list(At at) {
    return [at](RunnerOptions& options, std::string const& value) -> Result<void> {
        at(options).clear();
        for (auto const& item : split(value, ',')) at(options).emplace_back(trim(item));
        return {};
    };
}

Result<void> set_target(RunnerOptions& options, std::string const& value) {
    // "3?" is version 3, and no complaint where there is none.
    bool const optional = value.ends_with('?');
    auto const target = parse_target(optional ? value.substr(0, value.size() - 1) : value);
    if (!target) return ill_typed(value, "a version, latest, current or next");
    options.target = *target;
    if (optional) options.fail_on_missing_target = false;
    return {};
}

Result<void> set_ignore(RunnerOptions& options, std::string const& value) {
    TRY(options.ignore, parse_patterns(value));
    return {};
}

Result<void> set_locations(RunnerOptions& options, std::string const& value) {
    options.folders.clear();
    for (auto const& item : split(value, ',')) {
        std::string_view place = trim(item);
        constexpr std::string_view scheme = "filesystem:";
        if (place.starts_with(scheme)) place.remove_prefix(scheme.size());
        if (place.contains(':'))
            return failure("22023", "locations: " + std::string(place) + " is not in the file system");
        options.folders.emplace_back(place);
    }
    return {};
}

Result<void> set_baseline_version(RunnerOptions& options, std::string const& value) {
    auto const version = Version::parse(value);
    if (!version) return ill_typed(value, "a version");
    options.baseline_version = version->text();
    return {};
}

Result<void> set_default_schema(RunnerOptions& options, std::string const& value) {
    std::erase(options.schemas, value);
    options.schemas.insert(options.schemas.begin(), value);
    return {};
}

Result<void> set_retries(RunnerOptions& options, std::string const& value) {
    int number = 0;
    auto const [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (fault != std::errc() || end != value.data() + value.size()) return ill_typed(value, "a number");
    constexpr auto for_ever = std::chrono::hours(24 * 365);
    options.patience = number < 0 ? for_ever : std::chrono::seconds(number);
    return {};
}

Result<void> set_transactional_lock(RunnerOptions& options, std::string const& value) {
    bool transactional = true;
    TRY_VOID(flag([&](RunnerOptions&) -> bool& { return transactional; })(options, value));
    // What Flyway's lock makes of it: the row of a failure is rolled back with the lock's transaction.
    options.record_failures = !transactional;
    return {};
}

std::map<std::string, Set> const& all_options() {
    using Options = RunnerOptions;
    static std::map<std::string, Set> const known = {
        {"locations", set_locations},
        {"schemas", list([](Options& o) -> auto& { return o.schemas; })},
        {"defaultSchema", set_default_schema},
        {"table", text([](Options& o) -> auto& { return o.table; })},
        {"createSchemas", flag([](Options& o) -> auto& { return o.create_schemas; })},
        {"installedBy", text([](Options& o) -> auto& { return o.installed_by; })},
        {"encoding", text([](Options& o) -> auto& { return o.resolve.encoding; })},
        {"validateMigrationNaming", flag([](Options& o) -> auto& { return o.resolve.validate_naming; })},
        {"sqlMigrationPrefix", text([](Options& o) -> auto& { return o.resolve.naming.versioned; })},
        {"repeatableSqlMigrationPrefix",
         text([](Options& o) -> auto& { return o.resolve.naming.repeatable; })},
        {"baselineMigrationPrefix", text([](Options& o) -> auto& { return o.resolve.naming.baseline; })},
        {"undoSqlMigrationPrefix", text([](Options& o) -> auto& { return o.resolve.naming.undo; })},
        {"sqlMigrationSeparator", text([](Options& o) -> auto& { return o.resolve.naming.separator; })},
        {"sqlMigrationSuffixes", list([](Options& o) -> auto& { return o.resolve.naming.suffixes; })},
        {"placeholderReplacement",
         flag([](Options& o) -> auto& { return o.resolve.placeholder_rules.replace; })},
        {"placeholderPrefix", text([](Options& o) -> auto& { return o.resolve.placeholder_rules.prefix; })},
        {"placeholderSuffix", text([](Options& o) -> auto& { return o.resolve.placeholder_rules.suffix; })},
        {"placeholderSeparator",
         text([](Options& o) -> auto& { return o.resolve.placeholder_rules.separator; })},
        {"ignoreMigrationPatterns", set_ignore},
        {"target", set_target},
        {"failOnMissingTarget", flag([](Options& o) -> auto& { return o.fail_on_missing_target; })},
        {"outOfOrder", flag([](Options& o) -> auto& { return o.out_of_order; })},
        {"validateOnMigrate", flag([](Options& o) -> auto& { return o.validate; })},
        {"group", flag([](Options& o) -> auto& { return o.group; })},
        {"mixed", flag([](Options& o) -> auto& { return o.mixed; })},
        {"skipExecutingMigrations", flag([](Options& o) -> auto& { return o.skip_executing; })},
        {"baselineOnMigrate", flag([](Options& o) -> auto& { return o.baseline_on_migrate; })},
        {"baselineVersion", set_baseline_version},
        {"baselineDescription", text([](Options& o) -> auto& { return o.baseline_description; })},
        {"lockRetryCount", set_retries},
        {"postgresql.transactional.lock", set_transactional_lock},
    };
    return known;
}

bool is_about_connection(std::string_view name) {
    return name == "url" || name == "user" || name == "password" || name == "driver" ||
           name == "connectRetries" || name == "cleanDisabled";
}

}  // namespace

Result<void> set_option(RunnerOptions& options, std::string_view name, std::string const& value) {
    constexpr std::string_view space = "flyway.", placeholder = "placeholders.";
    if (name.starts_with(space)) name.remove_prefix(space.size());
    if (name.starts_with(placeholder)) {
        options.resolve.placeholders[to_lower(name.substr(placeholder.size()))] = value;
        return {};
    }
    auto const found = all_options().find(std::string(name));
    if (found == all_options().end()) {
        std::vector<std::string> names;
        for (auto const& [known, set] : all_options()) names.push_back(known);
        auto refusal = failure("22023", "Unknown configuration property: flyway." + std::string(name) +
                                            ". Please check your conf files or commandline parameters");
        if (auto const near = nearest(name, names)) return std::move(refusal).hint("Perhaps " + *near + "?");
        return refusal;
    }
    auto set = found->second(options, value);
    if (!set) set.error()->message = std::string(name) + ": " + set.error()->message;
    return set;
}

Result<void> read_options(RunnerOptions& options, std::string const& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) return failure("58P01", "cannot read " + path);
    for (auto const& [full, value] : flyway::parse_properties(text.str())) {
        auto name = std::string_view(full);
        if (name.starts_with("flyway.")) name.remove_prefix(7);
        if (is_about_connection(name)) continue;
        if (auto set = set_option(options, name, value); !set) {
            set.error()->position = {.file = path};
            return set;
        }
    }
    return {};
}

}  // namespace backstay::migrate
