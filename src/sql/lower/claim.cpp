// Who asks, as auth.uid() and policies learn it from the claims: found once for a statement, without a jsonb
// of them all.

#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

bool is_text(Type type) {
    return !type.array && (type.base == BaseType::text || type.base == BaseType::varchar);
}

std::string const* constant_text(typed::Expression const& e) {
    auto const* const constant = std::get_if<typed::Constant>(&e.node);
    return constant == nullptr || constant->null ? nullptr : &constant->text;
}

// 'a.b' of nullif(current_setting('a.b', true), '').
std::string const* setting_if_any(typed::Expression const& e) {
    auto const* const filled = std::get_if<typed::NullIf>(&e.node);
    if (filled == nullptr) return nullptr;
    auto const* const setting = std::get_if<typed::SettingValue>(&filled->left->node);
    auto const* const nothing = constant_text(*filled->right);
    bool const asked = setting != nullptr && setting->missing_ok && nothing != nullptr && nothing->empty();
    return asked ? &setting->name : nullptr;
}

}  // namespace

typed::Expression const* text_with_field(typed::OperatorCall const& call) {
    auto const& value = call.args.front();
    auto const* const cast = std::get_if<typed::CastCall>(&value.node);
    bool const asked = cast != nullptr && call.op->sqlite == "pg_jsonb_field_text" &&
                       value.type.base == BaseType::jsonb && !value.type.array && cast->cast == nullptr &&
                       !cast->element && is_text(cast->arg->type);
    return asked ? &*cast->arg : nullptr;
}

std::optional<ClaimSlot> claim(State const& state, typed::Expression const& e) {
    auto const* const call = std::get_if<typed::OperatorCall>(&e.node);
    if (call == nullptr || state.definition) return std::nullopt;
    auto const* const text = text_with_field(*call);
    auto const* const setting = text == nullptr ? nullptr : setting_if_any(*text);
    auto const* const member = constant_text(call->args.back());
    if (setting == nullptr || member == nullptr) return std::nullopt;
    return ClaimSlot{.setting = to_lower(*setting), .member = *member};
}

std::optional<ClaimSlot> claim(State const& state, typed::CastCall const& call, Type type) {
    if (type.base != BaseType::uuid || type.array || call.cast != nullptr) return std::nullopt;
    auto found = claim(state, *call.arg);
    if (found) found->type = BaseType::uuid;
    return found;
}

std::string claim_value(State& state, ClaimSlot claim) {
    auto const value = state.slot(claim), fault = state.slot(ClaimFaultSlot{std::move(claim)});
    return "coalesce(" + value + ", pg_claim(" + fault + "))";
}

}  // namespace backstay::sql::lowering
