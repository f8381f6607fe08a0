// The status and the fields of an answer, from the outcome.

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "api/rest/answer.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
    return out;
}

// /task?id=eq.3, from the first row's keys.
std::string location(Asked const& asked, Options const& options, Prepared const& prepared,
                     std::string const& first_row) {
    auto const row = members_of(first_row);
    if (!row) return {};
    std::string out = options.prefix + "/" + asked.target.name + "?";
    bool first = true;
    for (auto const& key : prepared.location_keys) {
        auto const found = std::ranges::find(*row, key, [](auto const& member) { return member.first; });
        if (found == row->end()) return {};
        out += (first ? "" : "&") + encoded(key) + "=eq." + encoded(found->second);
        first = false;
    }
    return out;
}

query::EmbedItem const* find_embed(std::vector<query::SelectItem> const& items, std::string const& name) {
    query::EmbedItem const* by_target = nullptr;
    for (auto const& item : items) {
        auto const* const embed = std::get_if<query::EmbedItem>(&item.item);
        if (embed == nullptr) continue;
        if ((embed->alias.empty() ? embed->name : embed->alias) == name) return embed;
        if (embed->name == name) by_target = embed;
    }
    return by_target;
}

struct Settled {
    int status = 200;
    std::optional<std::string> range = {};
};

// The number of all rows: counted, or as far as it was counted no less than estimated.
std::optional<std::int64_t> total_of(Asked const& asked, Options const& options,
                                     engine::Outcome const& outcome) {
    if (!asked.prefer.count) return {};
    bool const reads = asked.action == Action::read;
    switch (*asked.prefer.count) {
        case Count::planned: return reads ? outcome.planned : std::nullopt;
        case Count::estimated:
            if (!reads || !outcome.total || !outcome.planned) break;
            if (options.max_rows && *outcome.total <= *options.max_rows) break;
            return std::max(*outcome.total, *outcome.planned);
        case Count::exact: break;
    }
    return outcome.total.value_or(outcome.rows);
}

Result<Settled> settle_rows(Asked const& asked, Options const& options, engine::Outcome const& outcome) {
    auto const first = asked.first.value_or(0);
    auto const total = total_of(asked, options, outcome);
    if (total && first > *total && first > 0)
        return failure("PGRST103", "Requested range not satisfiable")
            .detail("An offset of " + std::to_string(first) + " was requested, but there are only " +
                    std::to_string(*total) + " rows.");
    bool const partial = total && outcome.rows < *total;
    auto const last = total == 0 ? first - 1 : first + outcome.rows - 1;
    return Settled{partial ? 206 : 200, content_range(first, last, total)};
}

Settled settle_write(Asked const& asked, engine::Outcome const& outcome) {
    bool const represented = asked.prefer.returned == Return::representation;
    bool const counts = asked.prefer.count && asked.prefer.count != Count::planned;
    auto const total = counts ? std::optional(outcome.affected) : std::nullopt;
    switch (asked.action) {
        case Action::create: {
            bool const merged = asked.prefer.resolution == Resolution::merge &&
                                outcome.inserted.value_or(outcome.affected) == 0;
            return {merged ? 200 : 201, content_range(1, 0, total)};
        }
        case Action::put: {
            bool const created = outcome.inserted.value_or(0) > 0;
            return {created ? 201 : represented ? 200 : 204, std::nullopt};
        }
        case Action::update: return {represented ? 200 : 204, content_range(0, outcome.affected - 1, total)};
        default: return {represented ? 200 : 204, content_range(1, 0, total)};
    }
}

Result<void> check_verdict(Prepared const& prepared, engine::Outcome const& outcome) {
    if (outcome.verdict == engine::Verdict::too_many)
        return failure("PGRST124", "Query result exceeds max-affected preference constraint")
            .detail("The query affects " + std::to_string(outcome.affected) + " rows");
    auto const& exchange = *prepared.exchange;
    auto const counted =
        exchange.write && exchange.format == sql::Format::none ? outcome.affected : outcome.rows;
    if (outcome.verdict == engine::Verdict::not_exactly && prepared.put)
        return failure("PGRST115", "Payload values do not match URL in primary key column(s)");
    if (outcome.verdict == engine::Verdict::not_exactly)
        return failure("PGRST116", "Cannot coerce the result to a single JSON object")
            .detail("The result contains " + std::to_string(counted) + " rows");
    return {};
}

}  // namespace

std::string content_range(std::int64_t first, std::int64_t last, std::optional<std::int64_t> total) {
    std::string const rows = last < first ? "*" : std::to_string(first) + "-" + std::to_string(last);
    return rows + "/" + (total ? std::to_string(*total) : "*");
}

