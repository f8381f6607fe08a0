// ~, SIMILAR TO, regexp_*():
// https://www.postgresql.org/docs/15/functions-matching.html#FUNCTIONS-POSIX-REGEXP

#include <array>
#include <map>
#include <string>

#include "base/limitation.hpp"
#include "engine/sqlite/regex/regex.hpp"
#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/table_function.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/runtime/text_array.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using regex::Match;
using regex::Options;
using regex::Regex;
using regex::Span;
using RegexPointer = std::shared_ptr<Regex const>;

constexpr std::size_t most_kept = 200;

// Compiled once a thread, as long as not too many others are.
Result<RegexPointer> compiled(std::string_view pattern, Options const& options) {
    thread_local std::map<std::string, RegexPointer> kept;
    std::string key{static_cast<char>('0' + (options.ignore_case ? 1 : 0) + (options.newline_stops ? 2 : 0) +
                                      (options.newline_anchors ? 4 : 0) + (options.expanded ? 8 : 0) +
                                      (options.literal ? 16 : 0))};
    key += pattern;
    if (auto const found = kept.find(key); found != kept.end()) return found->second;
    TRY(auto made, Regex::compile(pattern, options));
    if (kept.size() >= most_kept) kept.clear();
    kept.emplace(std::move(key), made);
    return made;
}

struct Flags {
    Options options = {};
    bool global = false;
};

Result<Flags> read_flags(std::string_view text) {
    Flags flags;
    auto& o = flags.options;
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = at;
        switch (next_character(text, at)) {
            case 'g': flags.global = true; break;
            case 'c': o.ignore_case = false; break;
            case 'i': o.ignore_case = true; break;
            case 'm':
            case 'n': o.newline_stops = o.newline_anchors = true; break;
            case 'p':
                o.newline_stops = true;
                o.newline_anchors = false;
                break;
            case 'q': o.literal = true; break;
            case 's': o.newline_stops = o.newline_anchors = false; break;
            case 't': o.expanded = false; break;
            case 'w':
                o.newline_stops = false;
                o.newline_anchors = true;
                break;
            case 'x': o.expanded = true; break;
            case 'b':
            case 'e': return not_supported(Limitation::basic_regex);
            default:
                return failure("22023", "invalid regular expression option: \"" +
                                            std::string(text.substr(begin, at - begin)) + "\"");
        }
    }
    return flags;
}

// citext's own functions ignore case unless told otherwise.
enum class Case : std::uint8_t { counts, ignored };

Result<Flags> flags_at(Arguments const& args, int index, Case letters = Case::counts) {
    auto const text = args.size() > index ? args.text(index) : std::string_view();
    TRY(auto flags, read_flags(text));
    if (letters == Case::ignored && !text.contains('c')) flags.options.ignore_case = true;
    return flags;
}

Result<Flags> flags_without_global(Arguments const& args, int index, std::string_view function,
                                   Case letters = Case::counts) {
    TRY(auto const flags, flags_at(args, index, letters));
    if (!flags.global) return flags;
    auto error = failure("22023", std::string(function) + "() does not support the \"global\" option");
    if (function != "regexp_match") return error;
    return std::move(error).hint("Use the regexp_matches function instead.");
}

Result<std::size_t> start_of(Arguments const& args, int index) {
    if (args.size() <= index) return 0;
    if (args.integer(index) > 0) return static_cast<std::size_t>(args.integer(index)) - 1;
    return failure("22023", "invalid value for parameter \"start\": " + std::to_string(args.integer(index)));
}

// A text and its matches, one after another.
class Matches {
public:
    // With `skip_empty`, empty matches at an end or right behind another do not count.
    Matches(RegexPointer found, std::string_view text, std::size_t start = 0, bool skip_empty = false)
        : regex_(std::move(found)),
          text_(text),
          characters_(regex::characters_of(text)),
          search_(*regex_, characters_),
          start_(start),
          skip_empty_(skip_empty) {}
    Matches(Matches const&) = delete;
    Matches& operator=(Matches const&) = delete;

