#include "api/rest/service.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "api/rest/additions.hpp"
#include "api/rest/answer.hpp"
#include "api/rest/choose_function.hpp"
#include "api/rest/conditional.hpp"
#include "api/rest/keyset.hpp"
#include "api/rest/openapi.hpp"
#include "api/rest/openapi31.hpp"
#include "api/rest/prepare.hpp"
#include "api/rest/protected.hpp"
#include "api/rest/reading.hpp"
#include "api/rest/repeated_reads.hpp"
#include "api/rest/request_settings.hpp"
#include "api/rest/status.hpp"
#include "api/rest/stream_out.hpp"
#include "api/rest/timings.hpp"
#include "base/text.hpp"
#include "query/plan/plan.hpp"

namespace backstay::api::rest {
namespace {

std::optional<std::string_view> sent(http::Request const& request, std::string_view name) {
    if (!request.has_header(name)) return std::nullopt;
    return request.header(name);
}

}  // namespace

struct Service::State {
    Options options;
    engine::Engine& engine;
    auth::Authenticator authenticator;
    PlanCache plans;
    RepeatedReads repeated;
    Reading reading;
    Additions additions;

    State(Options with, engine::Engine& on, auth::Authenticator who)
        : options(std::move(with)),
          engine(on),
          authenticator(std::move(who)),
          plans(options.cached_plans),
          repeated(options, engine, authenticator),
          reading(options),
          additions({options, reading, engine, plans}, authenticator) {
        authenticator.use_settings(reading.settings(options.schemas.front()));
    }

    // ---- the steps ----

    http::Response refused(Error const& error, std::string const& role) const {
        return error_response(error, role == options.anon_role, options.verbose_errors);
    }

    // A request as far as nothing of the database is needed: what is to be run, or the answer already.
    struct Begun {
        std::shared_ptr<sql::Schema const> schema;
        Principal principal;
        Asked asked;
        Timings timings;
        std::optional<Prepared> prepared = {};  // none for the root
        std::string marker = {};                // of encrypted values in the answer
        std::optional<Wording> wording = {};    // of a read that may come again
        std::int64_t started_us = 0;

        // Encrypted values are written or given back by a write, which does not stay when they cannot be.
        bool writes_protected() const {
            return prepared && prepared->exchange->write &&
                   (prepared->sealing || !prepared->exchange->protection.none());
        }
        // A connection's next request stands at the same address.
        bool is_of(http::Request const& request) const {
            return &asked.request == &request && started_us == request.started_us;
        }
    };
    std::optional<Begun> left;  // what answer_now() has just declined
    std::variant<http::Response, Begun> begin(http::Request const& request) {
        auto const schema = engine.schema();
        Timings timings(options.server_timing);
        auto principal = authenticator.identify(sent(request, "authorization"), sent(request, "apikey"));
        if (!principal && request.method != "OPTIONS") return refused(principal.error(), {});
        auto const role = principal ? principal->role : std::string();
        timings.lap("jwt");
        auto asked = reading.read(request);
        timings.lap("parse");
        if (!asked) return refused(asked.error(), role);
        if (asked->action == Action::options) return timings.tell(describe_options(*schema, *asked, role));
        Begun begun{.schema = schema,
                    .principal = *std::move(principal),
                    .asked = *std::move(asked),
                    .timings = std::move(timings),
                    .wording = repeated.wording(request),
                    .started_us = request.started_us};
        if (begun.asked.action == Action::describe) return begun;
        auto prepared = prepare(begun.asked, options, *schema, plans);
        begun.timings.lap("plan");
        if (!prepared) return refused(prepared.error(), role);
        prepared->conditions.rollback = reading.rolls_back(begun.asked) && !prepared->exchange->read_only;
        reading.add_settings(begun.asked, std::move(prepared->settings), begun.principal);
        begun.prepared = *std::move(prepared);
        if (!begun.writes_protected()) {
            if (auto const done = protect(begun); !done) return refused(done.error(), role);
        }
        return begun;
    }

