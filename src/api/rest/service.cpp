#include "api/rest/service.hpp"

#include <algorithm>

#include "api/rest/answer.hpp"
#include "api/rest/openapi.hpp"
#include "api/rest/prepare.hpp"
#include "api/rest/status.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "query/plan/plan.hpp"

namespace backstay::api::rest {
namespace {

std::string json_object(std::vector<std::pair<std::string, std::string>> const& members) {
    std::string out = "{";
    for (auto const& [key, value] : members) {
        if (out.size() > 1) out += ", ";
        append_json_string(out, key);
        out += ": ";
        append_json_string(out, value);
    }
    return out + "}";
}

std::string headers_json(http::Request const& request) {
    std::vector<std::pair<std::string, std::string>> members;
    for (auto const& [name, value] : request.headers)
        if (!equals_ignoring_case(name, "cookie")) members.emplace_back(to_lower(name), value);
    return json_object(members);
}

std::string cookies_json(http::Request const& request) {
    std::vector<std::pair<std::string, std::string>> members;
    for (auto const& part : split(request.header("cookie"), ';'))
        if (auto const pair = split_once(part, '='))
            members.emplace_back(trim(pair->first), trim(pair->second));
    return json_object(members);
}

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
    std::string pre_request;
    std::string search_path_rest;

    State(Options with, engine::Engine& on, auth::Authenticator who)
        : options(std::move(with)), engine(on), authenticator(std::move(who)), plans(options.cached_plans) {
        if (!options.pre_request.empty()) pre_request = quoted_name(options.pre_request);
        for (auto const& schema : options.extra_search_path) search_path_rest += ", " + quote_always(schema);
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
        settings["request.method"] = asked.request.method;
        settings["request.path"] = asked.request.path;
        settings["request.headers"] = headers_json(asked.request);
        settings["request.cookies"] = cookies_json(asked.request);
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

    boost::asio::awaitable<http::Response> answer(http::Request const& request) {
        auto const schema = engine.schema();
        auto principal = authenticator.identify(sent(request, "authorization"), sent(request, "apikey"));
        if (!principal && request.method != "OPTIONS") co_return refused(principal.error(), {});
        auto const role = principal ? principal->role : std::string();
        auto asked = read_request(request);
        if (!asked) co_return refused(asked.error(), role);
        if (asked->action == Action::options) co_return describe_options(*schema, *asked, role);
        if (asked->action == Action::describe) co_return co_await describe(*schema, *asked, *principal);
        auto prepared = prepare(*asked, options, *schema, plans);
        if (!prepared) co_return refused(prepared.error(), role);
        prepared->conditions.rollback = rolls_back(*asked) && !prepared->exchange->read_only;
        add_settings(*asked, std::move(prepared->settings), *principal);
        std::string body;
        engine::Call const call{.exchange = *prepared->exchange,
                                .parameters = prepared->parameters,
                                .principal = *principal,
                                .conditions = prepared->conditions,
                                .pre_request = pre_request,
                                .explain = prepared->explain};
        // Short reads of the embedded engine take no waiting.
        auto quick = engine.try_run(call, body);
        auto const outcome = quick ? *std::move(quick) : co_await engine.run(call, body);
        if (!outcome) co_return refused(outcome.error(), role);
        auto response = respond(*asked, options, *prepared, *outcome, std::move(body));
        if (!response) {
            auto refusal = refused(response.error(), role);
            if (response.error().code == "PGRST103" && outcome->total)
                refusal.headers.emplace_back("Content-Range", "*/" + std::to_string(*outcome->total));
            co_return refusal;
        }
        co_return *std::move(response);
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

    http::Response describe_options(sql::Schema const& schema, Asked const& asked,
                                    std::string const& role) const {
        if (asked.target.kind == TargetKind::relation) {
            auto const found = query::find_relation(schema, {asked.schema, asked.target.name});
            if (!found) return refused(found.error(), role);
        }
        return options_response(schema, asked);
    }
};

bool Options::hoists(std::string_view setting) const {
    return std::ranges::find(hoisted_settings, setting) != hoisted_settings.end();
}

Service::Service(Options options, engine::Engine& engine, auth::Authenticator authenticator)
    : state_(std::make_unique<State>(std::move(options), engine, std::move(authenticator))) {}

Service::~Service() = default;

bool Service::try_handle(http::Request const&, http::ResponseWriter&) { return false; }

boost::asio::awaitable<http::Response> Service::handle(http::Request const& request) {
    auto response = co_await state_->answer(request);
    if (request.method == "HEAD") response.body.clear();
    co_return response;
}

void Service::before_poll() { state_->engine.before_poll(); }

}  // namespace backstay::api::rest
