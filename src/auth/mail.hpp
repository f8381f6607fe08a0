#pragma once

// Mails to users: from a template to a message, into the outbox (outbox.hpp) in the transaction that decided
// on it, and by a carrier out of it.
//
//     mail.url = file:mails                    a file NNN.eml in that folder for each
//     mail.url = smtp://user:pass@host:587     by SMTP with STARTTLS, which only a local server may lack
//     mail.url = smtps://user:pass@host:465    by SMTP over TLS

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "auth/outbox.hpp"
#include "auth/vault.hpp"
#include "base/json_object.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "engine/engine.hpp"
#include "observe/event.hpp"

namespace backstay::auth {

enum class MailKind : std::uint8_t {
    confirmation,
    invite,
    magic_link,
    recovery,
    email_change,
    reauthentication,
    // notices: what has happened to the account
    password_changed,
    email_changed,
    phone_changed,
    identity_linked,
    identity_unlinked,
    factor_enrolled,
    factor_unenrolled,
};
std::string_view mail_kind_name(MailKind kind);  // "magic_link"; of notices "password_changed_notification"

struct MailTemplate {
    std::string subject;
    std::string body;  // HTML
};
// The built-in ones, or what replaces them.
class MailTemplates {
public:
    MailTemplates();
    // Reads KIND.html of the folder, where there is one; a first line `Subject: ...` is the subject.
    static Result<MailTemplates> read(std::string const& folder);
    MailTemplate const& of(MailKind kind) const { return templates_.at(kind); }

private:
    std::map<MailKind, MailTemplate> templates_;
};

// What a template may name: {{ .Email }}, {{ .Data.full_name }}.
struct MailValues {
    std::map<std::string, std::string, std::less<>> texts;
    JsonObject data;
};
enum class Escaping : std::uint8_t { none, html };
// Names that there are not become nothing.
std::string render(std::string_view text, MailValues const& values, Escaping escaping);

struct Mail {
    MailKind kind;
    std::string recipient;
    std::string subject;
    std::string html;
};
// RFC 5322 with a body in base64 (RFC 2045).
std::string mime_message(Mail const& mail, std::string_view sender, Time now);

// Into the outbox. What it says, codes and links, is sealed there.
Task<void> queue_mail(engine::OwnTransaction& transaction, Vault const& vault, Mail mail, std::string sender,
                      Time now);

struct MailOptions {
    std::string url = {};  // empty: no mail is sent
    std::string sender = "Backstay <no-reply@localhost>";
    std::string templates = {};  // a folder; empty: the built-in ones
};

// 22023 when the URL is of no kind that is known.
Result<std::unique_ptr<Carrier>> mail_carrier(MailOptions options);

}  // namespace backstay::auth
