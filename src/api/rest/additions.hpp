#pragma once

// What Backstay adds to PostgREST's protocol, where a request asks for it: a condition or a key on a write, a
// batch, a body that is read as a stream. docs/rest.md is the guide.

#include <boost/asio/awaitable.hpp>

#include "api/rest/step.hpp"
#include "auth/identify.hpp"

namespace backstay::api::rest {

class Additions {
public:
    // REQUIRES: all of it outlives the object; one event loop.
    Additions(Kit const& kit, auth::Authenticator& authenticator)
        : kit_(kit), authenticator_(authenticator) {}

    // Whether the request is to be answered here. Quick for reads, which never are.
    bool takes(http::Request const& request) const;
    boost::asio::awaitable<http::Response> answer(http::Request const& request);
    // What has been planned of any other request, in a transaction of its own.
    boost::asio::awaitable<http::Response> answer(http::Request const& request, Operation operation);

    // Of POST with rows: as many bytes as a stream may have.
    std::uint64_t largest_body(http::Request const& request) const;

private:
    bool is_batch(http::Request const& request) const;
    bool is_stream(http::Request const& request) const;
    Result<std::unique_ptr<Step>> step_of(http::Request const& request, Principal const& principal) const;
    boost::asio::awaitable<http::Response> run(http::Request const& request, std::string const& role,
                                               Step& step);
    http::Response refused(Error const& error, std::string const& role) const;

    Kit kit_;
    auth::Authenticator& authenticator_;
};

}  // namespace backstay::api::rest
