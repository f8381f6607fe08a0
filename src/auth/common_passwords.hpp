#pragma once

// The passwords that people take most often, which those who guess try first: the 30,000 of zxcvbn's list
// (Dan Wheeler and Dropbox, MIT licence), in lower case, exact: none is refused for looking like one.

#include <string_view>

namespace backstay::auth {

// Between commas, the commonest first.
std::string_view common_password_list();

// Upper and lower case are one: whoever guesses tries "Password1", too.
bool is_common_password(std::string_view password);

}  // namespace backstay::auth
