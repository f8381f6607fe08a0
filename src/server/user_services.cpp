#include "server/user_services.hpp"

#include <thread>

namespace backstay::server {
namespace {

// Without users there is nothing to keep in it.
Result<auth::Vault> vault_of(Service const& service) {
    auto const& keys = service.options.encryption_keys;
    if (!service.users) return auth::Vault::parse(auth::Vault::new_key());
    return auth::Vault::parse(keys);
}

Result<UserServices::Outboxes> open_outboxes(Service const& service, auth::Vault const& vault,
                                             engine::Database& database, observe::Observer& observer) {
    using auth::Channel;
    auto const& mail = service.options.mail;
    auto const& sms = service.options.sms;
    auto const open = [&database] { return database.open_session(); };
    UserServices::Outboxes outboxes;
    if (!service.users) return outboxes;
    if (!mail.url.empty()) {
        TRY(auto carrier, auth::mail_carrier(mail));
        outboxes.mails = auth::Outbox::start(Channel::mail, std::move(carrier), vault, open, observer);
    }
    if (!sms.url.empty()) {
        TRY(auto carrier, auth::sms_carrier(sms));
        outboxes.texts = auth::Outbox::start(Channel::sms, std::move(carrier), vault, open, observer);
    }
    return outboxes;
}

// Without users nothing is written into the audit log.
Result<std::unique_ptr<auth::AuditKeeper>> keep_audit_log(Service const& service, engine::Database& database,
                                                          observe::Observer& observer) {
    if (!service.users) return std::unique_ptr<auth::AuditKeeper>();
    TRY(auto keys, auth::AuditKeys::parse(service.options.encryption_keys));
    return auth::AuditKeeper::start(
        std::move(keys), service.users->audit_retention, [&database] { return database.open_session(); },
        observer);
}

// How many messages of each kind users may have.
void set_limits(api::auth::RateLimits& limits, api::auth::Options const& users) {
    using api::auth::Bucket;
    constexpr std::chrono::seconds hour{3600};
    limits.set(Bucket::mail, {static_cast<double>(users.mails_per_hour), hour});
    limits.set(Bucket::text, {static_cast<double>(users.texts_per_hour), hour});
    limits.set(Bucket::silence, {1, users.mail_spacing});
    limits.set(Bucket::quiet, {1, users.text_spacing});
}

// At most half of the cores hash passwords.
constexpr std::size_t hashes_waiting = 64;
constexpr std::size_t calling_threads = 2, calls_waiting = 64;
constexpr std::size_t hook_threads = 4, hooks_waiting = 64;  // each may take five seconds

std::size_t hashing_threads() { return std::max(1U, std::thread::hardware_concurrency() / 2); }

}  // namespace

Result<std::unique_ptr<UserServices>> UserServices::start(Service const& service, engine::Database& database,
                                                          observe::Observer& observer) {
    if (service.console) TRY_VOID(api::console::check_options(*service.console));
    TRY(auto templates, auth::MailTemplates::read(service.options.mail.templates));
    TRY(auto vault, vault_of(service));
    TRY(auto outboxes, open_outboxes(service, vault, database, observer));
    TRY(auto audit_keeper, keep_audit_log(service, database, observer));
    return std::make_unique<UserServices>(service, std::move(vault), std::move(outboxes),
                                          std::move(audit_keeper), std::move(templates));
}

UserServices::UserServices(Service const& service, auth::Vault vault, Outboxes outboxes,
                           std::unique_ptr<auth::AuditKeeper> audit_keeper, auth::MailTemplates templates)
    : outboxes_(std::move(outboxes)),
      audit_keeper_(std::move(audit_keeper)),
      users_{.hasher = auth::Hasher(service.users ? hashing_threads() : 0, hashes_waiting),
             .callers = auth::Workers(service.users ? calling_threads : 0, calls_waiting),
             .limits = {},
             .vault = std::move(vault),
             .hook_callers = auth::Workers(service.users ? hook_threads : 0, hooks_waiting),
             .mails = outboxes_.mails.get(),
             .texts = outboxes_.texts.get(),
             .mail_sender = service.options.mail.sender,
             .templates = std::move(templates)},
      console_{.hasher = users_.hasher} {
    set_limits(users_.limits, service.options.users);
}

}  // namespace backstay::server
