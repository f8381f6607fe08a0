#include "api/auth/user_json.hpp"

namespace backstay::api::auth {
namespace {

void set_time(JsonObject& object, std::string_view name, std::optional<Time> const& time) {
    if (time) object.set_text(name, to_rfc3339(*time));
}

void set_if(JsonObject& object, std::string_view name, std::string const& text) {
    if (!text.empty()) object.set_text(name, text);
}

template <class T, class ToJson>
std::string list_json(std::vector<T> const& items, ToJson to_json) {
    std::string json = "[";
    for (auto const& item : items) json += (json.size() > 1 ? "," : "") + to_json(item).to_string();
    return json + "]";
}

}  // namespace

static JsonObject identity_json(std::string const& user_id, Identity const& identity) {
    JsonObject json;
    json.set_text("identity_id", identity.id).set_text("id", identity.provider_id);
    json.set_text("user_id", user_id).set_object("identity_data", identity.data);
    json.set_text("provider", identity.provider);
    set_time(json, "last_sign_in_at", identity.last_sign_in_at);
    set_time(json, "created_at", identity.created_at);
    set_time(json, "updated_at", identity.updated_at);
    if (identity.email) json.set_text("email", *identity.email);
    return json;
}

JsonObject factor_json(Factor const& factor) {
    JsonObject json;
    json.set_text("id", factor.id);
    set_time(json, "created_at", factor.created_at);
    set_time(json, "updated_at", factor.updated_at);
    json.set_text("status", factor.status);
    set_if(json, "friendly_name", factor.friendly_name);
    json.set_text("factor_type", factor.type).set_text("phone", factor.phone);
    if (factor.last_challenged_at)
        set_time(json, "last_challenged_at", factor.last_challenged_at);
    else
        json.set_json("last_challenged_at", "null");
    return json;
}

JsonObject user_json(User const& user, Identities identities) {
    JsonObject json;
    json.set_text("id", user.id).set_text("aud", user.aud).set_text("role", user.role);
    json.set_text("email", user.email);
    set_time(json, "email_confirmed_at", user.email_confirmed_at);
    set_time(json, "invited_at", user.invited_at);
    json.set_text("phone", user.phone);
    set_time(json, "phone_confirmed_at", user.phone_confirmed_at);
    set_time(json, "confirmation_sent_at", user.confirmation_sent_at);
    set_time(json, "confirmed_at", user.confirmed_at);
    set_time(json, "recovery_sent_at", user.recovery_sent_at);
    set_if(json, "new_email", user.email_change);
    set_time(json, "email_change_sent_at", user.email_change_sent_at);
    set_if(json, "new_phone", user.phone_change);
    set_time(json, "phone_change_sent_at", user.phone_change_sent_at);
    set_time(json, "reauthentication_sent_at", user.reauthentication_sent_at);
    set_time(json, "last_sign_in_at", user.last_sign_in_at);
    json.set_object("app_metadata", user.app_metadata);
    json.set_object("user_metadata", user.user_metadata);
    if (!user.factors.empty()) json.set_json("factors", list_json(user.factors, factor_json));
    auto const one = [&](Identity const& identity) { return identity_json(user.id, identity); };
    json.set_json("identities",
                  identities == Identities::null ? std::string("null") : list_json(user.identities, one));
    set_time(json, "created_at", user.created_at);
    set_time(json, "updated_at", user.updated_at);
    set_time(json, "banned_until", user.banned_until);
    set_time(json, "deleted_at", user.deleted_at);
    json.set_boolean("is_anonymous", user.is_anonymous);
    return json;
}

}  // namespace backstay::api::auth
