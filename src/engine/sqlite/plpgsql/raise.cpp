// RAISE EXCEPTION: the message put together, and the error with its options. Notices and warnings reach
// nobody, but their arguments are evaluated all the same.
// https://www.postgresql.org/docs/15/plpgsql-errors-and-messages.html

#include "engine/sqlite/plpgsql/interpreter.hpp"
#include "sql/read/read_plpgsql.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::plpgsql::RaiseOption;

std::string filled(std::string_view format, std::vector<std::string> const& arguments) {
    std::string out;
    std::size_t next = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            out += format[i];
        } else if (i + 1 < format.size() && format[i + 1] == '%') {
            out += format[i++];
        } else if (next < arguments.size()) {
            out += arguments[next++];
        }
    }
    return out;
}

}  // namespace

Result<std::string> condition_code(std::string const& condition) {
    if (sql::is_sqlstate(condition)) return condition;
    auto const code = sql::sqlstate_of(condition);
    if (code.empty()) return failure("42704", "unrecognized exception condition \"" + condition + "\"");
    return std::string(code);
}

Result<void> Interpreter::raise(sql::plpgsql::Raise const& raise) {
    std::vector<std::string> arguments;
    for (auto const& argument : raise.arguments) {
        TRY(auto value, text(argument));
        arguments.push_back(value.value_or("<NULL>"));
    }
    Error error({.code = "P0001", .message = raise.condition});
    if (!raise.condition.empty()) {
        TRY(error->code, condition_code(raise.condition));
    }
    if (raise.format) error->message = filled(*raise.format, arguments);
    for (auto const& [option, e] : raise.options) {
        TRY(auto value, text(e));
        if (!value) return failure("22004", "RAISE statement option cannot be null");
        switch (option) {
            case RaiseOption::errcode: {
                if (error->message.empty()) error->message = *value;
                TRY(error->code, condition_code(*value));
                break;
            }
            case RaiseOption::message: error->message = *std::move(value); break;
            case RaiseOption::detail: error->detail = std::move(value); break;
            case RaiseOption::hint: error->hint = std::move(value); break;
            case RaiseOption::constraint: error->constraint = *std::move(value); break;
            case RaiseOption::column:
            case RaiseOption::table:
            case RaiseOption::schema:
            case RaiseOption::datatype: break;  // PostgREST's answers have no place for them
        }
    }
    if (raise.level == sql::plpgsql::RaiseLevel::less) return {};
    return std::unexpected(std::move(error));
}

}  // namespace backstay::engine::sqlite
