#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/text_table.hpp"

namespace backstay::cli {
namespace {

void append_member(std::string& out, char const* key, std::optional<std::string> const& value) {
    out += out.empty() ? "{" : ",";
    append_json_string(out, key);
    out += ':';
    if (value) {
        append_json_string(out, *value);
    } else {
        out += "null";
    }
}

}  // namespace

std::string error_json(Error const& error) {
    std::string out;
    append_member(out, "code", error->code);
    append_member(out, "message", error->message);
    append_member(out, "details", error->detail);
    append_member(out, "hint", error->hint);
    if (!error->position.file.empty() || error->position.line > 0)
        append_member(out, "at", to_string(error->position));
    return out + "}";
}

int report(Output const& output, Error const& error) {
    if (output.json) {
        output.out << R"({"error":)" << error_json(error) << "}\n";
        return 1;
    }
    char const* const red = output.colour ? "\x1b[31m" : "";
    char const* const plain = output.colour ? "\x1b[0m" : "";
    output.error << red << "error: " << plain << error->message << " (" << error->code << ")\n";
    if (auto const at = to_string(error->position); !at.empty()) output.error << "  at " << at << '\n';
    if (error->detail) output.error << "  detail: " << *error->detail << '\n';
    if (error->hint) output.error << "  hint: " << *error->hint << '\n';
    return 1;
}

void show_source(Output const& output, std::string const& folder, Position const& position) {
    if (output.json || position.file.empty() || position.line <= 0) return;
    std::ifstream file(std::filesystem::path(folder) / position.file);
    std::string line;
    for (int i = 0; i < position.line; ++i)
        if (!std::getline(file, line)) return;
    std::ranges::replace(line, '\t', ' ');
    output.error << "    " << line << '\n';
    if (position.column <= 0) return;
    // Columns count characters, the terminal cells.
    std::size_t bytes = 0;
    for (int left = position.column - 1; left > 0 && bytes < line.size(); --left) do
            ++bytes;
        while (bytes < line.size() && (static_cast<unsigned char>(line[bytes]) & 0xC0U) == 0x80U);
    output.error << "    " << std::string(display_width(std::string_view(line).substr(0, bytes)), ' ')
                 << "^\n";
}

}  // namespace backstay::cli
