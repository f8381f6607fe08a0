#include "engine/sqlite/search/headline.hpp"

#include <algorithm>
#include <limits>

#include "engine/sqlite/search/match.hpp"

namespace backstay::engine::sqlite::search {
namespace {

// A token of the text, once more for each further lexeme of the query that it is.
struct Piece {
    TokenKind kind = TokenKind::none;
    std::string_view text;
    Node const* lexeme = nullptr;
    int place = 0;
    bool repeated = false;
    bool shown = false, marked = false, blank = false, left_out = false;
};

bool is_whole_of_parts(TokenKind kind) {
    return kind == TokenKind::url || kind == TokenKind::hyphenated_number ||
           kind == TokenKind::hyphenated_ascii || kind == TokenKind::hyphenated;
}
bool is_word(TokenKind kind) {
    return kind != TokenKind::blank && kind != TokenKind::tag && !is_whole_of_parts(kind);
}
// A headline should not end with one.
bool is_no_end(TokenKind kind) {
    return !is_word(kind) || kind == TokenKind::scientific || kind == TokenKind::version ||
           kind == TokenKind::decimal || kind == TokenKind::integer || kind == TokenKind::unsigned_integer ||
           kind == TokenKind::protocol || kind == TokenKind::entity;
}

void collect(Node const& node, std::vector<Node const*>& lexemes) {
    if (node.kind == Node::Kind::lexeme) lexemes.push_back(&node);
    if (node.right) collect(**node.right, lexemes);
    if (node.left) collect(**node.left, lexemes);
}

std::vector<Piece> pieces_of(Configuration const& configuration, std::string_view text, Query const& query) {
    std::vector<Node const*> lexemes;
    if (query) collect(*query, lexemes);
    std::vector<Piece> pieces;
    int place = 0;
    for (auto const& token : tokens_of(text)) {
        if (token.text.size() > longest_lexeme) continue;
        auto const lexeme = lexeme_of(configuration, token);
        if (lexeme.fate != Lexeme::Fate::not_asked) ++place;
        Piece piece{.kind = token.kind, .text = token.text};
        if (lexeme.fate == Lexeme::Fate::kept) {
            piece.place = std::min(place, most_position);
            for (auto const* one : lexemes) {
                bool const same =
                    one->prefix ? lexeme.text.starts_with(one->lexeme) : lexeme.text == one->lexeme;
                if (!same) continue;
                if (piece.lexeme != nullptr) {
                    pieces.push_back(piece);
                    piece.repeated = true;
                }
                piece.lexeme = one;
            }
        }
        pieces.push_back(piece);
    }
    return pieces;
}

class Headline {
public:
    Headline(std::vector<Piece> pieces, Query const& query, HeadlineOptions const& options)
        : pieces_(std::move(pieces)), query_(query), options_(options) {
        longest_cover_ = std::max(options.max_words * 10, 100);
        if (options.max_fragments > 0) longest_cover_ *= options.max_fragments;
    }

    std::string text() {
        if (options_.max_fragments == 0)
            choose_one();
        else
            choose_fragments();
        return printed();
    }

private:
    struct Span {
        int begin = 0, end = 0;  // both within
        int interesting = 0;
        int words = 0;
        bool chosen = false, excluded = false;
    };

    int size() const { return static_cast<int>(pieces_.size()); }
    Piece& at(int index) { return pieces_[static_cast<std::size_t>(index)]; }
    Piece const& at(int index) const { return pieces_[static_cast<std::size_t>(index)]; }
    bool interesting(int index) const { return at(index).lexeme != nullptr && !at(index).repeated; }
    bool bad_end(int index) const {
        auto const& piece = at(index);
        bool const weak = is_no_end(piece.kind) || static_cast<int>(piece.text.size()) <= options_.short_word;
        return weak && !interesting(index);
    }
    int word(int index) const { return is_word(at(index).kind) ? 1 : 0; }

