#include "auth/identify.hpp"

#include <simdjson.h>

#include <algorithm>

#include "auth/hmac.hpp"
#include "auth/key_ring.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

std::string json_string(std::string_view text) {
    static constexpr std::string_view hex = "0123456789abcdef";
    std::string json = "\"";
    for (auto const c : text) {
        if (c == '"' || c == '\\') json += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) {
            json += c;
        } else {
            json += "\\u00";
            json += hex[static_cast<std::size_t>(c) >> 4];
            json += hex[static_cast<std::size_t>(c) & 15];
        }
    }
    return json + "\"";
}

// What follows "Bearer "; nothing when it is another scheme.
std::optional<std::string_view> bearer_token(std::string_view header) {
    static constexpr std::size_t scheme = 6;
    if (!equals_ignoring_case(header.substr(0, scheme), "bearer")) return std::nullopt;
    if (header.size() > scheme && header[scheme] != ' ') return std::nullopt;
    return trim(header.substr(scheme));
}

std::int64_t unix_time(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

Result<Authenticator> Authenticator::make(Options const& options, Clock clock) {
    auto shared = std::make_shared<Shared>();
    TRY(shared->keys, keys_of(options));
    TRY(shared->rules.role_path, RolePath::parse(options.jwt_role_claim_key));
    shared->rules.audience = options.jwt_audience;
    shared->anon_role = options.anon_role;
    shared->accept_apikey = options.accept_apikey;
    shared->require_apikey = options.require_apikey && options.accept_apikey;
    shared->cache_entries = options.cache_entries;
    shared->clock = std::move(clock);
    return Authenticator(std::move(shared));
}

Result<Authenticator> Authenticator::make(Options const& options) {
    return make(options, [] { return std::chrono::system_clock::now(); });
}

Authenticator::Authenticator(std::shared_ptr<Shared const> shared) : shared_(std::move(shared)) {
    use_settings({});
}

Authenticator::Authenticator(Authenticator const& other) : shared_(other.shared_) {
    use_settings(other.settings_);
}

void Authenticator::use_settings(std::map<std::string, std::string> settings) {
    settings_ = std::move(settings);
    index_.clear();
    entries_.clear();
    known_keys_.clear();
    service_ = principal("service_role", with_role("{}", "service_role"));
    auto const& anon = shared_->anon_role;
    if (!anon.empty()) anonymous_ = principal(anon, with_role("{}", anon));
}

Authenticator::Who Authenticator::principal(std::string role, std::string claims) const {
    return std::make_shared<Principal const>(
        Principal{.role = std::move(role), .claims = std::move(claims), .settings = settings_});
}

Result<Principal> Authenticator::identify(std::optional<std::string_view> authorization,
                                          std::optional<std::string_view> apikey) {
    TRY(auto const found, who(authorization, apikey));
    return *found;
}

Result<Authenticator::Who> Authenticator::who(std::optional<std::string_view> authorization,
                                              std::optional<std::string_view> apikey) {
    auto const token = authorization ? bearer_token(*authorization) : std::nullopt;
    auto const key = shared_->accept_apikey && apikey ? trim(*apikey) : std::string_view();
    if (key.empty()) {
        if (shared_->require_apikey) return missing_api_key();
        if (!token) return anonymous();
        if (shared_->accept_apikey && looks_like_api_key(*token)) return of_opaque_key(*token);
        return of_token(*token);
    }
    TRY(auto found, of_key(key));
    if (!token || *token == key) return found;
    return of_token(*token);
}

Result<Authenticator::Who> Authenticator::of_token(std::string_view token) {
    TRY(auto found, verified(token));
    return std::move(found.principal);
}

// A key decides on what a request may do, so that how long a comparison takes must not tell of it.
Result<Authenticator::Who> Authenticator::of_key(std::string_view key) {
    auto const now = unix_time(shared_->clock());
    for (auto const& known : known_keys_)
        if (equal_in_constant_time(known.token, key) && !(known.expires && now > *known.expires + clock_skew))
            return known.principal;
    Entry entry{.token = std::string(key), .principal = nullptr, .expires = {}};
    if (std::ranges::count(key, '.') == 2) {
        TRY(auto const found, verified(key));
        entry.principal = found.principal;
        entry.expires = found.expires;
    } else {
        TRY(entry.principal, of_opaque_key(key));
    }
    constexpr std::size_t most_known = 4;
    if (known_keys_.size() >= most_known) known_keys_.erase(known_keys_.begin());
    known_keys_.push_back(entry);
    return entry.principal;
}

Result<Authenticator::Who> Authenticator::of_opaque_key(std::string_view key) {
    auto const kind = keys().find_api_key(key);
    if (!kind) return unknown_api_key();
    if (*kind == ApiKeyKind::secret) return service_;
    return anonymous();
}

Result<Authenticator::Who> Authenticator::anonymous() const {
    if (anonymous_ == nullptr) return failure("PGRST302", "Anonymous access is disabled");
    return anonymous_;
}

Result<Authenticator::Verified> Authenticator::verified(std::string_view token) {
    if (!shared_->keys) return failure("PGRST300", "Server lacks JWT secret");
    auto const now = unix_time(shared_->clock());
    if (auto const hit = index_.find(token); hit != index_.end()) {
        auto const& entry = *hit->second;
        if (entry.expires && now > *entry.expires + clock_skew) return failure("PGRST303", "JWT expired");
        entries_.splice(entries_.begin(), entries_, hit->second);
        return Verified{entry.principal, entry.expires};
    }
    TRY(auto verified, verify_token(token, *shared_->keys, shared_->rules, now));
    if (!verified.role && shared_->anon_role.empty())
        return failure("PGRST302", "Anonymous access is disabled");
    auto role = verified.role.value_or(shared_->anon_role);
    auto claims = with_role(verified.claims, role);
    auto found = principal(std::move(role), std::move(claims));
    remember({std::string(token), found, verified.expires});
    return Verified{std::move(found), verified.expires};
}

void Authenticator::remember(Entry entry) {
    if (shared_->cache_entries == 0) return;
    if (entries_.size() >= shared_->cache_entries) {
        index_.erase(entries_.back().token);
        entries_.pop_back();
    }
    entries_.push_front(std::move(entry));
    index_.emplace(entries_.front().token, entries_.begin());
}

KeySet const& Authenticator::keys() const {
    static KeySet const none;
    return shared_->keys ? *shared_->keys : none;
}

Result<std::optional<KeySet>> keys_of(Options const& options) {
    if (options.jwt_secret.empty() && options.signing_keys.empty()) return std::nullopt;
    KeySet keys;
    if (!options.jwt_secret.empty()) {
        auto const encoding = options.jwt_secret_is_base64 ? SecretEncoding::base64 : SecretEncoding::text;
        TRY(keys, KeySet::parse(options.jwt_secret, encoding));
    }
    TRY(auto const ring, KeyRing::parse(options.signing_keys));
    keys.add(ring);
    return keys;
}

Failure unknown_api_key() {
    return failure("BS401", "Invalid API key")
        .hint("Double check your Supabase `anon` or `service_role` API key.");
}

Failure missing_api_key() {
    return failure("BS401", "No API key found in request")
        .hint("No `apikey` request header or url param was found.");
}

std::optional<std::string> challenge(Error const& error) {
    if (error->code == "PGRST302") return "Bearer";
    if (error->code != "PGRST301" && error->code != "PGRST303") return std::nullopt;
    return "Bearer error=\"invalid_token\", error_description=" + json_string(error->message);
}

std::string with_role(std::string_view claims, std::string_view role) {
    simdjson::dom::parser parser;
    simdjson::dom::element object;
    std::string_view present;
    if (parser.parse(simdjson::padded_string(claims)).get(object) == simdjson::SUCCESS &&
        object.at_key("role").get(present) == simdjson::SUCCESS && present == role)
        return std::string(trim(claims));
    auto const member = "\"role\":" + json_string(role);
    auto inner = trim(claims);
    inner = trim(inner.substr(1, inner.size() - 2));
    // A member added last is the one that counts, in json and in jsonb.
    return inner.empty() ? "{" + member + "}" : "{" + std::string(inner) + "," + member + "}";
}

}  // namespace backstay::auth
