// Functions, procedures and triggers.

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

void write_parameter(Writer& out, FunctionParameter const& parameter) {
    constexpr std::string_view modes[] = {"", "OUT ", "INOUT ", "VARIADIC ", ""};
    out << modes[static_cast<std::size_t>(parameter.mode)];
    if (!parameter.name.empty()) out.name(parameter.name) << ' ';
    write(out, parameter.type);
    if (parameter.default_value) write(out << " DEFAULT ", *parameter.default_value);
}

// The columns of RETURNS TABLE (...) are parameters in the tree.
void write_signature(Writer& out, CreateFunction const& function) {
    std::vector<FunctionParameter> arguments, columns;
    for (auto const& parameter : function.parameters) {
        (parameter.mode == ParameterMode::table ? columns : arguments).push_back(parameter);
    }
    auto const parameters = [&](std::vector<FunctionParameter> const& list) {
        out << '(';
        out.list(list, [&](FunctionParameter const& parameter) { write_parameter(out, parameter); });
        out << ')';
    };
    out.name(function.name);
    parameters(arguments);
    if (!columns.empty()) {
        out << " RETURNS TABLE ";
        parameters(columns);
    } else if (function.returns) {
        write(out << " RETURNS ", *function.returns);
    }
}

std::string_view volatility(Volatility value) {
    constexpr std::string_view words[] = {" IMMUTABLE", " STABLE", " VOLATILE"};
    return words[static_cast<std::size_t>(value)];
}

void write_options(Writer& out, CreateFunction const& function) {
    (out << " LANGUAGE ").name(function.language);
    if (function.window) out << " WINDOW";
    if (function.volatility != Volatility::volatile_) out << volatility(function.volatility);
    if (function.strict) out << " STRICT";
    if (function.security_definer) out << " SECURITY DEFINER";
    if (function.leakproof) out << " LEAKPROOF";
    if (!function.parallel.empty()) (out << " PARALLEL ").name(function.parallel);
    if (function.cost >= 0) (out << " COST ").number(function.cost);
    if (function.rows >= 0) (out << " ROWS ").number(function.rows);
    for (auto const& setting : function.settings) write_setting(out << " SET ", setting.name, setting.value);
}

// $$...$$, with a tag that the body does not hold.
void write_body(Writer& out, std::string const& body) {
    std::string tag = "$$";
    for (int i = 0; body.find(tag) != std::string::npos || (body.ends_with('$') && tag == "$$"); ++i) {
        tag = "$body" + std::to_string(i) + "$";
    }
    out << " AS " << tag << body << tag;
}

}  // namespace

void write(Writer& out, CreateFunction const& function) {
    out << "CREATE " << (function.or_replace ? "OR REPLACE " : "")
        << (function.procedure ? "PROCEDURE " : "FUNCTION ");
    write_signature(out, function);
    write_options(out, function);
    if (function.statements.empty()) return write_body(out, function.body);
    out << " BEGIN ATOMIC ";
    for (auto const& statement : function.statements) {
        write_statement(out, *statement);
        out << "; ";
    }
    out << "END";
}

void write(Writer& out, AlterFunction const& alter) {
    write(out << (alter.procedure ? "ALTER PROCEDURE " : "ALTER FUNCTION "), alter.function);
    if (alter.volatility) out << volatility(*alter.volatility);
    if (alter.strict) out << (*alter.strict ? " STRICT" : " CALLED ON NULL INPUT");
    if (alter.security_definer) out << (*alter.security_definer ? " SECURITY DEFINER" : " SECURITY INVOKER");
    if (alter.leakproof) out << (*alter.leakproof ? " LEAKPROOF" : " NOT LEAKPROOF");
    for (auto const& setting : alter.settings) write_setting(out << " SET ", setting.name, setting.value);
    for (auto const& name : alter.resets) write_setting_name(out << " RESET ", name);
}

void write(Writer& out, CreateTrigger const& trigger) {
    constexpr std::string_view timings[] = {" BEFORE ", " AFTER ", " INSTEAD OF "};
    out << "CREATE " << (trigger.or_replace ? "OR REPLACE " : "") << (trigger.constraint ? "CONSTRAINT " : "")
        << "TRIGGER ";
    out.name(trigger.name) << timings[static_cast<std::size_t>(trigger.timing)];
    std::string_view between;
    auto const event = [&](bool has, std::string_view word) {
        if (!has) return;
        out << between << word;
        between = " OR ";
    };
    event(trigger.on_insert, "INSERT");
    event(trigger.on_delete, "DELETE");
    event(trigger.on_truncate, "TRUNCATE");
    event(trigger.on_update, "UPDATE");  // last, for the columns that may follow
    if (!trigger.update_columns.empty()) (out << " OF ").names(trigger.update_columns);
    write(out << " ON ", trigger.table);
    if (trigger.deferrable) out << " DEFERRABLE";
    if (trigger.initially_deferred) out << " INITIALLY DEFERRED";
    if (!trigger.old_table.empty() || !trigger.new_table.empty()) out << " REFERENCING";
    if (!trigger.old_table.empty()) (out << " OLD TABLE AS ").name(trigger.old_table);
    if (!trigger.new_table.empty()) (out << " NEW TABLE AS ").name(trigger.new_table);
    out << (trigger.for_each_row ? " FOR EACH ROW" : " FOR EACH STATEMENT");
    if (trigger.when) {
        write(out << " WHEN (", *trigger.when);
        out << ')';
    }
    (out << " EXECUTE FUNCTION ").name(trigger.function) << '(';
    out.list(trigger.arguments, [&](std::string const& argument) { out.literal(argument); });
    out << ')';
}

}  // namespace backstay::sql::printing