    int next_lexeme(int from) const {
        for (int i = from; i < size(); ++i)
            if (at(i).lexeme != nullptr) return i;
        return -1;
    }

    Truth found(Node const& node, std::vector<int>* places, int begin, int end) const {
        bool any = false;
        for (int i = begin; i <= end; ++i) {
            if (at(i).lexeme != &node) continue;
            any = true;
            if (places == nullptr) break;
            if (places->empty() || places->back() < at(i).place) places->push_back(at(i).place);
        }
        return any ? Truth::yes : Truth::no;
    }

    // The first and shortest stretch from `from` on that the query holds for: both its ends are of the query.
    bool cover(int from, int& begin, int& end) const {
        for (int first = next_lexeme(from); first >= 0;) {
            int following = -1;
            int last = first;
            do {
                Find const find = [&](Node const& node, std::vector<int>* places) {
                    return found(node, places, first, last);
                };
                if (query_ && holds(*query_, find) == Truth::yes) {
                    begin = first;
                    end = last;
                    return true;
                }
                auto const next = next_lexeme(last + 1);
                if (last == first) following = next;
                last = next;
            } while (last >= 0 && last - first < longest_cover_);
            first = following;
        }
        return false;
    }

    void mark(int begin, int end) {
        for (int i = begin; i <= end && i < size(); ++i) {
            auto& piece = at(i);
            if (piece.lexeme != nullptr) piece.marked = true;
            if (is_whole_of_parts(piece.kind))
                piece.left_out = true;
            else if (piece.kind == TokenKind::tag && !options_.all)
                piece.blank = true;
            piece.shown = !piece.repeated;
        }
    }

    // So many words from the beginning.
    int beginning() const {
        int end = 0;
        for (int i = 0, words = 0; i < size() && words < options_.min_words; ++i) {
            words += word(i);
            end = i;
        }
        return end;
    }

    // ---- one piece ----

    struct Candidate {
        int begin = -1, end = -1;
        int interesting = -1;
        bool covers = false;
    };

    Candidate around(int first, int last) const {
        Candidate candidate{.begin = first, .end = first, .interesting = 0};
        int words = 0;
        int i = first;
        for (; i <= last && words < options_.max_words; ++i) {
            words += word(i);
            candidate.interesting += interesting(i) ? 1 : 0;
            candidate.end = i;
        }
        if (words < options_.max_words)
            lengthen(candidate, first, last, i - 1, words);
        else
            shorten(candidate, std::min(i, last), words);
        candidate.covers = candidate.begin <= first && candidate.end >= last;
        return candidate;
    }

    void lengthen(Candidate& candidate, int first, int last, int i, int words) const {
        for (; i < size() && words < options_.max_words; ++i) {
            if (i > last) {
                words += word(i);
                candidate.interesting += interesting(i) ? 1 : 0;
            }
            candidate.end = i;
            if (!bad_end(i) && words >= options_.min_words) break;
        }
        if (words >= options_.min_words) return;
        // The text ends here: words before may still fill it.
        for (i = first - 1; i >= 0; --i) {
            words += word(i);
            candidate.interesting += interesting(i) ? 1 : 0;
            if (words >= options_.max_words) break;
            if (!bad_end(i) && words >= options_.min_words) break;
        }
        candidate.begin = std::max(i, 0);
    }

    void shorten(Candidate& candidate, int i, int words) const {
        for (; words > options_.min_words && bad_end(i); --i) {
            words -= word(i);
            candidate.interesting -= interesting(i) ? 1 : 0;
            candidate.end = i - 1;
        }
    }

    bool better(Candidate const& one, Candidate const& best) const {
        if (one.covers != best.covers) return one.covers;
        if (one.interesting != best.interesting) return one.interesting > best.interesting;
        return !bad_end(one.end) && bad_end(best.end);
    }

