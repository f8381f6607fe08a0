#pragma once

// The console's page: web/console/, which the build puts into the program. It asks nobody else for anything,
// runs no script but its own, and makes elements by name and text alone; its Content-Security-Policy sees to
// it.

#include <string_view>

#include "http/response.hpp"

namespace backstay::api::console {

http::Response page();
http::Response script();
http::Response styles();

std::string_view page_text();  // these three are put in by the build
std::string_view script_text();
std::string_view styles_text();

}  // namespace backstay::api::console
