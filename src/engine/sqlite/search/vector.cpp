#include "engine/sqlite/search/vector.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::engine::sqlite::search {
namespace {

constexpr std::size_t largest_vector = (1U << 20U) - 1;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_operator(char c) { return std::string_view("!&|()<").contains(c); }

Failure syntax_error(std::string_view what, std::string_view text) {
    return failure("42601", "syntax error in " + std::string(what) + ": \"" + std::string(text) + "\"");
}

// Of one place the greater weight stays.
void order_positions(std::vector<Position>& positions) {
    std::ranges::sort(positions, [](Position const& a, Position const& b) {
        return a.place != b.place ? a.place < b.place : a.weight > b.weight;
    });
    std::vector<Position> kept;
    for (auto const& position : positions) {
        if (!kept.empty() && kept.back().place == position.place) continue;
        if (kept.size() >= most_positions) break;
        kept.push_back(position);
    }
    positions = std::move(kept);
}

// 1,2A,7 from after the colon.
Result<std::vector<Position>> read_positions(std::string_view text, std::size_t& at) {
    std::vector<Position> positions;
    while (true) {
        if (at >= text.size() || !is_digit(text[at])) return syntax_error("tsvector", text);
        std::int64_t place = 0;
        for (; at < text.size() && is_digit(text[at]); ++at)
            place = std::min<std::int64_t>(place * 10 + (text[at] - '0'), 1LL << 31);
        if (place == 0)
            return failure("42601", "wrong position info in tsvector: \"" + std::string(text) + "\"");
        Position position{.place = static_cast<int>(std::min<std::int64_t>(place, most_position))};
        for (; at < text.size() && !is_space(text[at]) && text[at] != ','; ++at) {
            if (is_digit(text[at])) continue;
            auto const letter = std::string_view("DdCcBbAa*").find(text[at]);
            auto const weight =
                letter == std::string_view::npos ? letter : std::min<std::size_t>(letter / 2, 3);
            if (weight == std::string_view::npos || position.weight != 0)
                return syntax_error("tsvector", text);
            position.weight = static_cast<int>(weight);
        }
        positions.push_back(position);
        if (at >= text.size() || text[at] != ',') return positions;
        ++at;
    }
}

}  // namespace

Result<std::optional<WordReader::Found>> WordReader::next() {
    while (at < text.size() && is_space(text[at])) ++at;
    if (at >= text.size()) return std::nullopt;
    Found found;
    bool const quoted = text[at] == '\'';
    if (quoted) ++at;
    if (!quoted && operators_end_words && is_operator(text[at])) return syntax_error(what, text);
    for (bool first = !quoted;; first = false) {
        if (at >= text.size()) {
            if (quoted) return syntax_error(what, text);
            break;
        }
        auto const c = text[at];
        if (c == '\\') {
            if (at + 1 >= text.size())
                return failure("42601", "there is no escaped character: \"" + std::string(text) + "\"");
            found.word += text[at + 1];
            at += 2;
            continue;
        }
        if (quoted && c == '\'') {
            ++at;
            if (at >= text.size() || text[at] != '\'') break;
        } else if (!quoted && !first) {
            if (is_space(c) || c == ':' || (operators_end_words && is_operator(c))) break;
        }
        found.word += text[at++];
    }
    if (found.word.empty()) return syntax_error(what, text);
    found.positions_follow = at < text.size() && text[at] == ':';
    return found;
}

Result<Vector> read_vector(std::string_view text) {
    std::vector<Entry> entries;
    WordReader words{.text = text, .what = "tsvector"};
    std::size_t bytes = 0;
    while (true) {
        TRY(auto const word, words.next());
        if (!word) break;
        Entry entry{.lexeme = word->word, .positions = {}};
        if (entry.lexeme.size() > longest_lexeme)
            return failure("54000", "word is too long (" + std::to_string(entry.lexeme.size()) +
                                        " bytes, max " + std::to_string(longest_lexeme) + " bytes)");
        if (word->positions_follow) {
            ++words.at;
            TRY(entry.positions, read_positions(text, words.at));
        }
        bytes += entry.lexeme.size();
        if (bytes > largest_vector)
            return failure("54000", "string is too long for tsvector (" + std::to_string(bytes) +
                                        " bytes, max " + std::to_string(largest_vector) + " bytes)");
        entries.push_back(std::move(entry));
    }
    return ordered(std::move(entries));
}

std::string print_vector(Vector const& vector) {
    std::string out;
    for (auto const& entry : vector.entries) {
        if (!out.empty()) out += ' ';
        out += '\'';
        for (char const c : entry.lexeme) {
            if (c == '\'' || c == '\\') out += c;
            out += c;
        }
        out += '\'';
        char before = ':';
        for (auto const& position : entry.positions) {
            out += before + std::to_string(position.place);
            if (position.weight > 0) out += "DCBA"[position.weight];
            before = ',';
        }
    }
    return out;
}

namespace {

// Puts the words of a text behind those there are; `place` is the last one's, of stop words too.
void add_words(std::vector<Word>& words, Configuration const& configuration, std::string_view text,
               int& place) {
    for (auto const& token : tokens_of(text)) {
        if (token.text.size() > longest_lexeme) continue;
        auto lexeme = lexeme_of(configuration, token);
        if (lexeme.fate == Lexeme::Fate::not_asked) continue;
        ++place;
        if (lexeme.fate == Lexeme::Fate::kept)
            words.push_back({std::move(lexeme.text), std::min(place, most_position)});
    }
}

Vector vector_of(std::vector<Word> words) {
    std::vector<Entry> entries;
    for (auto& word : words)
        entries.push_back({.lexeme = std::move(word.lexeme), .positions = {{.place = word.place}}});
    return ordered(std::move(entries));
}

}  // namespace

std::vector<Word> words_of(Configuration const& configuration, std::string_view text) {
    std::vector<Word> words;
    int place = 0;
    add_words(words, configuration, text, place);
    return words;
}

Vector vector_of(Configuration const& configuration, std::string_view text) {
    return vector_of(words_of(configuration, text));
}

Vector vector_of(Configuration const& configuration, std::vector<std::string> const& texts) {
    std::vector<Word> words;
    int place = 0;
    for (auto const& text : texts) {
        auto const before = words.size();
        add_words(words, configuration, text, place);
        if (words.size() > before) ++place;
    }
    return vector_of(std::move(words));
}

Vector ordered(std::vector<Entry> entries) {
    std::ranges::sort(entries, {}, &Entry::lexeme);
    Vector vector;
    for (auto& entry : entries) {
        if (vector.entries.empty() || vector.entries.back().lexeme != entry.lexeme) {
            vector.entries.push_back(std::move(entry));
            continue;
        }
        auto& positions = vector.entries.back().positions;
        positions.insert(positions.end(), entry.positions.begin(), entry.positions.end());
    }
    for (auto& entry : vector.entries) order_positions(entry.positions);
    return vector;
}

Vector joined(Vector const& first, Vector const& second) {
    int last = 0;
    for (auto const& entry : first.entries)
        for (auto const& position : entry.positions) last = std::max(last, position.place);
    auto entries = first.entries;
    for (auto entry : second.entries) {
        std::vector<Position> moved;
        for (auto position : entry.positions) {
            position.place = std::min(position.place + last, most_position);
            if (!moved.empty() && moved.back().place == most_position) break;
            moved.push_back(position);
        }
        entry.positions = std::move(moved);
        entries.push_back(std::move(entry));
    }
    return ordered(std::move(entries));
}

}  // namespace backstay::engine::sqlite::search
