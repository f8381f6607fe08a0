#pragma once

// What a request asks for, read before anything of the schema is looked at, and what it tells the database.
// One object serves all requests; from any thread.

#include <map>
#include <string>

#include "api/rest/answer.hpp"
#include "base/principal.hpp"

namespace backstay::api::rest {

class Reading {
public:
    // REQUIRES: the options outlive it.
    explicit Reading(Options const& options);

    // Target, method, profile, query string, range, preferences, Accept: in the order in which what is wrong
    // with them is told.
    Result<Asked> read(http::Request const& request) const;

    // Those of the function called come first, so that none of the request's own is lost to them.
    void add_settings(Asked const& asked, std::map<std::string, std::string> of_function,
                      Principal& principal) const;
    // Of all requests of a schema.
    std::map<std::string, std::string> settings(std::string const& schema) const;

    bool rolls_back(Asked const& asked) const;
    std::string const& pre_request() const { return pre_request_; }  // quoted

private:
    Result<Asked> read_target_and_method(http::Request const& request) const;
    Result<std::string> profile(Asked const& asked) const;
    Result<void> read_query(Asked& asked) const;
    void read_preferences(Asked& asked) const;

    Options const& options_;
    std::string pre_request_;
    std::string search_path_rest_;
};

}  // namespace backstay::api::rest
