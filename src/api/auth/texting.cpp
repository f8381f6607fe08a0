#include "api/auth/texting.hpp"

#include "api/auth/hooks.hpp"
#include "api/auth/user_json.hpp"
#include "auth/audit.hpp"
#include "auth/one_time_token.hpp"
#include "auth/random.hpp"
#include "auth/sms.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

struct Kind {
    std::string_view name;
    TokenKind token;
    std::string_view sent_at;  // the column
    std::string_view action;   // for the audit log
    std::optional<Time> User::* last;
};
constexpr Kind confirmation{"confirmation", TokenKind::confirmation, "confirmation_sent_at",
                            "user_confirmation_requested", &User::confirmation_sent_at};
constexpr Kind phone_change{"phone_change", TokenKind::phone_change, "phone_change_sent_at", "user_modified",
                            &User::phone_change_sent_at};
constexpr Kind reauthentication{"reauthentication", TokenKind::reauthentication, "reauthentication_sent_at",
                                "user_reauthenticate_requested", &User::reauthentication_sent_at};

Kind const& row_of(TextKind kind) {
    switch (kind) {
        case TextKind::confirmation: return confirmation;
        case TextKind::phone_change: return phone_change;
        case TextKind::reauthentication: break;
    }
    return reauthentication;
}

std::optional<std::string> test_code(Options const& options, std::string_view phone) {
    for (auto const& entry : options.test_numbers) {
        auto const pair = split_once(entry, '=');
        if (!pair) continue;
        auto number = trim(pair->first);
        if (number.starts_with('+')) number.remove_prefix(1);
        if (number == phone) return std::string(trim(pair->second));
    }
    return std::nullopt;
}

std::unexpected<Refused> wait_for(Refusal refusal, std::int64_t seconds) {
    auto soon = refused(refusal, std::to_string(seconds));
    soon.retry_after = static_cast<int>(seconds);
    return std::unexpected(std::move(soon));
}

Answered<Nothing> take_one(Context& context, Time now) {
    if (!context.options.rate_limits) return Nothing{};
    if (auto const wait = context.shared.limits.take(Bucket::text, "", now))
        return wait_for(Refusal::over_sms_rate, *wait);
    return Nothing{};
}

}  // namespace

JsonObject message_json(std::string const& message_id) {
    JsonObject json;
    if (!message_id.empty()) json.set_text("message_id", message_id);
    return json;
}

Answered<Nothing> check_text_spacing(Context const& context, std::optional<Time> const& last, Time now) {
    if (!last) return Nothing{};
    auto const next = *last + context.options.text_spacing;
    if (next <= now) return Nothing{};
    return wait_for(Refusal::over_sms_spacing, std::chrono::ceil<std::chrono::seconds>(next - now).count());
}

Flow<Sent> send_code_to(Context& context, engine::OwnTransaction& transaction, User const& user,
                        std::string what, Addressee to, Asked& asked) {
    if (auto fixed = test_code(context.options, to.phone))
        co_return Sent{.code = *std::move(fixed), .message_id = "test-otp"};
    bool const by_hook = has_hook(context, HookPoint::send_sms);
    if (context.shared.texts == nullptr && !by_hook) co_return refuse(Refusal::sending_sms, what);
    if (asked.once("text")) CO_TRY_VOID(take_one(context, asked.now));
    auto code = asked.pin("code to " + to.phone, [&] { return random_digits(context.options.code_digits); });
    if (by_hook) {
        JsonObject sms, payload;
        sms.set_text("otp", code).set_text("sms_type", what == "mfa" ? "mfa" : "sms");
        sms.set_text("phone", to.phone);
        payload.set_object("user", user_json(user)).set_object("sms", sms);
        CO_TRY_VOID(co_await ask_hook(context, transaction, asked, {HookPoint::send_sms, payload, to.phone}));
        co_return Sent{.code = std::move(code), .message_id = {}};
    }
    MailValues values;
    values.texts = {{"Code", code}};
    Text text{.kind = std::move(what),
              .phone = std::move(to.phone),
              .channel = to.channel.empty() ? "sms" : std::move(to.channel),
              .message = render(context.options.text, values, Escaping::none),
              .void_at = asked.now + context.options.text_life};
    CO_TRY_VOID(co_await queue_text(transaction, context.shared.vault, std::move(text), asked.now));
    asked.texted = true;
    co_return Sent{.code = std::move(code), .message_id = {}};
}

Flow<std::string> send_text(Context& context, engine::OwnTransaction& transaction, User const& user,
                            TextKind kind, Addressee to, Asked& asked) {
    auto const& row = row_of(kind);
    CO_TRY_VOID(check_text_spacing(context, user.*row.last, asked.now));
    auto const phone = to.phone;
    CO_TRY(auto sent,
           co_await send_code_to(context, transaction, user, std::string(row.name), std::move(to), asked));
    CO_TRY_VOID(co_await keep_token(transaction, row.token, user.id,
                                    token_hash(context.secret(), phone, sent.code), phone, asked.now));
    UserChange change;
    change.set(row.sent_at, asked.now);
    if (kind == TextKind::phone_change) change.set("phone_change", phone);
    CO_TRY_VOID(co_await update_user(transaction, user.id, asked.now, std::move(change)));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of(std::string(row.action), user, asked.request.remote_address), asked.now));
    co_return std::move(sent.message_id);
}

Flow<Nothing> send_no_text(Context& context, engine::OwnTransaction& transaction, std::string action,
                           std::string phone, Asked const& asked) {
    if (auto const wait = context.shared.limits.take(Bucket::quiet, action + " " + phone, asked.now))
        co_return wait_for(Refusal::over_sms_spacing, *wait);
    CO_TRY_VOID(take_one(context, asked.now));
    AuditEvent event{.action = std::move(action), .actor_id = {}, .actor_username = std::move(phone)};
    event.address = asked.request.remote_address;
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    co_return Nothing{};
}

}  // namespace backstay::api::auth