    std::optional<Match> next() {
        while (start_ <= characters_.size()) {
            auto match = search_.find(start_);
            if (!match) break;
            auto const [begin, end] = *(*match)[0];
            bool const counts = !skip_empty_ || (begin < characters_.size() && end > last_end_);
            last_end_ = end;
            start_ = begin == end ? end + 1 : end;
            if (counts) return match;
        }
        start_ = characters_.size() + 1;
        return std::nullopt;
    }

    std::size_t size() const { return characters_.size(); }
    std::string part(Span span) {
        auto const begin = offset(span.begin);
        return std::string(text_.substr(begin, offset(span.end) - begin));
    }

private:
    // Positions are mostly asked for in order.
    std::size_t offset(std::size_t character) {
        if (character < character_) character_ = offset_ = 0;
        offset_ += character_offset(text_.substr(offset_), character - character_);
        character_ = character;
        return offset_;
    }

    RegexPointer regex_;
    std::string_view text_;
    std::u32string characters_;
    regex::Search search_;
    std::size_t start_;
    bool skip_empty_;
    std::size_t last_end_ = 0;
    std::size_t character_ = 0, offset_ = 0;
};

Value truth(bool value) { return std::int64_t{value ? 1 : 0}; }

Result<Value> test(Arguments const& args, bool ignore_case, bool negated) {
    TRY(auto const found, compiled(args.text(1), {.ignore_case = ignore_case}));
    return truth(found->matches(args.text(0)) != negated);
}

Result<Value> regexp_like(Arguments const& args) {
    TRY(auto const flags, flags_without_global(args, 2, "regexp_like"));
    TRY(auto const found, compiled(args.text(1), flags.options));
    return truth(found->matches(args.text(0)));
}

// substring(text from pattern): the first group, or all of it.
Result<Value> first_part(std::string_view text, std::string_view pattern) {
    TRY(auto const found, compiled(pattern, {}));
    Matches matches(found, text);
    auto const match = matches.next();
    if (!match) return Value();
    auto const& part = match->size() > 1 ? (*match)[1] : (*match)[0];
    return part ? Value(matches.part(*part)) : Value();
}

Result<Value> substring(Arguments const& args) { return first_part(args.text(0), args.text(1)); }

// substring(text similar pattern escape '#')
Result<Value> similar_substring(Arguments const& args) {
    TRY(auto const pattern, similar_pattern(args.text(1), args.text(2)));
    return first_part(args.text(0), pattern);
}

std::string groups_of(Matches& matches, Match const& match) {
    std::vector<std::optional<std::string>> parts;
    for (std::size_t i = match.size() > 1 ? 1 : 0; i < match.size(); ++i)
        parts.push_back(match[i] ? std::optional(matches.part(*match[i])) : std::nullopt);
    return text_array(parts);
}

template <Case Letters>
Result<Value> regexp_match(Arguments const& args) {
    TRY(auto const flags, flags_without_global(args, 2, "regexp_match", Letters));
    TRY(auto const found, compiled(args.text(1), flags.options));
    Matches matches(found, args.text(0));
    auto const match = matches.next();
    return match ? Value(groups_of(matches, *match)) : Value();
}

template <Case Letters>
Result<Rows> regexp_matches(Arguments const& args) {
    TRY(auto const flags, flags_at(args, 2, Letters));
    TRY(auto const found, compiled(args.text(1), flags.options));
    Matches matches(found, args.text(0));
    std::vector<Value> rows;
    while (auto const match = matches.next()) {
        rows.emplace_back(groups_of(matches, *match));
        if (!flags.global) break;
    }
    return column_of(std::move(rows));
}

// \1 to \9 and \& are what was matched; \\ is a backslash.
void put_replacement(std::string& out, std::string_view with, Matches& matches, Match const& match) {
    for (std::size_t at = 0; at < with.size(); ++at) {
        char const next = at + 1 < with.size() ? with[at + 1] : '\0';
        bool const group = next == '&' || (next >= '1' && next <= '9');
        if (with[at] != '\\' || (!group && next != '\\')) {
            out += with[at];
            continue;
        }
        ++at;
        if (!group) {
            out += '\\';
            continue;
        }
        auto const number = next == '&' ? 0U : static_cast<std::size_t>(next - '0');
        if (number < match.size() && match[number]) out += matches.part(*match[number]);
    }
}

