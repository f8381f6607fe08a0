#include "auth/sms.hpp"

#include "auth/fetch.hpp"
#include "auth/webhook.hpp"
#include "base/json_object.hpp"

namespace backstay::auth {
namespace {

constexpr std::string_view file_scheme = "file:";

class SmsCarrier : public Carrier {
public:
    SmsCarrier(SmsOptions options, std::vector<std::string> keys)
        : options_(std::move(options)), keys_(std::move(keys)) {}

    Result<void> hand_over(Message const& message) override {
        if (options_.url.starts_with(file_scheme)) return write(message);
        TRY(auto const answer, call_webhook({.url = options_.url,
                                             .id = message.id,
                                             .body = message.content,
                                             .keys = keys_,
                                             .patience = std::chrono::seconds(10)},
                                            time_now()));
        if (answer.status >= 200 && answer.status <= 299) return {};
        return failure("58000", "the gateway answered with status " + std::to_string(answer.status));
    }
    std::chrono::seconds first_pause() const override { return std::chrono::seconds(2); }

private:
    Result<void> write(Message const& message) const {
        TRY(auto const content, JsonObject::parse(message.content));
        auto const text = content.text("message").value_or("");
        return write_message_file(options_.url.substr(file_scheme.size()), message.id,
                                  "To: " + message.recipient +
                                      "\r\nSubject: " + content.text("kind").value_or("") +
                                      "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                      "Content-Transfer-Encoding: 8bit\r\n\r\n" +
                                      text + "\r\n");
    }

    SmsOptions const options_;
    std::vector<std::string> const keys_;
};

}  // namespace

Task<void> queue_text(engine::OwnTransaction& transaction, Vault const& vault, Text text, Time now) {
    JsonObject content;
    content.set_text("phone", "+" + text.phone).set_text("message", text.message);
    content.set_text("channel", text.channel).set_text("kind", text.kind);
    return queue_message(transaction, vault,
                         {.channel = Channel::sms,
                          .kind = std::move(text.kind),
                          .recipient = std::move(text.phone),
                          .content = content.to_string(),
                          .void_at = text.void_at},
                         now);
}

Result<std::unique_ptr<Carrier>> sms_carrier(SmsOptions options) {
    if (!options.url.starts_with(file_scheme) && !is_safe_address(options.url))
        return failure("22023", "sms.url is neither https:// (or http:// on this machine) nor file:FOLDER");
    TRY(auto keys, webhook_keys(options.secret));
    return std::make_unique<SmsCarrier>(std::move(options), std::move(keys));
}

}  // namespace backstay::auth
