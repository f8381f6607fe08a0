#pragma once

// PostgREST's protocol as an http::Handler: tables and views at /NAME, functions at /rpc/NAME, the OpenAPI
// document at /, below a prefix.
//
//     Service rest(options, engine, authenticator);       one for each event loop
//     router.add("*", "/rest/v1/*", rest)
//
// The life of a request is one function, answer() in service.cpp, of named steps: identify, read the target,
// parse the query, prefer, negotiate, plan, compile, run, respond.
//
// https://docs.postgrest.org/en/v13/references/api.html

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/column_vault.hpp"
#include "auth/identify.hpp"
#include "engine/engine.hpp"
#include "http/handler.hpp"

namespace backstay::api::rest {

class KeysUnderWay;

enum class TxEnd : std::uint8_t { commit, commit_allow_override, rollback, rollback_allow_override };
enum class OpenApiMode : std::uint8_t { follow_privileges, ignore_privileges, disabled };

struct Options {
    std::string prefix = {};                        // "/rest/v1", or nothing
    std::vector<std::string> schemas = {"public"};  // the first is the default; others by Accept-Profile
    std::vector<std::string> extra_search_path = {"public"};
    std::string anon_role = "anon";
    std::optional<std::int64_t> max_rows = {};
    std::string pre_request = {};  // schema.function, as written
    bool aggregates = false;
    bool plan_enabled = false;
    TxEnd tx_end = TxEnd::commit;
    std::string root_spec = {};  // schema.function
    OpenApiMode openapi_mode = OpenApiMode::follow_privileges;
    std::string openapi_server_proxy_uri = {};
    bool openapi_security_active = false;
    bool server_timing = false;
    bool verbose_errors = true;  // false: no details and hints
    bool legacy_target_names = true;
    // Settings of functions (SET name = value) that hold for the whole transaction.
    std::vector<std::string> hoisted_settings = {"statement_timeout", "plan_filter.statement_cost_limit",
                                                 "default_transaction_isolation"};
    std::map<std::string, std::string> app_settings = {};  // "app.settings.x" -> value
    std::size_t cached_plans = 2000;
    std::string server_host = "127.0.0.1";  // for the description of the API
    std::string server_port = "3000";

    // What Backstay adds to PostgREST's protocol: validators, keys, batches, streams (docs/rest.md).
    bool additions = false;
    std::size_t batch_operations = 100;
    std::uint64_t largest_stream = 1024UL * 1024 * 1024;  // bytes of a body that is read as a stream
    std::shared_ptr<KeysUnderWay> keys = {};              // of all event loops; with additions

    // Of encrypted columns; none: they are not to be read or written.
    std::shared_ptr<backstay::auth::ColumnVault const> vault = {};

    bool hoists(std::string_view setting) const;
};

class Service : public http::Handler {
public:
    // REQUIRES: engine outlives the service; all three are used on the service's event loop alone.
    Service(Options options, engine::Engine& engine, backstay::auth::Authenticator authenticator);
    ~Service() override;

    bool try_handle(http::Request const& request, http::ResponseWriter& out) override;
    boost::asio::awaitable<http::Response> handle(http::Request const& request) override;
    std::uint64_t largest_body(http::Request const& request) override;
    void before_poll() override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace backstay::api::rest
