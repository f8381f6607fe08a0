#pragma once

// The media type of an answer, chosen by the Accept header (RFC 9110, 12.5.1).

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace backstay::api::rest {

enum class Media : std::uint8_t { json, array, object, csv, geojson, openapi, plan };

struct Accepted {
    Media media = Media::json;
    bool strip_nulls = false;
    std::string parameters = {};  // of a plan: options, for

    std::string content_type() const;
    bool operator==(Accepted const&) const = default;
};

struct Offered {
    bool openapi = false;  // the root alone
    bool rows = true;
    bool plan = false;
    bool geojson = false;
};

// The most wanted that is offered: 406 PGRST107 when nothing is.
Result<Accepted> negotiate(std::string_view accept, Offered const& offered);

}  // namespace backstay::api::rest
