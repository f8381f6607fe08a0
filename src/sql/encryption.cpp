#include "sql/encryption.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::sql {
namespace {

constexpr std::string_view encryption_tag = "@encrypted";

Failure unreadable_declaration(std::string_view column, std::string_view what) {
    return failure("22023", "the comment of column \"" + std::string(column) +
                                "\" declares it encrypted in words that are not known: " + std::string(what))
        .hint(
            "It begins with @encrypted, @encrypted(searchable) or @encrypted(as public.patient.diagnosis).");
}

std::string place_of(QualifiedName const& table, std::string_view column) {
    return quote_identifier(table.schema) + "." + quote_identifier(table.name) + "." +
           quote_identifier(column);
}

Failure cannot_encrypt(Relation const& relation, Column const& column, std::string_view why) {
    return failure("55000", "column \"" + column.name + "\" of \"" + relation.name.name +
                                "\" cannot be encrypted: " + std::string(why));
}

}  // namespace

bool declares_encryption(std::string_view comment) { return comment.starts_with(encryption_tag); }

Result<Encryption> read_encryption(std::string_view comment, QualifiedName const& table,
                                   std::string_view column) {
    Encryption encryption{.place = place_of(table, column)};
    auto rest = comment.substr(std::min(encryption_tag.size(), comment.size()));
    rest = rest.substr(0, rest.find('\n'));
    if (trim(rest).empty()) return encryption;
    rest = trim(rest);
    if (!rest.starts_with('(') || !rest.ends_with(')')) return unreadable_declaration(column, rest);
    for (auto const& part : split(rest.substr(1, rest.size() - 2), ',')) {
        auto const option = trim(part);
        if (option == "searchable")
            encryption.searchable = true;
        else if (option.starts_with("as ") && !trim(option.substr(3)).empty())
            encryption.place = trim(option.substr(3));
        else
            return unreadable_declaration(column, option.empty() ? rest : option);
    }
    return encryption;
}

bool can_bind(Type const& type) {
    if (type.array) return false;
    switch (type.base) {
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8:
        case BaseType::uuid:
        case BaseType::text: return true;
        default: return false;
    }
}

Result<std::optional<Encryption>> encryption_of(Relation const& relation, Column const& column) {
    if (!declares_encryption(column.description)) return std::nullopt;
    if (relation.kind != RelationKind::table && relation.kind != RelationKind::partitioned_table)
        return cannot_encrypt(relation, column, "it is no table's")
            .hint("Declare the column of the table; a view shows what is stored.");
    if (column.type.array || column.type.base != BaseType::text || !column.domain.empty())
        return cannot_encrypt(relation, column, "its type is not text");
    auto const bound = [&](std::string const& name) {
        auto const* const key = relation.find_column(name);
        return key != nullptr && key->domain.empty() && can_bind(key->type);
    };
    if (relation.primary_key.empty() || !std::ranges::all_of(relation.primary_key, bound))
        return cannot_encrypt(relation, column,
                              "its values are bound to a primary key of integers, uuids or texts");
    if (std::ranges::find(relation.primary_key, column.name) != relation.primary_key.end())
        return cannot_encrypt(relation, column, "it is in the primary key");
    TRY(auto encryption, read_encryption(column.description, relation.name, column.name));
    return encryption;
}

std::string place_in_row(Encryption const& encryption, std::vector<std::string> const& key) {
    auto place = encryption.place;
    for (auto const& part : key) place += " " + std::to_string(part.size()) + ":" + part;
    return place;
}

bool has_encrypted(Relation const& relation) {
    return std::ranges::any_of(relation.columns,
                               [](Column const& column) { return declares_encryption(column.description); });
}

}  // namespace backstay::sql