    // The parameters of a read, as its statement is to have them.
    Result<void> protect(Begun& begun) const {
        auto const& exchange = *begun.prepared->exchange;
        if (exchange.protection.none()) return {};
        begun.marker = new_marker();
        TRY(begun.prepared->parameters, protected_values(exchange, std::move(begun.prepared->parameters),
                                                         begun.marker, options.vault.get()));
        return {};
    }
    Result<void> open(Begun const& begun, std::string& body) const {
        return open_marked(body, *begun.prepared->exchange, begun.marker, options.vault.get());
    }

    engine::Call call_of(Begun const& begun) const {
        return {.exchange = *begun.prepared->exchange,
                .parameters = begun.prepared->parameters,
                .principal = begun.principal,
                .conditions = begun.prepared->conditions,
                .pre_request = reading.pre_request(),
                .explain = begun.prepared->explain};
    }

    http::Response finish(Begun& begun, Result<engine::Outcome> const& outcome, std::string body) {
        auto const& role = begun.principal.role;
        begun.timings.lap("transaction");
        if (!outcome) return refused(outcome.error(), role);
        auto response = respond(begun.asked, options, *begun.prepared, *outcome, std::move(body));
        if (response) {
            if (begun.wording)
                repeated.learn(*begun.wording, begun.asked, *begun.prepared, begun.schema->version);
            response->role = role;
            return begun.timings.tell(*std::move(response));
        }
        auto refusal = refused(response.error(), role);
        if (response.error()->code == "PGRST103" && outcome->total)
            refusal.headers.emplace_back("Content-Range", "*/" + std::to_string(*outcome->total));
        return refusal;
    }

    http::Response finish_opened(Begun& begun, Result<engine::Outcome> const& outcome, std::string body) {
        if (outcome && !begun.marker.empty())
            if (auto const opened = open(begun, body); !opened)
                return finish(begun, std::unexpected(opened.error()), {});
        return finish(begun, outcome, std::move(body));
    }

    // Nothing when the engine has to be waited for: then what was begun is left for answer().
    std::optional<http::Response> answer_now(http::Request const& request) {
        auto begun = begin(request);
        if (auto* response = std::get_if<http::Response>(&begun)) return std::move(*response);
        auto& work = std::get<Begun>(begun);
        if (work.prepared && work.prepared->exchange->read_only) {
            RequestSettings const settings(request);
            std::string body;
            auto const outcome = engine.try_run(call_of(work), body, &settings);
            if (outcome) return finish_opened(work, *outcome, std::move(body));
        }
        left.emplace(std::move(work));
        return std::nullopt;
    }

    boost::asio::awaitable<http::Response> answer(http::Request const& request) {
        // What was begun is not begun again, and what was found too long is not tried again.
        if (!repeated.waits(request) && !(left && left->is_of(request))) {
            if (auto response = repeated.answer(request)) co_return *std::move(response);
            if (!repeated.waits(request))
                if (auto response = answer_now(request)) co_return *std::move(response);
        }
        if (repeated.waits(request)) {
            auto waited = co_await repeated.wait(request);
            if (waited.response) co_return *std::move(waited.response);
            co_return refused(waited.response.error(), waited.role);
        }
        auto work = *std::move(left);
        left.reset();
        RequestSettings(request).add_to(work.principal);
        if (!work.prepared)
            co_return work.timings.tell(co_await describe(*work.schema, work.asked, work.principal));
        if (work.writes_protected())
            co_return work.timings.tell(co_await additions.answer(
                request,
                {work.schema, std::move(work.principal), std::move(work.asked), *std::move(work.prepared)}));
        if (may_be_large(work.asked, options, *work.prepared))
            co_return co_await answer_stream(std::move(work));
        std::string body;
        auto const outcome = co_await engine.run(call_of(work), body);
        co_return finish_opened(work, outcome, std::move(body));
    }

