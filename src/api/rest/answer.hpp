#pragma once

// The steps of a request between the wire and the engine: what is asked (Target), how (Asked), what is to be
// run (Prepared), and the answer to its outcome.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/rest/body.hpp"
#include "api/rest/media.hpp"
#include "api/rest/prefer.hpp"
#include "api/rest/service.hpp"
#include "base/principal.hpp"
#include "engine/engine.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "query/compile/protection.hpp"
#include "query/parse/query.hpp"
#include "sql/exchange.hpp"

namespace backstay::api::rest {

enum class TargetKind : std::uint8_t { root, relation, function };
enum class Action : std::uint8_t { read, create, update, put, remove, call, describe, options };

struct Target {
    TargetKind kind = TargetKind::root;
    std::string name;
};

struct Asked {
    http::Request const& request;
    Target target;
    Action action = Action::read;
    bool head = false;
    bool get = false;  // GET or HEAD: nothing may be written
    std::string schema;
    bool profiled = false;  // several schemas are exposed: the answer says which
    query::Query query = {};
    Preferences prefer = {};
    std::vector<MediaType> wanted = {};
    Accepted accepted = {};
    std::optional<std::int64_t> first = {};  // the first row asked for
};

// PGRST125 for deeper paths. `path` is without the prefix.
Result<Target> read_target(std::string_view path);
// PGRST117 and PGRST101 for methods that the target does not know.
Result<Action> read_action(Target const& target, std::string_view method);
// Range and ?limit, ?offset of the root; PGRST103.
Result<void> read_range(Asked& asked, std::optional<std::int64_t> max_rows);

struct Sealing;

struct Prepared {
    std::shared_ptr<query::Compiled const> exchange;
    std::vector<std::optional<std::string>> parameters = {};
    std::shared_ptr<Sealing const> sealing = {};  // of a write with encrypted values (sealed_write.hpp)
    sql::Conditions conditions = {};
    bool singular = false;
    bool void_call = false;
    bool put = false;
    std::vector<std::string> location_keys = {};
    std::optional<engine::Explain> explain = {};
    std::map<std::string, std::string> settings = {};  // of the function, for the transaction
};

// The answer to what came back. `body` is the engine's, and becomes the response's.
Result<http::Response> respond(Asked const& asked, Options const& options, Prepared const& prepared,
                               engine::Outcome const& outcome, std::string body);

// The Warning to who names an aliased embed by its target; empty where nobody does.
std::string legacy_name_warning(query::Query const& query);
// "0-9/100", "*/0"
std::string content_range(std::int64_t first, std::int64_t last, std::optional<std::int64_t> total);

// What SQL set as response.status and response.headers: PGRST111, PGRST112.
Result<void> apply_settings(engine::Outcome const& outcome, http::Response& response);

// Allow, from what the relation can do, or the function.
http::Response options_response(sql::Schema const& schema, Asked const& asked, sql::Function const* function);

}  // namespace backstay::api::rest
