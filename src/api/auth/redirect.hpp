#pragma once

// Where a link or a sign-in may lead: the first candidate that is allowed, else the site's URL.
//
//     site_url = "https://shop.example"         every path of that origin
//     redirect_urls = ["http://localhost:3000/**", "https://*.shop.example/auth", "com.shop://login"]
//
// `*` is any run without . and /, `**` any run, `?` one character that is neither, [a-z] and {a,b} as in
// shells, \ before a character that is meant itself.

#include "api/auth/context.hpp"

namespace backstay::api::auth {

bool is_allowed_redirect(Options const& options, std::string_view url);
bool matches_glob(std::string_view pattern, std::string_view text);

// From the header redirect_to, the query, or Referer.
std::string redirect_target(Context const& context, Asked const& asked);

// error=...&error_code=...&error_description=..., for a redirect.
std::string error_parameters(Refused const& refused);

// `parameters` before the fragment, after those that the URL has already.
std::string with_query(std::string url, std::string_view parameters);
std::string with_fragment(std::string url, std::string_view fragment);

}  // namespace backstay::api::auth
