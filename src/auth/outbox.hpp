#pragma once

// Messages to users that a transaction has decided on, and the thread that hands them over: none is lost when
// the program ends in between, and no sign-in waits for a mail server or a gateway.
//
//     TRY(auto const mails, Outbox::start(Channel::mail, std::move(carrier), vault, open, observer));
//     mails->notify();                              after a transaction that queued one
//
// A message that cannot be handed over is tried again after a pause that doubles each time, eight times in
// all, and then kept with the reason (backstay.mails, failed_at): the list of dead letters. One that is void
// by then (a code of sixty seconds) is not sent any more.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "auth/vault.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "engine/engine.hpp"
#include "observe/event.hpp"

namespace backstay::auth {

enum class Channel : std::uint8_t { mail, sms };
std::string_view channel_name(Channel channel);  // "mail", "sms"

struct Message {
    std::string id;  // the same at each try
    std::string recipient;
    std::string content;  // what the channel's carrier understands
};

// How messages of a channel leave: by SMTP, by a call of a gateway, into files. It may block.
class Carrier {
public:
    Carrier() = default;
    virtual ~Carrier() = default;
    Carrier(Carrier const&) = delete;
    Carrier& operator=(Carrier const&) = delete;

    virtual Result<void> hand_over(Message const& message) = 0;
    virtual std::chrono::seconds first_pause() const = 0;
};

struct Queued {
    Channel channel = Channel::mail;
    std::string kind;
    std::string recipient;
    std::string content;
    std::optional<Time> void_at = {};
};
Task<void> queue_message(engine::OwnTransaction& transaction, Vault const& vault, Queued message, Time now);

class Outbox {
public:
    using OpenSession = std::function<Result<std::unique_ptr<engine::Session>>()>;

    static std::unique_ptr<Outbox> start(Channel channel, std::unique_ptr<Carrier> carrier, Vault vault,
                                         OpenSession open, observe::Observer& observer);
    ~Outbox();
    Outbox(Outbox const&) = delete;
    Outbox& operator=(Outbox const&) = delete;

    // There is something in it.
    void notify();

private:
    Outbox(Channel channel, std::unique_ptr<Carrier> carrier, Vault vault, OpenSession open,
           observe::Observer& observer);
    void loop(std::stop_token const& stop);
    Result<bool> send_some(std::unique_ptr<engine::Session>& session);

    Channel const channel_;
    std::unique_ptr<Carrier> const carrier_;
    Vault const vault_;
    OpenSession const open_;
    observe::Observer& observer_;
    Time next_try_{};  // of the loop alone; what has failed and comes soonest
    std::mutex mutex_;
    std::condition_variable_any ready_;
    bool notified_ = true;  // guarded by mutex_; what an earlier run has left is looked for at once
    std::jthread thread_;   // last: it is joined before the rest goes
};

// A file TIME-ID.eml with the text, whole from the start: for development and tests.
Result<void> write_message_file(std::string const& folder, std::string const& id, std::string const& text);

}  // namespace backstay::auth
