// GET /admin/api/mails, GET /admin/api/mails/{id}: of mail.url = file:FOLDER

#include "api/console/endpoints.hpp"
#include "auth/mailbox.hpp"

namespace backstay::api::console {
namespace {

JsonObject json_of(auth::KeptMail const& mail) {
    JsonObject object;
    object.set_text("id", mail.id).set_text("to", mail.recipient).set_text("subject", mail.subject);
    object.set_text("date", mail.date);
    return object;
}

}  // namespace

Task<http::Response> list_mails(Context& context, Asked&) {
    constexpr std::size_t most = 200;
    if (context.options.mail_folder.empty()) co_return refusal(404, "Mails are not kept in files here.");
    CO_TRY(auto const mails, auth::list_mails(context.options.mail_folder, most));
    std::vector<JsonObject> rows;
    for (auto const& mail : mails) rows.push_back(json_of(mail));
    co_return json_response(page_json(rows, false));
}

Task<http::Response> show_mail(Context& context, Asked& asked) {
    if (context.options.mail_folder.empty()) co_return refusal(404, "Mails are not kept in files here.");
    CO_TRY(auto const mail, auth::read_mail(context.options.mail_folder, asked.argument));
    if (!mail) co_return refusal(404, "There is no such mail.");
    auto object = json_of(*mail);
    object.set_text("text", mail->text).set_texts("links", mail->links);
    co_return json_response(object.to_string());
}

}  // namespace backstay::api::console
