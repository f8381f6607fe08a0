#include "engine/sqlite/runtime/text.hpp"

namespace backstay::engine::sqlite {

Result<void> register_text(Connection const& db, StatementState& state) {
    for (auto* const part :
         {register_text_strings, register_text_parts, register_text_format, register_text_characters,
          register_text_identifiers, register_text_patterns, register_text_regexp, register_text_bytes,
          register_text_encoding, register_text_digests, register_text_crypt, register_text_uuids,
          register_text_citext, register_text_trigrams, register_text_hashes}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
