#include <curl/curl.h>

#include <algorithm>
#include <cstring>

#include "auth/mail.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr long patience = 30;  // seconds for one message

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
    auto& rest = *static_cast<std::string_view*>(from);
    auto const part = std::min(size * count, rest.size());
    std::memcpy(to, rest.data(), part);
    rest.remove_prefix(part);
    return part;
}

// A server on this machine may be spoken to in clear: nobody listens in between.
bool is_local(std::string_view url) {
    auto const begin = url.find("://") + 3;
    auto host = url.substr(begin, url.find_first_of("/?", begin) - begin);
    if (auto const at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
    host = host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

// "Name <address>" is <address>.
std::string envelope(std::string_view sender) {
    auto const begin = sender.find('<');
    if (begin == std::string_view::npos) return "<" + std::string(trim(sender)) + ">";
    return std::string(sender.substr(begin, sender.find('>') - begin + 1));
}

Result<void> send_by_smtp(std::string const& url, std::string_view sender, std::string const& recipient,
                          std::string_view message) {
    std::unique_ptr<CURL, CurlFree> const handle(curl_easy_init());
    std::unique_ptr<curl_slist, CurlFree> const to(
        curl_slist_append(nullptr, ("<" + recipient + ">").c_str()));
    if (!handle || !to) return internal_error("no memory for sending a mail");
    auto const from = envelope(sender);
    curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, give);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &message);
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle.get(), CURLOPT_USE_SSL,
                     static_cast<long>(is_local(url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, patience);
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    auto const code = curl_easy_perform(handle.get());
    if (code == CURLE_OK) return {};
    return failure("58000", std::string("the mail server: ") + curl_easy_strerror(code));
}

constexpr std::string_view file_scheme = "file:";

class MailCarrier : public Carrier {
public:
    explicit MailCarrier(MailOptions options) : options_(std::move(options)) {}

    Result<void> hand_over(Message const& message) override {
        if (options_.url.starts_with(file_scheme))
            return write_message_file(options_.url.substr(file_scheme.size()), message.id, message.content);
        return send_by_smtp(options_.url, options_.sender, message.recipient, message.content);
    }
    std::chrono::seconds first_pause() const override { return std::chrono::seconds(10); }

private:
    MailOptions const options_;
};

}  // namespace

Result<std::unique_ptr<Carrier>> mail_carrier(MailOptions options) {
    auto const& url = options.url;
    if (!url.starts_with(file_scheme) && !url.starts_with("smtp://") && !url.starts_with("smtps://"))
        return failure("22023", "mail.url is neither smtp://, smtps:// nor file:FOLDER");
    return std::make_unique<MailCarrier>(std::move(options));
}

}  // namespace backstay::auth
