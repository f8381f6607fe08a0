#include "engine/sqlite/search/token_rules.hpp"

namespace backstay::engine::sqlite::search {
namespace {

// One rule, written as a sentence: at('-').attempt(State::sign).
struct Sentence : Rule {
    constexpr Sentence moving(Move how, State where) const {
        auto rule = *this;
        rule.move = how;
        rule.to = where;
        return rule;
    }
    constexpr Sentence go(State where) const { return moving(Move::go, where); }
    constexpr Sentence attempt(State where) const { return moving(Move::attempt, where); }
    constexpr Sentence commit(State where) const { return moving(Move::commit, where); }
    constexpr Sentence again(State where) const { return moving(Move::again, where); }
    constexpr Sentence fail() const { return moving(Move::fail, State::stay); }
    constexpr Sentence join() const { return moving(Move::join, State::stay); }
    constexpr Sentence ending(Move how, TokenKind what, State where) const {
        auto rule = moving(how, where);
        rule.kind = what;
        return rule;
    }
    constexpr Sentence found(TokenKind what, State where = State::base) const {
        return ending(Move::found, what, where);
    }
    constexpr Sentence found_commit(TokenKind what, State where = State::base) const {
        return ending(Move::found_commit, what, where);
    }
    constexpr Sentence found_commit_all(TokenKind what, State where = State::base) const {
        return ending(Move::found_commit_all, what, where);
    }
    constexpr Sentence with(Extra what) const {
        auto rule = *this;
        rule.extra = what;
        return rule;
    }
};

constexpr Sentence when(Test test) {
    Sentence rule;
    rule.test = test;
    return rule;
}
constexpr Sentence at(char character) {
    auto rule = when(Test::is);
    rule.character = character;
    return rule;
}
constexpr Sentence otherwise() { return when(Test::always); }

template <class... Sentences>
constexpr std::array<Rule, sizeof...(Sentences)> rules(Sentences... sentences) {
    return {static_cast<Rule>(sentences)...};
}

constexpr auto base_rules = rules(
    when(Test::end).go(State::stay), at('<').attempt(State::tag_open), when(Test::ignoring).go(State::blank),
    when(Test::ascii_letter).go(State::ascii_word), when(Test::letter).go(State::word),
    when(Test::digit).go(State::unsigned_integer), at('-').attempt(State::sign), at('+').attempt(State::sign),
    at('&').attempt(State::ampersand), at('~').attempt(State::file_tilde), at('/').attempt(State::file_first),
    at('.').attempt(State::path_dot), otherwise().go(State::blank));
constexpr auto number_word_rules =
    rules(when(Test::end).found(TokenKind::number_word), when(Test::alphanumeric).go(State::number_word),
          when(Test::joining).go(State::number_word), at('@').attempt(State::email),
          at('/').attempt(State::file_first), at('.').attempt(State::file_next),
          at('-').attempt(State::hyphen_number_first), otherwise().found(TokenKind::number_word));
constexpr auto ascii_word_rules = rules(
    when(Test::end).found(TokenKind::ascii_word), when(Test::ascii_letter).go(State::stay),
    at('.').attempt(State::host_domain_first), at('.').attempt(State::file_next),
    at('-').attempt(State::host_first), at('-').attempt(State::hyphen_ascii_first),
    at('_').attempt(State::host_first), at('@').attempt(State::email), at(':').attempt(State::protocol_first),
    at('/').attempt(State::file_first), when(Test::digit).attempt(State::host),
    when(Test::digit).go(State::number_word), when(Test::letter).go(State::word),
    when(Test::joining).go(State::word), otherwise().found(TokenKind::ascii_word));
constexpr auto word_rules =
    rules(when(Test::end).found(TokenKind::word), when(Test::letter).go(State::stay),
          when(Test::joining).go(State::stay), when(Test::digit).go(State::number_word),
          at('-').attempt(State::hyphen_first), otherwise().found(TokenKind::word));
constexpr auto unsigned_integer_rules =
    rules(when(Test::end).found(TokenKind::unsigned_integer), when(Test::digit).go(State::stay),
          at('.').attempt(State::host_domain_first), at('.').attempt(State::unsigned_point),
          at('e').attempt(State::exponent), at('E').attempt(State::exponent),
          at('-').attempt(State::host_first), at('_').attempt(State::host_first),
          at('@').attempt(State::email), when(Test::ascii_letter).attempt(State::host),
          when(Test::letter).go(State::number_word), when(Test::joining).go(State::number_word),
          at('/').attempt(State::file_first), otherwise().found(TokenKind::unsigned_integer));
constexpr auto sign_rules =
    rules(when(Test::end).fail(), when(Test::digit).commit(State::integer), otherwise().fail());
constexpr auto integer_rules =
    rules(when(Test::end).found(TokenKind::integer), when(Test::digit).go(State::stay),
          at('.').attempt(State::point), at('e').attempt(State::exponent), at('E').attempt(State::exponent),
          otherwise().found(TokenKind::integer));
constexpr auto blank_rules =
    rules(when(Test::end).found(TokenKind::blank), at('<').found(TokenKind::blank),
          when(Test::ignoring).go(State::stay), at('-').found(TokenKind::blank),
          at('+').found(TokenKind::blank), at('&').found(TokenKind::blank), at('/').found(TokenKind::blank),
          when(Test::not_alphanumeric).go(State::blank), otherwise().found(TokenKind::blank));
constexpr auto unsigned_point_rules =
    rules(when(Test::end).fail(), when(Test::digit).commit(State::unsigned_decimal), otherwise().fail());
constexpr auto unsigned_decimal_rules =
    rules(when(Test::end).found(TokenKind::decimal), when(Test::digit).go(State::unsigned_decimal),
          at('.').attempt(State::version_point), at('e').attempt(State::exponent),
          at('E').attempt(State::exponent), otherwise().found(TokenKind::decimal));
constexpr auto point_rules =
    rules(when(Test::end).fail(), when(Test::digit).commit(State::decimal), otherwise().fail());
constexpr auto decimal_rules =
    rules(when(Test::end).found(TokenKind::decimal), when(Test::digit).go(State::decimal),
          at('.').attempt(State::version_after_sign), at('e').attempt(State::exponent),
          at('E').attempt(State::exponent), otherwise().found(TokenKind::decimal));
constexpr auto version_after_sign_rules =
    rules(when(Test::end).fail(),
          when(Test::digit).again(State::unsigned_after_sign).with(Extra::integer_again), otherwise().fail());
constexpr auto unsigned_after_sign_rules = rules(
    when(Test::end).fail(), when(Test::digit).found_commit_all(TokenKind::blank, State::unsigned_integer),
    otherwise().go(State::stay));
constexpr auto version_point_rules =
    rules(when(Test::end).fail(), when(Test::digit).commit(State::version), otherwise().fail());
constexpr auto version_rules =
    rules(when(Test::end).found(TokenKind::version), when(Test::digit).go(State::version),
          at('.').attempt(State::version_point), otherwise().found(TokenKind::version));
constexpr auto exponent_rules =
    rules(when(Test::end).fail(), when(Test::digit).commit(State::exponent_digits),
          at('+').go(State::exponent_sign), at('-').go(State::exponent_sign), otherwise().fail());
constexpr auto exponent_sign_rules =
    rules(when(Test::end).fail(), when(Test::digit).commit(State::exponent_digits), otherwise().fail());
constexpr auto exponent_digits_rules =
    rules(when(Test::end).found(TokenKind::scientific), when(Test::digit).go(State::exponent_digits),
          otherwise().found(TokenKind::scientific));
constexpr auto ampersand_rules = rules(when(Test::end).fail(), at('#').go(State::entity_number),
                                       when(Test::ascii_letter).go(State::entity), at(':').go(State::entity),
                                       at('_').go(State::entity), otherwise().fail());
constexpr auto entity_rules =
    rules(when(Test::end).fail(), when(Test::alphanumeric).go(State::entity), at(':').go(State::entity),
          at('_').go(State::entity), at('.').go(State::entity), at('-').go(State::entity),
          at(';').go(State::entity_end), otherwise().fail());
constexpr auto entity_number_rules =
    rules(when(Test::end).fail(), at('x').go(State::entity_hex), at('X').go(State::entity_hex),
          when(Test::digit).go(State::entity_digits), otherwise().fail());
constexpr auto entity_digits_rules = rules(when(Test::end).fail(), when(Test::digit).go(State::entity_digits),
                                           at(';').go(State::entity_end), otherwise().fail());
constexpr auto entity_hex_rules =
    rules(when(Test::end).fail(), when(Test::hex_digit).go(State::entity_hex_digits), otherwise().fail());
constexpr auto entity_hex_digits_rules =
    rules(when(Test::end).fail(), when(Test::hex_digit).go(State::entity_hex_digits),
          at(';').go(State::entity_end), otherwise().fail());
constexpr auto entity_end_rules = rules(otherwise().found_commit(TokenKind::entity));
constexpr auto tag_open_rules = rules(
    when(Test::end).fail(), at('/').attempt(State::tag_close_open), at('!').attempt(State::comment_open),
    at('?').attempt(State::xml_open), when(Test::ascii_letter).attempt(State::tag_name),
    at(':').attempt(State::tag_name), at('_').attempt(State::tag_name), otherwise().fail());
constexpr auto xml_open_rules = rules(when(Test::end).fail(), at('x').go(State::tag), otherwise().fail());
constexpr auto tag_close_open_rules =
    rules(when(Test::end).fail(), when(Test::ascii_letter).go(State::tag_name), otherwise().fail());
constexpr auto tag_name_rules = rules(
    when(Test::end).fail(), at('/').go(State::tag_slash), at('>').go(State::tag_end).with(Extra::look_at_tag),
    when(Test::space).go(State::tag).with(Extra::look_at_tag), when(Test::alphanumeric).go(State::stay),
    at(':').go(State::stay), at('_').go(State::stay), at('.').go(State::stay), at('-').go(State::stay),
    otherwise().fail());
constexpr auto tag_slash_rules =
    rules(when(Test::end).fail(), at('>').go(State::tag_end), otherwise().fail());
constexpr auto tag_rules =
    rules(when(Test::end).fail(), at('>').go(State::tag_end).with(Extra::look_at_tag),
          at('\'').go(State::tag_quote), at('"').go(State::tag_double_quote),
          when(Test::ascii_letter).go(State::stay), when(Test::digit).go(State::stay),
          at('=').go(State::stay), at('-').go(State::stay), at('_').go(State::stay), at('#').go(State::stay),
          at('/').go(State::stay), at(':').go(State::stay), at('.').go(State::stay), at('&').go(State::stay),
          at('?').go(State::stay), at('%').go(State::stay), at('~').go(State::stay),
          when(Test::space).go(State::stay).with(Extra::look_at_tag), otherwise().fail());
constexpr auto tag_quote_rules = rules(when(Test::end).fail(), at('\\').attempt(State::tag_backslash),
                                       at('\'').go(State::tag), otherwise().go(State::tag_quote));
constexpr auto tag_double_quote_rules =
    rules(when(Test::end).fail(), at('\\').attempt(State::tag_backslash), at('"').go(State::tag),
          otherwise().go(State::tag_double_quote));
constexpr auto tag_backslash_rules = rules(when(Test::end).fail(), otherwise().join());
constexpr auto tag_end_rules = rules(otherwise().found_commit_all(TokenKind::tag));
constexpr auto comment_open_rules = rules(when(Test::end).fail(), at('-').go(State::comment_dash),
                                          at('D').go(State::tag), at('d').go(State::tag), otherwise().fail());
constexpr auto comment_dash_rules =
    rules(when(Test::end).fail(), at('-').go(State::comment), otherwise().fail());
constexpr auto comment_rules =
    rules(when(Test::end).fail(), at('-').go(State::comment_close_dash), otherwise().go(State::stay));
constexpr auto comment_close_dash_rules =
    rules(when(Test::end).fail(), at('-').go(State::comment_close), otherwise().go(State::comment));
constexpr auto comment_close_rules = rules(when(Test::end).fail(), at('-').go(State::stay),
                                           at('>').go(State::comment_end), otherwise().go(State::comment));
constexpr auto comment_end_rules = rules(otherwise().found_commit_all(TokenKind::tag));
constexpr auto host_domain_first_rules =
    rules(when(Test::end).fail(), when(Test::ascii_letter).go(State::host_domain_second),
          when(Test::digit).go(State::host), otherwise().fail());
constexpr auto host_domain_second_rules =
    rules(when(Test::end).fail(), when(Test::ascii_letter).go(State::host_domain),
          when(Test::digit).attempt(State::host), at('-').attempt(State::host_first),
          at('_').attempt(State::host_first), at('.').attempt(State::host_domain_first),
          at('@').attempt(State::email), otherwise().fail());
constexpr auto host_domain_rules =
    rules(when(Test::end).found_commit_all(TokenKind::host), when(Test::ascii_letter).go(State::host_domain),
          when(Test::digit).attempt(State::host), at(':').attempt(State::port_first),
          at('-').attempt(State::host_first), at('_').attempt(State::host_first),
          at('.').attempt(State::host_domain_first), at('@').attempt(State::email), when(Test::digit).fail(),
          when(Test::host_wanted).found_commit_all(TokenKind::host, State::url_path_start),
          at('/').attempt(State::url_after_host), otherwise().found_commit_all(TokenKind::host));
constexpr auto port_first_rules =
    rules(when(Test::end).fail(), when(Test::digit).go(State::port), otherwise().fail());
constexpr auto port_rules =
    rules(when(Test::end).found_commit_all(TokenKind::host), when(Test::digit).go(State::port),
          when(Test::host_wanted).found_commit_all(TokenKind::host, State::url_path_start),
          at('/').attempt(State::url_after_host), otherwise().found_commit_all(TokenKind::host));
constexpr auto host_first_rules = rules(when(Test::end).fail(), when(Test::digit).go(State::host),
                                        when(Test::ascii_letter).go(State::host), otherwise().fail());
constexpr auto host_rules =
    rules(when(Test::end).fail(), when(Test::digit).go(State::host), when(Test::ascii_letter).go(State::host),
          at('@').attempt(State::email), at('.').attempt(State::host_domain_first),
          at('-').attempt(State::host_first), at('_').attempt(State::host_first), otherwise().fail());
constexpr auto email_rules =
    rules(when(Test::host_wanted).fail(), when(Test::host_follows).found_commit_all(TokenKind::email),
          otherwise().fail());
constexpr auto file_first_rules =
    rules(when(Test::end).fail(), when(Test::ascii_letter).go(State::file), when(Test::digit).go(State::file),
          at('.').go(State::path_first), at('_').go(State::file), at('~').attempt(State::file_tilde),
          otherwise().fail());
constexpr auto file_tilde_rules =
    rules(when(Test::end).fail(), when(Test::ascii_letter).go(State::file), when(Test::digit).go(State::file),
          at('_').go(State::file), at('/').go(State::file_first), otherwise().fail());
constexpr auto path_first_rules =
    rules(when(Test::end).fail(), when(Test::ascii_letter).go(State::file), when(Test::digit).go(State::file),
          at('_').go(State::file), at('.').go(State::path_second), at('/').go(State::file_first),
          otherwise().fail());
constexpr auto path_dot_rules = rules(when(Test::end).fail(), at('.').go(State::path_second),
                                      at('/').go(State::file_first), otherwise().fail());
constexpr auto path_second_rules =
    rules(when(Test::end).found_commit(TokenKind::file), at('/').attempt(State::file_first),
          at('/').found_commit(TokenKind::file), when(Test::space).found_commit(TokenKind::file),
          otherwise().fail());
constexpr auto file_rules =
    rules(when(Test::end).found(TokenKind::file), when(Test::ascii_letter).go(State::file),
          when(Test::digit).go(State::file), at('.').attempt(State::file_next), at('_').go(State::file),
          at('-').go(State::file), at('/').attempt(State::file_first), otherwise().found(TokenKind::file));
constexpr auto file_next_rules =
    rules(when(Test::end).fail(), when(Test::ascii_letter).commit(State::file),
          when(Test::digit).commit(State::file), at('_').commit(State::file), otherwise().fail());
constexpr auto url_path_first_rules =
    rules(when(Test::end).fail(), when(Test::url_character).go(State::url_path), otherwise().fail());
constexpr auto url_path_start_rules = rules(otherwise().go(State::url_path));
constexpr auto url_path_rules =
    rules(when(Test::end).found(TokenKind::url_path), when(Test::url_character).go(State::url_path),
          otherwise().found(TokenKind::url_path));
constexpr auto url_after_host_rules = rules(
    when(Test::end).fail(), when(Test::path_follows).found_commit_all(TokenKind::url).with(Extra::host_again),
    otherwise().fail());
constexpr auto protocol_first_rules =
    rules(when(Test::end).fail(), at('/').go(State::protocol_second), otherwise().fail());
constexpr auto protocol_second_rules =
    rules(when(Test::end).fail(), at('/').go(State::protocol_end), otherwise().fail());
constexpr auto protocol_end_rules = rules(otherwise().found_commit_all(TokenKind::protocol));
constexpr auto hyphen_ascii_first_rules = rules(
    when(Test::end).fail(), when(Test::ascii_letter).go(State::hyphen_ascii),
    when(Test::letter).go(State::hyphen), when(Test::digit).go(State::hyphen_digits), otherwise().fail());
constexpr auto hyphen_ascii_rules = rules(
    when(Test::end).found_commit_all(TokenKind::hyphenated_ascii, State::parts).with(Extra::parts_again),
    when(Test::ascii_letter).go(State::hyphen_ascii), when(Test::letter).go(State::hyphen),
    when(Test::joining).go(State::hyphen), when(Test::digit).go(State::hyphen_number),
    at('-').attempt(State::hyphen_ascii_first),
    otherwise().found_commit_all(TokenKind::hyphenated_ascii, State::parts).with(Extra::parts_again));
constexpr auto hyphen_first_rules = rules(when(Test::end).fail(), when(Test::letter).go(State::hyphen),
                                          when(Test::digit).go(State::hyphen_digits), otherwise().fail());
constexpr auto hyphen_rules =
    rules(when(Test::end).found_commit_all(TokenKind::hyphenated, State::parts).with(Extra::parts_again),
          when(Test::letter).go(State::hyphen), when(Test::joining).go(State::hyphen),
          when(Test::digit).go(State::hyphen_number), at('-').attempt(State::hyphen_first),
          otherwise().found_commit_all(TokenKind::hyphenated, State::parts).with(Extra::parts_again));
constexpr auto hyphen_number_first_rules =
    rules(when(Test::end).fail(), when(Test::letter).go(State::hyphen_number),
          when(Test::digit).go(State::hyphen_digits), otherwise().fail());
constexpr auto hyphen_number_rules = rules(
    when(Test::end).found_commit_all(TokenKind::hyphenated_number, State::parts).with(Extra::parts_again),
    when(Test::alphanumeric).go(State::hyphen_number), when(Test::joining).go(State::hyphen_number),
    at('-').attempt(State::hyphen_number_first),
    otherwise().found_commit_all(TokenKind::hyphenated_number, State::parts).with(Extra::parts_again));
constexpr auto hyphen_digits_rules = rules(when(Test::end).fail(), when(Test::digit).go(State::hyphen_digits),
                                           when(Test::letter).go(State::hyphen_number),
                                           when(Test::joining).go(State::hyphen_number), otherwise().fail());
constexpr auto parts_rules =
    rules(when(Test::end).again(State::base), when(Test::ascii_letter).go(State::ascii_part),
          when(Test::letter).go(State::part), when(Test::digit).attempt(State::part_digits),
          at('-').attempt(State::parts_hyphen), otherwise().again(State::base));
constexpr auto parts_hyphen_rules =
    rules(when(Test::end).fail(), when(Test::alphanumeric).found_commit(TokenKind::blank, State::parts),
          when(Test::joining).found_commit(TokenKind::blank, State::parts), otherwise().fail());
constexpr auto part_rules =
    rules(when(Test::end).found(TokenKind::hyphenated_part), when(Test::letter).go(State::part),
          when(Test::joining).go(State::part), when(Test::digit).go(State::number_part),
          otherwise().found(TokenKind::hyphenated_part, State::parts));
constexpr auto ascii_part_rules =
    rules(when(Test::end).found(TokenKind::hyphenated_ascii_part),
          when(Test::ascii_letter).go(State::ascii_part), when(Test::letter).go(State::part),
          when(Test::joining).go(State::part), when(Test::digit).go(State::number_part),
          otherwise().found(TokenKind::hyphenated_ascii_part, State::parts));
constexpr auto number_part_rules =
    rules(when(Test::end).found(TokenKind::hyphenated_number_part),
          when(Test::alphanumeric).go(State::number_part), when(Test::joining).go(State::number_part),
          otherwise().found(TokenKind::hyphenated_number_part, State::parts));
constexpr auto part_digits_rules = rules(when(Test::end).fail(), when(Test::digit).go(State::stay),
                                         when(Test::letter).commit(State::number_part),
                                         when(Test::joining).commit(State::number_part), otherwise().fail());

// In the order of State.
constexpr auto all = std::to_array<std::span<Rule const>>({base_rules,
                                                           number_word_rules,
                                                           ascii_word_rules,
                                                           word_rules,
                                                           unsigned_integer_rules,
                                                           sign_rules,
                                                           integer_rules,
                                                           blank_rules,
                                                           unsigned_point_rules,
                                                           unsigned_decimal_rules,
                                                           point_rules,
                                                           decimal_rules,
                                                           version_after_sign_rules,
                                                           unsigned_after_sign_rules,
                                                           version_point_rules,
                                                           version_rules,
                                                           exponent_rules,
                                                           exponent_sign_rules,
                                                           exponent_digits_rules,
                                                           ampersand_rules,
                                                           entity_rules,
                                                           entity_number_rules,
                                                           entity_digits_rules,
                                                           entity_hex_rules,
                                                           entity_hex_digits_rules,
                                                           entity_end_rules,
                                                           tag_open_rules,
                                                           xml_open_rules,
                                                           tag_close_open_rules,
                                                           tag_name_rules,
                                                           tag_slash_rules,
                                                           tag_rules,
                                                           tag_quote_rules,
                                                           tag_double_quote_rules,
                                                           tag_backslash_rules,
                                                           tag_end_rules,
                                                           comment_open_rules,
                                                           comment_dash_rules,
                                                           comment_rules,
                                                           comment_close_dash_rules,
                                                           comment_close_rules,
                                                           comment_end_rules,
                                                           host_domain_first_rules,
                                                           host_domain_second_rules,
                                                           host_domain_rules,
                                                           port_first_rules,
                                                           port_rules,
                                                           host_first_rules,
                                                           host_rules,
                                                           email_rules,
                                                           file_first_rules,
                                                           file_tilde_rules,
                                                           path_first_rules,
                                                           path_dot_rules,
                                                           path_second_rules,
                                                           file_rules,
                                                           file_next_rules,
                                                           url_path_first_rules,
                                                           url_path_start_rules,
                                                           url_path_rules,
                                                           url_after_host_rules,
                                                           protocol_first_rules,
                                                           protocol_second_rules,
                                                           protocol_end_rules,
                                                           hyphen_ascii_first_rules,
                                                           hyphen_ascii_rules,
                                                           hyphen_first_rules,
                                                           hyphen_rules,
                                                           hyphen_number_first_rules,
                                                           hyphen_number_rules,
                                                           hyphen_digits_rules,
                                                           parts_rules,
                                                           parts_hyphen_rules,
                                                           part_rules,
                                                           ascii_part_rules,
                                                           number_part_rules,
                                                           part_digits_rules});
static_assert(all.size() == static_cast<std::size_t>(State::stay));

}  // namespace

std::span<Rule const> rules_of(State state) { return all[static_cast<std::size_t>(state)]; }

}  // namespace backstay::engine::sqlite::search
