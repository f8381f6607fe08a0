#pragma once

// Every setting of the program, by module. settings.hpp says what they are called.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/auth/options.hpp"
#include "api/console/options.hpp"
#include "auth/identify.hpp"
#include "auth/mail.hpp"
#include "auth/sms.hpp"
#include "engine/postgres/options.hpp"
#include "engine/sqlite/options.hpp"
#include "http/server.hpp"
#include "observe/log.hpp"

namespace backstay::server {

struct DatabaseOptions {
    std::string url = "sqlite:data/backstay.db";
    engine::postgres::Options postgres = {};
    engine::sqlite::Options sqlite = {};
};

enum class TransactionEnd : std::uint8_t { commit, commit_allow_override, rollback, rollback_allow_override };

struct RestOptions {
    std::string path = "/rest/v1";  // where it is mounted; "" for the root
    std::vector<std::string> schemas = {"public"};
    std::vector<std::string> extra_search_path = {"public"};
    std::optional<std::int64_t> max_rows = {};
    bool aggregates = false;
    bool plan = false;
    std::string pre_request = {};
    std::string root_spec = {};
    TransactionEnd transaction_end = TransactionEnd::commit;
    std::vector<std::string> hoisted_settings = {"statement_timeout", "plan_filter.statement_cost_limit",
                                                 "default_transaction_isolation"};
    std::string openapi_mode = "follow-privileges";
    bool openapi_security = false;
    std::string openapi_proxy = {};
    std::vector<std::string> cors_origins = {};
    bool server_timing = false;
    std::size_t batch_operations = 100;
    std::string trace_header = {};
    bool minimal_errors = false;
    std::map<std::string, std::string> app_settings = {};  // what current_setting('app.settings.x') gives
};

struct MigrationOptions {
    std::string folder = "migrations";
};

struct Options {
    std::string project = ".";
    http::Options http = {};
    std::string admin_listen = {};  // the admin server of `postgrest`; empty: none
    bool insecure_http = false;     // plain HTTP on other addresses than loopback
    std::chrono::seconds drain{10};
    DatabaseOptions database = {};
    auth::Options auth = {};
    api::auth::Options users = {};
    std::optional<bool> confirm_addresses = {};  // not set: as soon as mail can be sent
    auth::MailOptions mail = {};
    std::string encryption_keys = {};  // a Vault's; made in the data folder where there are none
    api::console::Options console = {};
    auth::SmsOptions sms = {};
    RestOptions rest = {};
    MigrationOptions migrations = {};
    observe::LogOptions log = {};
};

}  // namespace backstay::server
