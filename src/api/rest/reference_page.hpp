#pragma once

// The reference at /docs: a page that shows /openapi.json by Redoc (https://github.com/Redocly/redoc), which
// is part of the program. The page asks nobody else for anything; its Content-Security-Policy sees to it.

#include <string_view>

#include "http/response.hpp"

namespace backstay::api::rest {

http::Response reference_page();    // /docs
http::Response reference_script();  // /docs/redoc.js

std::string_view redoc_script();  // the package's bundle, put in by the build

}  // namespace backstay::api::rest
