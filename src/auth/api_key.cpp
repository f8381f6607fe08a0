#include "auth/api_key.hpp"

#include "auth/random.hpp"

namespace backstay::auth {
namespace {

constexpr std::string_view publishable_prefix = "sb_publishable_", secret_prefix = "sb_secret_";
constexpr std::size_t random_size = 20;
constexpr std::size_t check_digits = 8;
constexpr std::size_t shown_letters = 4;  // of a secret key

std::string_view prefix_of(ApiKeyKind kind) {
    return kind == ApiKeyKind::secret ? secret_prefix : publishable_prefix;
}

}  // namespace

std::string_view kind_name(ApiKeyKind kind) { return kind == ApiKeyKind::secret ? "secret" : "publishable"; }

Result<ApiKey> ApiKey::parse(JsonObject const& json) {
    ApiKey key{.name = json.text("name").value_or(""), .shown = json.text("key").value_or("")};
    auto const kind = json.text("type").value_or("");
    key.kind = kind == "secret" ? ApiKeyKind::secret : ApiKeyKind::publishable;
    key.created_at = json.integer("created_at").value_or(0);
    key.digest = kind == "secret" ? json.text("sha256").value_or("") : hex_digest("SHA256", key.shown);
    constexpr std::size_t digest_digits = 64;
    if (key.name.empty() || kind != kind_name(key.kind) || !key.shown.starts_with(prefix_of(key.kind)) ||
        key.digest.size() != digest_digits)
        return failure("22023", "the API key \"" + key.name + "\" cannot be used");
    return key;
}

JsonObject ApiKey::to_json() const {
    JsonObject json;
    json.set_text("name", name).set_text("type", kind_name(kind)).set_text("key", shown);
    if (kind == ApiKeyKind::secret) json.set_text("sha256", digest);
    json.set_integer("created_at", created_at);
    return json;
}

NewApiKey new_api_key(ApiKeyKind kind, std::string name, std::int64_t now) {
    auto text = std::string(prefix_of(kind)) + base32(random_bytes(random_size)) + "_";
    text += hex_digest("SHA256", text).substr(0, check_digits);
    ApiKey key{.name = std::move(name), .kind = kind, .shown = text, .digest = hex_digest("SHA256", text)};
    if (kind == ApiKeyKind::secret) key.shown = text.substr(0, secret_prefix.size() + shown_letters);
    key.created_at = now;
    return {.key = std::move(key), .text = std::move(text)};
}

bool looks_like_api_key(std::string_view text) {
    return text.starts_with(publishable_prefix) || looks_like_secret_key(text);
}

bool looks_like_secret_key(std::string_view text) { return text.starts_with(secret_prefix); }

}  // namespace backstay::auth
