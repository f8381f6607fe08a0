#pragma once

// The results of `backstay migrate ... --json`, in the form of Flyway's -outputType=json, so that what reads
// one reads the other. https://documentation.red-gate.com/fd/json-output-277579025.html

#include <string>
#include <vector>

#include "migrate/runner.hpp"

namespace backstay::cli {

std::string up_json(migrate::Applied const& applied, std::string const& schema);
std::string info_json(std::vector<migrate::InfoLine> const& lines, std::string const& schema);
std::string validate_json(migrate::Validity const& validity);
std::string repair_json(migrate::Repair const& repair);
std::string baseline_json(std::string const& version);
std::string undo_json(std::vector<migrate::Migration> const& undone);

// "Versioned", "Repeatable", "Baseline", "Undo"; "" for rows without a script.
std::string category(migrate::InfoLine const& line);
// Whether each line's migration has a U script.
bool is_undoable(migrate::InfoLine const& line, std::vector<migrate::InfoLine> const& lines);

}  // namespace backstay::cli
