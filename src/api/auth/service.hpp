#pragma once

// GoTrue's protocol as an http::Handler: users, sessions and sign-in at /auth/v1.
//
//     Service auth(options, engine, keys, shared, observer);     one for each event loop
//
// The life of a request is answer() in service.cpp: find the route, take from its bucket, read the body, know
// who asks, call the endpoint. routes.cpp has the table; each endpoint is a function in a file of its own.
//
// https://github.com/supabase/auth

#include "api/auth/context.hpp"

namespace backstay::api::auth {

class Service : public http::Handler {
public:
    // REQUIRES: engine, shared and observer outlive the service.
    Service(Options options, engine::Engine& engine, KeySet keys, Shared& shared,
            observe::Observer& observer);

    boost::asio::awaitable<http::Response> handle(http::Request const& request) override;
    void before_poll() override { engine_.before_poll(); }

private:
    Flow<http::Response> answer(http::Request const& request);

    Options options_;
    engine::Engine& engine_;
    KeySet keys_;
    Context context_;
};

}  // namespace backstay::api::auth
