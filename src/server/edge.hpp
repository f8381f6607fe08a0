#pragma once

// What stands around an API's handler: cross-origin requests as PostgREST answers them (WHATWG Fetch, 3.2),
// and the trace header.
//
//     no origins set     Origin: any          ->  Access-Control-Allow-Origin: *
//     origins {"http://a"}   Origin: http://a ->  Access-Control-Allow-Origin: http://a, with credentials
//                            another          ->  no such fields
//     OPTIONS with Origin and Access-Control-Request-Method is a preflight: answered here.
//
// And the clients' keys, where the API takes them:
//
//     ?apikey=sb_... or eyJ...            is taken out of the query and becomes the header, if there is none
//     sb_secret_... with Origin           is refused: a browser has it, and whoever looks at the page
//     a token of service_role with Origin is answered with a warning

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/handler.hpp"

namespace backstay::server {

struct EdgeOptions {
    bool api_keys = false;
    std::vector<std::string> origins = {};  // none: any, without credentials
    std::string trace_header = {};          // sent back as it came; empty: none
    // The fields of answers that pages may read.
    std::string exposed =
        "Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, "
        "Transfer-Encoding, Range-Unit";
};

class Edge : public http::Handler {
public:
    Edge(EdgeOptions options, std::unique_ptr<http::Handler> inner)
        : options_(std::move(options)), inner_(std::move(inner)) {}

    // Declines what needs fields of the edge's own, so that these go the waiting way.
    bool try_handle(http::Request const& request, http::ResponseWriter& out) override;
    boost::asio::awaitable<http::Response> handle(http::Request const& request) override;
    std::uint64_t largest_body(http::Request const& request) override {
        return inner_->largest_body(request);
    }
    void before_poll() override { inner_->before_poll(); }

private:
    bool is_traced(http::Request const& request) const;
    boost::asio::awaitable<http::Response> answer(http::Request const& request);
    void allow_origin(http::Response& response, std::string_view origin) const;

    EdgeOptions options_;
    std::unique_ptr<http::Handler> inner_;
};

}  // namespace backstay::server
