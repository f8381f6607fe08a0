#pragma once

// A Scanner walks over one parameter's text and says, when it cannot go on, what PostgREST's parser would:
//
//     "failed to parse order (id.asc.)" (line 1, column 8)     unexpected end of input expecting ...

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "query/parse/query.hpp"

namespace backstay::query {

inline constexpr std::string_view field_name_label = "field name (* or [a..z0..9_$])";

class Scanner {
public:
    // `before` bytes stood before the text and count in the columns of errors.
    Scanner(std::string_view text, std::string_view what, std::size_t before = 0)
        : text_(text), what_(what), before_(before) {}

    bool at_end() const { return at_ >= text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    std::string_view rest() const { return text_.substr(at_); }
    bool starts_with(std::string_view token) const { return rest().starts_with(token); }
    bool accept(std::string_view token);
    char take() { return text_[at_++]; }
    void skip_blanks();
    std::string take_rest();
    std::size_t position() const { return at_; }
    void go_back(std::size_t position) { at_ = position; }

    // PGRST100, at the place reached.
    Failure refuse(std::string_view expecting) const;
    // Of a word that was looked for here: names the first character that differs from it.
    Failure refuse_word(std::string_view word, std::string_view expecting) const;
    Failure refuse_token(std::string_view token, std::string_view expecting) const;

    Result<std::string> quoted();  // "a\"b", at the opening quote
    Result<std::string> name();    // of a field: quoted or plain, with outer blanks gone
    Result<Field> field();         // name->path
    Result<std::vector<JsonStep>> json_path();

private:
    std::string_view text_;
    std::string_view what_;
    std::size_t before_ = 0;
    std::size_t at_ = 0;
};

// Deeper than this no list, tree or embed may be nested.
inline constexpr int max_logic_depth = 20;
inline constexpr int max_embed_depth = 8;
inline constexpr std::size_t max_parameters = 200;
inline constexpr std::size_t max_select_items = 500;
inline constexpr std::size_t max_list_items = 10'000;

// "eq.5", "not.in.(1,2)": fills in all but the field. `within_tree`: the value ends at a comma or bracket.
Result<Filter> parse_operation(Scanner& in, bool within_tree, Query& query);
// What a value that is a filter begins with: "eq.", "not.", "like(any).", ...
bool begins_with_operator(std::string_view text);
// (a.eq.1,or(b.gt.2)): the brackets and what is in them.
Result<ConditionTree> parse_logic(std::string_view text, bool any, bool negated, Query& query);
void append_shape(Condition const& condition, std::string& shape);
// With its length before it, so that no name or text can pass for the end of one and the start of another.
void append_shape(std::string_view text, std::string& shape);

}  // namespace backstay::query
