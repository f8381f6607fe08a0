#include "api/rest/timings.hpp"

#include <array>
#include <charconv>

namespace backstay::api::rest {

void Timings::lap(std::string_view step) {
    if (!wanted_) return;
    auto const now = Clock::now();
    auto const taken = std::chrono::duration<double, std::milli>(now - last_).count();
    std::array<char, 32> digits{};
    auto const end =
        std::to_chars(digits.data(), digits.data() + digits.size(), taken, std::chars_format::fixed, 1).ptr;
    if (!text_.empty()) text_ += ", ";
    text_ += step;
    text_ += ";dur=";
    text_.append(digits.data(), end);
    last_ = now;
}

http::Response Timings::tell(http::Response response) {
    if (!wanted_) return response;
    lap("response");
    response.headers.emplace_back("Server-Timing", text_);
    return response;
}

}  // namespace backstay::api::rest
