#include "cli/policy_file.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/json_object.hpp"
#include "base/text.hpp"

namespace backstay::cli {
namespace {

// A line with the indented ones below it.
struct Paragraph {
    int line = 0;
    std::string first;
    std::vector<std::string> below;  // without blanks around them, comments and empty lines
    std::vector<std::string> raw;    // all of them, as they stand

    // What it says apart from rows that stand below a colon.
    std::string whole() const {
        auto text = first;
        for (auto const& more : below) text += ' ' + more;
        return text;
    }
};

bool is_comment(std::string_view line) { return line.starts_with('#'); }

Result<std::vector<Paragraph>> paragraphs(std::string_view text, std::string const& file) {
    std::vector<Paragraph> found;
    int number = 0;
    for (auto const& raw : split(text, '\n')) {
        ++number;
        auto const line = trim(raw);
        if (line.empty() || is_comment(line)) {
            if (!found.empty()) found.back().raw.emplace_back();
            continue;
        }
        bool const indented = raw.front() == ' ' || raw.front() == '\t';
        if (!indented) {
            found.push_back({.line = number, .first = std::string(line), .below = {}, .raw = {}});
        } else if (found.empty()) {
            return failure("42601", "a line that is not indented was expected")
                .at({.file = file, .line = number, .column = 1});
        } else {
            found.back().below.emplace_back(line);
            found.back().raw.push_back(raw);
        }
    }
    return found;
}

// "sees" off "sees note", and the blanks behind it.
bool take_word(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    auto const rest = text.substr(word.size());
    if (!rest.empty() && rest.front() != ' ') return false;
    text = trim(rest);
    return true;
}

// Where the last colon outside quotes is that ends the text or has a blank behind it; casts have none.
std::optional<std::size_t> last_colon(std::string_view text) {
    std::optional<std::size_t> found;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') quoted = !quoted;
        bool const last = i + 1 == text.size();
        if (!quoted && text[i] == ':' && (last || text[i + 1] == ' ')) found = i;
    }
    return found;
}

// Where the word stands by itself, outside quotes and parentheses.
std::optional<std::size_t> find_word(std::string_view text, std::string_view word) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\'') quoted = !quoted;
        if (quoted) continue;
        if (text[i] == '(') ++depth;
        if (text[i] == ')') --depth;
        bool const begins = depth == 0 && i > 0 && text[i - 1] == ' ' && text.substr(i).starts_with(word);
        if (begins && i + word.size() < text.size() && text[i + word.size()] == ' ') return i;
    }
    return std::nullopt;
}

std::optional<std::int64_t> row_count(std::string_view text) {
    std::int64_t rows = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), rows);
    if (fault != std::errc() || rows < 0) return std::nullopt;
    auto const unit = trim(text.substr(static_cast<std::size_t>(end - text.data())));
    return unit == "row" || unit == "rows" ? std::optional(rows) : std::nullopt;
}

class Reader {
public:
    explicit Reader(std::string const& file) : file_(file) {}

    Result<PolicyLine> read(Paragraph const& paragraph) {
        PolicyLine line{.line = paragraph.line, .text = paragraph.first, .statement = {}};
        std::string_view rest = paragraph.first;
        if (rest == "given") return given(paragraph, std::move(line));
        if (take_word(rest, "as")) return becomes(paragraph, std::move(line));
        if (take_word(rest, "sees")) return sees(paragraph, std::move(line));
        if (take_word(rest, "may")) return may(paragraph, std::move(line));
        return fault(line.line, "\"person\", \"given\", \"as\", \"sees\" or \"may\" was expected, not \"" +
                                    std::string(split_once(rest, ' ').value_or(std::pair(rest, rest)).first) +
                                    "\"");
    }

    Result<void> person(Paragraph const& paragraph) {
        auto const text = paragraph.whole();
        auto const pair = split_once(std::string_view(text).substr(std::string_view("person ").size()), ':');
        if (!pair || trim(pair->first).empty() || trim(pair->first).contains(' '))
            return fault(paragraph.line, "person NAME: ROLE {claims} was expected");
        TRY(auto who, principal(pair->second, paragraph.line));
        people_[std::string(trim(pair->first))] = std::move(who);
        return {};
    }

private:
    Failure fault(int line, std::string message) const {
        return failure("42601", std::move(message)).at({.file = file_, .line = line, .column = 1});
    }

    // authenticated {"sub": "..."}
    Result<Principal> principal(std::string_view text, int line) const {
        text = trim(text);
        auto const brace = std::min(text.find('{'), text.size());
        std::string const role(trim(text.substr(0, brace)));
        if (role.empty() || role.contains(' ')) return fault(line, "a role was expected: authenticated");
        auto claims = JsonObject::parse(brace < text.size() ? text.substr(brace) : "{}");
        if (!claims) return fault(line, "claims are one JSON object: " + claims.error()->message);
        claims->set_text("role", role);
        return Principal{.role = role, .claims = claims->to_string(), .settings = {}};
    }