// The n-th match is replaced; 0: all are.
std::string replaced(Matches& matches, std::string_view with, std::int64_t n) {
    std::string out;
    std::size_t copied = 0;
    for (std::int64_t count = 1; auto const match = matches.next(); ++count) {
        if (n > 0 && count < n) continue;
        out += matches.part({copied, (*match)[0]->begin});
        put_replacement(out, with, matches, *match);
        copied = (*match)[0]->end;
        if (n > 0) break;
    }
    return out + matches.part({copied, matches.size()});
}

template <Case Letters>
Result<Value> regexp_replace(Arguments const& args) {
    auto read = flags_at(args, 3, Letters);
    auto const text = args.size() > 3 ? args.text(3) : std::string_view();
    if (!read && !text.empty() && text[0] >= '0' && text[0] <= '9')
        return failure("22023", read.error()->message)
            .hint(
                "If you meant to use regexp_replace() with a start parameter, cast the fourth argument to "
                "integer explicitly.");
    TRY(auto const flags, std::move(read));
    TRY(auto const found, compiled(args.text(1), flags.options));
    Matches matches(found, args.text(0));
    return replaced(matches, args.text(2), flags.global ? 0 : 1);
}

// regexp_replace(text, pattern, replacement, start [, n [, flags]])
Result<Value> regexp_replace_from(Arguments const& args) {
    TRY(auto const start, start_of(args, 3));
    auto const n = args.size() > 4 ? args.integer(4) : 1;
    if (n < 0) return failure("22023", "invalid value for parameter \"n\": " + std::to_string(n));
    TRY(auto const flags, flags_at(args, 5));
    TRY(auto const found, compiled(args.text(1), flags.options));
    Matches matches(found, args.text(0), start);
    return replaced(matches, args.text(2), n);
}

std::vector<std::string> split(RegexPointer const& by, std::string_view text) {
    Matches matches(by, text, 0, true);
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (auto const match = matches.next()) {
        parts.push_back(matches.part({begin, (*match)[0]->begin}));
        begin = (*match)[0]->end;
    }
    parts.push_back(matches.part({begin, matches.size()}));
    return parts;
}

template <Case Letters>
Result<Value> regexp_split_to_array(Arguments const& args) {
    TRY(auto const flags, flags_without_global(args, 2, "regexp_split_to_array", Letters));
    TRY(auto const found, compiled(args.text(1), flags.options));
    auto const parts = split(found, args.text(0));
    return text_array({parts.begin(), parts.end()});
}

template <Case Letters>
Result<Rows> regexp_split_to_table(Arguments const& args) {
    TRY(auto const flags, flags_without_global(args, 2, "regexp_split_to_table", Letters));
    TRY(auto const found, compiled(args.text(1), flags.options));
    auto const parts = split(found, args.text(0));
    return column_of({parts.begin(), parts.end()});
}

// replace(), split_part() and translate() of citext, which citext makes of regular expressions.
constexpr Options literal_text{.ignore_case = true, .literal = true};

Result<Value> citext_replace(Arguments const& args) {
    TRY(auto const found, compiled(args.text(1), literal_text));
    Matches matches(found, args.text(0));
    return replaced(matches, args.text(2), 0);
}

Result<Value> citext_split_part(Arguments const& args) {
    TRY(auto const found, compiled(args.text(1), literal_text));
    auto const parts = split(found, args.text(0));
    auto const field = args.integer(2);
    if (field < 1 || field > static_cast<std::int64_t>(parts.size())) return Value();
    return parts[static_cast<std::size_t>(field - 1)];
}

Result<Value> regexp_count(Arguments const& args) {
    TRY(auto const start, start_of(args, 2));
    TRY(auto const flags, flags_without_global(args, 3, "regexp_count"));
    TRY(auto const found, compiled(args.text(1), flags.options));
    Matches matches(found, args.text(0), start);
    std::int64_t count = 0;
    while (matches.next()) ++count;
    return count;
}

Failure invalid_parameter(std::string_view name, std::int64_t value) {
    return failure("22023",
                   "invalid value for parameter \"" + std::string(name) + "\": " + std::to_string(value));
}

