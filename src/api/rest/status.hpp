#pragma once

// What an Error is over HTTP: its status, which follows from its code alone, and its body.

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/response.hpp"

namespace backstay::api::rest {

// PostgREST's table. `anonymous`: the request ran as the anonymous role, so that 42501 asks for a token.
int status_of(Error const& error, bool anonymous);

// {"code":...,"details":...,"hint":...,"message":...}, with Proxy-Status, and WWW-Authenticate where the
// token is at fault. RAISE with SQLSTATE PTnnn or PGRST says status, reason and headers itself.
http::Response error_response(Error const& error, bool anonymous, bool verbose);

}  // namespace backstay::api::rest
