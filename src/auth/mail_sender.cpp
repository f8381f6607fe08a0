#include <curl/curl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "auth/mail.hpp"
#include "auth/row.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr int most_tries = 8;
constexpr std::chrono::seconds first_pause{10};
constexpr std::chrono::seconds look_again{10};
constexpr long patience = 30;  // seconds for one message

// Taken by moving its next try beyond the time that one try may take: so two programs never send the same.
constexpr std::string_view take_text =
    "update backstay.mails set next_try_at = $2, tries = tries + 1 where id in (select id from "
    "backstay.mails "
    "where failed_at is null and next_try_at <= $1 order by created_at limit 1) and next_try_at <= $1 "
    "returning id, recipient, message, tries";

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

// Whole under another name first, so that nobody reads half a mail.
Result<void> write_file(std::string const& folder, std::string const& id, std::string const& message) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(folder, error);
    auto const now = std::to_string(time_now().time_since_epoch().count());
    auto const draft = fs::path(folder) / ("." + id), path = fs::path(folder) / (now + "-" + id + ".eml");
    {
        std::ofstream file(draft, std::ios::binary);
        file << message;
        if (!file.flush()) return failure("58030", "cannot write \"" + draft.string() + "\"");
    }
    fs::rename(draft, path, error);
    if (error) return failure("58030", "cannot write \"" + path.string() + "\": " + error.message());
    return {};
}

constexpr std::string_view file_scheme = "file:";

}  // namespace

MailSender::MailSender(MailOptions options, Vault vault, OpenSession open, observe::Observer& observer)
    : options_(std::move(options)), vault_(std::move(vault)), open_(std::move(open)), observer_(observer) {}

Result<std::unique_ptr<MailSender>> MailSender::start(MailOptions options, Vault vault, OpenSession open,
                                                      observe::Observer& observer) {
    auto const& url = options.url;
    if (!url.starts_with(file_scheme) && !url.starts_with("smtp://") && !url.starts_with("smtps://"))
        return failure("22023", "mail.url is neither smtp://, smtps:// nor file:FOLDER");
    std::unique_ptr<MailSender> sender(
        new MailSender(std::move(options), std::move(vault), std::move(open), observer));
    sender->thread_ = std::jthread([&self = *sender](std::stop_token const& stop) { self.loop(stop); });
    return sender;
}

MailSender::~MailSender() = default;

void MailSender::notify() {
    {
        std::lock_guard const lock(mutex_);
        notified_ = true;
    }
    ready_.notify_one();
}

void MailSender::loop(std::stop_token const& stop) {
    std::unique_ptr<engine::Session> session;
    while (!stop.stop_requested()) {
        {
            std::unique_lock lock(mutex_);
            ready_.wait_for(lock, stop, look_again, [&] { return notified_; });
            notified_ = false;
        }
        while (!stop.stop_requested()) {
            auto const more = send_some(session);
            if (!more) {
                observer_.on(observe::Failed{.doing = "sending mail", .message = more.error().message});
                session.reset();
            }
            if (!more || !*more) break;
        }
    }
}

// False when there is nothing more to send now.
Result<bool> MailSender::send_some(std::unique_ptr<engine::Session>& session) {
    if (!session) {
        TRY(session, open_());
        auto const utc = session->execute("set timezone = 'UTC'");
        if (!utc) return std::unexpected(utc.error());
    }
    auto const now = time_now();
    using Values = std::vector<engine::Parameter>;
    TRY(auto const taken,
        session->execute(take_text,
                         Values{to_rfc3339(now), to_rfc3339(now + std::chrono::seconds(2 * patience))}));
    if (taken.rows.empty()) return false;
    Row row(taken.rows.front());
    auto const id = row.text(), recipient = row.text(), message = row.text();
    auto const tries = static_cast<int>(row.integer());
    auto const sent = hand_over(id, recipient, message);
    Result<engine::Session::Rows> noted;
    if (sent) {
        noted = session->execute("delete from backstay.mails where id = $1", Values{id});
    } else {
        observer_.on(observe::Failed{.doing = "sending a mail", .message = sent.error().message});
        auto const again = time_now() + first_pause * (1 << std::min(tries - 1, 10));
        auto const failed = tries >= most_tries ? engine::Parameter(to_rfc3339(time_now())) : std::nullopt;
        noted = session->execute(
            "update backstay.mails set next_try_at = $2, last_error = $3, failed_at = $4 where id = $1",
            Values{id, to_rfc3339(again), sent.error().message, failed});
    }
    if (!noted) return std::unexpected(noted.error());
    return true;
}

Result<void> MailSender::hand_over(std::string const& id, std::string const& recipient,
                                   std::string const& sealed) {
    TRY(auto const message, vault_.open(sealed, mail_place(id)));
    if (options_.url.starts_with(file_scheme))
        return write_file(options_.url.substr(file_scheme.size()), id, message);
    return send_by_smtp(options_.url, options_.sender, recipient, message);
}

}  // namespace backstay::auth
