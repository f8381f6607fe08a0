// Idempotency-Key: the answer to the first request of a key, kept in the transaction of its write.
//
// https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/

#include <simdjson.h>

#include <algorithm>

#include "api/rest/idempotency.hpp"
#include "api/rest/step.hpp"
#include "auth/hmac.hpp"
#include "auth/vault.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "http/body_file.hpp"

namespace backstay::api::rest {
namespace {

constexpr std::size_t longest_key = 255;

constexpr auto find_answer =
    "select fingerprint, status::text, headers, body from backstay.idempotency "
    "where scope = $1 and key = $2 and created > now() - interval '24 hours'";
constexpr auto drop_old = "delete from backstay.idempotency where created <= now() - interval '24 hours'";
constexpr auto keep_answer =
    "insert into backstay.idempotency (scope, key, fingerprint, status, headers, body) "
    "values ($1, $2, $3, cast($4 as integer), $5, $6)";

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}
std::string unhex(std::string_view text) {
    auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>((digit(text[i]) * 16) + digit(text[i + 1]));
    return out;
}

// A digest that nobody tries values against who has the table alone.
std::vector<std::string> keyed_fingerprints(std::string const& digest, auth::ColumnVault const* vault) {
    if (vault == nullptr) return {digest};
    return vault->blind_prefixes(digest, {.place = "backstay.idempotency.fingerprint"});
}

// What makes a request the same: all that decides on what is written and how it is answered.
std::string fingerprint_of(http::Request const& request) {
    std::string text;
    for (auto const part :
         {request.method, request.target, request.header("content-type"), request.header("prefer"),
          request.header("accept"), request.header("content-profile"), request.body})
        text += std::to_string(part.size()) + ":" + std::string(part);
    std::string digest = auth::hmac("SHA256", "idempotency", text);
    if (request.file) {
        std::string piece(256 * 1024UL, '\0');
        std::uint64_t at = 0;
        while (auto const count = request.file->read(at, piece.data(), piece.size())) {
            digest = auth::hmac("SHA256", digest, std::string_view(piece).substr(0, count));
            at += count;
        }
    }
    return hex(digest);
}

std::string headers_as_json(http::Response const& response) {
    std::string out = "[";
    for (auto const& [name, value] : response.headers) {
        if (out.size() > 1) out += ',';
        append_json_string(out, name);
        out += ',';
        append_json_string(out, value);
    }
    return out + "]";
}

// The body of an answer is as confidential as the rows in it.
sql::Encryption const& sealed_body() {
    static sql::Encryption const column{.place = "backstay.idempotency.body"};
    return column;
}
std::string kept_body(std::string const& body, std::vector<std::string> const& key,
                      auth::ColumnVault const* vault) {
    return vault == nullptr ? hex(body) : vault->seal(body, sealed_body(), key);
}
Result<std::string> given_body(std::string const& kept, std::vector<std::string> const& key,
                               auth::ColumnVault const* vault) {
    if (!auth::Vault::is_sealed(kept)) return unhex(kept);
    if (vault == nullptr) return internal_error("an answer was kept with a key that is not here");
    return vault->open(kept, sealed_body(), key);
}

http::Response answer_of(std::vector<engine::Parameter> const& row, std::string body) {
    http::Response response{.status = std::atoi(row[1].value_or("200").c_str())};
    simdjson::dom::parser parser;
    simdjson::dom::array parts;
    simdjson::padded_string const padded(row[2].value_or("[]"));
    std::vector<std::string> texts;
    if (parser.parse(padded).get(parts) == simdjson::SUCCESS)
        for (auto const part : parts) texts.emplace_back(part.get_string().value_unsafe());
    for (std::size_t i = 0; i + 1 < texts.size(); i += 2)
        response.headers.emplace_back(texts[i], texts[i + 1]);
    response.headers.emplace_back("Idempotent-Replayed", "true");
    response.body = std::move(body);
    return response;
}

class Idempotent final : public Step {
public:
    // `fingerprints`: one for each key of the vault, the newest first.
    Idempotent(std::string scope, std::string key, std::vector<std::string> fingerprints,
               std::shared_ptr<auth::ColumnVault const> vault, std::unique_ptr<Step> inner)
        : scope_(std::move(scope)),
          key_(std::move(key)),
          fingerprints_(std::move(fingerprints)),
          vault_(std::move(vault)),
          inner_(std::move(inner)) {}

    Task<Answered> run(engine::Transaction& transaction) override {
        CO_TRY(auto const known, co_await transaction.own(find_answer, {scope_, key_}));
        if (!known.rows.empty()) {
            auto const& row = known.rows.front();
            if (row.size() < 4 ||
                std::ranges::find(fingerprints_, row[0].value_or("")) == fingerprints_.end())
                co_return failure("BS422", "This Idempotency-Key came with another request before")
                    .hint("Use a new key for each request that is not a repetition.");
            CO_TRY(auto body, given_body(row[3].value_or(""), {scope_, key_}, vault_.get()));
            co_return Answered{answer_of(row, std::move(body)), engine::Ending::rollback};
        }
        CO_TRY(auto answered, co_await inner_->run(transaction));
        if (answered.ending == engine::Ending::rollback) co_return answered;
        auto const& response = answered.response;
        CO_TRY_VOID(co_await transaction.own(drop_old, {}));
        auto const kept = co_await transaction.own(
            keep_answer, {scope_, key_, fingerprints_.front(), std::to_string(response.status),
                          headers_as_json(response), kept_body(response.body, {scope_, key_}, vault_.get())});
        if (!kept && kept.error()->code == "23505")
            co_return failure("BS409", "A request with this Idempotency-Key is under way");
        if (!kept) co_return std::unexpected(kept.error());
        co_return answered;
    }

private:
    std::string scope_, key_;
    std::vector<std::string> fingerprints_;
    std::shared_ptr<auth::ColumnVault const> vault_;
    std::unique_ptr<Step> inner_;
};

}  // namespace

// A string of structured fields (RFC 8941), "...", or the same without quotes.
Result<std::string> idempotency_key(http::Request const& request) {
    auto key = trim(request.header("idempotency-key"));
    if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
    bool const fits = !key.empty() && key.size() <= longest_key && std::ranges::all_of(key, [](char c) {
        return c > ' ' && c <= '~' && c != '"' && c != '\\';
    });
    if (!fits)
        return failure("BS400", "Idempotency-Key is 1 to 255 visible characters")
            .hint("A random UUID is a good key.");
    return std::string(key);
}

// Who asks: the role, and the subject of the token.
std::string idempotency_scope(Principal const& principal) {
    simdjson::dom::parser parser;
    simdjson::dom::element claims;
    std::string_view subject;
    simdjson::padded_string const padded(principal.claims);
    if (parser.parse(padded).get(claims) == simdjson::SUCCESS) static_cast<void>(claims["sub"].get(subject));
    return principal.role + "/" + std::string(subject);
}

Result<std::unique_ptr<Step>> idempotent(http::Request const& request, Principal const& principal,
                                         Kit const& kit, std::unique_ptr<Step> inner) {
    TRY(auto key, idempotency_key(request));
    auto const& vault = kit.options.vault;
    return std::make_unique<Idempotent>(idempotency_scope(principal), std::move(key),
                                        keyed_fingerprints(fingerprint_of(request), vault.get()), vault,
                                        std::move(inner));
}

}  // namespace backstay::api::rest