    boost::asio::awaitable<http::Response> answer_stream(Begun work) {
        auto const kept = std::make_shared<Begun>(std::move(work));
        auto const made = [this, kept = kept.get()](Result<engine::Outcome> const& outcome,
                                                    std::string body) {
            return finish(*kept, outcome, std::move(body));
        };
        OpenPiece open_piece;
        if (!kept->marker.empty())
            open_piece = [this, kept = kept.get()](std::string& piece) { return open(*kept, piece); };
        co_return co_await answer_large(engine, call_of(*kept),
                                        {kept->asked.first.value_or(0), kept->asked.query.limit}, made, kept,
                                        std::move(open_piece));
    }

    // Answered as the query that the cursor stands for; then the last row's keys are read for the next one.
    boost::asio::awaitable<http::Response> answer_page(http::Request const& request) {
        auto plain = request;
        auto const query = without_cursor(request.query);
        plain.query = query;
        auto const schema = engine.schema();
        auto const asked = reading.read(plain);
        auto const* const relation =
            asked ? schema->find_relation({asked->schema, asked->target.name}) : nullptr;
        if (relation == nullptr || asked->action != Action::read) co_return co_await answer(plain);
        auto const page = read_page(request.query, *relation);
        if (!page) co_return refused(page.error(), {});
        plain.query = page->rows;
        auto response = co_await answer(plain);
        if (response.status != 200 && response.status != 206) co_return response;
        std::erase_if(response.headers, [](auto const& field) {
            return equals_ignoring_case(field.first, "content-location");
        });
        auto last = plain;
        last.query = page->last;
        std::erase_if(last.headers, [](auto const& field) {
            return equals_ignoring_case(field.first, "prefer") || equals_ignoring_case(field.first, "accept");
        });
        auto const found = co_await answer(last);
        auto const cursor = found.status == 200 ? cursor_of(*page, found.body) : std::nullopt;
        if (cursor) {
            auto const target = std::string(request.path) + "?" + page->prefix + "&after=" + *cursor;
            response.headers.emplace_back("Link", "<" + target + ">; rel=\"next\"");
        }
        co_return response;
    }

    // /openapi.json: of what the caller may use.
    boost::asio::awaitable<http::Response> describe_31(http::Request const& request) {
        auto principal = authenticator.identify(sent(request, "authorization"), sent(request, "apikey"));
        if (!principal) co_return refused(principal.error(), {});
        auto const role = principal->role;
        if (options.openapi_mode == OpenApiMode::disabled)
            co_return refused(failure("PGRST126", "Root endpoint metadata is disabled").error(), role);
        auto const profile = request.header("accept-profile");
        auto const schema = profile.empty() ? options.schemas.front() : std::string(profile);
        if (std::ranges::find(options.schemas, schema) == options.schemas.end())
            co_return refused(failure("PGRST106", "Invalid schema: " + schema).error(), role);
        Asked const asked{.request = request, .target = {}, .schema = schema};
        reading.add_settings(asked, {}, *principal);
        RequestSettings(request).add_to(*principal);
        auto const snapshot = engine.schema();
        auto const visible = co_await engine.visible(*std::move(principal), reading.pre_request(), schema);
        if (!visible) co_return refused(visible.error(), role);
        http::Response response{.body = describe_api_31(options, *snapshot, schema, *visible)};
        response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
        response.headers.emplace_back("Vary", "Accept-Profile");
        co_return response;
    }

    // What answers a request that is no other than PostgREST's.
    boost::asio::awaitable<http::Response> answer_any(http::Request const& request) {
        if (options.additions && !request.path.starts_with(options.prefix)) return describe_31(request);
        if (options.additions && asks_for_page(request)) return answer_page(request);
        return answer(request);
    }

