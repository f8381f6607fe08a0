#include "http/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/chunked.hpp"

namespace backstay::http {

namespace asio = boost::asio;

namespace {

constexpr asio::use_awaitable_t<Executor> use_awaitable;
constexpr std::size_t read_size = 4 * 1024;
constexpr std::size_t body_read_size = 64 * 1024;
constexpr std::size_t flush_size = 64 * 1024;
constexpr std::size_t kept_capacity = 64 * 1024;
constexpr std::size_t most_discarded = 1024 * 1024;
constexpr std::chrono::milliseconds linger_time{2'000};

}  // namespace

Connection::Connection(Worker& worker, Stream stream, std::string address)
    : worker_(worker), stream_(std::move(stream)), address_(std::move(address)) {}

void Connection::set(State state, std::chrono::milliseconds time) {
    state_ = state;
    deadline_ = worker_.now() + time;
}

void Connection::check(Clock::time_point now) {
    if (state_ == State::handling) {
        if (cancelled_.load(std::memory_order_relaxed)) return;
        if (now < deadline_ && !stream_.peer_closed()) return;
        expired_ = now >= deadline_;
        cancelled_.store(true, std::memory_order_relaxed);
        cancel_.emit(asio::cancellation_type::terminal);
        return;
    }
    if (now < deadline_) return;
    expired_ = true;
    boost::system::error_code ignored;
    stream_.socket().cancel(ignored);
}

void Connection::drain() {
    keep_alive_ = false;
    if (state_ == State::idle) abort();
}

void Connection::abort() {
    expired_ = broken_ = true;
    boost::system::error_code ignored;
    stream_.socket().cancel(ignored);
    if (state_ != State::handling) return;
    cancelled_.store(true, std::memory_order_relaxed);
    cancel_.emit(asio::cancellation_type::terminal);
}

Awaitable<void> Connection::run() {
    auto const ready = stream_.is_plain() || co_await shake_hands();
    if (ready) {
        co_await serve();
        co_await flush();
        stream_.finish();
        if (lingers_ && !broken_) co_await linger();
    }
    boost::system::error_code ignored;
    stream_.socket().close(ignored);
}

Awaitable<bool> Connection::shake_hands() {
    set(State::handshake, worker_.shared().options.timeouts.head);
    while (true) {
        auto const moved = stream_.handshake();
        if (moved.progress == Progress::some) co_return true;
        if (moved.progress == Progress::ended) co_return false;
        if (!co_await wait_for(moved.progress)) co_return false;
    }
}

// False if the time was up first.
Awaitable<bool> Connection::wait_for(Progress progress) {
    boost::system::error_code error;
    auto const kind = progress == Progress::wait_to_write ? Socket::wait_write : Socket::wait_read;
    co_await stream_.socket().async_wait(kind, asio::redirect_error(use_awaitable, error));
    co_return !error && !expired_;
}

// Appends what the peer has sent to in_. False if it has closed or the time was up.
Awaitable<bool> Connection::fill() {
    auto const before = in_.size();
    auto const size = state_ == State::body ? body_read_size : read_size;
    // Room whose bytes are not zeroed: what is not received is cut off again.
    in_.resize_and_overwrite(before + size, [&](char*, std::size_t) { return before + size; });
    std::size_t count = 0;
    if (stream_.is_plain()) {
        boost::system::error_code error;
        count = co_await stream_.socket().async_read_some(asio::buffer(in_.data() + before, size),
                                                          asio::redirect_error(use_awaitable, error));
    } else {
        while (true) {
            auto const moved = stream_.read({in_.data() + before, size});
            count = moved.bytes;
            if (moved.progress == Progress::some || moved.progress == Progress::ended) break;
            if (!co_await wait_for(moved.progress)) break;
        }
    }
    in_.resize(before + count);
    co_return count > 0 && !expired_;
}

bool Connection::send_now() {
    while (sent_ < out_.size()) {
        auto const moved = stream_.write(std::string_view(out_).substr(sent_));
        if (moved.progress == Progress::ended) broken_ = true;
        if (moved.progress != Progress::some) return false;
        sent_ += moved.bytes;
    }
    out_.clear();
    if (out_.capacity() > kept_capacity) out_.shrink_to_fit();
    sent_ = 0;
    return true;
}

Awaitable<bool> Connection::flush() {
    auto const& timeouts = worker_.shared().options.timeouts;
    while (!broken_ && !send_now()) {
        if (broken_) break;
        set(State::writing, timeouts.write);
        auto const waited = co_await wait_for(Progress::wait_to_write);
        if (!waited) broken_ = true;
    }
    co_return !broken_;
}

// Closing with bytes unread would make the peer's system drop our answer (RFC 9112, 9.6).
Awaitable<void> Connection::linger() {
    expired_ = false;
    set(State::closing, linger_time);
    std::size_t discarded = 0;
    auto more = true;
    while (more && discarded < most_discarded) {
        in_.clear();
        more = co_await fill();
        discarded += in_.size();
    }
}

Awaitable<void> Connection::serve() {
    auto const& options = worker_.shared().options;
    set(State::idle, options.timeouts.keep_alive);
    while (keep_alive_) {
        // Empty lines before a request are skipped (RFC 9112, 2.2).
        while (scanned_ == 0 && in_.size() >= begin_ + 2 && in_[begin_] == '\r' && in_[begin_ + 1] == '\n') {
            begin_ += 2;
        }
        auto const bytes = std::string_view(in_).substr(begin_);
        auto const parsed = parse_head(bytes, options.limits, request_, scanned_);
        if (auto const* refusal = std::get_if<Refusal>(&parsed)) co_return refuse(*refusal);
        if (auto const* head = std::get_if<Head>(&parsed)) {
            if (!co_await receive(*head)) co_return;
            if (!co_await answer(head->framing)) co_return;
            begin_ = end_;
            scanned_ = 0;
            if (out_.size() > flush_size && !co_await flush()) co_return;
            continue;
        }
        in_.erase(0, begin_);
        begin_ = 0;
        if (in_.empty() && in_.capacity() > kept_capacity) in_.shrink_to_fit();
        if (!out_.empty() && !send_now() && !co_await flush()) co_return;
        if (in_.empty()) {
            set(State::idle, options.timeouts.keep_alive);
        } else if (state_ != State::head) {
            set(State::head, options.timeouts.head);
        }
        auto const filled = co_await fill();
        if (!filled) {
            if (expired_ && !broken_ && state_ == State::head) {
                refuse({408, "the request did not come in time"});
            }
            co_return;
        }
    }
}

// Waits for the body of the request whose head has been read; sets request_.body and end_.
Awaitable<bool> Connection::receive(Head const& head) {
    end_ = begin_ + head.size;
    request_.file.reset();
    auto const& framing = head.framing;
    auto const most = worker_.shared().options.limits.body;
    if (framing.chunked || framing.length > most) {
        auto const limit = worker_.handler().largest_body(request_);
        if (limit > 0) co_return co_await receive_file(head, limit);
        if (!framing.chunked) {
            refuse({413, "the body is too large"});
            co_return false;
        }
    }
    auto const whole = framing.chunked ? false : in_.size() >= end_ + framing.length;
    if (!whole) {
        auto const body_begin = end_;
        set(State::body, worker_.shared().options.timeouts.body);
        if (framing.expects_continue && in_.size() == end_) out_.append("HTTP/1.1 100 Continue\r\n\r\n");
        if (!out_.empty() && !send_now() && !co_await flush()) co_return false;
        if (framing.chunked) {
            if (!co_await receive_chunked()) co_return false;
        } else {
            while (in_.size() < end_ + framing.length) {
                set(State::body, worker_.shared().options.timeouts.body);
                auto const filled = co_await fill();
                if (!filled) {
                    if (expired_ && !broken_) refuse({408, "the body did not come in time"});
                    co_return false;
                }
            }
        }
        // The buffer may have moved while it grew: look again at what has already been checked.
        parse_again();
        if (framing.chunked) request_.body = std::string_view(in_).substr(body_begin, end_ - body_begin);
    }
    if (!framing.chunked) {
        request_.body = std::string_view(in_).substr(end_, framing.length);
        end_ += framing.length;
    }
    co_return undo_encoding();
}

void Connection::parse_again() {
    std::size_t scanned = 0;
    parse_head(std::string_view(in_).substr(begin_), worker_.shared().options.limits, request_, scanned);
}

// Takes `count` bytes behind the head out of in_.
bool Connection::move_to_file(BodyFile& file, std::size_t count) {
    auto const appended = file.append(std::string_view(in_).substr(end_, count));
    if (!appended) {
        worker_.shared().observer.on(
            observe::Failed{"keeping a large body", appended.error()->message, request_.request_id});
        refuse({507, "there is no room for the body"});
        return false;
    }
    in_.erase(end_, count);
    return true;
}

// The body goes to a file as it comes in; in_ keeps the head and what follows the body.
Awaitable<bool> Connection::receive_file(Head const& head, std::uint64_t limit) {
    auto const& framing = head.framing;
    if (!framing.chunked && framing.length > limit) {
        refuse({413, "the body is too large"});
        co_return false;
    }
    if (request_.has_header("content-encoding")) {
        refuse({415, "a body as large as this must not be compressed"});
        co_return false;
    }
    auto made = BodyFile::make(worker_.shared().options.body_folder);
    if (!made) {
        refuse({507, "there is no room for the body"});
        co_return false;
    }
    auto const file = *std::move(made);
    if (framing.expects_continue && in_.size() == end_) out_.append("HTTP/1.1 100 Continue\r\n\r\n");
    if (!out_.empty() && !send_now() && !co_await flush()) co_return false;
    ChunkedBody chunks(limit);
    while (true) {
        auto ready = std::min<std::uint64_t>(in_.size() - end_, framing.length - file->size());
        auto done = !framing.chunked && file->size() + ready == framing.length;
        if (framing.chunked) {
            auto const step = chunks.decode(in_, end_);
            if (step.refusal) {
                refuse(*step.refusal);
                co_return false;
            }
            done = step.done;
            ready = step.decoded_end - end_;
        }
        if (!move_to_file(*file, ready)) co_return false;
        if (done) break;
        set(State::body, worker_.shared().options.timeouts.body);
        if (!co_await fill()) {
            if (expired_ && !broken_) refuse({408, "the body did not come in time"});
            co_return false;
        }
    }
    parse_again();
    request_.body = {};
    request_.file = file;
    co_return true;
}

// Decodes into in_, behind the head; moves end_ to the end of the decoded body.
Awaitable<bool> Connection::receive_chunked() {
    ChunkedBody chunks(worker_.shared().options.limits.body);
    while (true) {
        auto const step = chunks.decode(in_, end_);
        end_ = step.decoded_end;
        if (step.refusal) {
            refuse(*step.refusal);
            co_return false;
        }
        if (step.done) co_return true;
        set(State::body, worker_.shared().options.timeouts.body);
        auto const filled = co_await fill();
        if (!filled) {
            if (expired_ && !broken_) refuse({408, "the body did not come in time"});
            co_return false;
        }
    }
}

}  // namespace backstay::http
