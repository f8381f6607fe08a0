#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> sequence_call(State& state, typed::SequenceCall const& s) {
    TRY(auto const args, expressions(state, s.args));
    auto const id = s.function == "lastval" ? std::string() : std::to_string(s.sequence);
    return "backstay_" + s.function + "(" + id + (args.empty() || id.empty() ? "" : ", ") + args + ")";
}

}  // namespace backstay::sql::lowering
