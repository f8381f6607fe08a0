#include "api/auth/hooks.hpp"

#include "api/auth/user_json.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::string_view function_patience = "2s";

Hook const& hook_of(Context const& context, HookPoint point) { return context.options.hook(point); }

JsonObject metadata(Asked& asked, HookPoint point) {
    auto const title = std::string(hook_title(point));
    JsonObject json;
    json.set_text("uuid", asked.pin("hook " + title, new_uuid)).set_text("time", to_rfc3339(asked.now));
    json.set_text("name", title).set_text("ip_address", asked.request.remote_address);
    return json;
}

// {"error": {"http_code": ..., "message": ...}} is a refusal, where it says why.
Answered<JsonObject> read_answer(std::string const& text) {
    auto answer = JsonObject::parse(text);
    if (!answer) return refuse_because(Refusal::hook_no_json, answer.error());
    auto const error = answer->object("error");
    auto const message = error ? error->text("message").value_or("") : std::string();
    if (message.empty()) return *std::move(answer);
    Refused made;
    made.status = static_cast<int>(error->integer("http_code").value_or(500));
    if (made.status < 400 || made.status > 599) made.status = 500;
    made.message = message;
    return std::unexpected(std::move(made));
}

Flow<JsonObject> call_function(engine::OwnTransaction& transaction, Hook const& hook,
                               std::string const& payload) {
    auto const failed = [&](Error cause) {
        auto made = refused(Refusal::hook_failed, hook.uri());
        made.cause = std::move(cause);
        return std::unexpected(std::move(made));
    };
    constexpr auto limit = "select set_config('statement_timeout', $1, true)";
    auto const before = co_await transaction.run("select current_setting('statement_timeout')", {});
    if (!before) co_return failed(before.error());
    auto const limited = co_await transaction.run(limit, {std::string(function_patience)});
    if (!limited) co_return failed(limited.error());
    auto const answer = co_await transaction.run("select " + hook.function() + "($1::jsonb)", {payload});
    if (!answer) co_return failed(answer.error());
    auto const reset = co_await transaction.run(limit, {before->rows.at(0).at(0)});
    if (!reset) co_return failed(reset.error());
    auto const& rows = answer->rows;
    auto const text = rows.empty() ? engine::Parameter() : rows.front().front();
    co_return read_answer(text.value_or("{}"));
}

Answered<JsonObject> read_http(HookAnswer const& answer) {
    using Kind = HookAnswer::Kind;
    switch (answer.kind) {
        case Kind::answered: return read_answer(answer.body);
        case Kind::timed_out: return refuse(Refusal::hook_timed_out);
        case Kind::unreachable: return refuse(Refusal::hook_unreachable);
        case Kind::unavailable: return refuse(Refusal::hook_unavailable);
        case Kind::refused_payload: return refuse(Refusal::hook_refused_payload);
        case Kind::unauthorized: return refuse(Refusal::hook_unauthorized);
        case Kind::other_status: return refuse(Refusal::hook_status, std::to_string(answer.status));
        case Kind::other_type:
            if (answer.body.empty()) return refuse(Refusal::hook_no_type);
            return refuse(Refusal::hook_type, answer.body);
        case Kind::too_large: break;
    }
    return refuse(Refusal::hook_too_large);
}

}  // namespace

bool has_hook(Context const& context, HookPoint point) {
    return hook_of(context, point).is_set() || context.shared.hooks.contains(point);
}

boost::asio::awaitable<void> settle(Context& context, PendingHook const& pending) {
    auto& answers = *pending.answers;
    auto const keep = [&](Answered<JsonObject> answer) { answers.insert_or_assign(pending.key, answer); };
    if (auto const native = context.shared.hooks.find(pending.point); native != context.shared.hooks.end()) {
        auto payload = JsonObject::parse(pending.payload).value_or(JsonObject{});
        auto const answer = co_await context.shared.hook_callers.run<std::string>(
            [call = native->second, payload = std::move(payload)]() -> Result<std::string> {
                TRY(auto const answered, call(payload));
                return answered.to_string();
            });
        keep(answer ? read_answer(*answer) : Answered<JsonObject>(std::unexpected(Refused(answer.error()))));
        co_return;
    }
    auto const answer = co_await context.shared.hook_callers.run<HookAnswer>(
        [hook = hook_of(context, pending.point), payload = pending.payload]() -> Result<HookAnswer> {
            return call_hook(hook, payload);
        });
    keep(answer ? read_http(*answer) : Answered<JsonObject>(std::unexpected(Refused(answer.error()))));
}

