#pragma once

// The parts of text_family(), one file a topic.

#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family text_strings();   // text_string.cpp: ||, case, lengths, parts of strings
Family text_patterns();  // text_pattern.cpp: LIKE, SIMILAR TO, regular expressions
Family text_bytea();     // text_bytea.cpp: bytes, encodings, digests, pgcrypto
Family text_citext();    // text_citext.cpp
Family text_trigrams();  // text_trigram.cpp: pg_trgm, hashes
Family text_uuids();     // text_uuid.cpp: making them

}  // namespace backstay::sql
