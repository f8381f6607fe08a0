#pragma once

// The parts of register_text(), one file a topic.

#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

Result<void> register_text_strings(Connection const& db, StatementState& state);  // case, lengths, ||, casts
Result<void> register_text_parts(Connection const& db, StatementState& state);    // substring, trim, pad, ...
Result<void> register_text_format(Connection const& db, StatementState& state);   // format, concat, quote_*
Result<void> register_text_characters(Connection const& db, StatementState& state);  // chr, unistr, normalize
Result<void> register_text_identifiers(Connection const& db, StatementState& state);  // parse_ident
Result<void> register_text_patterns(Connection const& db, StatementState& state);     // LIKE
Result<void> register_text_regexp(Connection const& db, StatementState& state);       // ~, regexp_*
Result<void> register_text_bytes(Connection const& db, StatementState& state);        // bytes and bits
Result<void> register_text_encoding(Connection const& db, StatementState& state);     // encode, convert_from
Result<void> register_text_digests(Connection const& db, StatementState& state);      // md5, sha256, hmac
Result<void> register_text_crypt(Connection const& db, StatementState& state);        // crypt, gen_salt
Result<void> register_text_uuids(Connection const& db, StatementState& state);
Result<void> register_text_citext(Connection const& db, StatementState& state);    // its collation
Result<void> register_text_trigrams(Connection const& db, StatementState& state);  // pg_trgm
Result<void> register_text_hashes(Connection const& db, StatementState& state);    // hashtext

// The order of citext: that of what its values are in lower case.
int compare_citext(std::string_view left, std::string_view right);

// SIMILAR TO's pattern as a regular expression; in text_pattern.cpp.
Result<std::string> similar_pattern(std::string_view pattern, std::string_view escape);

}  // namespace backstay::engine::sqlite
