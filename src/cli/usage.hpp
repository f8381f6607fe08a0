#pragma once

// What a command's part of the line may say. A command declares it; values go straight into its arguments,
// which live as long as the work that was declared with them.
//
//     struct GreetArguments {
//         std::string name = {};
//         std::string tone = "warm";
//         bool twice = false;
//     };
//
//     void add_greet(Usage program) {
//         auto const arguments = std::make_shared<GreetArguments>();
//         auto const greet = program.command("greet", "Say hello");
//         greet.option("name", arguments->name, "Whom").required();
//         greet.option("--tone", arguments->tone, "How").one_of({"warm", "cold"}).show_default();
//         greet.flag("--twice", arguments->twice, "And again");
//         greet.footer("Examples:\n  backstay greet ada --tone cold");
//         greet.runs([arguments](Output const& output) { return say_hello(*arguments, output); });
//     }
//
// The library that reads the line, CLI11, is in usage.cpp alone: each source that includes it takes seconds
// longer to compile.

#include <cstdint>
#include <expected>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
class Option;
}  // namespace CLI

namespace backstay::cli {

// What may follow at one place of the line, as shells want to know it.
struct UsageLevel {
    struct Word {
        std::string text;
        std::string help;  // its first line
    };
    std::string path;  // "", "migrate", "migrate up"
    std::vector<Word> commands;
    std::vector<Word> options;            // those of the commands above, too
    std::vector<std::string> with_value;  // options that a value follows
};

// The program, or one of its commands. It is copied as a pointer is: what it refers to is its CommandLine's.
class Usage {
public:
    class Option;

    Usage command(std::string_view name, std::string_view help) const;
    // One that has commands of its own, and is nothing without one of them; what they do not know is looked
    // for here.
    Usage group(std::string_view name, std::string_view help) const;

    // `--name` is an option that a value follows; a name without dashes is a place of the line. Several
    // values are taken where they have a list to go to.
    Option option(std::string_view name, std::string& value, std::string_view help) const;
    Option option(std::string_view name, std::int64_t& value, std::string_view help) const;
    Option option(std::string_view name, std::vector<std::string>& values, std::string_view help) const;
    Option option(std::string_view name, std::function<void(std::string const&)> const& take,
                  std::string_view help) const;

    void flag(std::string_view name, bool& value, std::string_view help) const;
    void flag(std::string_view name, std::function<void()> take, std::string_view help) const;

    // Flags and options are added to it, exactly one of which has to be given.
    Usage choice(std::string_view name) const;

    // Below the options in the help.
    void footer(std::string_view text) const;

    // What is done when the line names this command. An error is reported, false is exit code 1 without a
    // word.
    void runs(std::function<Result<void>(Output const&)> work) const;
    void runs(std::function<Result<bool>(Output const&)> work) const;

    // This one's level, and those of all the commands below it.
    std::vector<UsageLevel> levels() const;

private:
    friend class CommandLine;
    Usage(CLI::App& app, Command& named) : app_(&app), named_(&named) {}

    CLI::App* app_;
    Command* named_;  // what has to be run
};

// How a value may be, and what the help says of it.
class Usage::Option {
public:
    explicit Option(CLI::Option& option) : option_(&option) {}

    Option required() const;
    Option excludes(Option other) const;

    Option one_of(std::initializer_list<std::string_view> values) const;
    Option between(std::int64_t least, std::int64_t most) const;
    Option pairs() const;  // name=value
    // `fault` says what is wrong with a value, "" when nothing is.
    Option check(std::function<std::string(std::string const&)> fault) const;
    Option separated_by(char separator) const;  // values, in one word

    Option type_name(std::string_view name) const;
    // The value that it has by then.
    Option show_default() const;

private:
    CLI::Option* option_;
};

// Owns what is declared by Usage, and reads lines by it.
class CommandLine {
public:
    CommandLine(std::string_view name, std::string_view help);
    ~CommandLine();
    CommandLine(CommandLine const&) = delete;
    CommandLine& operator=(CommandLine const&) = delete;

    Usage usage();

    // What the line says is to be run; or the exit code, where it asks for help or is wrong, which is told to
    // `output`.
    std::expected<Command, int> read(std::vector<std::string> const& arguments, Output const& output);

private:
    std::unique_ptr<CLI::App> app_;
    Command named_;
};

}  // namespace backstay::cli
