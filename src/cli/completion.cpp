// Completion of the command line, made from the command line's own description.
//
// The shells differ in how they ask; what may follow is the same for all: below a command its subcommands and
// options, and after an option that takes a value a file.

#include <algorithm>
#include <ostream>

#include "cli/command.hpp"
#include "cli/usage.hpp"

namespace backstay::cli {
namespace {

std::string texts(std::vector<UsageLevel::Word> const& words) {
    std::string all;
    for (auto const& word : words) all += (all.empty() ? "" : " ") + word.text;
    return all;
}

std::string single_quoted(std::string_view text) {
    std::string out = "'";
    for (auto const c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

// Walks the words so far: `path` is the command, `previous` the word before.
constexpr std::string_view bash_begin = R"(_backstay() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path= word i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$path/$word" in
)";

void bash(std::vector<UsageLevel> const& levels, std::ostream& out) {
    out << "# backstay completion bash > /etc/bash_completion.d/backstay\n" << bash_begin;
    for (auto const& level : levels)
        for (auto const& sub : level.commands)
            out << "            '" << level.path << '/' << sub.text << "') path='"
                << (level.path.empty() ? "" : level.path + " ") << sub.text << "' ;;\n";
    out << "        esac\n    done\n    COMPREPLY=()\n    case \"$path\" in\n";
    for (auto const& level : levels) {
        out << "        '" << level.path << "')\n";
        if (!level.with_value.empty()) {
            std::string patterns;
            for (auto const& name : level.with_value) patterns += (patterns.empty() ? "" : "|") + name;
            out << "            case \"$previous\" in " << patterns << ") return ;; esac\n";
        }
        out << "            case \"$current\" in\n"
            << "                -*) COMPREPLY=($(compgen -W '" << texts(level.options)
            << "' -- \"$current\")) ;;\n"
            << "                *) COMPREPLY=($(compgen -W '" << texts(level.commands)
            << "' -- \"$current\")) ;;\n"
            << "            esac ;;\n";
    }
    out << "    esac\n}\ncomplete -o default -F _backstay backstay\n";
}

void zsh(std::vector<UsageLevel> const& levels, std::ostream& out) {
    out << "#compdef backstay\n# backstay completion zsh > \"${fpath[1]}/_backstay\"\n"
        << "_backstay() {\n    local command= word\n    local -a names\n"
        << "    for word in ${words[2,CURRENT-1]}; do\n        case \"$command/$word\" in\n";
    for (auto const& level : levels)
        for (auto const& sub : level.commands)
            out << "            '" << level.path << '/' << sub.text << "') command='"
                << (level.path.empty() ? "" : level.path + " ") << sub.text << "' ;;\n";
    out << "        esac\n    done\n    case \"$command\" in\n";
    auto const describe = [&out](std::string_view what, std::vector<UsageLevel::Word> const& words) {
        if (words.empty()) return;
        out << "            names=(";
        for (auto const& word : words) {
            std::string help = word.help;
            std::erase(help, ':');
            out << ' ' << single_quoted(word.text + ":" + help);
        }
        out << " )\n            _describe " << what << " names\n";
    };
    for (auto const& level : levels) {
        out << "        '" << level.path << "')\n";
        describe("command", level.commands);
        describe("option", level.options);
        out << "            _files ;;\n";
    }
    out << "    esac\n}\ncompdef _backstay backstay\n";
}

void fish(std::vector<UsageLevel> const& levels, std::ostream& out) {
    out << "# backstay completion fish > ~/.config/fish/completions/backstay.fish\n"
        << "function __backstay_at\n    set -l path\n    for word in (commandline -opc)[2..-1]\n"
        << "        switch \"$path/$word\"\n";
    for (auto const& level : levels)
        for (auto const& sub : level.commands)
            out << "            case '" << level.path << '/' << sub.text << "'\n                set path '"
                << (level.path.empty() ? "" : level.path + " ") << sub.text << "'\n";
    out << "        end\n    end\n    test \"$path\" = \"$argv[1]\"\nend\n";
    for (auto const& level : levels) {
        auto const condition = single_quoted("__backstay_at " + single_quoted(level.path));
        for (auto const& sub : level.commands)
            out << "complete -c backstay -f -n " << condition << " -a " << sub.text << " -d "
                << single_quoted(sub.help) << '\n';
        for (auto const& option : level.options)
            out << "complete -c backstay -n " << condition << " -l " << option.text.substr(2)
                << (std::ranges::count(level.with_value, option.text) > 0 ? " -r" : "") << " -d "
                << single_quoted(option.help) << '\n';
    }
}

}  // namespace

void add_completion(Usage program) {
    auto const shell = std::make_shared<std::string>();
    auto const sub = program.command("completion", "Print what makes a shell complete this command line");
    sub.option("shell", *shell, "bash, zsh or fish")
        .required()
        .type_name("SHELL")
        .one_of({"bash", "zsh", "fish"});
    sub.footer(
        "Examples:\n"
        "  source <(backstay completion bash)\n"
        "  backstay completion zsh > \"${fpath[1]}/_backstay\"\n"
        "  backstay completion fish > ~/.config/fish/completions/backstay.fish");
    sub.runs([shell, program](Output const& output) -> Result<void> {
        auto const levels = program.levels();
        if (*shell == "bash") bash(levels, output.out);
        if (*shell == "zsh") zsh(levels, output.out);
        if (*shell == "fish") fish(levels, output.out);
        return {};
    });
}

}  // namespace backstay::cli
