#pragma once

// What users and the console need beside the requests that are answered: threads that hash and call, outboxes
// that send, and the keeper of the audit log. All of it idles where there are no users.

#include <memory>

#include "api/auth/service.hpp"
#include "api/console/service.hpp"
#include "auth/audit_keeper.hpp"
#include "server/service.hpp"

namespace backstay::server {

class UserServices {
public:
    // REQUIRES: the database and the observer outlive them.
    static Result<std::unique_ptr<UserServices>> start(Service const& service, engine::Database& database,
                                                       observe::Observer& observer);

    struct Outboxes {
        std::unique_ptr<auth::Outbox> mails, texts;  // nothing where none can be sent
    };
    UserServices(Service const& service, auth::Vault vault, Outboxes outboxes,
                 std::unique_ptr<auth::AuditKeeper> audit_keeper, auth::MailTemplates templates);

    api::auth::Shared& users() { return users_; }
    api::console::Shared& console() { return console_; }

private:
    Outboxes outboxes_;
    std::unique_ptr<auth::AuditKeeper> audit_keeper_;
    api::auth::Shared users_;
    api::console::Shared console_;
};

}  // namespace backstay::server
