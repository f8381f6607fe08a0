#include "api/auth/mailing.hpp"

#include "api/auth/grant.hpp"
#include "api/auth/hooks.hpp"
#include "api/auth/redirect.hpp"
#include "api/auth/user_json.hpp"
#include "auth/audit.hpp"
#include "auth/flow_state.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

// What differs between the kinds of a code that one mail carries.
struct Kind {
    MailKind mail;
    std::string_view type;
    TokenKind token;
    std::string_view sent_at;  // the column
    std::string_view method;   // of the PKCE flow
    std::string_view action;   // for the audit log
    Refusal failed;
};
constexpr Kind confirmation{MailKind::confirmation,       "signup",       TokenKind::confirmation,
                            "confirmation_sent_at",       "email/signup", "user_confirmation_requested",
                            Refusal::sending_confirmation};
constexpr Kind invitation{MailKind::invite, "invite",       TokenKind::confirmation, "invited_at",
                          "invite",         "user_invited", Refusal::sending_invite};
constexpr Kind magic_link_kind{MailKind::magic_link,       "magiclink", TokenKind::recovery,
                               "recovery_sent_at",         "magiclink", "user_recovery_requested",
                               Refusal::sending_magic_link};
constexpr Kind recovery{MailKind::recovery,       "recovery", TokenKind::recovery,
                        "recovery_sent_at",       "recovery", "user_recovery_requested",
                        Refusal::sending_recovery};
constexpr Kind reauthentication{MailKind::reauthentication,
                                "reauthentication",
                                TokenKind::reauthentication,
                                "reauthentication_sent_at",
                                "",
                                "user_reauthenticate_requested",
                                Refusal::sending_reauthentication};

Task<void> begin_flow(engine::OwnTransaction& transaction, std::string user_id, Challenge challenge,
                      std::string method, Time now) {
    if (!challenge.given()) co_return Result<void>();
    FlowState flow{.id = new_uuid(), .user_id = std::move(user_id), .auth_code = new_uuid()};
    flow.challenge = std::move(challenge.challenge);
    flow.method = std::move(challenge.method);
    flow.authentication_method = std::move(method);
    co_return co_await keep_flow(transaction, std::move(flow), now);
}

Flow<Nothing> send(Context& context, engine::OwnTransaction& transaction, User const& user, Kind const& kind,
                   std::optional<Time> last, Challenge challenge, Asked& asked) {
    CO_TRY_VOID(check_mail_rate(context, last, asked));
    auto const code = new_code(context, user.email, challenge, asked);
    CO_TRY_VOID(co_await keep_token(transaction, kind.token, user.id, code.hash, user.email, asked.now));
    CO_TRY_VOID(
        co_await update_user(transaction, user.id, asked.now, UserChange().set(kind.sent_at, asked.now)));
    CO_TRY_VOID(
        co_await begin_flow(transaction, user.id, std::move(challenge), std::string(kind.method), asked.now));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of(std::string(kind.action), user, asked.request.remote_address), asked.now));
    Letter letter{kind.mail, std::string(kind.type), user.email, redirect_target(context, asked)};
    co_return co_await send_letter(context, transaction, user, std::move(letter), code, asked);
}

std::string link_target(std::string_view redirect_to) {
    if (redirect_to.find_first_of("&=#") == std::string_view::npos) return std::string(redirect_to);
    return url_encoded(redirect_to);
}

Code code_of(Context const& context, std::string digits, std::string_view address,
             Challenge const& challenge) {
    auto hash = (challenge.given() ? "pkce_" : "") + token_hash(context.secret(), address, digits);
    return {std::move(digits), std::move(hash)};
}

}  // namespace

Code new_code(Context const& context, std::string_view address, Challenge const& challenge) {
    return code_of(context, random_digits(context.options.code_digits), address, challenge);
}

