#include "api/rest/reference_page.hpp"

#include <string>

namespace backstay::api::rest {
namespace {

constexpr std::string_view page = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference</title>
<style>body { margin: 0; }</style>
</head>
<body>
<redoc spec-url="/openapi.json" hide-loading disable-google-font></redoc>
<script src="/docs/redoc.js"></script>
</body>
</html>
)";

// Redoc makes its styles while it runs, and searches in a worker that it makes of a blob.
constexpr auto policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

http::Response reference_page() {
    return {.headers = {{"Content-Type", "text/html; charset=utf-8"},
                        {"Content-Security-Policy", policy},
                        {"Cache-Control", "no-cache"}},
            .body = std::string(page)};
}

http::Response reference_script() {
    return {.headers = {{"Content-Type", "text/javascript; charset=utf-8"},
                        {"Cache-Control", "public, max-age=86400"}},
            .body = std::string(redoc_script())};
}

}  // namespace backstay::api::rest
