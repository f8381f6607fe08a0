#pragma once

// Encrypted columns. A column is declared one by its comment, which both engines keep, dumps carry and
// PostgreSQL does not read:
//
//     comment on column patient.diagnosis is '@encrypted
//     What was found.';
//
//     first line = "@encrypted" [ "(" option { "," option } ")" ]
//     option     = "searchable"            equality can be asked for, by a blind index
//                | "as" name               the place its values are bound to: what it was called before a
//                rename
//
// What the database stores of such a column is text made by auth/vault.hpp, bound to the column's place and
// the row's primary key. docs/encryption.md is the guide.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/schema.hpp"

namespace backstay::sql {

struct Encryption {
    bool searchable = false;
    std::string place;  // "public.patient.diagnosis"
};

// Whether a comment begins as a declaration does, be it a right one or not.
bool declares_encryption(std::string_view comment);
// 22023 when the declaration cannot be read.
Result<Encryption> read_encryption(std::string_view comment, QualifiedName const& table,
                                   std::string_view column);

// What a column of the relation is encrypted as; nothing where it is not. 55000 where its relation cannot
// have encrypted columns (no table, no primary key), or the column is not of type text.
Result<std::optional<Encryption>> encryption_of(Relation const& relation, Column const& column);
bool has_encrypted(Relation const& relation);

// The types of primary keys that values can be bound to: their text is one and the same for equal values.
bool can_bind(Type const& type);

// What a value of the column in the row of this primary key is bound to.
std::string place_in_row(Encryption const& encryption, std::vector<std::string> const& key);

// How much of a searchable value is its blind index: left(diagnosis, 35) is what an index is made on.
constexpr int blind_prefix = 35;

}  // namespace backstay::sql