Code new_code(Context const& context, std::string const& address, Challenge const& challenge, Asked& asked) {
    auto digits = asked.pin("code to " + address, [&] { return random_digits(context.options.code_digits); });
    return code_of(context, std::move(digits), address, challenge);
}

std::string action_link(Options const& options, std::string_view hash, std::string_view type,
                        std::string_view redirect_to) {
    return options.external_url + "/verify?token=" + std::string(hash) + "&type=" + std::string(type) +
           "&redirect_to=" + link_target(redirect_to);
}

static std::unexpected<Refused> too_soon(std::int64_t wait) {
    auto soon = refused(Refusal::over_email_spacing, std::to_string(wait));
    soon.retry_after = static_cast<int>(wait);
    return std::unexpected(std::move(soon));
}

Answered<Nothing> check_mail_rate(Context& context, std::optional<Time> const& last, Asked& asked) {
    auto const now = asked.now;
    if (last) {
        auto const next = *last + context.options.mail_spacing;
        if (next > now) return too_soon(std::chrono::ceil<std::chrono::seconds>(next - now).count());
    }
    if (!context.options.rate_limits || !asked.once("mail")) return Nothing{};
    if (auto const wait = context.shared.limits.take(Bucket::mail, "", now)) {
        auto many = refused(Refusal::over_email_rate);
        many.retry_after = wait;
        return std::unexpected(std::move(many));
    }
    return Nothing{};
}

Flow<Nothing> send_nothing(Context& context, engine::OwnTransaction& transaction, std::string action,
                           std::string email, Asked& asked) {
    if (auto const wait = context.shared.limits.take(Bucket::silence, action + " " + email, asked.now))
        co_return too_soon(*wait);
    CO_TRY_VOID(check_mail_rate(context, std::nullopt, asked));
    AuditEvent event{.action = std::move(action), .actor_id = {}, .actor_username = std::move(email)};
    event.address = asked.request.remote_address;
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    co_return Nothing{};
}

namespace {

struct Codes {
    Code first;   // to the address that the letter names
    Code second;  // to the present one, where an address changes and both have to agree
};

// The names are GoTrue's: token and token_hash_new are one pair, token_new and token_hash the other.
Flow<Nothing> mail_by_hook(Context& context, engine::OwnTransaction& transaction, User const& user,
                           Letter const& letter, Codes const& codes, Asked& asked) {
    bool const both = !codes.second.digits.empty();
    JsonObject data, payload;
    data.set_text("token", both ? codes.second.digits : codes.first.digits);
    data.set_text("token_hash", codes.first.hash).set_text("redirect_to", letter.redirect_to);
    data.set_text("email_action_type", letter.type).set_text("site_url", context.options.site_url);
    data.set_text("token_new", both ? codes.first.digits : "");
    data.set_text("token_hash_new", codes.second.hash);
    data.set_text("old_email", "").set_text("old_phone", "").set_text("provider", "");
    data.set_text("factor_type", "");
    payload.set_object("user", user_json(user)).set_object("email_data", data);
    CO_TRY_VOID(co_await ask_hook(context, transaction, asked,
                                  {HookPoint::send_email, payload, letter.type + " " + letter.recipient}));
    co_return Nothing{};
}

}  // namespace

Flow<Nothing> send_letter(Context& context, engine::OwnTransaction& transaction, User const& user,
                          Letter letter, Code code, Asked& asked) {
    if (has_hook(context, HookPoint::send_email))
        co_return co_await mail_by_hook(context, transaction, user, letter, {code, {}}, asked);
    if (context.shared.mails == nullptr) co_return Nothing{};
    MailValues values;
    values.data = user.user_metadata;
    values.texts = {
        {"SiteURL", context.options.site_url},
        {"ConfirmationURL", action_link(context.options, code.hash, letter.type, letter.redirect_to)},
        {"Email", user.email},
        {"Token", code.digits},
        {"TokenHash", code.hash},
        {"RedirectTo", letter.redirect_to},
        {"NewEmail", user.email_change},
        {"SendingTo", letter.recipient}};
    auto const& text = context.shared.templates.of(letter.kind);
    Mail mail{.kind = letter.kind,
              .recipient = letter.recipient,
              .subject = render(text.subject, values, Escaping::none),
              .html = render(text.body, values, Escaping::html)};
    CO_TRY_VOID(co_await queue_mail(transaction, context.shared.vault, std::move(mail),
                                    context.shared.mail_sender, asked.now));
    asked.mailed = true;
    co_return Nothing{};
}