// The filters may name an aliased embed by its target, for now.
std::string legacy_name_warning(query::Query const& query) {
    std::string names;
    auto const check = [&](query::Path const& path) {
        auto const* items = &query.select;
        for (auto const& name : path) {
            auto const* const embed = find_embed(*items, name);
            if (embed == nullptr) return;
            if (!embed->alias.empty() && embed->alias != name) {
                auto const change = "`" + name + "` to `" + embed->alias + "`";
                if (names.find(change) == std::string::npos) names += (names.empty() ? "" : ", ") + change;
            }
            items = &embed->select;
        }
    };
    for (auto const& [path, condition] : query.conditions) check(path);
    for (auto const& [path, terms] : query.orders) check(path);
    for (auto const& [path, range] : query.ranges) check(path);
    if (names.empty()) return {};
    return "299 PostgRESTv17(pre-release) \"Embedded resource was referenced by relation name even though it "
           "has an alias. This is deprecated and will stop working in a future release. Update " +
           names + " in query string filters, orders or limits.\"";
}

Result<void> apply_settings(engine::Outcome const& outcome, http::Response& response) {
    if (!outcome.response_status.empty()) {
        int status = 0;
        auto const& text = outcome.response_status;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
        if (error != std::errc() || end != text.data() + text.size() || status < 100 || status > 599)
            return failure("PGRST112", "response.status guc must be a valid status code");
        response.status = status;
    }
    if (outcome.response_headers.empty()) return {};
    auto const refuse = [] {
        return failure(
            "PGRST111",
            "response.headers guc must be a JSON array composed of objects with a single key and a "
            "string value");
    };
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    if (parser.parse(outcome.response_headers).get(list) != simdjson::SUCCESS) return refuse();
    for (auto const element : list) {
        simdjson::dom::object object;
        if (element.get(object) != simdjson::SUCCESS || object.size() != 1) return refuse();
        for (auto const [key, value] : object) {
            std::string_view text;
            if (value.get(text) != simdjson::SUCCESS) return refuse();
            std::erase_if(response.headers, [&, name = key](auto const& field) {
                return !equals_ignoring_case(name, "set-cookie") && equals_ignoring_case(field.first, name);
            });
            response.headers.emplace_back(key, text);
        }
    }
    return {};
}

Result<http::Response> respond(Asked const& asked, Options const& options, Prepared const& prepared,
                               engine::Outcome const& outcome, std::string body) {
    TRY_VOID(check_verdict(prepared, outcome));
    http::Response response{.body = std::move(body)};
    if (prepared.explain) {
        response.headers.emplace_back("Content-Type", asked.accepted.content_type());
        if (asked.profiled) response.headers.emplace_back("Content-Profile", asked.schema);
        response.headers.emplace_back("Vary", "Accept, Prefer, Range");
        return response;
    }
    bool const reads = asked.action == Action::read || asked.action == Action::call;
    Settled settled;
    if (reads) {
        TRY(settled, settle_rows(asked, options, outcome));
    } else {
        settled = settle_write(asked, outcome);
    }
    response.status = settled.status;
    if (prepared.void_call) response.status = 204;
    auto& headers = response.headers;
    bool const bare = prepared.exchange->format == sql::Format::none || response.status == 204;
    if (!bare || prepared.void_call)
        if (!prepared.void_call) headers.emplace_back("Content-Type", asked.accepted.content_type());
    if (settled.range) headers.emplace_back("Content-Range", *settled.range);
    if (asked.action == Action::read && asked.get)
        headers.emplace_back("Content-Location",
                             options.prefix + "/" + encoded(asked.target.name) +
                                 (asked.query.canonical.empty() ? "" : "?" + asked.query.canonical));
    if (asked.action == Action::call && asked.get)
        headers.emplace_back("Content-Location",
                             options.prefix + "/rpc/" + encoded(asked.target.name) +
                                 (asked.query.canonical.empty() ? "" : "?" + asked.query.canonical));
    if (!prepared.location_keys.empty() && outcome.affected == 1)
        if (auto where = location(asked, options, prepared, outcome.first_row_keys); !where.empty())
            headers.emplace_back("Location", std::move(where));
    if (auto preferences = applied(asked.prefer); !preferences.empty())
        headers.emplace_back("Preference-Applied", std::move(preferences));
    if (auto warning = legacy_name_warning(asked.query); !warning.empty())
        headers.emplace_back("Warning", std::move(warning));
    if (asked.profiled) headers.emplace_back("Content-Profile", asked.schema);
    headers.emplace_back("Vary", "Accept, Prefer, Range");
    TRY_VOID(apply_settings(outcome, response));
    if (bare) response.body.clear();
    return response;
}

http::Response options_response(sql::Schema const& schema, Asked const& asked,
                                sql::Function const* function) {
    std::string allow = "OPTIONS,GET,HEAD";
    if (function != nullptr) {
        allow = function->volatility == sql::Volatility::volatile_ ? "OPTIONS,POST" : "OPTIONS,GET,HEAD,POST";
    } else if (auto const* const relation = schema.find_relation({asked.schema, asked.target.name})) {
        if (relation->insertable) allow += ",POST";
        if (relation->insertable && relation->updatable && !relation->primary_key.empty()) allow += ",PUT";
        if (relation->updatable) allow += ",PATCH";
        if (relation->deletable) allow += ",DELETE";
    }
    http::Response response;
    response.headers = {{"Access-Control-Allow-Origin", "*"}, {"Allow", allow}};
    return response;
}

}  // namespace backstay::api::rest
