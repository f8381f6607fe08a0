#pragma once

// Mails to users: from a template to a message, into the outbox in the transaction that decided on it, and
// out of it by a thread of its own, so that none is lost when the program ends in between and no sign-in
// waits for a mail server.
//
//     mail.url = file:mails                    a file NNN.eml in that folder for each
//     mail.url = smtp://user:pass@host:587     by SMTP with STARTTLS, which only a local server may lack
//     mail.url = smtps://user:pass@host:465    by SMTP over TLS
//
// A mail that cannot be handed over is tried again after 10 s, 20 s, 40 s, ... for eight times, and then kept
// in the outbox with the reason (backstay.mails, failed_at).

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

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
};
std::string_view mail_kind_name(MailKind kind);  // "magic_link"

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
// A message of the outbox: text and place in the table.
std::string mail_place(std::string_view id);

struct MailOptions {
    std::string url = {};  // empty: no mail is sent
    std::string sender = "Backstay <no-reply@localhost>";
    std::string templates = {};  // a folder; empty: the built-in ones
};

// Empties the outbox.
class MailSender {
public:
    using OpenSession = std::function<Result<std::unique_ptr<engine::Session>>()>;

    // 22023 when the URL is of no kind that is known.
    static Result<std::unique_ptr<MailSender>> start(MailOptions options, Vault vault, OpenSession open,
                                                     observe::Observer& observer);
    ~MailSender();
    MailSender(MailSender const&) = delete;
    MailSender& operator=(MailSender const&) = delete;

    std::string const& sender() const { return options_.sender; }
    // There is something in the outbox.
    void notify();

private:
    MailSender(MailOptions options, Vault vault, OpenSession open, observe::Observer& observer);
    void loop(std::stop_token const& stop);
    Result<bool> send_some(std::unique_ptr<engine::Session>& session);
    Result<void> hand_over(std::string const& id, std::string const& recipient, std::string const& sealed);

    MailOptions const options_;
    Vault const vault_;
    OpenSession const open_;
    observe::Observer& observer_;
    std::mutex mutex_;
    std::condition_variable_any ready_;
    bool notified_ = true;  // guarded by mutex_; what an earlier run has left is looked for at once
    std::jthread thread_;   // last: it is joined before the rest goes
};

}  // namespace backstay::auth
