#pragma once

// Where in a token's claims the role stands: the subset of JSONPath (RFC 9535) that PostgREST's
// jwt-role-claim-key is written in.
//
//     path    = ["$"] *step [filter]
//     step    = "." name / "." string / "[" string "]" / "[" integer "]"
//     filter  = "[?(@ " ( "==" / "!=" / "^==" / "==^" / "*==" ) " " string ")]"
//
//     .role     $.app_metadata.role     .realm_access.roles[0]     .roles[?(@ ^== "app_")]
//
// A filter picks the first text of an array that equals, differs from, begins with (^==), ends with (==^) or
// holds (*==) its string.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace simdjson::dom {
class element;
}

namespace backstay::auth {

class RolePath {
public:
    static Result<RolePath> parse(std::string_view text);

    // The text it finds; nothing when there is none.
    std::optional<std::string> find(simdjson::dom::element const& claims) const;

    struct Filter {
        std::string op;
        std::string operand;
        bool operator==(Filter const&) const = default;
    };
    using Step = std::variant<std::string, std::size_t, Filter>;

private:
    std::vector<Step> steps_;
};

}  // namespace backstay::auth
