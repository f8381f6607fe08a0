// The part of a Connection that has a request answered and writes the answer.

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>

#include "base/text.hpp"
#include "http/connection.hpp"
#include "http/decompress.hpp"
#include "http/encoding.hpp"

namespace backstay::http {

namespace asio = boost::asio;

namespace {

constexpr asio::use_awaitable_t<Executor> use_awaitable;
constexpr std::size_t compressed_inline = 32 * 1024;
constexpr std::uint64_t most_compressing = 64;

std::int64_t microseconds(Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

std::string what_of(std::exception_ptr const& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (std::exception const& error) {
        return error.what();
    } catch (...) {
        return "an exception of an unknown kind";
    }
}

// Runs on the pool, goes on on the connection's own thread.
template <class Work>
Awaitable<void> run_on(asio::thread_pool& pool, Executor executor, Work& work) {
    auto const start = [&pool, &work, executor](auto handler) {
        asio::post(pool, [&work, executor, handler = std::move(handler)]() mutable {
            work();
            asio::post(executor, std::move(handler));
        });
    };
    co_await asio::async_initiate<asio::use_awaitable_t<Executor> const, void()>(start, use_awaitable);
}

}  // namespace

// False if the body could not be undone; the refusal has been written.
bool Connection::undo_encoding() {
    auto const coding = request_.header("content-encoding");
    if (coding.empty() || equals_ignoring_case(coding, "identity")) return true;
    auto plain = decompress(request_.body, coding, worker_.shared().options.limits);
    if (auto const* refusal = std::get_if<Refusal>(&plain)) {
        refuse(*refusal);
        return false;
    }
    plain_ = std::get<std::string>(std::move(plain));
    request_.body = plain_;
    return true;
}

void Connection::prepare_request() {
    auto const& shared = worker_.shared();
    request_.started_us = microseconds(Clock::now());
    request_.cancelled = &cancelled_;
    request_.tls = stream_.is_tls();
    if (shared.trusted.empty() || !is_trusted(shared.trusted, address_)) {
        request_.remote_address = address_;
    } else {
        request_.remote_address = client_address(request_, address_, shared.trusted);
        request_.tls = request_.tls || client_used_tls(request_);
    }
    auto const id = request_.header("x-request-id");
    if (is_request_id(id)) {
        request_.request_id = id;
    } else {
        worker_.next_request_id(request_.request_id);
    }
    auto const parent = parse_traceparent(request_.header("traceparent"));
    request_.trace_id = parent ? parent->trace_id : std::string_view{};
    request_.parent_id = parent ? parent->parent_id : std::string_view{};
}

bool Connection::host_allowed() const {
    auto const& allowed = worker_.shared().options.allowed_hosts;
    if (allowed.empty()) return true;
    auto name = request_.host;
    auto const colon = name.rfind(':');
    if (colon != std::string_view::npos && name.find(']', colon) == std::string_view::npos) {
        name = name.substr(0, colon);
    }
    return std::ranges::any_of(allowed,
                               [name](auto const& host) { return equals_ignoring_case(host, name); });
}

void Connection::answer_plainly(ResponseWriter& out, int status, std::string_view text) {
    out.start(status);
    out.content_type("text/plain; charset=utf-8");
    if (status == 503) out.header("Retry-After", "1");
    out.body().append(text).append(1, '\n');
}

// Answers what is not a request that could be handed on, and has the connection closed.
void Connection::refuse(Refusal const& refusal) {
    keep_alive_ = false;
    lingers_ = true;
    expired_ = false;
    Common const common{.fields = worker_.common_fields(), .request_id = {}, .closes = true};
    ResponseWriter out(out_, common);
    answer_plainly(out, refusal.status, refusal.reason);
    out.finish();
    worker_.shared().observer.on(observe::RequestRefused{refusal.status, refusal.reason, address_});
}

// False if the connection is to be closed.
Awaitable<bool> Connection::answer(Framing const& framing) {
    prepare_request();
    if (!framing.keep_alive || worker_.draining()) keep_alive_ = false;
    answer_at_ = out_.size();
    streamed_ = 0;
    Common const common{.fields = worker_.common_fields(),
                        .request_id = request_.request_id,
                        .closes = !keep_alive_,
                        .http10 = request_.version == 10,
                        .head_only = request_.method == "HEAD",
                        .varies = worker_.shared().options.compression};
    ResponseWriter out(out_, common);
    if (!host_allowed()) {
        answer_plainly(out, 421, "this host is not served here");
    } else {
        worker_.request_started();
        auto done = false;
        try {
            done = worker_.handler().try_handle(request_, out);
        } catch (std::exception const& error) {
            worker_.shared().observer.on(
                observe::Failed{"answering a request", error.what(), request_.request_id});
            answer_plainly(out, 500, "internal error");
            done = true;
        }
        if (!done) {
            out.discard();
            co_return co_await answer_waiting(common);
        }
    }
    auto const& options = worker_.shared().options;
    if (options.compression && out.body_size() >= options.compression_minimum && out.compressible()) {
        co_await finish(out);
    } else {
        out.finish();
    }
    report(out, out.route(), out.role());
    co_return true;
}

// Compresses the body if the peer wants it so, here if it is small and on the pool if it is not.
Awaitable<void> Connection::finish(ResponseWriter& out) {
    auto& shared = worker_.shared();
    auto const coding = choose_coding(request_.header("accept-encoding"));
    if (coding == Coding::identity || out.body_size() < shared.options.compression_minimum ||
        !out.compressible() || !shared.options.compression) {
        co_return out.finish();
    }
    if (out.body_size() <= compressed_inline) {
        co_return out.finish_compressed(compress(out.body_view(), coding), name_of(coding));
    }
    if (shared.compressing.fetch_add(1) >= most_compressing) {
        shared.compressing.fetch_sub(1);
        co_return out.finish();
    }
    std::string compressed;
    auto work = [&] { compressed = compress(out.body_view(), coding); };
    set(State::handling, shared.options.timeouts.request);
    co_await run_on(shared.compressors, worker_.context().get_executor(), work);
    shared.compressing.fetch_sub(1);
    out.finish_compressed(compressed, name_of(coding));
}

Awaitable<bool> Connection::answer_waiting(Common common) {
    auto& shared = worker_.shared();
    if (!out_.empty() && !send_now() && !co_await flush()) co_return false;
    answer_at_ = out_.size();
    ResponseWriter out(out_, common);
    if (worker_.in_flight >= shared.options.in_flight) {
        answer_plainly(out, 503, "too many requests at once");
        out.finish();
        report(out, {}, {});
        co_return true;
    }
    ++worker_.in_flight;
    shared.in_flight.fetch_add(1, std::memory_order_relaxed);
    cancelled_ = false;
    auto const& timeouts = shared.options.timeouts;
    set(State::handling, request_.file ? timeouts.file : timeouts.request);
    auto token = asio::bind_cancellation_slot(cancel_.slot(), asio::as_tuple(use_awaitable));
    asio::any_io_executor const executor = worker_.context().get_executor();
    auto [thrown, response] =
        co_await asio::co_spawn(executor, worker_.handler().handle(request_), std::move(token));
    --worker_.in_flight;
    shared.in_flight.fetch_sub(1, std::memory_order_relaxed);

    // The worker has written them anew meanwhile: the date is of the second.
    common.fields = worker_.common_fields();

    auto const peer_went = cancelled_.load() && !expired_;
    expired_ = false;
    if (thrown && cancelled_.load()) {
        answer_plainly(out, 503, "the request took too long");
    } else if (thrown) {
        auto const what = what_of(thrown);
        shared.observer.on(observe::Failed{"answering a request", what, request_.request_id});
        answer_plainly(out, 500, "internal error");
    } else {
        out.start(response.status, response.reason);
        for (auto const& [name, value] : response.headers) out.header(name, value);
        if (response.stream) {
            auto const streamed = co_await stream_body(out, response);
            report(out, response.route, response.role);
            co_return streamed;
        }
        out.body().append(response.body);
    }
    co_await finish(out);
    report(out, response.route, response.role);
    co_return !peer_went;
}

// One piece at a time: the next is asked for when the socket has taken the one before.
Awaitable<bool> Connection::stream_body(ResponseWriter& out, Response& response) {
    auto const& options = worker_.shared().options;
    auto const chunked = request_.version == 11;
    auto const wanted = options.compression && out.compressible() && chunked
                            ? choose_coding(request_.header("accept-encoding"))
                            : Coding::identity;
    if (wanted != Coding::identity) out.header("Content-Encoding", name_of(wanted));
    out.begin_stream(chunked);
    if (request_.method == "HEAD") co_return true;
    if (!chunked) keep_alive_ = false;
    Compressor compressor(wanted);
    asio::any_io_executor const executor = worker_.context().get_executor();
    auto more = true;
    while (more) {
        set(State::handling, options.timeouts.request);
        auto token = asio::bind_cancellation_slot(cancel_.slot(), asio::as_tuple(use_awaitable));
        auto [thrown, piece] = co_await asio::co_spawn(executor, response.stream(), std::move(token));
        if (thrown) {
            // The status has been sent; only a body that does not end properly can tell of the failure.
            auto const what = what_of(thrown);
            worker_.shared().observer.on(observe::Failed{"streaming an answer", what, request_.request_id});
            keep_alive_ = false;
            co_return false;
        }
        more = piece.has_value();
        auto const mode = more ? Compressor::Mode::flush : Compressor::Mode::finish;
        auto const bytes = wanted == Coding::identity ? std::move(piece).value_or("")
                                                      : compressor.write(piece.value_or(""), mode);
        if (!bytes.empty() && chunked) {
            char size[20];
            auto const end = std::to_chars(size, size + sizeof size, bytes.size(), 16).ptr;
            out_.append(size, end).append("\r\n").append(bytes).append("\r\n");
        } else {
            out_.append(bytes);
        }
        if (!more && chunked) out_.append("0\r\n\r\n");
        streamed_ += out_.size();
        if (!co_await flush()) co_return false;
    }
    co_return true;
}

void Connection::report(ResponseWriter const& out, std::string_view route, std::string_view role) {
    worker_.shared().observer.on(
        observe::RequestDone{.method = request_.method,
                             .target = request_.target,
                             .route = route,
                             .status = out.status(),
                             .duration_us = microseconds(Clock::now()) - request_.started_us,
                             .bytes_in = request_.body.size(),
                             .bytes_out = streamed_ > 0 ? streamed_ : out_.size() - answer_at_,
                             .role = role,
                             .remote_address = request_.remote_address,
                             .request_id = request_.request_id,
                             .trace_id = request_.trace_id});
}

}  // namespace backstay::http