// The span of group `group` in the n-th match.
Result<std::optional<Span>> nth(Matches& matches, std::int64_t n, std::int64_t group) {
    for (std::int64_t count = 1; auto const match = matches.next(); ++count) {
        if (count < n) continue;
        if (group >= static_cast<std::int64_t>(match->size())) return std::nullopt;
        return (*match)[static_cast<std::size_t>(group)];
    }
    return std::nullopt;
}

// regexp_instr(text, pattern [, start [, n [, endoption [, flags [, subexpr]]]]])
Result<Value> regexp_instr(Arguments const& args) {
    TRY(auto const start, start_of(args, 2));
    auto const n = args.size() > 3 ? args.integer(3) : 1, after = args.size() > 4 ? args.integer(4) : 0,
               group = args.size() > 6 ? args.integer(6) : 0;
    if (n <= 0) return invalid_parameter("n", n);
    if (after != 0 && after != 1) return invalid_parameter("endoption", after);
    if (group < 0) return invalid_parameter("subexpr", group);
    TRY(auto const flags, flags_without_global(args, 5, "regexp_instr"));
    TRY(auto const found, compiled(args.text(1), flags.options));
    Matches matches(found, args.text(0), start);
    TRY(auto const span, nth(matches, n, group));
    if (!span) return std::int64_t{0};
    return static_cast<std::int64_t>(after == 1 ? span->end : span->begin) + 1;
}

// regexp_substr(text, pattern [, start [, n [, flags [, subexpr]]]])
Result<Value> regexp_substr(Arguments const& args) {
    TRY(auto const start, start_of(args, 2));
    auto const n = args.size() > 3 ? args.integer(3) : 1, group = args.size() > 5 ? args.integer(5) : 0;
    if (n <= 0) return invalid_parameter("n", n);
    if (group < 0) return invalid_parameter("subexpr", group);
    TRY(auto const flags, flags_without_global(args, 4, "regexp_substr"));
    TRY(auto const found, compiled(args.text(1), flags.options));
    Matches matches(found, args.text(0), start);
    TRY(auto const span, nth(matches, n, group));
    return span ? Value(matches.part(*span)) : Value();
}

constexpr auto text_regexp_functions = std::to_array<Scalar>({
    {"pg_regex", 2, [](Arguments const& args) { return test(args, false, false); }},
    {"pg_not_regex", 2, [](Arguments const& args) { return test(args, false, true); }},
    {"pg_iregex", 2, [](Arguments const& args) { return test(args, true, false); }},
    {"pg_not_iregex", 2, [](Arguments const& args) { return test(args, true, true); }},
    {"pg_regexp_like", -1, regexp_like},
    {"pg_regexp_substring", 2, substring},
    {"pg_similar_substring", 3, similar_substring},
    {"pg_regexp_match", -1, regexp_match<Case::counts>},
    {"pg_citext_regexp_match", -1, regexp_match<Case::ignored>},
    {"pg_regexp_replace", -1, regexp_replace<Case::counts>},
    {"pg_citext_regexp_replace", -1, regexp_replace<Case::ignored>},
    {"pg_regexp_replace_from", -1, regexp_replace_from},
    {"pg_regexp_split_to_array", -1, regexp_split_to_array<Case::counts>},
    {"pg_citext_regexp_split_to_array", -1, regexp_split_to_array<Case::ignored>},
    {"pg_citext_replace", 3, citext_replace},
    {"pg_citext_split_part", 3, citext_split_part},
    {"pg_regexp_count", -1, regexp_count},
    {"pg_regexp_instr", -1, regexp_instr},
    {"pg_regexp_substr", -1, regexp_substr},
});

constexpr auto tables = std::to_array<TableFunction>({
    {"pg_regexp_matches", 1, -1, regexp_matches<Case::counts>},
    {"pg_citext_regexp_matches", 1, -1, regexp_matches<Case::ignored>},
    {"pg_regexp_split_to_table", 1, -1, regexp_split_to_table<Case::counts>},
    {"pg_citext_regexp_split_to_table", 1, -1, regexp_split_to_table<Case::ignored>},
});

}  // namespace

Result<void> register_text_regexp(Connection const& db, StatementState& state) {
    TRY_VOID(register_scalars(db, state, text_regexp_functions));
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
