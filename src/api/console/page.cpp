#include "api/console/page.hpp"

#include <string>

namespace backstay::api::console {
namespace {

// https://www.w3.org/TR/CSP3/, https://w3c.github.io/trusted-types/
constexpr auto policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

http::Response file(char const* type, std::string_view text) {
    return {.headers = {{"Content-Type", type}}, .body = std::string(text)};
}

}  // namespace

http::Response page() {
    auto response = file("text/html; charset=utf-8", page_text());
    response.headers.emplace_back("Content-Security-Policy", policy);
    return response;
}

http::Response script() { return file("text/javascript; charset=utf-8", script_text()); }
http::Response styles() { return file("text/css; charset=utf-8", styles_text()); }

}  // namespace backstay::api::console
