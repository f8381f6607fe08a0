// POST /batch: several operations in one transaction. All of them are planned before the first is run, so
// that only values are taken from results.
//
//     [{"method": "POST", "path": "/project", "body": {"name": "a"}},
//      {"method": "POST", "path": "/task", "body": {"project_id": "$1.id"}, "headers": {"Prefer": "..."}}]
//
//     200 [{"status": 201, "headers": {...}, "body": [{"id": 1, ...}]}, ...]

#include <simdjson.h>

#include <algorithm>

#include "api/rest/references.hpp"
#include "api/rest/sealed_write.hpp"
#include "api/rest/status.hpp"
#include "api/rest/step.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

using simdjson::SUCCESS;

// What the request's views point into.
struct Part {
    std::string method, path, query, body;
    std::vector<std::pair<std::string, std::string>> headers;
    http::Request request;
    bool has_body = false;
};

Failure malformed(std::string what) {
    return failure("BS400", std::move(what))
        .hint(
            R"(A batch is a list of {"method": "POST", "path": "/table?...", "body": ..., "headers": {...}}.)");
}

// Fields of the whole request that are not about its own body, key or answer.
bool is_passed_on(std::string_view name) {
    for (auto const* const own :
         {"content-type", "content-length", "content-encoding", "transfer-encoding", "accept",
          "accept-encoding", "prefer", "if-match", "if-none-match", "idempotency-key", "range", "range-unit"})
        if (equals_ignoring_case(name, own)) return false;
    return true;
}

Result<void> read_headers(simdjson::ondemand::object fields, Part& part) {
    for (auto field : fields) {
        std::string_view name, value;
        if (field.unescaped_key().get(name) != SUCCESS) return malformed("A header's name is a string");
        std::string const owned(name);
        if (field.value().get_string().get(value) != SUCCESS)
            return malformed("The value of header " + owned + " is a string");
        part.headers.emplace_back(owned, value);
    }
    return {};
}

Result<std::string> raw_json(simdjson::ondemand::value value) {
    simdjson::ondemand::json_type type{};
    if (value.type().get(type) != SUCCESS) return malformed("A body is JSON");
    std::string_view raw;
    simdjson::ondemand::object object;
    simdjson::ondemand::array array;
    if (type == simdjson::ondemand::json_type::object) {
        if (value.get_object().get(object) != SUCCESS || object.raw_json().get(raw) != SUCCESS)
            return malformed("A body is JSON");
    } else if (type == simdjson::ondemand::json_type::array) {
        if (value.get_array().get(array) != SUCCESS || array.raw_json().get(raw) != SUCCESS)
            return malformed("A body is JSON");
    } else {
        raw = value.raw_json_token();
    }
    return std::string(trim(raw));
}

Result<std::unique_ptr<Part>> read_part(simdjson::ondemand::object object) {
    auto part = std::make_unique<Part>();
    for (auto field : object) {
        std::string_view key, text;
        if (field.unescaped_key().get(key) != SUCCESS) return malformed("An operation is an object");
        std::string const name(key);
        auto value = field.value();
        if (name == "method" || name == "path") {
            if (value.get_string().get(text) != SUCCESS) return malformed("The " + name + " is a string");
            (name == "method" ? part->method : part->path) = text;
        } else if (name == "headers") {
            simdjson::ondemand::object fields;
            if (value.get_object().get(fields) != SUCCESS) return malformed("The headers are an object");
            TRY_VOID(read_headers(fields, *part));
        } else if (name == "body") {
            simdjson::ondemand::value body;
            if (value.get(body) != SUCCESS) return malformed("A body is JSON");
            TRY(part->body, raw_json(body));
            part->has_body = part->body != "null";
        } else {
            return malformed("An operation has no member \"" + name + "\"");
        }
    }
    return part;
}

void complete(Part& part, http::Request const& whole, std::string const& prefix) {
    auto& request = part.request;
    if (auto const mark = part.path.find('?'); mark != std::string::npos) {
        part.query = part.path.substr(mark + 1);
        part.path.resize(mark);
    }
    if (!prefix.empty() && !part.path.starts_with(prefix + "/")) part.path.insert(0, prefix);
    request.method = part.method;
    request.path = part.path;
    request.target = part.path;
    request.query = part.query;
    if (part.has_body) request.body = part.body;
    request.remote_address = whole.remote_address;
    request.request_id = whole.request_id;
    request.tls = whole.tls;
    for (auto const& [name, value] : part.headers) request.headers.emplace_back(name, value);
    for (auto const& field : whole.headers)
        if (is_passed_on(field.first) && !request.has_header(field.first)) request.headers.push_back(field);
    if (!request.has_header("prefer")) request.headers.emplace_back("Prefer", "return=representation");
}

Result<std::vector<std::unique_ptr<Part>>> read_parts(http::Request const& whole, Options const& options) {
    std::vector<std::unique_ptr<Part>> parts;
    simdjson::padded_string const padded(whole.body);
    // Read as a whole first: what follows looks at no more than it needs.
    simdjson::dom::parser strict;
    if (strict.parse(padded).error() != SUCCESS) return malformed("The body is not a list of operations");
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::array list;
    if (parser.iterate(padded).get(document) != SUCCESS || document.get_array().get(list) != SUCCESS)
        return malformed("The body is not a list of operations");
    for (auto element : list) {
        simdjson::ondemand::object object;
        if (element.get_object().get(object) != SUCCESS) return malformed("An operation is an object");
        if (parts.size() >= options.batch_operations)
            return failure("BS413",
                           "A batch has " + std::to_string(options.batch_operations) + " operations at most");
        TRY(auto part, read_part(object));
        complete(*part, whole, options.prefix);
        parts.push_back(std::move(part));
    }
    return parts;
}

