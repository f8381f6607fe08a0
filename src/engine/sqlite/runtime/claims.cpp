// The caller's claims, as a statement asks for them: sql/lower/claim.cpp.

#include <sqlite3.h>

#include <memory>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr auto fault_name = "backstay_fault";  // by the pointer SQLite knows it again

Result<Value> claim_of(sql::ClaimSlot const& claim, StatementState const& state) {
    auto claims = state.setting(claim.setting);
    if (!claims) claims = setting_of(state, claim.setting);
    if (!claims || claims->empty()) return Value();
    TRY(auto member, jsonb_member(*claims, claim.member));
    auto const* const text = std::get_if<std::string>(&member);
    if (text == nullptr || claim.type != sql::BaseType::uuid) return member;
    TRY(auto uuid, parse_uuid(*text));
    return Value(std::move(uuid));
}

void forget_fault(void* fault) { std::unique_ptr<Error> const gone(static_cast<Error*>(fault)); }

Result<Value> pg_claim(Arguments const& args) {
    auto const* const fault = static_cast<Error const*>(sqlite3_value_pointer(args.stored(0), fault_name));
    if (fault != nullptr) return std::unexpected(*fault);
    return Value();
}

constexpr auto claim_functions = std::to_array<Scalar>({{"pg_claim", 1, pg_claim, Strictness::takes_null}});

}  // namespace

void bind_claim(sqlite3_stmt* statement, int index, sql::ClaimSlot const& claim,
                StatementState const& state) {
    if (auto value = claim_of(claim, state)) {
        bind_value(statement, index, *value);
        sqlite3_bind_null(statement, index + 1);
    } else {
        auto fault = std::make_unique<Error>(std::move(value.error()));
        sqlite3_bind_null(statement, index);
        sqlite3_bind_pointer(statement, index + 1, fault.release(), fault_name, forget_fault);
    }
}

Result<void> register_claims(Connection const& db, StatementState& state) {
    return register_scalars(db, state, claim_functions);
}

}  // namespace backstay::engine::sqlite
