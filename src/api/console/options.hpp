#pragma once

// What the operator decides about the console; server/setting_list.cpp has the names and texts.

#include <string>
#include <vector>

namespace backstay::api::console {

struct Options {
    bool enabled = true;
    std::string listen = {};  // an address of its own; empty: that of the API
    std::vector<std::string> networks = {"127.0.0.0/8", "::1"};  // whose requests are answered
    std::string mail_folder = {};  // where mail.url = file:... keeps mails; empty: there is no mailbox
};

}  // namespace backstay::api::console
