#pragma once

// The tree of a statement as it was written, in PostgreSQL's meaning and before any name was looked up. It is
// made in two places: sql/read/ (from text, by PostgreSQL's own parser) and query/compile/ (from a plan).
// sql/print/ writes it back as PostgreSQL's SQL; sql/resolve/ turns it into the typed tree (sql/typed.hpp).

#include "sql/ast_definition.hpp"
#include "sql/ast_query.hpp"

namespace backstay::sql {

struct Statement {
    using Node = Alternatives<Select, Insert, Update, Delete, CreateTable, AlterTable, CreateIndex,
                              CreateView, RefreshView, CreateEnum, AlterEnum, CreateComposite, CreateDomain,
                              AlterDomain, CreateSchema, CreateSequence, AlterSequence, CreateExtension,
                              CreateFunction, AlterFunction, CreateTrigger, CreateRole, AlterRole, Grant,
                              GrantRole, AlterDefaultPrivileges, CreatePolicy, AlterPolicy, Drop, Rename,
                              SetSchema, SetOwner, Comment, Truncate, Transaction, SetSetting, ShowSetting,
                              SetConstraints, CopyFromStdin, Unsupported>;
    Node node;
    // Where it stood in the text that was read: the first byte and the length, without the semicolon.
    int offset = 0;
    int length = 0;

    explicit Statement(Node value) : node(std::move(value)) {}
    template <AlternativeOf<Node> T>
    Statement(T value) : node(std::move(value)) {}  // NOLINT(google-explicit-constructor)

    bool operator==(Statement const& other) const { return node == other.node; }
};

}  // namespace backstay::sql