Flow<JsonObject> ask_hook(Context& context, engine::OwnTransaction& transaction, Asked& asked,
                          HookQuestion question) {
    if (!has_hook(context, question.point)) co_return JsonObject{};
    JsonObject payload;
    payload.set_object("metadata", metadata(asked, question.point));
    for (auto const& [name, json] : question.payload.members()) payload.set_json(name, json);
    auto const& hook = hook_of(context, question.point);
    if (!hook.function().empty() && !context.shared.hooks.contains(question.point))
        co_return co_await call_function(transaction, hook, payload.to_string());
    auto key = std::string(hook_name(question.point)) + " " + question.key;
    if (auto const known = asked.hook_answers->find(key); known != asked.hook_answers->end())
        co_return known->second;
    auto made = refused(Refusal::unexpected);
    made.pending = std::make_shared<PendingHook>(
        PendingHook{question.point, payload.to_string(), std::move(key), asked.hook_answers});
    co_return std::unexpected(std::move(made));
}

Flow<JsonObject> ask_hook_alone(Context& context, Asked& asked, HookQuestion question) {
    if (!has_hook(context, question.point)) co_return JsonObject{};
    co_return co_await in_transaction<JsonObject>(
        context, engine::Access::write,
        [&](engine::OwnTransaction& transaction) { return ask_hook(context, transaction, asked, question); });
}

std::optional<std::string> rejection(JsonObject const& answer, std::string_view otherwise) {
    if (answer.text("decision") != "reject") return std::nullopt;
    auto message = answer.text("message").value_or("");
    return message.empty() ? std::string(otherwise) : message;
}

Flow<JsonObject> customised_claims(Context& context, engine::OwnTransaction& transaction, Asked& asked,
                                   JsonObject claims, std::string method) {
    constexpr auto point = HookPoint::custom_access_token;
    if (!has_hook(context, point)) co_return claims;
    JsonObject payload;
    payload.set_json("user_id", claims.json("sub").value_or("null")).set_object("claims", claims);
    payload.set_text("authentication_method", method);
    CO_TRY(auto const answer,
           co_await ask_hook(context, transaction, asked, {point, payload, claims.to_string()}));
    auto made = answer.object("claims");
    if (!made) co_return refuse(Refusal::hook_no_claims);
    std::string missing;
    for (auto const* const name :
         {"aud", "exp", "iat", "sub", "email", "phone", "role", "aal", "session_id", "is_anonymous"})
        if (!made->has(name) || made->is_null(name))
            missing += "- (root): " + std::string(name) + " is required\n";
    if (!missing.empty()) co_return refuse(Refusal::hook_claims, missing);
    co_return *std::move(made);
}

boost::asio::awaitable<void> tell_of_new_user(Context& context, Asked& asked) {
    constexpr auto point = HookPoint::after_user_created;
    if (asked.created_user.empty() || !has_hook(context, point)) co_return;
    auto const told = co_await in_transaction<Nothing>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
            CO_TRY(auto const user, co_await find_user(transaction, asked.created_user));
            if (!user) co_return Nothing{};  // what made it was undone
            JsonObject payload;
            payload.set_object("user", user_json(*user));
            CO_TRY_VOID(co_await ask_hook(context, transaction, asked, {point, payload, user->id}));
            co_return Nothing{};
        });
    if (!told)
        context.observer.on(observe::Failed{
            .doing = "asking the hook after_user_created",
            .message = told.error().cause ? (*told.error().cause)->message : told.error().message,
            .request_id = asked.request.request_id});
}

}  // namespace backstay::api::auth
