#include "api/rest/additions.hpp"

#include "api/rest/idempotency.hpp"
#include "api/rest/status.hpp"
#include "base/text.hpp"
#include "http/body_file.hpp"

namespace backstay::api::rest {
namespace {

std::optional<std::string_view> sent(http::Request const& request, std::string_view name) {
    if (!request.has_header(name)) return std::nullopt;
    return request.header(name);
}

bool is_conditional(http::Request const& request) {
    auto const& method = request.method;
    if (method != "PATCH" && method != "PUT" && method != "DELETE") return false;
    return request.has_header("if-match") || request.has_header("if-none-match");
}

bool has_key(http::Request const& request) {
    return (request.method == "POST" || request.method == "PATCH") && request.has_header("idempotency-key");
}

bool wants_rows(http::Request const& request) {
    return request.header("prefer").find("return=representation") != std::string_view::npos;
}

}  // namespace

bool Additions::is_batch(http::Request const& request) const {
    auto path = request.path;
    if (request.method != "POST" || !path.starts_with(kit_.options.prefix)) return false;
    path.remove_prefix(kit_.options.prefix.size());
    // A table of this name is reached through its profile.
    return path == "/batch" && !request.has_header("content-profile");
}

// POST of rows to a relation: in a file, or as lines whose numbers errors are to say.
bool Additions::is_stream(http::Request const& request) const {
    if (request.method != "POST") return false;
    if (request.file) return true;
    return body_type(request.header("content-type")) == BodyType::lines && !wants_rows(request);
}

bool Additions::takes(http::Request const& request) const {
    auto const& method = request.method;
    if (!kit_.options.additions || method == "GET" || method == "HEAD" || method == "OPTIONS") return false;
    return is_conditional(request) || has_key(request) || is_stream(request) || is_batch(request);
}

std::uint64_t Additions::largest_body(http::Request const& request) const {
    auto const& options = kit_.options;
    if (!options.additions || request.method != "POST") return 0;
    auto const type = body_type(request.header("content-type"));
    if (type != BodyType::json && type != BodyType::csv && type != BodyType::lines) return 0;
    bool const called =
        request.path.substr(std::min(options.prefix.size(), request.path.size())).starts_with("/rpc/");
    return called || is_batch(request) ? 0 : options.largest_stream;
}

http::Response Additions::refused(Error const& error, std::string const& role) const {
    return error_response(error, role == kit_.options.anon_role, kit_.options.verbose_errors);
}

Result<std::unique_ptr<Step>> Additions::step_of(http::Request const& request,
                                                 Principal const& principal) const {
    std::unique_ptr<Step> step;
    if (is_batch(request)) {
        TRY(step, batch(request, principal, kit_));
    } else if (is_stream(request)) {
        TRY(step, inserted_stream(request, principal, kit_));
    } else {
        TRY(auto operation, plan_operation(request, principal, kit_));
        step = single(std::move(operation), kit_);
    }
    if (is_conditional(request)) {
        TRY(step, preconditioned(request, principal, kit_, std::move(step)));
    }
    if (has_key(request)) {
        TRY(step, idempotent(request, principal, kit_, std::move(step)));
    }
    return step;
}

boost::asio::awaitable<http::Response> Additions::run(http::Request const& request, std::string const& role,
                                                      Step& step) {
    Answered answered;
    auto const work = [&](engine::Transaction& transaction) -> Task<engine::Ending> {
        CO_TRY(answered, co_await step.run(transaction));
        co_return answered.ending;
    };
    bool const conditional = is_conditional(request);
    // What the condition was judged by must still be so when the change is committed.
    auto const isolation =
        conditional ? engine::Isolation::repeatable_read : engine::Isolation::read_committed;
    auto const done = co_await kit_.engine.transact(work, isolation);
    if (done) co_return std::move(answered.response);
    auto error = done.error();
    if (conditional && error->code == "40001")
        error = failure("BS412", "The resource was changed by another request at the same time").error();
    co_return refused(error, role);
}

boost::asio::awaitable<http::Response> Additions::answer(http::Request const& request, Operation operation) {
    auto const role = operation.principal.role;
    auto const step = single(std::move(operation), kit_);
    auto response = co_await run(request, role, *step);
    response.role = role;
    co_return response;
}

boost::asio::awaitable<http::Response> Additions::answer(http::Request const& request) {
    auto const principal = authenticator_.identify(sent(request, "authorization"), sent(request, "apikey"));
    if (!principal) co_return refused(principal.error(), {});
    auto const& role = principal->role;
    std::optional<KeysUnderWay::Held> held;
    if (has_key(request)) {
        auto const key = idempotency_key(request);
        if (!key) co_return refused(key.error(), role);
        held.emplace(*kit_.options.keys, idempotency_scope(*principal) + " " + *key);
        if (!*held)
            co_return refused(failure("BS409", "A request with this Idempotency-Key is under way").error(),
                              role);
    }
    auto const step = step_of(request, *principal);
    if (!step) co_return refused(step.error(), role);
    co_return co_await run(request, role, **step);
}

}  // namespace backstay::api::rest
