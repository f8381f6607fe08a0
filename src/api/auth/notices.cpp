#include "api/auth/notices.hpp"

#include <algorithm>
#include <array>

#include "api/auth/hooks.hpp"
#include "api/auth/user_json.hpp"

namespace backstay::api::auth {
namespace {

struct Kind {
    MailKind kind;
    std::string_view name;  // in auth.notices
};
constexpr std::array kinds{
    Kind{MailKind::password_changed, "password_changed"},
    Kind{MailKind::email_changed, "email_changed"},
    Kind{MailKind::phone_changed, "phone_changed"},
    Kind{MailKind::identity_linked, "identity_linked"},
    Kind{MailKind::identity_unlinked, "identity_unlinked"},
    Kind{MailKind::factor_enrolled, "factor_enrolled"},
    Kind{MailKind::factor_unenrolled, "factor_unenrolled"},
};

bool is_wanted(Options const& options, MailKind kind) {
    auto const* const found = std::ranges::find(kinds, kind, &Kind::kind);
    return found != kinds.end() && std::ranges::find(options.notices, found->name) != options.notices.end();
}

// What has happened stands, whatever the hook says: only that it has to be asked is passed on.
Flow<Nothing> tell_hook(Context& context, engine::OwnTransaction& transaction, User const& user,
                        Notice const& notice, Asked& asked) {
    auto const action = std::string(mail_kind_name(notice.kind));
    JsonObject data, payload;
    data.set_text("token", "").set_text("token_hash", "").set_text("redirect_to", "");
    data.set_text("email_action_type", action).set_text("site_url", context.options.site_url);
    data.set_text("token_new", "").set_text("token_hash_new", "");
    data.set_text("old_email", notice.old_email).set_text("old_phone", notice.old_phone);
    data.set_text("provider", notice.provider).set_text("factor_type", notice.factor_type);
    payload.set_object("user", user_json(user)).set_object("email_data", data);
    auto const told =
        co_await ask_hook(context, transaction, asked, {HookPoint::send_email, payload, action});
    if (told) co_return Nothing{};
    if (told.error().pending || told.error().cause) co_return std::unexpected(told.error());
    context.observer.on(observe::Failed{.doing = "sending a notice by the hook send_email",
                                        .message = told.error().message,
                                        .request_id = asked.request.request_id});
    co_return Nothing{};
}

}  // namespace

bool is_notice(std::string_view name) { return std::ranges::find(kinds, name, &Kind::name) != kinds.end(); }

Flow<Nothing> send_notice(Context& context, engine::OwnTransaction& transaction, User const& user,
                          Notice notice, Asked& asked) {
    auto const recipient = notice.recipient.empty() ? user.email : notice.recipient;
    if (recipient.empty() || !is_wanted(context.options, notice.kind)) co_return Nothing{};
    if (has_hook(context, HookPoint::send_email))
        co_return co_await tell_hook(context, transaction, user, notice, asked);
    if (context.shared.mails == nullptr) co_return Nothing{};
    MailValues values;
    values.data = user.user_metadata;
    values.texts = {
        {"SiteURL", context.options.site_url}, {"Email", user.email},   {"OldEmail", notice.old_email},
        {"OldPhone", notice.old_phone},        {"Phone", notice.phone}, {"Provider", notice.provider},
        {"FactorType", notice.factor_type},    {"SendingTo", recipient}};
    auto const& text = context.shared.templates.of(notice.kind);
    Mail mail{.kind = notice.kind,
              .recipient = recipient,
              .subject = render(text.subject, values, Escaping::none),
              .html = render(text.body, values, Escaping::html)};
    CO_TRY_VOID(co_await queue_mail(transaction, context.shared.vault, std::move(mail),
                                    context.shared.mail_sender, asked.now));
    asked.mailed = true;
    co_return Nothing{};
}

}  // namespace backstay::api::auth
