// The streaming part of the Executor: one read, whose rows are taken a piece at a time.

#include "engine/sqlite/executor.hpp"

namespace backstay::engine::sqlite {

struct Executor::Streaming {
    ReadPlan& plan;
    Encoder encoder;
    sql::Format format;
    Principal const* principal;
    bool begun = false, ended = false;
};

Executor::~Executor() {
    streaming_.reset();
    plans_.clear();
    own_statements_.clear();
    programs_.clear();
}

Result<Outcome> Executor::begin_stream(Call const& call) {
    Asking const asking(*this);
    spent_ = 0;
    over_budget_ = timed_out_ = false;
    state_.error.reset();
    TRY_VOID(become(call.principal));
    TRY_VOID(call_first(call));
    TRY(auto* const plan, this->plan(call.exchange));
    if (!plan->read && !plan->denied) return internal_error("a stream of what is no read");
    auto outcome = open_stream(*plan, call);
    if (!outcome) return std::unexpected(first_fault(*plan, call, std::move(outcome.error())));
    return outcome;
}

Result<Outcome> Executor::open_stream(ExchangePlan& plan, Call const& call) {
    TRY_VOID(check_texts(call.parameters));
    if (plan.denied) return std::unexpected(*plan.denied);
    TRY_VOID(check_inputs(plan.nested_inputs, call.parameters));
    Outcome outcome;
    auto encode = encoder(call.parameters);
    if (plan.count) {
        TRY(outcome.total, encode.number(*plan.count));
    }
    TRY_VOID(encode.bind(plan.read->statement, plan.read->lowered.slots));
    streaming_ =
        std::make_shared<Streaming>(*plan.read, std::move(encode), call.exchange.format, &call.principal);
    return outcome;
}

Result<bool> Executor::read_stream(std::string& body, std::size_t about, std::int64_t& rows) {
    auto& stream = *streaming_;
    if (stream.ended) return false;
    Asking const asking(*this);
    state_.principal = stream.principal;
    auto const start = body.size();
    if (!std::exchange(stream.begun, true)) Encoder::begin_rows(stream.format, body);
    while (body.size() - start < about) {
        TRY(bool const found, stream.encoder.next_row(stream.plan, stream.format, rows == 0, body));
        if (found) {
            ++rows;
            continue;
        }
        stream.ended = true;
        Encoder::end_rows(stream.format, rows == 0, body);
        return false;
    }
    return true;
}

void Executor::end_stream() {
    if (streaming_) streaming_->plan.statement.reset();
    streaming_.reset();
}

}  // namespace backstay::engine::sqlite