    // Whether it has to go the waiting way.
    bool waits(http::Request const& request) const {
        if (!options.additions) return false;
        return additions.takes(request) || !request.path.starts_with(options.prefix) ||
               asks_for_page(request);
    }

    // The root: a description of what may be used.
    boost::asio::awaitable<http::Response> describe(sql::Schema const& schema, Asked& asked,
                                                    Principal principal) {
        auto const role = principal.role;
        auto const accepted = negotiate_description(asked.wanted);
        if (!accepted) co_return refused(accepted.error(), role);
        if (options.openapi_mode == OpenApiMode::disabled)
            co_return refused(failure("PGRST126", "Root endpoint metadata is disabled").error(), role);
        std::optional<engine::Visible> visible;
        if (options.openapi_mode == OpenApiMode::follow_privileges) {
            reading.add_settings(asked, {}, principal);
            RequestSettings(asked.request).add_to(principal);
            auto found = co_await engine.visible(std::move(principal), reading.pre_request(), asked.schema);
            if (!found) co_return refused(found.error(), role);
            visible = *std::move(found);
        }
        http::Response response{
            .body = describe_api(options, schema, asked.schema, visible ? &*visible : nullptr)};
        response.headers.emplace_back("Content-Type", accepted->content_type());
        if (asked.profiled) response.headers.emplace_back("Content-Profile", asked.schema);
        response.headers.emplace_back("Vary", "Accept, Prefer, Range");
        co_return response;
    }

    // As GET would find it.
    static Result<sql::Function const*> asked_function(sql::Schema const& schema, Asked const& asked) {
        TRY(auto const query, query::parse_query(asked.request.query, query::Subject::function_by_get));
        Sought sought{.name = {asked.schema, asked.target.name}};
        for (auto const& [name, value] : query.arguments) sought.arguments.push_back(name);
        TRY(auto const chosen, choose_function(schema, sought));
        return chosen.function;
    }

    http::Response describe_options(sql::Schema const& schema, Asked const& asked,
                                    std::string const& role) const {
        if (asked.target.kind == TargetKind::relation) {
            auto const found = query::find_relation(schema, {asked.schema, asked.target.name});
            if (!found) return refused(found.error(), role);
        }
        sql::Function const* function = nullptr;
        if (asked.target.kind == TargetKind::function) {
            auto const found = asked_function(schema, asked);
            if (!found) return refused(found.error(), role);
            function = *found;
        }
        return options_response(schema, asked, function);
    }
};

bool Options::hoists(std::string_view setting) const {
    return std::ranges::find(hoisted_settings, setting) != hoisted_settings.end();
}

Service::Service(Options options, engine::Engine& engine, auth::Authenticator authenticator)
    : state_(std::make_unique<State>(std::move(options), engine, std::move(authenticator))) {}

Service::~Service() = default;

bool Service::try_handle(http::Request const& request, http::ResponseWriter& out) {
    state_->left.reset();
    if (state_->waits(request)) return false;
    if (state_->repeated.answer(request, out)) return true;
    if (state_->repeated.waits(request)) return false;
    auto response = state_->answer_now(request);
    if (!response) return false;
    if (state_->options.additions) validate(request, *response);
    out.start(response->status, response->reason);
    for (auto const& [name, value] : response->headers) out.header(name, value);
    auto& body = out.body();
    if (request.method != "HEAD") body.append(response->body);
    out.describe(response->route, {});
    return true;
}

boost::asio::awaitable<http::Response> Service::handle(http::Request const& request) {
    if (state_->additions.takes(request)) co_return co_await state_->additions.answer(request);
    auto response = co_await state_->answer_any(request);
    if (state_->options.additions) validate(request, response);
    if (request.method == "HEAD") response.body.clear();
    co_return response;
}

std::uint64_t Service::largest_body(http::Request const& request) {
    return state_->additions.largest_body(request);
}

void Service::before_poll() { state_->engine.before_poll(); }

}  // namespace backstay::api::rest
