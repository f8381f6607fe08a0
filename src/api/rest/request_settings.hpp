#pragma once

// What current_setting() gives of a request: request.method, request.path, request.headers and
// request.cookies (JSON objects, the names of headers in lower case).
//
// https://docs.postgrest.org/en/v13/references/transactions.html#request-headers-cookies-and-jwt-claims

#include "engine/engine.hpp"
#include "http/request.hpp"

namespace backstay::api::rest {

// REQUIRES: the request lives as long as it.
class RequestSettings final : public engine::SettingSource {
public:
    explicit RequestSettings(http::Request const& request) : request_(request) {}

    std::optional<std::string> setting(std::string_view name) const override;
    // All of them, for engines that have to be told before they ask.
    void add_to(Principal& principal) const;

private:
    http::Request const& request_;
};

}  // namespace backstay::api::rest
