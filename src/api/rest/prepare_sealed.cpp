// What a write with encrypted values takes beside its statement.

#include <algorithm>

#include "api/rest/preparing.hpp"
#include "api/rest/protected.hpp"
#include "api/rest/sealed_write.hpp"
#include "base/text.hpp"
#include "query/plan/plan.hpp"

namespace backstay::api::rest {
namespace {

bool is_among(std::vector<std::string> const& names, std::string const& name) {
    return std::ranges::find(names, name) != names.end();
}

bool same_names(std::vector<std::string> a, std::vector<std::string> b) {
    std::ranges::sort(a);
    std::ranges::sort(b);
    return a == b;
}

// nextval() of an identity's sequence, which is its owner's; empty for any other column.
std::string next_number(sql::Relation const& relation, sql::Column const& column) {
    if (column.identity == sql::IdentityKind::none) return {};
    if (column.default_text.starts_with("nextval(")) return column.default_text;
    auto const table = quote_always(relation.name.schema) + "." + quote_always(relation.name.name);
    return "nextval(pg_get_serial_sequence(" + quote_literal(table) + ", " + quote_literal(column.name) +
           ")::regclass)";
}

// Which columns the body has, and which of them are encrypted.
Result<Sealing> sealing_of(sql::Relation const& relation, query::WriteOptions const& write) {
    Sealing sealing{.keys = {},
                    .many = write.many,
                    .body = static_cast<std::size_t>(write.body) - 1,
                    .columns = write.columns,
                    .encrypted = {},
                    .key_columns = relation.primary_key,
                    .said = {},
                    .next_numbers = {}};
    for (auto const& column : relation.columns) {
        TRY(auto const encryption, sql::encryption_of(relation, column));
        if (encryption && is_among(write.columns, column.name))
            sealing.encrypted.emplace_back(column.name, *encryption);
    }
    for (auto const& key : relation.primary_key) sealing.said.push_back(is_among(write.columns, key));
    return sealing;
}

}  // namespace

Result<std::shared_ptr<query::Compiled const>> Preparing::sealing_keys(sql::Relation const& relation,
                                                                       query::WriteOptions const& write,
                                                                       bool found) const {
    std::string names = write.many ? "[" : "{";
    names += write.missing_default ? "d" : "";
    for (auto const& name : write.columns) names += std::to_string(name.size()) + ":" + name;
    return planned(key(found ? "f" : "k", sql::Format::json_array) + names, [&]() -> Result<query::Compiled> {
        TRY(auto const node, plan(relation.name, &relation));
        if (!found) return query::compile_new_keys(node, write, {.body = 1});
        return query::compile_found_keys(node, {.most = most_sealed_rows}, {.schema = &schema_});
    });
}

Result<std::shared_ptr<Sealing const>> Preparing::sealing(sql::Relation const& relation,
                                                          query::WriteOptions& write) const {
    if (write.columns.empty() || !sql::has_encrypted(relation)) return nullptr;
    TRY(auto sealing, sealing_of(relation, write));
    bool const keys_said = std::ranges::find(sealing.said, true) != sealing.said.end();
    sealing.found = asked_.action == Action::update && write.match.empty();
    if (sealing.encrypted.empty() && !keys_said) return nullptr;
    if (write.conflict == query::Conflict::merge && !same_names(write.conflict_columns, relation.primary_key))
        return failure("BS400", "Rows with encrypted values are merged by their primary key alone")
            .hint("Leave out on_conflict, or use Prefer: resolution=ignore-duplicates.");
    if (sealing.encrypted.empty() && !sealing.found) return nullptr;
    if (!sealing.encrypted.empty() && options_.vault == nullptr) return no_vault();
    bool all_numbered = true;
    for (std::size_t i = 0; i < relation.primary_key.size(); ++i) {
        auto const* const column = relation.find_column(relation.primary_key[i]);
        if (column == nullptr) return internal_error("a primary key without its column");
        sealing.next_numbers.push_back(sealing.said[i] ? "" : next_number(relation, *column));
        all_numbered = all_numbered && !sealing.next_numbers.back().empty();
        if (!sealing.next_numbers.back().empty() && column->identity == sql::IdentityKind::always)
            write.numbered = asked_.action != Action::update;
    }
    if (sealing.found || !all_numbered) {
        TRY(sealing.keys, sealing_keys(relation, write, sealing.found));
    }
    for (auto const& name : relation.primary_key)
        if (!is_among(write.columns, name)) write.columns.push_back(name);
    if (sealing.found) {
        write.match = relation.primary_key;
        write.many = true;
    }
    return std::make_shared<Sealing const>(std::move(sealing));
}

}  // namespace backstay::api::rest
