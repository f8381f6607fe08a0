// Blocks with EXCEPTION: what their statements did is taken back before a handler runs, but for variables.
// https://www.postgresql.org/docs/15/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING

#include <algorithm>

#include "engine/sqlite/plpgsql/interpreter.hpp"

namespace backstay::engine::sqlite {
namespace {

namespace plpgsql = sql::plpgsql;

bool is_of(std::string_view code, std::string_view wanted) {
    return code == wanted || (wanted.ends_with("000") && code.substr(0, 2) == wanted.substr(0, 2));
}

bool takes(plpgsql::Handler const& handler, std::string const& code) {
    constexpr std::string_view query_canceled = "57014", assert_failure = "P0004";
    if (handler.others && code != query_canceled && code != assert_failure) return true;
    return std::ranges::any_of(handler.codes, [&](auto const& wanted) { return is_of(code, wanted); });
}

Failure outside_of_handler(std::string_view what) {
    return failure("0Z002", std::string(what) + " cannot be used outside an exception handler");
}

}  // namespace

Result<Interpreter::End> Interpreter::guarded(plpgsql::Block const& block) {
    auto const mark = frame_.mark();
    auto const settings = executor_.settings();
    auto const written = executor_.state().written;
    auto const updated = executor_.state().updated;
    TRY_VOID(executor_.part(Executor::Part::begun));
    auto end = statements(block.body);
    if (end) {
        TRY_VOID(executor_.part(Executor::Part::kept));
        return end;
    }
    auto const error = end.error();
    TRY_VOID(executor_.part(Executor::Part::undone));
    // What a request may cost is no error of the function's: the read begins anew where it may cost more.
    if (executor_.over_budget()) return end;
    auto const handler =
        std::ranges::find_if(block.handlers, [&](auto const& one) { return takes(one, error->code); });
    if (handler == block.handlers.end()) return end;
    executor_.restore(settings);
    executor_.state().written = written;
    executor_.state().updated = updated;
    frame_.release(mark);
    end = handle(*handler, error);
    frame_.release(mark);
    return end;
}

Result<Interpreter::End> Interpreter::handle(plpgsql::Handler const& handler, Error const& error) {
    constexpr sql::Type text{.base = sql::BaseType::text};
    frame_.declare(ScalarVariable{.name = "sqlstate", .type = text, .value = error->code, .constant = true});
    frame_.declare(
        ScalarVariable{.name = "sqlerrm", .type = text, .value = error->message, .constant = true});
    auto const* const before = std::exchange(caught_, &error);
    auto end = statements(handler.body);
    caught_ = before;
    return end;
}

Result<void> Interpreter::raise_again() const {
    if (caught_ == nullptr) return outside_of_handler("RAISE without parameters");
    return std::unexpected(*caught_);
}

Result<void> Interpreter::tell(plpgsql::StackedDiagnostics const& diagnostics) {
    if (caught_ == nullptr) return outside_of_handler("GET STACKED DIAGNOSTICS");
    for (auto const& [target, diagnostic] : diagnostics.items) {
        std::string value;
        switch (diagnostic) {
            case plpgsql::Diagnostic::sqlstate: value = (*caught_)->code; break;
            case plpgsql::Diagnostic::message: value = (*caught_)->message; break;
            case plpgsql::Diagnostic::detail: value = (*caught_)->detail.value_or(""); break;
            case plpgsql::Diagnostic::hint: value = (*caught_)->hint.value_or(""); break;
            case plpgsql::Diagnostic::constraint: value = (*caught_)->constraint; break;
        }
        TRY_VOID(store(target, std::move(value)));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
