#pragma once

// The automaton behind tokens_of(): what each state does with the character it stands at. The first rule
// whose test holds is taken; the last of a state always does.
//
//     go        to the state, past the character (`stay`: the same state)
//     attempt   the same, remembering the place: `fail` comes back to it and goes on with the rule after this
//     one fail      back to the last attempt found     the token ends before this character; the next begins
//     in the state commit    forgets the last attempt (commit_all: every one) again     to the state, at the
//     same character join      back to the last attempt's state, but not to its place

#include <array>
#include <cstdint>
#include <span>

#include "engine/sqlite/search/token.hpp"

namespace backstay::engine::sqlite::search {

enum class Test : std::uint8_t {
    always,
    end,
    is,  // this character
    ascii_letter,
    letter,
    digit,
    alphanumeric,
    not_alphanumeric,
    joining,  // no letter, and yet within a word: combining marks, characters of no width
    space,
    hex_digit,
    url_character,
    ignoring,      // within <script> or <style>
    host_wanted,   // only a host was asked for; asked once
    host_follows,  // a host begins here: takes it in
    path_follows,  // the path of a URL begins here: takes it in
};

enum class State : std::uint8_t {
    base,
    number_word,
    ascii_word,
    word,
    unsigned_integer,
    sign,
    integer,
    blank,
    unsigned_point,
    unsigned_decimal,
    point,
    decimal,
    version_after_sign,
    unsigned_after_sign,
    version_point,
    version,
    exponent,
    exponent_sign,
    exponent_digits,
    ampersand,
    entity,
    entity_number,
    entity_digits,
    entity_hex,
    entity_hex_digits,
    entity_end,
    tag_open,
    xml_open,
    tag_close_open,
    tag_name,
    tag_slash,
    tag,
    tag_quote,
    tag_double_quote,
    tag_backslash,
    tag_end,
    comment_open,
    comment_dash,
    comment,
    comment_close_dash,
    comment_close,
    comment_end,
    host_domain_first,
    host_domain_second,
    host_domain,
    port_first,
    port,
    host_first,
    host,
    email,
    file_first,
    file_tilde,
    path_first,
    path_dot,
    path_second,
    file,
    file_next,
    url_path_first,
    url_path_start,
    url_path,
    url_after_host,
    protocol_first,
    protocol_second,
    protocol_end,
    hyphen_ascii_first,
    hyphen_ascii,
    hyphen_first,
    hyphen,
    hyphen_number_first,
    hyphen_number,
    hyphen_digits,
    parts,
    parts_hyphen,
    part,
    ascii_part,
    number_part,
    part_digits,
    stay,  // no state: as it is
};

enum class Move : std::uint8_t {
    go,
    attempt,
    fail,
    found,
    commit,
    found_commit,
    found_commit_all,
    again,
    join
};

// What is done before the move.
enum class Extra : std::uint8_t {
    none,
    look_at_tag,    // is it <script>, </style>, ...?
    host_again,     // back to the start, for the host alone
    parts_again,    // back to the start, for the parts of a hyphenated word
    integer_again,  // back to the start, and nothing of it taken
};

struct Rule {
    Test test = Test::always;
    char character = 0;
    Move move = Move::fail;
    State to = State::stay;
    TokenKind kind = TokenKind::none;
    Extra extra = Extra::none;
};

std::span<Rule const> rules_of(State state);

}  // namespace backstay::engine::sqlite::search
