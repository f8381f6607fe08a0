#pragma once

// The mails that mail.url = file:FOLDER has kept, read back for the console of a project under development.
//
//     TRY(auto const mails, list_mails("mails", 50));      newest first, without their texts
//     TRY(auto const mail, read_mail("mails", mails.front().id));
//
// Messages are those of mime_message() (auth/mail_message.cpp). A mail's HTML becomes plain text and the
// links in it, so that nobody has to show HTML that users had a part in.

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace backstay::auth {

struct KeptMail {
    std::string id;  // the file's name
    std::string recipient, subject, date;
    std::string text = {};
    std::vector<std::string> links = {};
};

Result<std::vector<KeptMail>> list_mails(std::string const& folder, std::size_t most);
// Nothing when there is none of that name.
Result<std::optional<KeptMail>> read_mail(std::string const& folder, std::string_view id);

}  // namespace backstay::auth
