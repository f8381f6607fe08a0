#include "cli/policy_checks.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::cli {
namespace {

constexpr std::size_t rows_shown = 20;

std::string many(std::int64_t rows) {
    if (rows == 0) return "nothing";
    return std::to_string(rows) + (rows == 1 ? " row" : " rows");
}

// A row as the file writes it.
std::string row_text(std::vector<engine::Parameter> const& row) {
    std::vector<std::string> values;
    for (auto const& value : row) values.emplace_back(trim(value ? *value : "null"));
    return join(values, " | ");
}

std::string list(std::vector<std::string> rows) {
    if (rows.empty()) return "nothing";
    bool const more = rows.size() > rows_shown;
    if (more) rows.resize(rows_shown);
    bool const wide = std::ranges::any_of(rows, [](std::string const& row) { return row.contains(" | "); });
    return join(rows, wide ? "\n            " : ", ") + (more ? ", ..." : "");
}

// Refused by a grant or a policy. Anything else that goes wrong says nothing of rights.
bool is_refusal(Error const& error) { return error->code == "42501"; }

std::string text_of(Error const& error) { return error->message + " (" + error->code + ")"; }

class Run {
public:
    Run(engine::Session& session, std::string const& file) : session_(session), file_(file) {}

    Result<void> take(PolicyLine const& line) {
        switch (line.step) {
            case PolicyStep::given: return given(line);
            case PolicyStep::becomes: who_ = line.who; return {};
            case PolicyStep::sees: return check(line, &Run::sees);
            case PolicyStep::may: return check(line, &Run::may);
            case PolicyStep::may_not: return check(line, &Run::may_not);
        }
        return {};
    }

    std::vector<PolicyCheck> checks;

private:
    using Rows = Result<engine::Session::Rows>;

    Result<void> given(PolicyLine const& line) {
        TRY_VOID(session_.become_owner());
        auto done = session_.execute(line.statement, file_);
        if (done) return {};
        auto& place = done.error()->position;
        place = {.file = file_, .line = line.line + std::max(place.line, 1), .column = place.column};
        return std::unexpected(std::move(done).error());
    }

    // Nothing that a check does is there for the next one.
    Result<void> check(PolicyLine const& line, void (*judge)(PolicyLine const&, Rows const&, PolicyCheck&)) {
        TRY_VOID(session_.become_owner());
        TRY_VOID(session_.execute("savepoint backstay_check", std::string_view()));
        TRY_VOID(session_.become(who_));
        auto const rows = session_.execute(line.statement, std::vector<engine::Parameter>{});
        auto& one = checks.emplace_back(PolicyCheck{.file = file_,
                                                    .line = line.line,
                                                    .who = who_.role + " " + who_.claims,
                                                    .check = line.text,
                                                    .expected = {},
                                                    .got = {}});
        judge(line, rows, one);
        TRY_VOID(session_.execute("rollback to savepoint backstay_check", std::string_view()));
        return {};
    }

    static void sees(PolicyLine const& line, Rows const& rows, PolicyCheck& check) {
        check.expected = line.values ? list(*line.values) : many(*line.rows);
        if (!rows) {
            // Whoever may not read a table sees nothing of it.
            check.passed = is_refusal(rows.error()) && line.rows == 0;
            check.got = text_of(rows.error());
            return;
        }
        if (!line.values) {
            auto const seen = static_cast<std::int64_t>(rows->rows.size());
            check.passed = seen == *line.rows;
            check.got = many(seen);
            return;
        }
        std::vector<std::string> seen;
        for (auto const& row : rows->rows) seen.push_back(row_text(row));
        auto wanted = *line.values;
        check.got = list(seen);
        if (!line.ordered) {
            std::ranges::sort(wanted);
            std::ranges::sort(seen);
            check.got = list(seen);
        }
        check.passed = wanted == seen;
    }

    static std::int64_t touched(engine::Session::Rows const& rows) {
        return std::max(rows.affected, static_cast<std::int64_t>(rows.rows.size()));
    }

    static void may(PolicyLine const& line, Rows const& rows, PolicyCheck& check) {
        bool const reads = to_lower(std::string_view(line.statement).substr(0, 6)) == "select";
        check.expected = line.rows ? many(*line.rows) : reads ? "may read" : "at least 1 row";
        if (!rows) {
            check.got = text_of(rows.error());
            return;
        }
        auto const count = touched(*rows);
        check.passed = line.rows ? count == *line.rows : reads || count > 0;
        check.got = many(count);
    }

    static void may_not(PolicyLine const& line, Rows const& rows, PolicyCheck& check) {
        bool const reads = to_lower(std::string_view(line.statement).substr(0, 6)) == "select";
        check.expected = reads ? "refused" : "refused, or no row";
        check.got = rows ? many(touched(*rows)) : text_of(rows.error());
        check.passed = rows ? !reads && touched(*rows) == 0 : is_refusal(rows.error());
    }

    engine::Session& session_;
    std::string const& file_;
    Principal who_;
};

}  // namespace

Result<std::vector<PolicyCheck>> run_policy_file(engine::Session& session,
                                                 std::vector<PolicyLine> const& lines,
                                                 std::string const& file) {
    TRY_VOID(session.become_owner());
    TRY_VOID(session.begin());
    Run run(session, file);
    Result<void> done;
    for (auto const& line : lines)
        if (done = run.take(line); !done) break;
    auto const undone = session.rollback();
    if (!done) return std::unexpected(std::move(done).error());
    if (!undone) return std::unexpected(undone.error());
    return std::move(run.checks);
}

}  // namespace backstay::cli