    void choose_one() {
        if (options_.all) return mark(0, size() - 1);
        Candidate best;
        for (int from = 0, first = 0, last = 0; cover(from, first, last); from = first + 1) {
            auto const candidate = around(first, last);
            if (best.interesting < 0 || better(candidate, best)) best = candidate;
        }
        if (best.interesting < 0) {
            best.begin = 0;
            best.end = beginning();
        }
        mark(best.begin, best.end);
    }

    // ---- fragments ----

    // The next part of a cover, of at most so many words, from one lexeme of the query to another.
    Span part(int begin, int end) const {
        for (int i = begin; i <= end; ++i) {
            begin = i;
            if (interesting(i)) break;
        }
        Span span{.begin = begin, .end = end};
        int i = begin;
        for (; i <= end && span.words < options_.max_words; ++i) {
            span.words += word(i);
            span.interesting += interesting(i) ? 1 : 0;
        }
        if (end <= i) return span;
        for (span.end = i; i >= begin; --i) {
            span.end = i;
            if (interesting(i)) break;
            span.words -= word(i);
        }
        return span;
    }

    std::vector<Span> parts() const {
        std::vector<Span> spans;
        for (int from = 0, first = 0, last = 0; cover(from, first, last); from = first + 1)
            for (int begin = first; begin <= last;) {
                spans.push_back(part(begin, last));
                begin = spans.back().end + 1;
            }
        return spans;
    }

    // Words beside the span fill it up, as many on either side.
    void stretch(Span& span) const {
        if (span.words >= options_.max_words) return;
        auto const most = (options_.max_words - span.words) / 2;
        int edge = span.begin;
        int i = span.begin - 1;
        for (int stretched = 0; i >= 0 && stretched < most && !at(i).shown; --i) {
            span.words += word(i);
            stretched += word(i);
            edge = i;
        }
        for (i = edge; i < span.begin && bad_end(i); ++i) span.words -= word(i);
        span.begin = i;
        edge = span.end;
        for (i = span.end + 1; i < size() && span.words < options_.max_words && !at(i).shown; ++i) {
            span.words += word(i);
            edge = i;
        }
        for (i = edge; i > span.end && bad_end(i); --i) span.words -= word(i);
        span.end = i;
    }

    static Span* best_of(std::vector<Span>& spans) {
        Span* best = nullptr;
        int most = 0;
        int least = std::numeric_limits<int>::max();
        for (auto& span : spans) {
            if (span.chosen || span.excluded) continue;
            bool const better = most < span.interesting || (most == span.interesting && least > span.words);
            if (!better) continue;
            most = span.interesting;
            least = span.words;
            best = &span;
        }
        return best;
    }

    void choose_fragments() {
        auto spans = parts();
        int chosen = 0;
        for (; chosen < options_.max_fragments; ++chosen) {
            auto* const best = best_of(spans);
            if (best == nullptr) break;
            best->chosen = true;
            stretch(*best);
            mark(best->begin, best->end);
            for (auto& other : spans) {
                bool const apart = other.end < best->begin || other.begin > best->end;
                if (&other != best && !apart) other.excluded = true;
            }
        }
        if (chosen == 0) mark(0, beginning());
    }

    std::string printed() const {
        std::string out;
        int fragments = 0;
        bool inside = false;
        for (int i = 0; i < size(); ++i) {
            auto const& piece = at(i);
            if (piece.repeated) continue;
            if (!piece.shown) {
                inside = false;
                continue;
            }
            if (!inside && fragments++ > 0) out += options_.delimiter;
            inside = true;
            if (piece.blank) {
                out += ' ';
            } else if (!piece.left_out) {
                if (piece.marked) out += options_.start;
                out += piece.text;
                if (piece.marked) out += options_.stop;
            }
        }
        return out;
    }

    std::vector<Piece> pieces_;
    Query const& query_;
    HeadlineOptions const& options_;
    int longest_cover_ = 0;
};

}  // namespace

std::string headline(Configuration const& configuration, std::string_view text, Query const& query,
                     HeadlineOptions const& options) {
    return Headline(pieces_of(configuration, text, query), query, options).text();
}

}  // namespace backstay::engine::sqlite::search
