#pragma once

// A request to another server, by libcurl: what sign-in with other providers needs. It blocks; Workers run
// it.
//
//     TRY(auto const text, fetch({.url = issuer + "/.well-known/openid-configuration"}));

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace backstay::auth {

struct FetchRequest {
    std::string url;
    std::vector<std::pair<std::string, std::string>> form = {};  // sent by POST; empty: GET
    std::string bearer = {};
    std::string user = {}, password = {};   // Basic authentication, when there is a user
    std::vector<std::string> headers = {};  // whole lines: "Client-Id: 7"
};

// The body of a 2xx answer, of 1 MB at most, within ten seconds. No redirect is followed. https alone, but
// for a server on this machine. 58000 with the reason otherwise; the body of a refusal is its detail.
Result<std::string> fetch(FetchRequest const& request);

// https, or http to this machine, where nobody listens in between.
bool is_safe_address(std::string const& url);

// application/x-www-form-urlencoded
std::string form_encoded(std::vector<std::pair<std::string, std::string>> const& fields);

}  // namespace backstay::auth
