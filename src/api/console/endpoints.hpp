#pragma once

// The endpoints of the console's page, each in the file of its subject; service.cpp has the table of their
// routes.

#include "api/console/context.hpp"

namespace backstay::api::console {

Task<http::Response> sign_in(Context& context, Asked& asked);  // sign_in.cpp
Task<http::Response> who_am_i(Context& context, Asked& asked);
Task<http::Response> sign_out(Context& context, Asked& asked);
Task<http::Response> list_users(Context& context, Asked& asked);     // users.cpp
Task<http::Response> list_sessions(Context& context, Asked& asked);  // sessions.cpp
Task<http::Response> end_session(Context& context, Asked& asked);
Task<http::Response> list_audit(Context& context, Asked& asked);  // audit.cpp
Task<http::Response> list_mails(Context& context, Asked& asked);  // mail.cpp
Task<http::Response> show_mail(Context& context, Asked& asked);

// Cookie: backstay_console=...; over TLS it is called __Secure-backstay_console, which browsers take over TLS
// alone.
std::string session_token(http::Request const& request);

}  // namespace backstay::api::console
