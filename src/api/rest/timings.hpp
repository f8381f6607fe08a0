#pragma once

// How long the steps of a request took, as the Server-Timing field says it (W3C Server Timing).
//
//     Server-Timing: jwt;dur=0.2, parse;dur=0.1, plan;dur=0.5, transaction;dur=3.1, response;dur=0.1

#include <chrono>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace backstay::api::rest {

class Timings {
public:
    explicit Timings(bool wanted) : wanted_(wanted) {
        if (wanted_) last_ = Clock::now();
    }

    // What has been done since the last lap was that step.
    void lap(std::string_view step);
    // The response with the field, the rest being its making.
    http::Response tell(http::Response response);

private:
    using Clock = std::chrono::steady_clock;

    bool wanted_;
    Clock::time_point last_ = {};
    std::string text_;
};

}  // namespace backstay::api::rest