Flow<Nothing> send_confirmation(Context& context, engine::OwnTransaction& transaction, User const& user,
                                Challenge challenge, Asked& asked) {
    return send(context, transaction, user, confirmation, user.confirmation_sent_at, std::move(challenge),
                asked);
}

// Invitations may follow each other at once.
Flow<Nothing> send_invitation(Context& context, engine::OwnTransaction& transaction, User const& user,
                              Asked& asked) {
    CO_TRY_VOID(co_await update_user(transaction, user.id, asked.now,
                                     UserChange().set("confirmation_sent_at", asked.now)));
    co_return co_await send(context, transaction, user, invitation, std::nullopt, {}, asked);
}

Flow<Nothing> send_magic_link(Context& context, engine::OwnTransaction& transaction, User const& user,
                              Challenge challenge, Asked& asked) {
    return send(context, transaction, user, magic_link_kind, user.recovery_sent_at, std::move(challenge),
                asked);
}

Flow<Nothing> send_recovery(Context& context, engine::OwnTransaction& transaction, User const& user,
                            Challenge challenge, Asked& asked) {
    return send(context, transaction, user, recovery, user.recovery_sent_at, std::move(challenge), asked);
}

Flow<Nothing> send_reauthentication(Context& context, engine::OwnTransaction& transaction, User const& user,
                                    Asked& asked) {
    return send(context, transaction, user, reauthentication, user.reauthentication_sent_at, {}, asked);
}

Flow<Nothing> send_email_change(Context& context, engine::OwnTransaction& transaction, User const& user,
                                std::string new_email, Challenge challenge, Asked& asked) {
    CO_TRY_VOID(check_mail_rate(context, user.email_change_sent_at, asked));
    auto changing = user;
    changing.email_change = new_email;
    UserChange change;
    change.set("email_change", new_email).set("email_change_sent_at", asked.now);
    change.set("email_change_confirm_status", std::string("0"));
    CO_TRY_VOID(co_await update_user(transaction, user.id, asked.now, std::move(change)));
    CO_TRY_VOID(co_await begin_flow(transaction, user.id, challenge, "email_change", asked.now));
    auto const redirect_to = redirect_target(context, asked);
    auto const to_new = new_code(context, new_email, challenge, asked);
    CO_TRY_VOID(co_await keep_token(transaction, TokenKind::email_change_new, user.id, to_new.hash, new_email,
                                    asked.now));
    Letter const letter{MailKind::email_change, "email_change", new_email, redirect_to};
    bool const both = context.options.secure_email_change && !user.email.empty();
    bool const by_hook = has_hook(context, HookPoint::send_email);
    if (!both || !by_hook)
        CO_TRY_VOID(co_await send_letter(context, transaction, changing, letter, to_new, asked));
    if (!both) co_return Nothing{};
    auto const to_present = new_code(context, user.email, challenge, asked);
    CO_TRY_VOID(co_await keep_token(transaction, TokenKind::email_change_current, user.id, to_present.hash,
                                    user.email, asked.now));
    if (by_hook)
        co_return co_await mail_by_hook(context, transaction, changing, letter, {to_new, to_present}, asked);
    co_return co_await send_letter(context, transaction, changing,
                                   {MailKind::email_change, "email_change", user.email, redirect_to},
                                   to_present, asked);
}

}  // namespace backstay::api::auth
