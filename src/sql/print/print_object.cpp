// What may be said of any object: DROP, RENAME, SET SCHEMA, OWNER TO, COMMENT; and the session's statements.

#include <algorithm>
#include <array>

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

bool is_part(ObjectKind kind) {
    return kind == ObjectKind::policy || kind == ObjectKind::trigger || kind == ObjectKind::constraint ||
           kind == ObjectKind::rule;
}

// part ON table; table.column; f(int); CONSTRAINT c ON DOMAIN d.
void write_object(Writer& out, ObjectKind kind, ObjectName const& object) {
    if (object.function) return write(out, *object.function);
    if (kind == ObjectKind::domain_constraint) {
        out.name(object.part) << " ON DOMAIN ";
    } else if (is_part(kind)) {
        out.name(object.part) << " ON ";
    }
    out.name(object.name);
    if (kind == ObjectKind::column) (out << '.').name(object.part);
}

std::string_view cascade(DropBehaviour behaviour) {
    return behaviour == DropBehaviour::cascade ? " CASCADE" : "";
}

bool is_list_of_names(std::string_view setting) {
    constexpr std::array<std::string_view, 5> lists = {"search_path", "temp_tablespaces",
                                                       "session_preload_libraries",
                                                       "shared_preload_libraries", "local_preload_libraries"};
    return std::find(lists.begin(), lists.end(), to_lower(setting)) != lists.end();
}

// The names of a list such as `a, "B, c"`, without their quotes.
std::vector<std::string> unquoted_names(std::string_view value) {
    std::vector<std::string> result(1);
    bool quoted = false;
    for (std::size_t i = 0; i < value.size(); ++i) {
        char const c = value[i];
        bool const doubled = quoted && c == '"' && i + 1 < value.size() && value[i + 1] == '"';
        if (doubled) ++i;
        if (c == '"' && !doubled) {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            result.emplace_back();
        } else if (c != ' ' || quoted) {
            result.back() += c;
        }
    }
    return result;
}

void write_transaction_options(Writer& out, std::vector<Option> const& options) {
    out.list(options, [&](Option const& option) {
        bool const yes = option.value == "true";
        if (option.name == "isolation level") out << "ISOLATION LEVEL " << option.value;
        if (option.name == "read only") out << (yes ? "READ ONLY" : "READ WRITE");
        if (option.name == "deferrable") out << (yes ? "DEFERRABLE" : "NOT DEFERRABLE");
    });
}

}  // namespace

std::string_view object_words(ObjectKind kind) {
    constexpr std::string_view words[] = {"TABLE",        "VIEW",          "MATERIALIZED VIEW",
                                          "INDEX",        "SEQUENCE",      "SCHEMA",
                                          "TYPE",         "DOMAIN",        "FUNCTION",
                                          "PROCEDURE",    "AGGREGATE",     "POLICY",
                                          "TRIGGER",      "ROLE",          "COLUMN",
                                          "CONSTRAINT",   "EXTENSION",     "COLLATION",
                                          "DATABASE",     "RULE",          "CAST",
                                          "OPERATOR",     "FOREIGN TABLE", "PUBLICATION",
                                          "SUBSCRIPTION", "EVENT TRIGGER", "CONSTRAINT",
                                          "ATTRIBUTE"};
    auto const index = static_cast<std::size_t>(kind);
    return index < std::size(words) ? words[index] : "";
}

void write(Writer& out, FunctionName const& function) {
    out.name(function.name);
    if (function.any_arguments) return;
    out << '(';
    out.list(function.arguments, [&](TypeName const& type) { write(out, type); });
    out << ')';
}

void write(Writer& out, Drop const& drop) {
    out << "DROP " << object_words(drop.object) << (drop.concurrently ? " CONCURRENTLY" : "")
        << (drop.if_exists ? " IF EXISTS " : " ");
    out.list(drop.names, [&](ObjectName const& name) { write_object(out, drop.object, name); });
    out << cascade(drop.behaviour);
}