// The transaction is one that writes, so that GET could not be kept from it in a function.
Result<void> check(Operation const& operation) {
    bool const reads = operation.asked.get;
    if (operation.asked.head || (reads && operation.asked.target.kind == TargetKind::function))
        return failure("BS400", "A batch has no HEAD, and calls functions by POST");
    return {};
}

bool is_json(http::Response const& response) {
    for (auto const& [name, value] : response.headers)
        if (equals_ignoring_case(name, "content-type")) return value.find("json") != std::string::npos;
    return false;
}

void append_answer(std::string& out, http::Response const& response) {
    out += out.size() > 1 ? ", \n {\"status\":" : "{\"status\":";
    out += std::to_string(response.status);
    out += ",\"headers\":{";
    bool first = true;
    for (auto const& [name, value] : response.headers) {
        if (equals_ignoring_case(name, "vary")) continue;
        if (!first) out += ',';
        first = false;
        append_json_string(out, name);
        out += ':';
        append_json_string(out, value);
    }
    out += "},\"body\":";
    if (response.body.empty())
        out += "null";
    else if (is_json(response))
        out += response.body;
    else
        append_json_string(out, response.body);
    out += '}';
}

// The error of an operation, and which one it was (from 1); all of them are undone.
Answered refusal(Error const& error, std::size_t number, Principal const& principal, Kit const& kit) {
    auto const& options = kit.options;
    auto response = error_response(error, principal.role == options.anon_role, options.verbose_errors);
    if (response.body.ends_with('}'))
        response.body.insert(response.body.size() - 1, R"(,"operation":)" + std::to_string(number));
    return {std::move(response), engine::Ending::rollback};
}

// What could not be planned.
class Refused final : public Step {
public:
    explicit Refused(Answered answered) : answered_(std::move(answered)) {}
    Task<Answered> run(engine::Transaction&) override { co_return answered_; }

private:
    Answered answered_;
};

struct Planned {
    std::unique_ptr<Part> part;
    Operation operation;
};

class Batch final : public Step {
public:
    Batch(std::vector<Planned> operations, Kit const& kit) : operations_(std::move(operations)), kit_(kit) {}

    Task<Answered> run(engine::Transaction& transaction) override {
        Results results;
        std::string body = "[";
        auto ending = engine::Ending::commit;
        for (std::size_t i = 0; i < operations_.size(); ++i) {
            auto answered = co_await run(transaction, operations_[i], results);
            if (!answered)
                co_return refusal(answered.error(), i + 1, operations_[i].operation.principal, kit_);
            append_answer(body, answered->response);
            results.push_back(is_json(answered->response) ? answered->response.body : std::string());
            if (answered->ending == engine::Ending::rollback) ending = engine::Ending::rollback;
        }
        http::Response response{.body = std::move(body) + "]"};
        response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
        co_return Answered{std::move(response), ending};
    }

private:
    Task<Answered> run(engine::Transaction& transaction, Planned const& planned, Results const& results) {
        auto const& operation = planned.operation;
        auto parameters = operation.prepared.parameters;
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            bool const is_body = planned.part->has_body && i + 1 == parameters.size() && !operation.asked.get;
            if (is_body && parameters[i]) {
                CO_TRY(parameters[i], fill_body(*parameters[i], results));
            } else {
                CO_TRY(parameters[i], fill_value(parameters[i], results));
            }
        }
        auto call = operation.call(kit_.reading);
        std::string body;
        engine::Call const filled{.exchange = call.exchange,
                                  .parameters = parameters,
                                  .principal = call.principal,
                                  .conditions = call.conditions,
                                  .pre_request = call.pre_request,
                                  .explain = call.explain};
        CO_TRY(auto const outcome, co_await run_prepared(transaction, filled, operation.prepared,
                                                         kit_.options.vault.get(), body));
        CO_TRY(auto response,
               respond(operation.asked, kit_.options, operation.prepared, outcome, std::move(body)));
        bool const undone = outcome.verdict == engine::Verdict::rolled_back;
        co_return Answered{std::move(response), undone ? engine::Ending::rollback : engine::Ending::commit};
    }

    std::vector<Planned> operations_;
    Kit kit_;
};

}  // namespace

Result<std::unique_ptr<Step>> batch(http::Request const& request, Principal const& principal,
                                    Kit const& kit) {
    TRY(auto parts, read_parts(request, kit.options));
    std::vector<Planned> operations;
    for (auto& part : parts) {
        auto const index = operations.size();
        auto operation = plan_operation(part->request, principal, kit);
        auto checked = operation ? check(*operation) : std::unexpected(operation.error());
        if (!checked) return std::make_unique<Refused>(refusal(checked.error(), index + 1, principal, kit));
        operations.push_back({std::move(part), *std::move(operation)});
    }
    return std::make_unique<Batch>(std::move(operations), kit);
}

}  // namespace backstay::api::rest
