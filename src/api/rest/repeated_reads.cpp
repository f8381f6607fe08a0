#include "api/rest/repeated_reads.hpp"

#include "api/rest/conditional.hpp"
#include "api/rest/request_settings.hpp"
#include "api/rest/stream_out.hpp"
#include "base/text.hpp"
#include "query/parse/url.hpp"

namespace backstay::api::rest {
namespace {

constexpr std::size_t most_kept = 64 * 1024;  // of a buffer that is used again

// Nothing that SQL has set goes into the answer.
bool is_plain(engine::Outcome const& outcome) {
    return outcome.verdict == engine::Verdict::committed && outcome.response_status.empty() &&
           outcome.response_headers.empty();
}

std::size_t most_known(Options const& options) {
    bool const each_is_told_apart = options.server_timing || !options.pre_request.empty();
    return each_is_told_apart ? 0 : options.cached_plans;
}

}  // namespace

RepeatedReads::RepeatedReads(Options const& options, engine::Engine& engine,
                             auth::Authenticator& authenticator)
    : options_(options), engine_(engine), authenticator_(authenticator), known_(most_known(options)) {}

std::optional<RepeatedReads::Recalled> RepeatedReads::recall(http::Request const& request) {
    worded_ = nullptr;
    waiting_.reset();
    if (!wording_.read(request)) return std::nullopt;
    worded_ = &request;
    auto read = known_.find(engine_.schema()->version, wording_.key());
    if (!read) return std::nullopt;
    auto who = authenticator_.who(wording_.authorization(), wording_.apikey());
    if (!who) return std::nullopt;
    read_parameters(*read, wording_, parameters_);
    return Recalled{&request, request.started_us, std::move(read), *std::move(who)};
}

// The rows that body_ has.
std::optional<std::int64_t> RepeatedReads::rows(http::Request const& request, Recalled const& recalled) {
    RequestSettings const settings(request);
    body_.clear();
    engine::Call const call{
        .exchange = *recalled.read->exchange, .parameters = parameters_, .principal = *recalled.principal};
    auto const outcome = engine_.try_run(call, body_, &settings);
    if (!outcome) waiting_ = recalled;
    if (!outcome || !*outcome || !is_plain(**outcome)) return std::nullopt;
    return (*outcome)->rows;
}

// Calls field(name, value) for each, in the order of respond().
template <class Field>
void RepeatedReads::tell_fields(Repeated const& read, Parameters const& values, std::int64_t rows,
                                Field const& field) {
    field("Content-Type", read.content_type);
    field("Content-Range", content_range(read.first_row, read.first_row + rows - 1, std::nullopt));
    location_.clear();
    append_location(location_, read, values);
    field("Content-Location", location_);
    if (!read.content_profile.empty()) field("Content-Profile", read.content_profile);
    field("Vary", "Accept, Prefer, Range");
}

// As validate() would have it.
void RepeatedReads::tell_validated(http::Request const& request, Repeated const& read, std::int64_t count,
                                   http::ResponseWriter& out) {
    auto const tag = entity_tag(body_, read.content_type, {});
    auto const known = request.header("if-none-match");
    bool const fresh = !known.empty() && (trim(known) == "*" || names_answer(known, tag));
    out.start(fresh ? 304 : 200);
    tell_fields(read, parameters_, count, [&](std::string_view name, std::string_view value) {
        if (fresh && (name == "Content-Type" || name == "Content-Range")) return;
        out.header(name, name == "Vary" ? cache_vary : value);
    });
    out.header("Cache-Control", cache_control(wording_.authorization() || wording_.apikey()));
    out.header("ETag", tag);
    auto& body = out.body();
    if (!fresh) body.append(body_);
}

bool RepeatedReads::answer(http::Request const& request, http::ResponseWriter& out) {
    auto const recalled = recall(request);
    auto const count = recalled ? rows(request, *recalled) : std::nullopt;
    if (!count) return false;
    if (options_.additions) {
        tell_validated(request, *recalled->read, *count, out);
    } else {
        out.start(200);
        tell_fields(*recalled->read, parameters_, *count,
                    [&out](auto name, auto const& value) { out.header(name, value); });
        out.body().append(body_);
    }
    if (body_.capacity() > most_kept) std::string().swap(body_);
    return true;
}

std::optional<http::Response> RepeatedReads::answer(http::Request const& request) {
    auto const recalled = recall(request);
    auto const count = recalled ? rows(request, *recalled) : std::nullopt;
    if (!count) return std::nullopt;
    http::Response response{.body = body_, .role = recalled->principal->role};
    tell_fields(*recalled->read, parameters_, *count,
                [&](auto name, auto const& value) { response.headers.emplace_back(name, value); });
    return response;
}

boost::asio::awaitable<RepeatedReads::Waited> RepeatedReads::wait(http::Request const& request) {
    auto const recalled = *std::exchange(waiting_, std::nullopt);
    auto principal = *recalled.principal;
    RequestSettings(request).add_to(principal);
    auto const values = parameters_;  // others are read while this one waits
    if (recalled.read->may_be_large) co_return co_await wait_for_many(recalled, std::move(principal), values);
    http::Response response{.role = principal.role};
    auto const outcome = co_await engine_.run(
        {.exchange = *recalled.read->exchange, .parameters = values, .principal = principal}, response.body);
    if (!outcome) co_return Waited{std::unexpected(outcome.error()), principal.role};
    tell_fields(*recalled.read, values, outcome->rows,
                [&](auto name, auto const& value) { response.headers.emplace_back(name, value); });
    auto const applied = apply_settings(*outcome, response);
    if (!applied) co_return Waited{std::unexpected(applied.error()), principal.role};
    co_return Waited{std::move(response), {}};
}

boost::asio::awaitable<RepeatedReads::Waited> RepeatedReads::wait_for_many(Recalled recalled,
                                                                           Principal principal,
                                                                           Parameters values) {
    struct Kept {
        std::shared_ptr<Repeated const> read;
        Principal principal;
        Parameters values;
        std::optional<Error> failed = {};
    };
    auto const kept = std::make_shared<Kept>(recalled.read, std::move(principal), std::move(values));
    auto const respond = [this, kept = kept.get()](Result<engine::Outcome> const& outcome, std::string body) {
        http::Response response{.body = std::move(body), .role = kept->principal.role};
        if (!outcome) {
            kept->failed = outcome.error();
            return response;
        }
        tell_fields(*kept->read, kept->values, outcome->rows,
                    [&](auto name, auto const& value) { response.headers.emplace_back(name, value); });
        if (auto const applied = apply_settings(*outcome, response); !applied) kept->failed = applied.error();
        return response;
    };
    engine::Call const call{
        .exchange = *kept->read->exchange, .parameters = kept->values, .principal = kept->principal};
    auto response = co_await answer_large(engine_, call, {.first = kept->read->first_row}, respond, kept);
    if (kept->failed) co_return Waited{std::unexpected(*kept->failed), kept->principal.role};
    co_return Waited{std::move(response), {}};
}

std::optional<Wording> RepeatedReads::wording(http::Request const& request) const {
    if (worded_ != &request) return std::nullopt;
    return wording_;
}

void RepeatedReads::learn(Wording const& wording, Asked const& asked, Prepared const& prepared,
                          std::uint64_t schema_version) {
    if (known_.find(schema_version, wording.key())) return;
    auto read =
        rest::learn(wording, asked, prepared, options_.prefix + "/" + query::encode_url(asked.target.name),
                    may_be_large(asked, options_, prepared));
    if (read) known_.keep(wording.key(), std::move(read));
}

}  // namespace backstay::api::rest
