#include "engine/sqlite/regex/regex.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "engine/sqlite/runtime/characters.hpp"

namespace backstay::engine::sqlite::regex {
namespace {

using Kind = Node::Kind;

// The pattern in RE2's syntax, if it says the same there.
bool write(Node const& node, std::string& out);

bool write_all(std::vector<Node> const& parts, std::string_view between, std::string& out) {
    out += "(?:";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += between;
        if (!write(parts[i], out)) return false;
    }
    out += ')';
    return true;
}

bool write_condition(Condition condition, std::string& out) {
    switch (condition) {
        case Condition::text_begins: out += "\\A"; return true;
        case Condition::text_ends: out += "\\z"; return true;
        case Condition::line_begins: out += "(?m:^)"; return true;
        case Condition::line_ends: out += "(?m:$)"; return true;
        default: return false;  // its words are of ASCII only
    }
}

bool write(Node const& node, std::string& out) {
    switch (node.kind) {
        case Kind::empty: out += "(?:)"; return true;
        case Kind::set:
            if (node.set.ranges().empty()) return false;
            out += '[';
            for (auto const& [first, last] : node.set.ranges())
                fmt::format_to(std::back_inserter(out), "\\x{{{:x}}}-\\x{{{:x}}}",
                               static_cast<unsigned>(first), static_cast<unsigned>(last));
            out += ']';
            return true;
        case Kind::condition: return write_condition(node.condition, out);
        case Kind::look: return false;
        case Kind::concat:
        case Kind::capture: return write_all(node.parts, "", out);
        case Kind::alternate: return write_all(node.parts, "|", out);
        case Kind::repeat:
            if (!write_all(node.parts, "", out)) return false;
            out += fmt::format("{{{},{}}}", node.least, node.most < 0 ? "" : std::to_string(node.most));
            return true;
    }
    return false;
}

std::unique_ptr<re2::RE2> simple(Node const& node) {
    std::string text;
    if (!write(node, text)) return nullptr;
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    auto made = std::make_unique<re2::RE2>(text, options);
    return made->ok() ? std::move(made) : nullptr;
}

Positions in_both(Positions const& a, Positions const& b) {
    Positions both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both;
}

}  // namespace

Regex::~Regex() = default;

Result<std::shared_ptr<Regex const>> Regex::compile(std::string_view pattern, Options options) {
    TRY(auto parsed, parse(pattern, options));
    auto made = std::make_shared<Regex>();
    TRY(made->part_, plan(parsed.node, made->machine_));
    made->captures_ = parsed.captures;
    made->simple_ = simple(parsed.node);
    return std::shared_ptr<Regex const>(std::move(made));
}

bool Regex::matches(std::string_view text) const {
    if (simple_ != nullptr) return re2::RE2::PartialMatch({text.data(), text.size()}, *simple_);
    auto const characters = characters_of(text);
    return !Run(machine_, characters).all_begins(part_.where).empty();
}

std::optional<Match> Search::find(std::size_t from) {
    auto const begin = std::ranges::lower_bound(begins_, from);
    if (begin == begins_.end()) return std::nullopt;
    auto const& whole = regex_.part_;
    auto const ends = run_.ends(whole.where, *begin, run_.text().size());
    if (ends.empty()) return std::nullopt;
    Match match(static_cast<std::size_t>(regex_.captures_) + 1);
    match[0] = Span{*begin, whole.shortest ? ends.front() : ends.back()};
    take_apart(whole, *match[0], match);
    return match;
}

// REQUIRES: the part matches the span.
void Search::take_apart(Part const& part, Span span, Match& match) {
    switch (part.kind) {
        case Part::Kind::plain: return;
        case Part::Kind::capture:
            match[static_cast<std::size_t>(part.number)] = span;
            return take_apart(part.parts[0], span, match);
        case Part::Kind::concat: {
            auto const &left = part.parts[0], &right = part.parts[1];
            auto const middles = in_both(run_.ends(left.where, span.begin, span.end),
                                         run_.begins(right.where, span.end, span.begin));
            if (middles.empty()) return;
            auto const middle = left.shortest ? middles.front() : middles.back();
            take_apart(left, {span.begin, middle}, match);
            return take_apart(right, {middle, span.end}, match);
        }
        case Part::Kind::alternate:
            for (auto const& one : part.parts) {
                auto const ends = run_.ends(one.where, span.begin, span.end);
                if (!ends.empty() && ends.back() == span.end) return take_apart(one, span, match);
            }
            return;
        case Part::Kind::iterate: return take_rounds(part, span, match);
    }
}

// Round by round, each as long (or as short) as the rest allows, none of them empty; the groups are those of
// the last. An empty span is one round where rounds are to be long, none where they are to be short.
void Search::take_rounds(Part const& part, Span span, Match& match) {
    auto const& round = part.parts[0];
    if (span.begin == span.end) {
        bool const once = !part.shortest && !run_.ends(round.where, span.begin, span.end).empty();
        if (once) take_apart(round, span, match);
        return;
    }
    // left[n]: from where so many rounds, or fewer, lead to the span's end.
    std::vector<Positions> left{{span.end}};
    bool const limited = part.most > 0;
    if (!limited) left.push_back(run_.begins(part.where, span.end, span.begin));
    for (int i = 1; i < part.most; ++i) {
        Positions all;
        std::ranges::set_union(left.back(), run_.begins(round.where, left.back(), span.begin),
                               std::back_inserter(all));
        left.push_back(std::move(all));
    }
    auto rounds = left.size();
    Span last = span;
    for (auto at = span.begin; at < span.end;) {
        if (limited && rounds-- == 0) return;
        auto ends = in_both(run_.ends(round.where, at, span.end), limited ? left[rounds] : left.back());
        if (!ends.empty() && ends.front() == at) ends.erase(ends.begin());
        if (ends.empty()) return;
        last = {at, round.shortest ? ends.front() : ends.back()};
        at = last.end;
    }
    take_apart(round, last, match);
}

std::u32string characters_of(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) out += next_character(text, at);
    return out;
}

}  // namespace backstay::engine::sqlite::regex
