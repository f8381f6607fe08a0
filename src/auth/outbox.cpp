#include "auth/outbox.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "auth/random.hpp"
#include "auth/row.hpp"

namespace backstay::auth {
namespace {

constexpr int most_tries = 8;
constexpr std::chrono::seconds look_again{10};
constexpr std::chrono::seconds one_try{60};  // takes less than that

// Taken by moving its next try beyond the time that one try may take: so two programs never send the same.
constexpr std::string_view take_text =
    "update backstay.mails set next_try_at = $2, tries = tries + 1 where id in (select id from "
    "backstay.mails "
    "where failed_at is null and channel = $3 and next_try_at <= $1 order by created_at limit 1) and "
    "next_try_at <= $1 returning id, recipient, message, tries, void_at";

constexpr std::string_view fail_text =
    "update backstay.mails set next_try_at = $2, last_error = $3, failed_at = $4 where id = $1";

// Where its content stands.
std::string place_of(std::string const& id) { return "backstay.mails.message " + id; }

Result<void> hand_over(Carrier& carrier, Vault const& vault, Message& message) {
    TRY(message.content, vault.open(message.content, place_of(message.id)));
    return carrier.hand_over(message);
}

}  // namespace

std::string_view channel_name(Channel channel) { return channel == Channel::mail ? "mail" : "sms"; }

Task<void> queue_message(engine::OwnTransaction& transaction, Vault const& vault, Queued message, Time now) {
    auto const void_at = message.void_at ? engine::Parameter(to_rfc3339(*message.void_at)) : std::nullopt;
    auto const id = new_uuid();
    auto content = vault.seal(message.content, place_of(id));
    return run_only(transaction,
                    "insert into backstay.mails (id, channel, recipient, kind, message, created_at, "
                    "next_try_at, void_at) values ($1, $2, $3, $4, $5, $6, $6, $7)",
                    {id, std::string(channel_name(message.channel)), std::move(message.recipient),
                     std::move(message.kind), std::move(content), to_rfc3339(now), void_at});
}

Outbox::Outbox(Channel channel, std::unique_ptr<Carrier> carrier, Vault vault, OpenSession open,
               observe::Observer& observer)
    : channel_(channel),
      carrier_(std::move(carrier)),
      vault_(std::move(vault)),
      open_(std::move(open)),
      observer_(observer) {}

std::unique_ptr<Outbox> Outbox::start(Channel channel, std::unique_ptr<Carrier> carrier, Vault vault,
                                      OpenSession open, observe::Observer& observer) {
    std::unique_ptr<Outbox> outbox(
        new Outbox(channel, std::move(carrier), std::move(vault), std::move(open), observer));
    outbox->thread_ = std::jthread([&self = *outbox](std::stop_token const& stop) { self.loop(stop); });
    return outbox;
}

Outbox::~Outbox() = default;

void Outbox::notify() {
    {
        std::lock_guard const lock(mutex_);
        notified_ = true;
    }
    ready_.notify_one();
}

void Outbox::loop(std::stop_token const& stop) {
    std::unique_ptr<engine::Session> session;
    while (!stop.stop_requested()) {
        {
            auto const now = time_now();
            auto const wait = next_try_ > now ? std::min<Time::duration>(next_try_ - now, look_again)
                                              : Time::duration(look_again);
            std::unique_lock lock(mutex_);
            ready_.wait_for(lock, stop, wait, [&] { return notified_; });
            notified_ = false;
        }
        next_try_ = {};
        while (!stop.stop_requested()) {
            auto const more = send_some(session);
            if (!more) {
                observer_.on(
                    observe::Failed{.doing = "emptying the outbox", .message = more.error()->message});
                session.reset();
            }
            if (!more || !*more) break;
        }
    }
}

// False when there is nothing more to send now.
Result<bool> Outbox::send_some(std::unique_ptr<engine::Session>& session) {
    if (!session) {
        TRY(session, open_());
        auto const utc = session->execute("set timezone = 'UTC'");
        if (!utc) return std::unexpected(utc.error());
    }
    auto const now = time_now();
    using Values = std::vector<engine::Parameter>;
    TRY(auto const taken, session->execute(take_text, Values{to_rfc3339(now), to_rfc3339(now + one_try),
                                                             std::string(channel_name(channel_))}));
    if (taken.rows.empty()) return false;
    Row row(taken.rows.front());
    Message message{.id = row.text(), .recipient = row.text(), .content = row.text()};
    auto const tries = static_cast<int>(row.integer());
    auto const void_at = row.time();
    auto sent = void_at && *void_at <= now
                    ? Result<void>(failure("58000", "it was void before it could be handed over"))
                    : hand_over(*carrier_, vault_, message);
    Result<engine::Session::Rows> noted;
    if (sent) {
        noted = session->execute("delete from backstay.mails where id = $1", Values{message.id});
    } else {
        observer_.on(observe::Failed{.doing = "sending a message", .message = sent.error()->message});
        auto const again = time_now() + carrier_->first_pause() * (1 << std::min(tries - 1, 10));
        bool const last = tries >= most_tries || (void_at && *void_at <= now);
        auto const failed = last ? engine::Parameter(to_rfc3339(time_now())) : std::nullopt;
        noted =
            session->execute(fail_text, Values{message.id, to_rfc3339(again), sent.error()->message, failed});
        if (!last && (next_try_ == Time{} || again < next_try_)) next_try_ = again;
    }
    if (!noted) return std::unexpected(noted.error());
    return true;
}

// Whole under another name first, so that nobody reads half a message.
Result<void> write_message_file(std::string const& folder, std::string const& id, std::string const& text) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(folder, error);
    auto const now = std::to_string(time_now().time_since_epoch().count());
    auto const draft = fs::path(folder) / ("." + id), path = fs::path(folder) / (now + "-" + id + ".eml");
    {
        std::ofstream file(draft, std::ios::binary);
        file << text;
        if (!file.flush()) return failure("58030", "cannot write \"" + draft.string() + "\"");
    }
    fs::rename(draft, path, error);
    if (error) return failure("58030", "cannot write \"" + path.string() + "\": " + error.message());
    return {};
}

}  // namespace backstay::auth
