#pragma once

// Reads that came before but for their values. What planning makes of a GET is kept by the request's own
// text, in which the values of plain comparisons are cut out, so that the next one parses its values alone:
//
//     GET /rest/v1/task?id=eq.5&select=id,title           key "/rest/v1/task?id=eq.\0&select=id,title", value
//     5
//
// Only what is the commonest is kept: rows of one relation as a JSON array, from the first exposed schema,
// with no header that says more than who asks and which media type is wanted.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/rest/answer.hpp"

namespace backstay::api::rest {

// What a request says, with its values apart. Views point into the request, save `key`.
class Wording {
public:
    // False when the request is none of those kept: then the rest is without meaning.
    bool read(http::Request const& request);

    std::string const& key() const { return key_; }
    std::vector<std::string_view> const& values() const { return values_; }  // still percent-coded
    std::optional<std::string_view> authorization() const { return authorization_; }
    std::optional<std::string_view> apikey() const { return apikey_; }

private:
    bool read_headers(http::Request const& request);
    void read_parameter(std::string_view parameter);

    std::string key_;
    std::vector<std::string_view> values_;
    std::optional<std::string_view> authorization_, apikey_;
};

// What is kept of one.
struct Repeated {
    std::shared_ptr<sql::Exchange const> exchange;
    std::vector<std::optional<std::string>> parameters;  // those of the request that it was learnt from
    std::vector<std::size_t> places;                     // of the wording's values among the parameters
    std::int64_t first_row = 0;
    std::string content_type;
    // Content-Location: texts, and after each but the last the value of that place.
    std::vector<std::string> location_texts;
    std::vector<std::size_t> location_values;
    std::string content_profile;  // empty: not said
    bool may_be_large = false;
};

using Parameters = std::vector<std::optional<std::string>>;

// What is to be kept of a read that was planned; nothing when it is none that can be repeated. `path`: for
// Content-Location, before the question mark.
std::shared_ptr<Repeated const> learn(Wording const& wording, Asked const& asked, Prepared const& prepared,
                                      std::string const& path, bool may_be_large);

// The parameters of a request so worded.
void read_parameters(Repeated const& read, Wording const& wording, Parameters& parameters);
// Content-Location's value.
void append_location(std::string& out, Repeated const& read, Parameters const& parameters);

}  // namespace backstay::api::rest
