#pragma once

// The table of endpoints.

#include <span>

#include "api/auth/context.hpp"

namespace backstay::api::auth {

enum class Guard : std::uint8_t {
    open,   // anyone
    user,   // a user's access token
    admin,  // a service role's
};
enum class Reads : std::uint8_t {
    nothing,
    body,
    body_or_nothing  // an empty body is {}
};

struct Route {
    std::string_view method;
    std::string_view path;  // below the prefix; {} stands for one segment
    Guard guard;
    Reads reads;
    Bucket bucket;  // of calls from one address
    Flow<http::Response> (*endpoint)(Context&, Asked&);
};

std::span<Route const> routes();

}  // namespace backstay::api::auth
