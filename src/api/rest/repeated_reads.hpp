#pragma once

// Answers reads that came before, but for their values (wording.hpp), without parsing and planning them
// again.
//
//     if (reads.answer(request, out)) return true;              the quick way
//     if (reads.waits(request)) ... co_await reads.wait(request)    known, and the engine has to be waited
//     for auto const wording = reads.wording(request);              before the long way, which may wait
//     reads.learn(*wording, asked, prepared, version)           after it, so that the next one is known
//
// What is said is what the long way would say; what is an error is left to it. One thread.

#include "api/rest/recent.hpp"
#include "api/rest/wording.hpp"
#include "auth/identify.hpp"
#include "http/response_writer.hpp"

namespace backstay::api::rest {

class RepeatedReads {
public:
    // REQUIRES: all three outlive it; the principals have the settings of the first schema.
    RepeatedReads(Options const& options, engine::Engine& engine, auth::Authenticator& authenticator);

    // False, nothing: the request is not known, or has an error, or waits().
    bool answer(http::Request const& request, http::ResponseWriter& out);
    std::optional<http::Response> answer(http::Request const& request);

    bool waits(http::Request const& request) const { return waiting_ && waiting_->is_of(request); }
    struct Waited {
        Result<http::Response> response;
        std::string role;
    };
    // REQUIRES: waits(request).
    boost::asio::awaitable<Waited> wait(http::Request const& request);

    // Of the request that answer() was asked about last, where it is one that can be known.
    std::optional<Wording> wording(http::Request const& request) const;
    void learn(Wording const& wording, Asked const& asked, Prepared const& prepared,
               std::uint64_t schema_version);

private:
    // A request of a wording that is known, and who asks.
    struct Recalled {
        http::Request const* request;
        std::int64_t started_us;  // a connection's next request stands at the same address
        std::shared_ptr<Repeated const> read;
        std::shared_ptr<Principal const> principal;

        bool is_of(http::Request const& other) const {
            return request == &other && started_us == other.started_us;
        }
    };

    boost::asio::awaitable<Waited> wait_for_many(Recalled recalled, Principal principal, Parameters values);
    void tell_validated(http::Request const& request, Repeated const& read, std::int64_t count,
                        http::ResponseWriter& out);
    std::optional<Recalled> recall(http::Request const& request);
    std::optional<std::int64_t> rows(http::Request const& request, Recalled const& recalled);
    template <class Field>
    void tell_fields(Repeated const& read, Parameters const& values, std::int64_t rows, Field const& field);

    Options const& options_;
    engine::Engine& engine_;
    auth::Authenticator& authenticator_;
    Recent<Repeated> known_;
    std::optional<Recalled> waiting_;
    // Of the request that is answered; kept for their memory.
    http::Request const* worded_ = nullptr;  // whose wording it is
    Wording wording_;
    Parameters parameters_;
    std::string body_, location_;
};

}  // namespace backstay::api::rest
