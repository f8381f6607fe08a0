#pragma once

// Settings as texts for people: the file that `backstay init` writes, and values fit to be shown.

#include <string>

#include "server/settings.hpp"

namespace backstay::server {

// backstay.toml with every setting in it, commented out, with what it is for and its default.
std::string settings_template();

// The value in effect, with no secret in it: "********", postgres://me:********@host/shop.
std::string shown_value(Setting const& setting, Options const& options);

// The URL, or libpq's key = value form, with ******** for its password.
std::string without_password(std::string const& url);

// As the file has it: "text" in quotes, ["a", "b"], 10, true.
std::string toml_value(Setting const& setting, std::string const& value);

}  // namespace backstay::server
