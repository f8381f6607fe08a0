// The options of ts_headline(): name=value, name='a value', name="a value".

#include "base/text.hpp"
#include "engine/sqlite/search/headline.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite::search {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    // Nothing at the end.
    Result<std::optional<std::pair<std::string, std::string>>> next() {
        while (!done() && (is_space(here()) || here() == ',')) ++at_;
        if (done()) return std::nullopt;
        std::pair<std::string, std::string> option;
        if (here() == '"') {
            TRY(option.first, quoted());
        } else {
            while (!done() && !is_space(here()) && here() != '=') option.first += text_[at_++];
        }
        skip_blanks();
        if (done() || here() != '=') return malformed();
        ++at_;
        skip_blanks();
        if (done()) return malformed();
        if (here() == 'E' && text_.substr(at_ + 1).starts_with('\'')) ++at_;
        if (here() == '\'' || here() == '"') {
            TRY(option.second, quoted());
        } else {
            while (!done() && !is_space(here()) && here() != ',') option.second += text_[at_++];
        }
        return option;
    }

private:
    bool done() const { return at_ >= text_.size(); }
    char here() const { return text_[at_]; }
    void skip_blanks() {
        while (!done() && is_space(here())) ++at_;
    }
    Failure malformed() const {
        return failure("42601", "invalid parameter list format: \"" + std::string(text_) + "\"");
    }
    // A mark or a backslash that stands twice stands for one.
    Result<std::string> quoted() {
        auto const mark = text_[at_++];
        std::string out;
        for (; !done(); ++at_) {
            bool const twice = text_.substr(at_ + 1).starts_with(here());
            if (here() == mark && !twice) {
                ++at_;
                return out;
            }
            out += here();
            if (twice && (here() == mark || here() == '\\')) ++at_;
        }
        return malformed();
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

Result<void> set(HeadlineOptions& options, std::string const& given, std::string const& value) {
    auto const name = to_lower(given);
    auto const number = [&](int& into) -> Result<void> {
        TRY(auto const read, parse_integer(value, sql::BaseType::int4));
        into = static_cast<int>(read);
        return {};
    };
    if (name == "maxwords") return number(options.max_words);
    if (name == "minwords") return number(options.min_words);
    if (name == "shortword") return number(options.short_word);
    if (name == "maxfragments") return number(options.max_fragments);
    if (name == "startsel") {
        options.start = value;
    } else if (name == "stopsel") {
        options.stop = value;
    } else if (name == "fragmentdelimiter") {
        options.delimiter = value;
    } else if (name == "highlightall") {
        auto const word = to_lower(value);
        options.all =
            word == "1" || word == "on" || word == "true" || word == "t" || word == "y" || word == "yes";
    } else {
        return failure("22023", "unrecognized headline parameter: \"" + given + "\"");
    }
    return {};
}

}  // namespace

Result<HeadlineOptions> read_headline_options(std::string_view text) {
    HeadlineOptions options;
    Reader reader(text);
    while (true) {
        TRY(auto const option, reader.next());
        if (!option) break;
        TRY_VOID(set(options, option->first, option->second));
    }
    if (options.all) return options;
    if (options.min_words >= options.max_words)
        return failure("22023", "MinWords should be less than MaxWords");
    if (options.min_words <= 0) return failure("22023", "MinWords should be positive");
    if (options.short_word < 0) return failure("22023", "ShortWord should be >= 0");
    if (options.max_fragments < 0) return failure("22023", "MaxFragments should be >= 0");
    return options;
}

}  // namespace backstay::engine::sqlite::search
