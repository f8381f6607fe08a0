#pragma once

// The console at /admin: a page, and below /admin/api what it asks for, under an administrator's session.
//
//     Service console(options, engine, shared, observer);     one for each event loop
//
// answer() in service.cpp is the life of a request: is its network allowed, which route, whose session, does
// a change come from our own page. A session is a cookie (HttpOnly, SameSite=Strict, Secure over TLS); what
// changes something brings the session's token in X-CSRF-Token, and no other site can make a request with
// that header.

#include "api/console/context.hpp"
#include "http/client_address.hpp"
#include "http/handler.hpp"

namespace backstay::api::console {

class Service : public http::Handler {
public:
    // REQUIRES: engine, shared and observer outlive the service.
    Service(Options options, engine::Engine& engine, Shared& shared, observe::Observer& observer);

    boost::asio::awaitable<http::Response> handle(http::Request const& request) override;
    void before_poll() override { engine_.before_poll(); }

private:
    Task<http::Response> answer(http::Request const& request);
    Task<std::optional<auth::ConsoleSession>> session_of(Asked const& asked);
    bool is_allowed(std::string_view address) const;

    Options options_;
    std::vector<http::Network> networks_;
    engine::Engine& engine_;
    Context context_;
};

// An error when one of options.networks is none.
Result<void> check_options(Options const& options);

}  // namespace backstay::api::console
