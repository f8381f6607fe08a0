#include "engine/sqlite/values/time_template.hpp"

#include <array>

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

using Kind = TemplateNode::Kind;
using enum DateMode;

struct Keyword {
    std::string_view name;  // its lower-case form is one too
    Pattern pattern;
    int width = 0;
    bool digits = false;
    DateMode mode = none;
};

// Longer ones before those they begin with.
constexpr auto keywords = std::to_array<Keyword>({
    {"A.D.", Pattern::era_dotted},
    {"A.M.", Pattern::half_day_dotted},
    {"AD", Pattern::era},
    {"AM", Pattern::half_day},
    {"B.C.", Pattern::era_dotted},
    {"BC", Pattern::era},
    {"CC", Pattern::century, 2, true},
    {"DAY", Pattern::day_name},
    {"DDD", Pattern::day_of_year, 3, true, gregorian},
    {"DD", Pattern::day, 2, true, gregorian},
    {"DY", Pattern::day_short},
    {"Day", Pattern::day_name},
    {"Dy", Pattern::day_short},
    {"D", Pattern::weekday, 1, true, gregorian},
    {"FF1", Pattern::fraction, 1},
    {"FF2", Pattern::fraction, 2},
    {"FF3", Pattern::fraction, 3},
    {"FF4", Pattern::fraction, 4},
    {"FF5", Pattern::fraction, 5},
    {"FF6", Pattern::fraction, 6},
    {"FX", Pattern::fixed},
    {"HH24", Pattern::hour_24, 2, true},
    {"HH12", Pattern::hour_12, 2, true},
    {"HH", Pattern::hour_12, 2, true},
    {"IDDD", Pattern::iso_day_of_year, 3, true, iso_week},
    {"ID", Pattern::iso_weekday, 1, true, iso_week},
    {"IW", Pattern::iso_week, 2, true, iso_week},
    {"IYYY", Pattern::iso_year, 4, true, iso_week},
    {"IYY", Pattern::iso_year, 3, true, iso_week},
    {"IY", Pattern::iso_year, 2, true, iso_week},
    {"I", Pattern::iso_year, 1, true, iso_week},
    {"J", Pattern::julian, 1, true},
    {"MI", Pattern::minute, 2, true},
    {"MM", Pattern::month, 2, true, gregorian},
    {"MONTH", Pattern::month_name, 0, false, gregorian},
    {"MON", Pattern::month_short, 0, false, gregorian},
    {"MS", Pattern::millisecond, 3, true},
    {"Month", Pattern::month_name, 0, false, gregorian},
    {"Mon", Pattern::month_short, 0, false, gregorian},
    {"OF", Pattern::offset},
    {"P.M.", Pattern::half_day_dotted},
    {"PM", Pattern::half_day},
    {"Q", Pattern::quarter, 1, true},
    {"RM", Pattern::roman_month, 0, false, gregorian},
    {"SSSSS", Pattern::second_of_day, 5, true},
    {"SSSS", Pattern::second_of_day, 4, true},
    {"SS", Pattern::second, 2, true},
    {"TZH", Pattern::zone_hour, 2},
    {"TZM", Pattern::zone_minute, 2, true},
    {"TZ", Pattern::zone},
    {"US", Pattern::microsecond, 6, true},
    {"WW", Pattern::week_of_year, 2, true, gregorian},
    {"W", Pattern::week_of_month, 1, true, gregorian},
    {"Y,YYY", Pattern::year_comma, 4, true, gregorian},
    {"YYYY", Pattern::year, 4, true, gregorian},
    {"YYY", Pattern::year, 3, true, gregorian},
    {"YY", Pattern::year, 2, true, gregorian},
    {"Y", Pattern::year, 1, true, gregorian},
});

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_separator(char c) { return c > ' ' && c < '\x7F' && !is_letter(c) && (c < '0' || c > '9'); }

class TemplateReader {
public:
    explicit TemplateReader(std::string_view rest) : rest_(rest) {}

    Template read() {
        while (!rest_.empty()) {
            TemplateNode node;
            node.fill = take("FM") || take("fm");
            if (!node.fill) node.translated = take("TM") || take("tm");
            if (rest_.empty()) break;
            if (keyword(node)) continue;
            if (take("\"")) {
                quoted();
                continue;
            }
            if (rest_.starts_with("\\\"")) rest_.remove_prefix(1);
            char const c = rest_.front();
            character(is_separator(c) ? Kind::separator : is_blank(c) ? Kind::space : Kind::character);
        }
        return std::move(nodes_);
    }

private:
    bool take(std::string_view text) {
        if (!rest_.starts_with(text)) return false;
        rest_.remove_prefix(text.size());
        return true;
    }

    bool keyword(TemplateNode& node) {
        for (auto const& k : keywords) {
            bool const mixed = k.name.size() > 1 && is_letter(k.name[1]) && !is_upper(k.name[1]);
            bool const as_is = rest_.starts_with(k.name);
            if (!as_is && (mixed || !rest_.starts_with(to_lower(k.name)))) continue;
            node.kind = Kind::pattern;
            node.text = rest_.substr(0, k.name.size());
            node.pattern = k.pattern;
            node.width = k.width;
            node.digits = k.digits;
            node.mode = k.mode;
            node.letters = mixed ? LetterCase::capital : as_is ? LetterCase::upper : LetterCase::lower;
            rest_.remove_prefix(k.name.size());
            if (take("TH")) {
                node.ordinal = TemplateNode::Ordinal::upper;
            } else if (take("th")) {
                node.ordinal = TemplateNode::Ordinal::lower;
            } else {
                take("SP");
            }
            nodes_.push_back(std::move(node));
            return true;
        }
        return false;
    }

    void quoted() {
        while (!rest_.empty() && !take("\"")) {
            if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
            character(Kind::character);
        }
    }

    // One character of UTF-8.
    void character(Kind kind) {
        std::size_t size = 1;
        while (size < rest_.size() && (static_cast<unsigned char>(rest_[size]) & 0xC0U) == 0x80U) ++size;
        nodes_.push_back({.kind = kind, .text = std::string(rest_.substr(0, size))});
        rest_.remove_prefix(size);
    }

    std::string_view rest_;
    Template nodes_;
};

}  // namespace

Template read_template(std::string_view text) { return TemplateReader(text).read(); }

}  // namespace backstay::engine::sqlite
