// How alike texts are by the trigrams of their words: https://www.postgresql.org/docs/15/pgtrgm.html
// "cat" has "  c", " ca", "cat", "at ".

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "base/limitation.hpp"
#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/runtime/text_array.hpp"

namespace backstay::engine::sqlite {
namespace {

// As set by set_limit() and pg_trgm's parameters at first.
constexpr float least_similarity = 0.3F, least_word = 0.6F, least_strict_word = 0.5F;

struct Trigram {
    std::u32string text;
    bool begins_word = false;
    bool ends_word = false;
};

// In the order of the text.
std::vector<Trigram> trigrams_of(std::string_view text) {
    std::vector<Trigram> all;
    std::u32string word;
    auto const finish = [&] {
        if (word.empty()) return;
        auto const padded = U"  " + std::exchange(word, {}) + U" ";
        for (std::size_t i = 0; i + 2 < padded.size(); ++i)
            all.push_back({padded.substr(i, 3), i == 0, i + 3 == padded.size()});
    };
    for (std::size_t at = 0; at < text.size();) {
        auto const character = next_character(text, at);
        if (is_alphanumeric(character))
            word += simple_lower(character);
        else
            finish();
    }
    finish();
    return all;
}

std::set<std::u32string> set_of(std::vector<Trigram> const& trigrams) {
    std::set<std::u32string> set;
    for (auto const& one : trigrams) set.insert(one.text);
    return set;
}

float share(int common, int first, int second) {
    auto const together = first + second - common;
    return together == 0 ? 0.0F : static_cast<float>(common) / static_cast<float>(together);
}

float similarity(std::string_view a, std::string_view b) {
    auto const first = set_of(trigrams_of(a)), second = set_of(trigrams_of(b));
    auto const common = std::ranges::count_if(first, [&](auto const& one) { return second.contains(one); });
    return share(static_cast<int>(common), static_cast<int>(first.size()), static_cast<int>(second.size()));
}

enum class Extent : std::uint8_t { any, words };

// The greatest similarity of the first text to an extent of the second: a window over its trigrams whose
// ends move on; for Extent::words both ends are ends of words.
class WordSimilarity {
public:
    WordSimilarity(std::string_view word, std::string_view text, Extent extent)
        : extent_(extent), trigrams_(trigrams_of(text)) {
        auto const wanted = set_of(trigrams_of(word));
        wanted_ = static_cast<int>(wanted.size());
        std::vector<std::u32string> known;
        for (auto const& one : trigrams_) {
            auto const found = std::ranges::find(known, one.text);
            index_.push_back(static_cast<std::size_t>(found - known.begin()));
            if (found != known.end()) continue;
            known.push_back(one.text);
            found_.push_back(wanted.contains(one.text));
        }
        last_.assign(known.size(), -1);
        if (extent == Extent::words) lower_ = 0;
    }

    float greatest() {
        float best = 0;
        for (int i = 0; i < static_cast<int>(trigrams_.size()); ++i) {
            auto const index = index_at(i);
            if (lower_ >= 0 || found_[index]) {
                if (last_[index] < 0) {
                    ++distinct_;
                    if (found_[index]) ++common_;
                }
                last_[index] = i;
            }
            bool const may_end =
                extent_ == Extent::words ? trigrams_[static_cast<std::size_t>(i)].ends_word : found_[index];
            if (may_end) best = std::max(best, end_at(i));
        }
        return best;
    }

private:
    std::size_t index_at(int position) const { return index_[static_cast<std::size_t>(position)]; }

