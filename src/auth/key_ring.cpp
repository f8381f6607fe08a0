#include "auth/key_ring.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr std::array states{"standby", "current", "previously_used", "revoked"};

std::optional<KeyState> find_state(std::string_view name) {
    auto const* const found = std::ranges::find(states, name);
    if (found == states.end()) return std::nullopt;
    return static_cast<KeyState>(found - states.begin());
}

Result<RingKey> read_key(std::string_view text, bool may_be_current) {
    TRY(auto const json, JsonObject::parse(text));
    TRY(auto jwk, Jwk::complete(json));
    auto const kid = jwk.kid();
    RingKey key{.key = std::move(jwk), .created_at = json.integer("created_at").value_or(0)};
    if (auto const name = json.text("state")) {
        auto const state = find_state(*name);
        if (!state)
            return failure("22023", "the signing key \"" + kid + "\" has the unknown state \"" + *name + "\"")
                .hint("States are " + std::string(states[0]) + ", current, previously_used and revoked.");
        key.state = *state;
    } else {
        key.state = may_be_current && key.key.can_sign() ? KeyState::current : KeyState::previously_used;
    }
    if (key.state == KeyState::current && !key.key.can_sign())
        return failure("22023", "the current signing key \"" + kid + "\" has no private part");
    return key;
}

}  // namespace

std::string_view state_name(KeyState state) { return states.at(static_cast<std::size_t>(state)); }

Result<KeyRing> KeyRing::parse(std::string_view text) {
    KeyRing ring;
    if (trim(text).empty()) return ring;
    auto const broken = [] { return failure("22023", "the signing keys are no JWK set"); };
    simdjson::dom::parser parser;
    simdjson::dom::element whole;
    simdjson::dom::array list;
    if (parser.parse(simdjson::padded_string(text)).get(whole) != simdjson::SUCCESS) return broken();
    if (whole.get(list) != simdjson::SUCCESS && whole["keys"].get(list) != simdjson::SUCCESS) return broken();
    for (auto const item : list) {
        TRY(auto key, read_key(simdjson::minify(item), ring.current() == nullptr));
        if (ring.find(key.key.kid()) != nullptr)
            return failure("22023", "two signing keys are called \"" + key.key.kid() + "\"");
        if (key.state <= KeyState::current && ring.find(key.state) != nullptr)
            return failure("22023", "two signing keys are " + std::string(state_name(key.state)));
        ring.keys_.push_back(std::move(key));
    }
    if (whole["api_keys"].get(list) != simdjson::SUCCESS) return ring;
    for (auto const item : list) {
        TRY(auto const json, JsonObject::parse(simdjson::minify(item)));
        TRY(auto key, ApiKey::parse(json));
        TRY_VOID(ring.check_new(key.name));
        ring.api_keys_.push_back(std::move(key));
    }
    return ring;
}

std::string KeyRing::to_string() const {
    std::string text = "{\"keys\":[";
    for (auto const& key : keys_) {
        auto json = key.key.to_private_json();
        json.set_text("state", state_name(key.state)).set_integer("created_at", key.created_at);
        text += (text.ends_with('[') ? "\n  " : ",\n  ") + json.to_string();
    }
    text += "\n]";
    if (!api_keys_.empty()) text += ",\n\"api_keys\":[";
    for (auto const& key : api_keys_)
        text += (text.ends_with('[') ? "\n  " : ",\n  ") + key.to_json().to_string();
    return text + (api_keys_.empty() ? "}\n" : "\n]}\n");
}

std::string KeyRing::to_public_set() const {
    std::string text = "{\"keys\":[";
    for (auto const& key : keys_) {
        if (key.state == KeyState::revoked || key.key.is_symmetric()) continue;
        text += (text.ends_with('[') ? "" : ",") + key.key.to_public_json().to_string();
    }
    return text + "]}";
}

RingKey const* KeyRing::find(KeyState state) const {
    auto const found = std::ranges::find(keys_, state, &RingKey::state);
    return found == keys_.end() ? nullptr : &*found;
}

RingKey const* KeyRing::find(std::string_view kid) const {
    auto const found = std::ranges::find(keys_, kid, [](RingKey const& key) { return key.key.kid(); });
    return found == keys_.end() ? nullptr : &*found;
}

ApiKey const* KeyRing::find_api_key(std::string_view name) const {
    auto const found = std::ranges::find(api_keys_, name, &ApiKey::name);
    return found == api_keys_.end() ? nullptr : &*found;
}

Result<void> KeyRing::check_new(std::string_view name) const {
    if (find(name) == nullptr && find_api_key(name) == nullptr) return {};
    return failure("42710", "there is a key \"" + std::string(name) + "\" already");
}

Result<void> KeyRing::add(Jwk key, std::int64_t now) {
    TRY_VOID(check_new(key.kid()));
    auto const state = key.can_sign() ? KeyState::standby : KeyState::previously_used;
    if (auto const* const other = standby(); other != nullptr && state == KeyState::standby)
        return failure("55000", "the key \"" + other->key.kid() + "\" stands by already")
            .hint("backstay keys rotate makes it the current one; backstay keys revoke removes it.");
    keys_.push_back({std::move(key), state, now});
    return {};
}

Result<void> KeyRing::rotate(std::int64_t now) {
    if (standby() == nullptr) {
        auto const* const used = current();
        TRY(auto key, Jwk::generate(used == nullptr ? "ES256" : used->key.alg()));
        TRY_VOID(add(std::move(key), now));
    }
    for (auto& key : keys_) {
        if (key.state == KeyState::current) {
            key.state = KeyState::previously_used;
        } else if (key.state == KeyState::standby) {
            key.state = KeyState::current;
        }
    }
    return {};
}

Result<void> KeyRing::revoke_signing_key(RingKey& key) {
    if (key.state == KeyState::current)
        return failure("55000", "the key \"" + key.key.kid() + "\" is the current one")
            .hint("backstay keys rotate first: then another signs.");
    key.state = KeyState::revoked;
    if (!key.key.is_symmetric()) key.key = key.key.without_private_part();
    std::erase_if(
        keys_, [](RingKey const& one) { return one.state == KeyState::revoked && one.key.is_symmetric(); });
    return {};
}

Result<void> KeyRing::revoke(std::string_view name) {
    for (auto& key : keys_)
        if (key.key.kid() == name) return revoke_signing_key(key);
    if (std::erase_if(api_keys_, [&](ApiKey const& key) { return key.name == name; }) > 0) return {};
    return failure("42704", "there is no key \"" + std::string(name) + "\"");
}

Result<std::string> KeyRing::add_api_key(ApiKeyKind kind, std::string const& name, std::int64_t now) {
    TRY_VOID(check_new(name));
    auto made = new_api_key(kind, name, now);
    api_keys_.push_back(std::move(made.key));
    return std::move(made.text);
}

}  // namespace backstay::auth