void write(Writer& out, Rename const& rename) {
    std::string_view const exists = rename.if_exists ? " IF EXISTS " : " ";
    auto const of_relation = [&](std::string_view owner, std::string_view part) {
        (out << "ALTER " << owner << exists).name(rename.name.name) << " RENAME " << part;
        out.name(rename.name.part) << " TO ";
    };
    switch (rename.object) {
        case ObjectKind::column: of_relation("TABLE", "COLUMN "); break;
        case ObjectKind::constraint: of_relation("TABLE", "CONSTRAINT "); break;
        case ObjectKind::domain_constraint: of_relation("DOMAIN", "CONSTRAINT "); break;
        case ObjectKind::attribute: of_relation("TYPE", "ATTRIBUTE "); break;
        default:
            write_object(out << "ALTER " << object_words(rename.object) << exists, rename.object,
                         rename.name);
            out << " RENAME TO ";
    }
    out.name(rename.new_name);
}

void write(Writer& out, SetSchema const& set) {
    write_object(out << "ALTER " << object_words(set.object) << ' ', set.object, set.name);
    (out << " SET SCHEMA ").name(set.new_schema);
}

void write(Writer& out, SetOwner const& set) {
    write_object(out << "ALTER " << object_words(set.object) << ' ', set.object, set.name);
    write_role(out << " OWNER TO ", set.owner);
}

void write(Writer& out, Comment const& comment) {
    write_object(out << "COMMENT ON " << object_words(comment.object) << ' ', comment.object, comment.name);
    out << " IS ";
    if (comment.text) {
        out.literal(*comment.text);
    } else {
        out << "NULL";
    }
}

void write(Writer& out, Truncate const& truncate) {
    out << "TRUNCATE ";
    out.list(truncate.tables, [&](RelationRef const& table) { write(out, table); });
    out << (truncate.restart_identity ? " RESTART IDENTITY" : "") << cascade(truncate.behaviour);
}

void write(Writer& out, Transaction const& transaction) {
    constexpr std::string_view words[] = {"BEGIN",    "COMMIT",       "ROLLBACK",       "SAVEPOINT ",
                                          "RELEASE ", "ROLLBACK TO ", "SET TRANSACTION"};
    out << words[static_cast<std::size_t>(transaction.kind)];
    if (!transaction.savepoint.empty()) out.name(transaction.savepoint);
    if (transaction.options.empty()) return;
    write_transaction_options(out << ' ', transaction.options);
}

void write_setting_name(Writer& out, std::string_view name) {
    if (name == "all") {
        out << "ALL";
        return;
    }
    std::string_view dot;
    for (auto const& part : split(name, '.')) {
        (out << dot).name(part);
        dot = ".";
    }
}

void write_setting(Writer& out, std::string_view name, std::string_view value) {
    write_setting_name(out, name);
    out << " TO ";
    if (!is_list_of_names(name)) {
        out.literal(value);
        return;
    }
    out.list(unquoted_names(value), [&](std::string const& part) { out.literal(part); });
}

void write(Writer& out, SetSetting const& set) {
    if (set.value) {
        write_setting(out << (set.local ? "SET LOCAL " : "SET "), set.name, *set.value);
    } else if (set.local) {
        write_setting_name(out << "SET LOCAL ", set.name);
        out << " TO DEFAULT";
    } else {
        write_setting_name(out << "RESET ", set.name);
    }
}

void write(Writer& out, ShowSetting const& show) { write_setting_name(out << "SHOW ", show.name); }

void write(Writer& out, SetConstraints const& set) {
    out << "SET CONSTRAINTS ";
    if (set.names.empty()) {
        out << "ALL";
    } else {
        out.names(set.names);
    }
    out << (set.deferred ? " DEFERRED" : " IMMEDIATE");
}

// The data follows as psql and pg_dump have it, to a line `\.`.
void write(Writer& out, CopyFromStdin const& copy) {
    write(out << "COPY ", copy.table);
    out.column_list(copy.columns) << " FROM STDIN";
    if (!copy.options.empty()) {
        out << " WITH (";
        out.list(copy.options, [&](Option const& option) {
            out.name(option.name);
            bool const columns = option.name.starts_with("force_");
            if (option.value == "*") {
                out << " *";
            } else if (columns) {
                out << " (" << option.value << ')';
            } else if (!option.value.empty()) {
                (out << ' ').literal(option.value);
            }
        });
        out << ')';
    }
    out << ";\n" << copy.data << "\\.\n";
}

}  // namespace backstay::sql::printing
