#include "cli/usage.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.hpp"

namespace backstay::cli {
namespace {

std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

void add_option_words(UsageLevel& level, CLI::Option const& option) {
    for (auto const& name : option.get_lnames()) {
        auto const text = "--" + name;
        if (std::ranges::find(level.options, text, &UsageLevel::Word::text) != level.options.end()) continue;
        level.options.push_back({text, first_line(option.get_description())});
        if (option.get_items_expected_max() > 0) level.with_value.push_back(text);
    }
}

UsageLevel level_of(CLI::App const& app, std::string const& path) {
    UsageLevel level{.path = path, .commands = {}, .options = {}, .with_value = {}};
    for (auto const* const sub : app.get_subcommands({}))
        level.commands.push_back({sub->get_name(), first_line(sub->get_description())});
    // What a command does not know falls through to the one above it.
    for (auto const* at = &app; at != nullptr; at = at->get_parent()) {
        for (auto const* const option : at->get_options()) add_option_words(level, *option);
        if (!at->get_fallthrough()) break;
    }
    return level;
}

void collect(CLI::App const& app, std::string const& path, std::vector<UsageLevel>& levels) {
    levels.push_back(level_of(app, path));
    for (auto const* const sub : app.get_subcommands({}))
        collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), levels);
}

}  // namespace

Usage Usage::command(std::string_view name, std::string_view help) const {
    return {*app_->add_subcommand(std::string(name), std::string(help)), *named_};
}

Usage Usage::group(std::string_view name, std::string_view help) const {
    auto const made = command(name, help);
    made.app_->require_subcommand(1);
    return made;
}

Usage::Option Usage::option(std::string_view name, std::string& value, std::string_view help) const {
    return Option(*app_->add_option(std::string(name), value, std::string(help)));
}

Usage::Option Usage::option(std::string_view name, std::int64_t& value, std::string_view help) const {
    return Option(*app_->add_option(std::string(name), value, std::string(help)));
}

Usage::Option Usage::option(std::string_view name, std::vector<std::string>& values,
                            std::string_view help) const {
    return Option(*app_->add_option(std::string(name), values, std::string(help)));
}

Usage::Option Usage::option(std::string_view name, std::function<void(std::string const&)> const& take,
                            std::string_view help) const {
    return Option(*app_->add_option_function<std::string>(std::string(name), take, std::string(help)));
}

void Usage::flag(std::string_view name, bool& value, std::string_view help) const {
    app_->add_flag(std::string(name), value, std::string(help));
}

void Usage::flag(std::string_view name, std::function<void()> take, std::string_view help) const {
    app_->add_flag_callback(std::string(name), std::move(take), std::string(help));
}

Usage Usage::choice(std::string_view name) const {
    auto* const made = app_->add_option_group(std::string(name));
    made->require_option(1);
    return {*made, *named_};
}

void Usage::footer(std::string_view text) const { app_->footer(std::string(text)); }

void Usage::runs(std::function<Result<void>(Output const&)> work) const {
    runs([work = std::move(work)](Output const& output) -> Result<bool> {
        TRY_VOID(work(output));
        return true;
    });
}

void Usage::runs(std::function<Result<bool>(Output const&)> work) const {
    app_->callback([named = named_, work = std::move(work)] {
        *named = [work](Output const& output) {
            auto const done = work(output);
            if (!done) return report(output, done.error());
            return *done ? 0 : 1;
        };
    });
}

std::vector<UsageLevel> Usage::levels() const {
    std::vector<UsageLevel> levels;
    collect(*app_, "", levels);
    return levels;
}

Usage::Option Usage::Option::required() const {
    option_->required();
    return *this;
}

Usage::Option Usage::Option::excludes(Option other) const {
    option_->excludes(other.option_);
    return *this;
}

Usage::Option Usage::Option::one_of(std::initializer_list<std::string_view> values) const {
    option_->check(CLI::IsMember(std::vector<std::string>(values.begin(), values.end())));
    return *this;
}

Usage::Option Usage::Option::between(std::int64_t least, std::int64_t most) const {
    option_->check(CLI::Range(least, most));
    return *this;
}

Usage::Option Usage::Option::pairs() const {
    return check([](std::string const& given) {
        return split_once(given, '=') ? "" : "name=value was expected, not \"" + given + "\"";
    });
}

Usage::Option Usage::Option::check(std::function<std::string(std::string const&)> fault) const {
    option_->check(std::move(fault));
    return *this;
}

Usage::Option Usage::Option::separated_by(char separator) const {
    option_->delimiter(separator);
    return *this;
}

Usage::Option Usage::Option::type_name(std::string_view name) const {
    option_->type_name(std::string(name));
    return *this;
}

Usage::Option Usage::Option::show_default() const {
    option_->capture_default_str();
    return *this;
}

CommandLine::CommandLine(std::string_view name, std::string_view help)
    : app_(std::make_unique<CLI::App>(std::string(help))) {
    app_->name(std::string(name));
    app_->require_subcommand(1);
    app_->fallthrough();  // and so in every command, each of which takes this over from the one above
    constexpr std::size_t column_of_help = 34;
    app_->get_formatter()->column_width(column_of_help);
}

CommandLine::~CommandLine() = default;

Usage CommandLine::usage() { return {*app_, named_}; }

std::expected<Command, int> CommandLine::read(std::vector<std::string> const& arguments,
                                              Output const& output) {
    try {
        app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // as CLI11 takes them
        return named_;
    } catch (CLI::ParseError const& error) {
        constexpr int used_wrongly = 2;
        return std::unexpected(app_->exit(error, output.out, output.error) == 0 ? 0 : used_wrongly);
    }
}

}  // namespace backstay::cli
