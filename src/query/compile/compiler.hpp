#pragma once

// What the compilers of reads, writes and calls share.

#include <map>
#include <string>
#include <vector>

#include "query/compile/compile.hpp"
#include "sql/encryption.hpp"

namespace backstay::query {

class Compiler {
public:
    explicit Compiler(CompileOptions const& options) : options_(options) {}

    // The tree of a level whose rows come from `select`'s FROM under `alias`, which holds its conditions.
    // Filters of the root of a write were applied to the write: `filtered`.
    Result<sql::ReadTree> tree(Node const& node, std::string const& alias, sql::Select select, bool filtered);
    Result<std::optional<sql::Expression>> filters(Node const& node, std::string const& alias);
    // Besides: rows that every inner embed has rows for.
    Result<std::optional<sql::Expression>> conditions(Node const& node, std::string const& alias,
                                                      bool with_spreads);
    // The same rows, counted or to be estimated, as the options say.
    Result<void> count(Node const& node, std::string const& alias, sql::Select select,
                       sql::Exchange& exchange);

    sql::Expression parameter(int number, sql::Type type = {});
    // The exchange with what its parameters and its values need.
    Compiled finish(sql::Exchange exchange);

    // The columns of rows that are no relation's.
    std::vector<sql::Column> const* columns = nullptr;
    // The relation whose rows a write or a call gives, as the read calls them: a whole row of them has to be
    // told its type.
    sql::QualifiedName written = {};
    std::string written_alias = {};

private:
    struct Joined {
        sql::Select select;  // FROM and WHERE that join the child to its parent
        std::string alias;
    };
    Result<Joined> join(Node const& child, std::string const& parent);
    sql::Expressions link_conditions(Relationship const& link, std::string const& parent,
                                     std::string const& alias, std::string const& junction);
    sql::FromItem source(Node const& child, std::string const& parent, std::string const& alias);
    Result<sql::Expression> exists(Node const& child, std::string const& parent);
    Result<void> join_spread(Node const& child, std::string const& parent, std::string const& alias,
                             sql::Select& select);
    Result<void> add_items(Node const& node, std::string const& alias, sql::ReadTree& tree, bool grouped);
    Result<void> add_field(Node const& node, std::string const& alias, FieldItem const& item,
                           sql::ReadTree& tree, bool grouped);
    Result<void> add_child(Node const& child, std::string const& parent, sql::ReadTree& tree, bool grouped);
    void add_target(sql::ReadTree& tree, std::string key, sql::Expression value);
    Result<sql::OrderBy> order(Node const& node, std::string const& alias);
    void limit(Node const& node, sql::Select& select);
    Result<sql::Expression> condition(Node const& node, std::string const& alias, Condition const& c);
    Result<sql::Expression> filter(Node const& node, std::string const& alias, Filter const& f);
    sql::Expression field(Node const& node, std::string const& alias, Field const& f) const;
    sql::Expression aggregate(Node const& node, std::string const& alias, FieldItem const& item) const;
    // The field as it is answered: a domain may be represented by something else.
    sql::Expression shown(Node const& node, std::string const& alias, Field const& f);
    // An encrypted column's stored text with all that opening it takes, between two markers.
    sql::Expression marked(Node const& node, std::string const& alias, std::string const& column,
                           sql::Encryption const& encryption);
    // What a column is encrypted as. REQUIRES: check_protected() of the plan.
    std::optional<sql::Encryption> encryption(Node const& node, Field const& f) const;
    sql::Expression blind(Filter const& f, sql::Encryption const& encryption, sql::Expression value);
    std::size_t protect(sql::Encryption const& encryption);
    // Column or computed field.
    std::optional<sql::Type> type_of(Node const& node, std::string const& name) const;
    Result<std::optional<sql::Expression>> ordered_by_alias(Node const& child, std::string const& alias,
                                                            Field const& f) const;
    Result<sql::Select> counted(Node const& node, std::string const& alias, sql::Select select);
    sql::Representation const* representation(Node const& node, Field const& f) const;
    sql::Column const* find_column(Node const& node, std::string_view name) const;
    std::string new_alias(std::string const& name) { return name + "_" + std::to_string(++aliases_); }

    CompileOptions const& options_;
    int aliases_ = 0;
    std::map<Node const*, std::string> spread_aliases_;  // of those that are joined
    std::vector<sql::Type> types_;
    Protection protection_;
};

// That nothing is asked of encrypted columns but what can be answered; BS400 says what.
Result<void> check_protected(Node const& node);

sql::Expression whole_row(std::string const& alias);
// Of the exchange's own making.
std::uint64_t new_exchange_id();

}  // namespace backstay::query