    Result<PolicyLine> given(Paragraph const& paragraph, PolicyLine line) const {
        line.step = PolicyStep::given;
        if (paragraph.below.empty())
            return fault(line.line, "SQL was expected in indented lines below \"given\"");
        line.statement = join(paragraph.raw, "\n");
        return line;
    }

    Result<PolicyLine> becomes(Paragraph const& paragraph, PolicyLine line) const {
        line.step = PolicyStep::becomes;
        auto const whole = paragraph.whole();
        std::string_view who = whole;
        take_word(who, "as");
        if (auto const known = people_.find(std::string(trim(who))); known != people_.end()) {
            line.who = known->second;
            return line;
        }
        TRY(line.who, principal(who, line.line));
        return line;
    }

    Result<PolicyLine> sees(Paragraph const& paragraph, PolicyLine line) const {
        line.step = PolicyStep::sees;
        bool const listed = paragraph.first.ends_with(':');
        auto const whole = listed ? paragraph.first : paragraph.whole();
        auto const colon = last_colon(whole);
        if (!colon) return fault(line.line, "sees ...: what is seen was expected, such as \": 2 rows\"");
        line.text = whole.substr(0, *colon);
        auto const query = trim(std::string_view(line.text).substr(std::string_view("sees").size()));
        auto const of = find_word(query, "of");
        auto const columns = of ? trim(query.substr(0, *of)) : std::string_view();
        auto const from = of ? trim(query.substr(*of + 2)) : query;
        if (from.empty()) return fault(line.line, "a table was expected");
        line.ordered = find_word(from, "order").has_value();
        line.statement = "select " + std::string(of ? columns : "1") + " from " + std::string(from);
        if (listed) {
            if (!of) return fault(line.line, "rows below it need their columns: sees a, b of ...");
            line.values = normal(paragraph.below);
            return line;
        }
        return expected(trim(std::string_view(whole).substr(*colon + 1)), of.has_value(), std::move(line));
    }

    Result<PolicyLine> expected(std::string_view what, bool has_columns, PolicyLine line) const {
        if (what == "nothing") {
            line.rows = 0;
        } else if (auto const rows = row_count(what)) {
            line.rows = rows;
        } else if (has_columns) {
            line.values = split_values(what);
        } else {
            return fault(line.line, "\"nothing\", \"N rows\" or, of columns, their values were expected");
        }
        return line;
    }

    Result<PolicyLine> may(Paragraph const& paragraph, PolicyLine line) const {
        auto const whole = paragraph.whole();
        std::string_view rest = whole;
        take_word(rest, "may");
        line.step = take_word(rest, "not") ? PolicyStep::may_not : PolicyStep::may;
        line.text = whole;
        if (auto const colon = last_colon(rest)) {
            line.rows = row_count(trim(rest.substr(*colon + 1)));
            if (!line.rows) return fault(line.line, "\"N rows\" was expected behind the colon");
            if (line.step == PolicyStep::may_not)
                return fault(line.line, "what one may not do changes no rows: leave their number out");
            rest = trim(rest.substr(0, *colon));
        }
        auto const verb = to_lower(rest.substr(0, rest.find(' ')));
        for (auto const* known : {"select", "insert", "update", "delete"})
            if (verb == known) {
                line.statement = rest;
                return line;
            }
        return fault(line.line, "select, insert, update or delete was expected, not \"" + verb + "\"");
    }

    static std::vector<std::string> split_values(std::string_view list) {
        std::vector<std::string> values;
        for (auto const& value : split(list, ',')) values.emplace_back(trim(value));
        return values;
    }

    // "a|  b" as "a | b".
    static std::vector<std::string> normal(std::vector<std::string> const& rows) {
        std::vector<std::string> found;
        for (auto const& row : rows) {
            std::vector<std::string> values;
            for (auto const& value : split(row, '|')) values.emplace_back(trim(value));
            found.push_back(join(values, " | "));
        }
        return found;
    }

    std::string const& file_;
    std::map<std::string, Principal> people_;
};

}  // namespace

Result<std::vector<PolicyLine>> read_policy_file(std::string_view text, std::string const& file) {
    TRY(auto const found, paragraphs(text, file));
    Reader reader(file);
    std::vector<PolicyLine> lines;
    bool somebody = false;
    for (auto const& paragraph : found) {
        if (paragraph.first.starts_with("person ")) {
            TRY_VOID(reader.person(paragraph));
            continue;
        }
        TRY(auto line, reader.read(paragraph));
        somebody = somebody || line.step == PolicyStep::becomes;
        if (!somebody && line.step != PolicyStep::given)
            return failure("42601", "who asks has to be said first: as authenticated {\"sub\": \"...\"}")
                .at({.file = file, .line = line.line, .column = 1});
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace backstay::cli
