// A request may be wrong in several ways at once. PostgreSQL finds them in this order: names and types, the
// texts of its parameters by their numbers, a write in a transaction that reads, rights; and then, as it
// runs, all rows of the body before the first of them is written.

#include "base/encoding.hpp"
#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

// select * from the FROM of an update, or the source of an insert.
std::optional<sql::Select> source_of(sql::Statement const& write) {
    if (auto const* insert = std::get_if<sql::Insert>(&write.node)) {
        if (!insert->source) return std::nullopt;
        return **insert->source;
    }
    auto const* update = std::get_if<sql::Update>(&write.node);
    if (update == nullptr || update->from.empty()) return std::nullopt;
    sql::Select select;
    select.targets.push_back({sql::ColumnRef{.names = {}, .star = true}, ""});
    select.from = update->from;
    return select;
}

}  // namespace

Result<void> Executor::check_inputs(std::vector<sql::ParameterSlot> const& inputs,
                                    std::vector<Parameter> const& parameters) const {
    for (auto const& input : inputs) {
        auto const index = static_cast<std::size_t>(input.number - 1);
        if (index < parameters.size() && parameters[index])
            TRY_VOID(input_value(*parameters[index], input.type, state_));
    }
    return {};
}

Result<void> Executor::check_texts(std::vector<Parameter> const& parameters) {
    for (auto const& text : parameters)
        if (text) TRY_VOID(require_utf8(*text));
    return {};
}

Result<void> Executor::read_source(Call const& call) {
    auto source = source_of(*call.exchange.write);
    if (!source) return {};
    auto with = analysis();
    with.parameters = call.exchange.parameter_types;
    TRY(auto query, analyze(with, sql::Statement(*std::move(source))));
    TRY_VOID(run(with, std::move(query), call.parameters, {}));
    return {};
}

Error Executor::first_fault(ExchangePlan const& plan, Call const& call, Error error) {
    bool const of_values = error->code.starts_with("22") && error->code != "22021";
    bool const of_rows = error->code.starts_with("23") || error->code == "21000" || error->code == "42501";
    if (!of_values && !of_rows) return error;
    if (auto const checked = check_inputs(plan.inputs, call.parameters); !checked) return checked.error();
    if (!of_rows || plan.denied || !call.exchange.write) return error;
    auto const read = read_source(call);
    return read ? error : read.error();
}

}  // namespace backstay::engine::sqlite
