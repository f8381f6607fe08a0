#pragma once

// The media type of an answer. Accept names types in an order of preference; what can make a body of one is
// built in, or a handler of the user's: an aggregate over rows, or a function that returns a domain named as
// the media type.
//
//     Accept: text/csv;q=0.5, application/vnd.pgrst.object+json      object, then csv
//     Accept: application/vnd.pgrst.plan+json; for="text/csv"        the plan of what would make csv
//
// https://docs.postgrest.org/en/v13/references/api/media_type_handlers.html

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/engine.hpp"
#include "sql/schema.hpp"

namespace backstay::api::rest {

enum class Media : std::uint8_t { json, array, object, csv, lines, geojson, openapi, custom };

// One type of an Accept header.
struct MediaType {
    Media media = Media::json;  // custom: any that has no meaning of its own here, also "*/*"
    std::string name = "application/json";
    bool strip_nulls = false;
    std::optional<engine::Explain> plan = {};  // of this type

    bool operator==(MediaType const& other) const { return text() == other.text(); }
    std::string text() const;  // as it is written in Content-Type and in errors
};

// The types of the header, the most wanted first; "*/*" where it is empty.
std::vector<MediaType> accepted_types(std::string_view accept);

struct Accepted {
    MediaType type = {};
    sql::MediaHandler const* handler = nullptr;  // of the schema; null: built in

    Media media() const { return type.media; }
    std::string content_type() const;
};

struct Offered {
    sql::Schema const& schema;
    std::vector<std::string> const& schemas;  // whose handlers count
    sql::QualifiedName target = {};           // the relation or function
    bool whole_rows = true;                   // nothing is selected or embedded: handlers of the target count
    bool plan = false;
    bool lines = false;  // NDJSON
};

// The most wanted that is offered: 406 PGRST107 when nothing is.
Result<Accepted> negotiate(std::vector<MediaType> const& wanted, Offered const& offered);
// Of the root: its description alone.
Result<Accepted> negotiate_description(std::vector<MediaType> const& wanted);

}  // namespace backstay::api::rest
