// What is said of a column or table that cannot be found: PostgreSQL compares it, by edit distance, with all
// columns of all tables of the statement (parse_relation.c describes the measure in its comments).

#include <algorithm>
#include <numeric>

#include "sql/resolve/names.hpp"

namespace backstay::sql::resolving {
namespace {

constexpr int farthest = 3;

int distance(std::string const& a, std::string const& b) {
    std::vector<int> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            int const changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row.back();
}

// The nearest columns met so far; none where more than two are equally near.
class Nearest {
public:
    void meet(std::string const& table, std::string const& column, std::string const& wanted, int penalty) {
        if (penalty > best_) return;
        int const letters = distance(column, wanted);
        if (letters > static_cast<int>(wanted.size()) / 2) return;
        int const total = letters + penalty;
        auto const name = table + "." + column;
        if (total < best_) {
            best_ = total;
            found_ = {name};
        } else if (total == best_) {
            if (found_.size() == 2) {
                found_.clear();
                best_ = total - 1;
            } else if (!found_.empty() || best_ <= farthest) {
                found_.push_back(name);
            }
        }
    }
    std::vector<std::string> const& found() const { return found_; }

private:
    int best_ = farthest + 1;
    std::vector<std::string> found_;
};

// "" when nothing is near; else the hint.
std::string hint_for(State const& state, std::string const& table, std::string const& column) {
    Nearest nearest;
    for (auto scope = state.scopes.rbegin(); scope != state.scopes.rend(); ++scope) {
        for (auto const& entry : (*scope)->query.entries) {
            int const penalty = table.empty() ? 0 : distance(table, entry.alias);
            if (penalty > farthest + 1) continue;
            auto const same = std::ranges::find(entry.columns, column, &typed::EntryColumn::name);
            if (same != entry.columns.end() && penalty == 0)
                return "There is a column named \"" + column + "\" in table \"" + entry.alias +
                       "\", but it cannot be referenced from this part of the query.";
            for (auto const& candidate : entry.columns)
                nearest.meet(entry.alias, candidate.name, column, penalty);
        }
    }
    auto const& found = nearest.found();
    if (found.empty()) return {};
    auto const first = "Perhaps you meant to reference the column \"" + found[0] + "\"";
    return found.size() == 1 ? first + "." : first + " or the column \"" + found[1] + "\".";
}

}  // namespace

Failure unknown_column(State const& state, std::string const& table, std::string const& column) {
    auto const message = table.empty() ? "column \"" + column + "\" does not exist"
                                       : "column " + table + "." + column + " does not exist";
    auto const hint = hint_for(state, table, column);
    auto error = failure("42703", message);
    return hint.empty() ? error : std::move(error).hint(hint);
}

Failure unknown_table(State const& state, std::string const& table) {
    for (auto scope = state.scopes.rbegin(); scope != state.scopes.rend(); ++scope) {
        for (auto const& entry : (*scope)->query.entries) {
            auto const invalid = "invalid reference to FROM-clause entry for table \"" + table + "\"";
            if (entry.alias == table)
                return failure("42P01", invalid)
                    .hint("There is an entry for table \"" + table +
                          "\", but it cannot be referenced from this part of the query.");
            auto const* relation = std::get_if<typed::RelationEntry>(&entry.source);
            auto const* known = relation == nullptr ? nullptr : state.catalog().relation(relation->relation);
            if (known != nullptr && known->name.name == table)
                return failure("42P01", invalid)
                    .hint("Perhaps you meant to reference the table alias \"" + entry.alias + "\".");
        }
    }
    return failure("42P01", "missing FROM-clause entry for table \"" + table + "\"");
}

}  // namespace backstay::sql::resolving