    float end_at(int upper) {
        if (lower_ < 0) {
            lower_ = upper;
            distinct_ = 1;
        }
        auto current = share(common_, wanted_, distinct_);
        int common = common_, distinct = distinct_;
        auto const before = lower_;
        for (int lower = before; lower <= upper; ++lower) {
            bool const may_begin =
                extent_ == Extent::any || trigrams_[static_cast<std::size_t>(lower)].begins_word;
            if (auto const one = share(common, wanted_, distinct); may_begin && one > current) {
                current = one;
                distinct_ = distinct;
                lower_ = lower;
                common_ = common;
            }
            if (last_[index_at(lower)] != lower) continue;
            --distinct;
            if (found_[index_at(lower)]) --common;
        }
        for (int lower = before; lower < lower_; ++lower)
            if (last_[index_at(lower)] == lower) last_[index_at(lower)] = -1;
        return current;
    }

    Extent extent_;
    std::vector<Trigram> trigrams_;
    std::vector<std::size_t> index_;  // of each trigram among the distinct ones
    std::vector<bool> found_;         // of the distinct ones: it is in the first text
    std::vector<int> last_;           // where it was seen last within the window
    int wanted_ = 0, lower_ = -1, common_ = 0, distinct_ = 0;
};

float word_similarity(std::string_view word, std::string_view text, Extent extent) {
    return WordSimilarity(word, text, extent).greatest();
}

Value real(float value) { return static_cast<double>(value); }
Value truth(bool value) { return std::int64_t{value ? 1 : 0}; }

float words(Arguments const& args, Extent extent, bool commuted) {
    return word_similarity(args.text(commuted ? 1 : 0), args.text(commuted ? 0 : 1), extent);
}

Result<Value> similarity_of(Arguments const& args) { return real(similarity(args.text(0), args.text(1))); }
Result<Value> similar(Arguments const& args) {
    return truth(similarity(args.text(0), args.text(1)) >= least_similarity);
}
Result<Value> distance(Arguments const& args) { return real(1.0F - similarity(args.text(0), args.text(1))); }

template <Extent Kind>
Result<Value> word_similarity_of(Arguments const& args) {
    return real(words(args, Kind, false));
}
template <Extent Kind, bool Commuted>
Result<Value> word_similar(Arguments const& args) {
    return truth(words(args, Kind, Commuted) >= (Kind == Extent::any ? least_word : least_strict_word));
}
template <Extent Kind, bool Commuted>
Result<Value> word_distance(Arguments const& args) {
    return real(1.0F - words(args, Kind, Commuted));
}

// PostgreSQL shows a trigram of other characters as the hash that it keeps.
Result<Value> show_trgm(Arguments const& args) {
    std::vector<std::optional<std::string>> shown;
    for (auto const& one : set_of(trigrams_of(args.text(0)))) {
        std::string text;
        for (auto const character : one) append_character(text, character);
        if (text.size() != one.size()) return not_supported(Limitation::trigrams_beyond_ascii);
        shown.emplace_back(std::move(text));
    }
    return text_array(shown);
}

constexpr auto text_trigram_functions = std::to_array<Scalar>({
    {"pg_similarity", 2, similarity_of},
    {"pg_similar", 2, similar},
    {"pg_trgm_distance", 2, distance},
    {"pg_word_similarity", 2, word_similarity_of<Extent::any>},
    {"pg_strict_word_similarity", 2, word_similarity_of<Extent::words>},
    {"pg_word_similar", 2, word_similar<Extent::any, false>},
    {"pg_word_similar_commuted", 2, word_similar<Extent::any, true>},
    {"pg_strict_word_similar", 2, word_similar<Extent::words, false>},
    {"pg_strict_word_similar_commuted", 2, word_similar<Extent::words, true>},
    {"pg_word_distance", 2, word_distance<Extent::any, false>},
    {"pg_word_distance_commuted", 2, word_distance<Extent::any, true>},
    {"pg_strict_word_distance", 2, word_distance<Extent::words, false>},
    {"pg_strict_word_distance_commuted", 2, word_distance<Extent::words, true>},
    {"pg_show_trgm", 1, show_trgm},
});

}  // namespace

Result<void> register_text_trigrams(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_trigram_functions);
}

}  // namespace backstay::engine::sqlite
