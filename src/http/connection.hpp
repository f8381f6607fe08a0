#pragma once

// A Connection reads requests off a Stream, has them answered and sends the answers, one after another
// (RFC 9112, section 9), until either side closes.
//
//     input   [ head | body ][ head | body ][ part of a head
//              ^begin_        pipelined: answered in one write
//
// Its deadline is looked at by the worker's sweep, which ends what it waits for when it has passed.

#include <atomic>
#include <boost/asio/cancellation_signal.hpp>

#include "http/body_file.hpp"
#include "http/parse.hpp"
#include "http/worker.hpp"

namespace backstay::http {

class Connection {
public:
    Connection(Worker& worker, Stream stream, std::string address);

    Awaitable<void> run();

    // Called by the sweep.
    void check(Clock::time_point now);
    void drain();  // closes it if no request is under way
    void abort();
    std::string const& address() const { return address_; }

private:
    enum class State : std::uint8_t { handshake, idle, head, body, handling, writing, closing };

    Awaitable<bool> shake_hands();
    Awaitable<void> serve();
    Awaitable<bool> fill();
    Awaitable<bool> wait_for(Progress progress);
    Awaitable<bool> flush();
    Awaitable<void> linger();

    Awaitable<bool> receive(Head const& head);
    Awaitable<bool> receive_chunked();
    Awaitable<bool> receive_file(Head const& head, std::uint64_t limit);
    bool move_to_file(BodyFile& file, std::size_t count);
    void parse_again();
    bool undo_encoding();
    Awaitable<bool> answer(Framing const& framing);
    Awaitable<bool> answer_waiting(Common common);
    Awaitable<bool> stream_body(ResponseWriter& out, Response& response);
    Awaitable<void> finish(ResponseWriter& out);
    Awaitable<std::string> compress_elsewhere(std::string_view body, int coding);

    void prepare_request();
    bool host_allowed() const;
    void refuse(Refusal const& refusal);
    void answer_plainly(ResponseWriter& out, int status, std::string_view text);
    bool send_now();  // false if the socket is full or closed
    void set(State state, std::chrono::milliseconds time);
    void report(ResponseWriter const& out, std::string_view route, std::string_view role);

    Worker& worker_;
    Stream stream_;
    std::string address_;
    std::string in_;
    std::string out_;
    std::string plain_;      // the body with its Content-Encoding undone
    std::size_t begin_ = 0;  // of the request under way
    std::size_t scanned_ = 0;
    std::size_t end_ = 0;   // of the request under way
    std::size_t sent_ = 0;  // bytes of out_ the socket has taken
    std::size_t answer_at_ = 0;
    std::size_t streamed_ = 0;
    Request request_;
    State state_ = State::idle;
    Clock::time_point deadline_;
    std::atomic<bool> cancelled_ = false;
    boost::asio::cancellation_signal cancel_;
    bool expired_ = false;
    bool broken_ = false;  // the socket can no longer be written to
    bool keep_alive_ = true;
    bool lingers_ = false;  // what the peer still sends must be read before closing
};

}  // namespace backstay::http
