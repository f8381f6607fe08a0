#include "api/rest/service.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "api/rest/answer.hpp"
#include "api/rest/choose_function.hpp"
#include "api/rest/openapi.hpp"
#include "api/rest/prepare.hpp"
#include "api/rest/repeated_reads.hpp"
#include "api/rest/request_settings.hpp"
#include "api/rest/status.hpp"
#include "api/rest/timings.hpp"
#include "base/text.hpp"
#include "query/plan/plan.hpp"

namespace backstay::api::rest {
namespace {

// "schema.function" as SQL writes it.
std::string quoted_name(std::string const& name) {
    std::vector<std::string> parts;
    for (auto const& part : split(name, '.')) parts.push_back(quote_always(part));
    return join(parts, ".");
}

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
    std::string pre_request;
    std::string search_path_rest;

    State(Options with, engine::Engine& on, auth::Authenticator who)
        : options(std::move(with)),
          engine(on),
          authenticator(std::move(who)),
          plans(options.cached_plans),
          repeated(options, engine, authenticator) {
        if (!options.pre_request.empty()) pre_request = quoted_name(options.pre_request);
        for (auto const& schema : options.extra_search_path) search_path_rest += ", " + quote_always(schema);
        auto settings = options.app_settings;
        settings["search_path"] = quote_always(options.schemas.front()) + search_path_rest;
        authenticator.use_settings(std::move(settings));
    }

    // ---- the steps ----

    Result<Asked> read_target_and_method(http::Request const& request) const {
        auto path = request.path;
        if (path.starts_with(options.prefix)) path.remove_prefix(options.prefix.size());
        TRY(auto target, read_target(path));
        TRY(auto action, read_action(target, request.method));
        if (action == Action::describe && !options.root_spec.empty()) {
            target = {TargetKind::function, options.root_spec};
            action = Action::call;
        }
        Asked asked{.request = request, .target = std::move(target), .action = action};
        asked.head = request.method == "HEAD";
        asked.get = asked.head || request.method == "GET";
        TRY(asked.schema, profile(asked));
        asked.profiled = options.schemas.size() > 1;
        return asked;
    }

    Result<std::string> profile(Asked const& asked) const {
        bool const reads = asked.get || asked.action == Action::options;
        auto const name = asked.request.header(reads ? "accept-profile" : "content-profile");
        if (name.empty()) return options.schemas.front();
        if (std::ranges::find(options.schemas, name) != options.schemas.end()) return std::string(name);
        return failure("PGRST106", "Invalid schema: " + std::string(name))
            .hint("Only the following schemas are exposed: " + join(options.schemas, ", "));
    }

    Result<void> read_query(Asked& asked) const {
        auto const subject = asked.target.kind != TargetKind::function ? query::Subject::relation
                             : asked.get                               ? query::Subject::function_by_get
                                                                       : query::Subject::function_by_post;
        TRY(asked.query, query::parse_query(asked.request.query, subject));
        return read_range(asked, options.max_rows);
    }

    void read_preferences(Asked& asked) const {
        auto& prefer = asked.prefer;
        prefer = parse_preferences(asked.request);
        bool const may_choose = options.tx_end == TxEnd::commit_allow_override ||
                                options.tx_end == TxEnd::rollback_allow_override;
        if (!may_choose) prefer.rollback.reset();
        bool const writes = asked.action != Action::read && asked.action != Action::call;
        if (asked.action != Action::create) prefer.resolution.reset();
        if (asked.action != Action::create && asked.action != Action::update) prefer.missing_default.reset();
        if (!writes) prefer.returned.reset();
        if (asked.action != Action::update && asked.action != Action::remove && asked.action != Action::call)
            prefer.max_affected.reset();
    }

    // Those of the function called come first, so that none of the request's own is lost to them.
    void add_settings(Asked const& asked, std::map<std::string, std::string> of_function,
                      Principal& principal) const {
        auto& settings = principal.settings;
        settings = std::move(of_function);
        settings.insert(options.app_settings.begin(), options.app_settings.end());
        settings["search_path"] = quote_always(asked.schema) + search_path_rest;
        if (asked.prefer.timezone) settings["timezone"] = *asked.prefer.timezone;
    }

    bool rolls_back(Asked const& asked) const {
        bool const by_default =
            options.tx_end == TxEnd::rollback || options.tx_end == TxEnd::rollback_allow_override;
        return asked.prefer.rollback.value_or(by_default);
    }

    Result<Asked> read_request(http::Request const& request) const {
        TRY(auto asked, read_target_and_method(request));
        if (asked.action == Action::options) return asked;
        TRY_VOID(read_query(asked));
        read_preferences(asked);
        asked.wanted = accepted_types(asked.request.header("accept"));
        return asked;
    }

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
        std::optional<Wording> wording = {};    // of a read that may come again
        std::int64_t started_us = 0;

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
        auto asked = read_request(request);
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
        prepared->conditions.rollback = rolls_back(begun.asked) && !prepared->exchange->read_only;
        add_settings(begun.asked, std::move(prepared->settings), begun.principal);
        begun.prepared = *std::move(prepared);
        return begun;
    }

    engine::Call call_of(Begun const& begun) const {
        return {.exchange = *begun.prepared->exchange,
                .parameters = begun.prepared->parameters,
                .principal = begun.principal,
                .conditions = begun.prepared->conditions,
                .pre_request = pre_request,
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
            return begun.timings.tell(*std::move(response));
        }
        auto refusal = refused(response.error(), role);
        if (response.error().code == "PGRST103" && outcome->total)
            refusal.headers.emplace_back("Content-Range", "*/" + std::to_string(*outcome->total));
        return refusal;
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
            if (outcome) return finish(work, *outcome, std::move(body));
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
        std::string body;
        auto const outcome = co_await engine.run(call_of(work), body);
        co_return finish(work, outcome, std::move(body));
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
            add_settings(asked, {}, principal);
            RequestSettings(asked.request).add_to(principal);
            auto found = co_await engine.visible(std::move(principal), pre_request, asked.schema);
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
    if (state_->repeated.answer(request, out)) return true;
    if (state_->repeated.waits(request)) return false;
    auto const response = state_->answer_now(request);
    if (!response) return false;
    out.start(response->status, response->reason);
    for (auto const& [name, value] : response->headers) out.header(name, value);
    auto& body = out.body();
    if (request.method != "HEAD") body.append(response->body);
    out.describe(response->route, {});
    return true;
}

boost::asio::awaitable<http::Response> Service::handle(http::Request const& request) {
    auto response = co_await state_->answer(request);
    if (request.method == "HEAD") response.body.clear();
    co_return response;
}

void Service::before_poll() { state_->engine.before_poll(); }

}  // namespace backstay::api::rest
