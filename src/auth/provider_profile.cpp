#include "auth/provider_profile.hpp"

#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace backstay::auth {
namespace {

using Element = simdjson::dom::element;

// The element at a pointer; "" is the element itself.
std::optional<Element> at(Element const& root, std::string_view pointer) {
    if (pointer.empty()) return root;
    Element found;
    if (root.at_pointer(pointer).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

// Texts and numbers; nothing for anything else, and for the empty text.
std::optional<std::string> text_at(Element const& root, std::string_view pointer) {
    auto const found = at(root, pointer);
    if (!found) return std::nullopt;
    if (std::string_view text; found->get(text) == simdjson::SUCCESS)
        return text.empty() ? std::nullopt : std::optional(std::string(text));
    if (found->is_number()) return std::string(simdjson::minify(*found));
    return std::nullopt;
}

// Neither missing, false, zero nor empty.
bool holds(Element const& root, std::string_view pointer) {
    auto const found = at(root, pointer);
    if (!found) return false;
    if (bool value = false; found->get(value) == simdjson::SUCCESS) return value;
    auto const text = text_at(root, pointer);
    return text && *text != "0" && *text != "false";
}

bool condition_holds(Element const& root, std::string_view condition) {
    if (condition == "always") return true;
    if (auto const differs = condition.find("!="); differs != std::string_view::npos) {
        auto const text = text_at(root, condition.substr(0, differs));
        return text && *text != condition.substr(differs + 2);
    }
    return holds(root, condition);
}

bool is_verified(Element const& root, std::string_view conditions) {
    if (conditions.empty()) return false;
    return std::ranges::any_of(split(conditions, '|'), [&](std::string const& alternative) {
        return std::ranges::all_of(split(alternative, ' '),
                                   [&](std::string const& one) { return condition_holds(root, one); });
    });
}

// One alternative; nothing when a value is missing.
std::optional<std::string> filled(Element const& root, std::string_view alternative) {
    std::string text;
    while (true) {
        auto const open = alternative.find('{');
        text += alternative.substr(0, open);
        if (open == std::string_view::npos) return text;
        auto const close = alternative.find('}', open);
        auto const value = text_at(root, alternative.substr(open + 1, close - open - 1));
        if (!value) return std::nullopt;
        text += *value;
        alternative.remove_prefix(close + 1);
    }
}

std::string text_of(Element const& root, std::string_view alternatives) {
    if (alternatives.empty()) return {};
    for (auto const& alternative : split(alternatives, '|'))
        if (auto text = filled(root, alternative)) return *std::move(text);
    return {};
}

struct Address {
    std::string email;
    bool primary = false, verified = false;
};

// The better, the greater.
int rank(Address const& address) { return (address.verified ? 2 : 0) + (address.primary ? 1 : 0); }

Result<Address> best_address(EmailFields const& fields, std::string_view json) {
    simdjson::dom::parser parser;
    Element root;
    if (parser.parse(simdjson::padded_string(json)).get(root) != simdjson::SUCCESS)
        return failure("58000", "the provider's list of addresses is no JSON");
    Address best;
    auto const list = at(root, fields.list);
    simdjson::dom::array items;
    if (!list || list->get(items) != simdjson::SUCCESS) return best;
    for (auto const item : items) {
        Address const address{.email = text_at(item, fields.email).value_or(""),
                              .primary = holds(item, fields.primary),
                              .verified = holds(item, fields.verified)};
        if (address.email.empty()) continue;
        if (best.email.empty() || rank(address) > rank(best)) best = address;
    }
    return best;
}

void set_others(ProviderKind const& kind, Element const& root, JsonObject& claims) {
    if (kind.profile.others.empty()) return;
    JsonObject others;
    for (auto const& pointer : split(kind.profile.others, ' '))
        if (auto const found = at(root, pointer); found && !found->is_null())
            others.set_json(pointer.substr(pointer.rfind('/') + 1), std::string(simdjson::minify(*found)));
    if (!others.empty()) claims.set_object("custom_claims", others);
}

}  // namespace

Result<JsonObject> read_profile(ProviderKind const& kind, std::string_view user, std::string_view emails) {
    simdjson::dom::parser parser;
    Element root;
    if (parser.parse(simdjson::padded_string(user)).get(root) != simdjson::SUCCESS)
        return failure("58000", "what the provider says of the user is no JSON");
    auto const& fields = kind.profile;
    JsonObject claims;
    auto const set = [&](std::string_view name, std::string const& text) {
        if (!text.empty()) claims.set_text(name, text);
    };
    auto const subject = text_of(root, fields.subject);
    if (subject.empty()) return failure("58000", "the provider does not say who the user is");
    set("sub", subject);
    set("name", text_of(root, fields.name));
    set("full_name", text_of(root, fields.full_name));
    set("picture", text_of(root, fields.picture));
    set("preferred_username", text_of(root, fields.user_name));
    set("nickname", text_of(root, fields.nickname));
    Address address{.email = text_of(root, fields.email), .verified = is_verified(root, fields.verified)};
    if (!kind.emails.empty()) {
        TRY(address, best_address(kind.email_list, emails));
    }
    set("email", address.email);
    claims.set_boolean("email_verified", !address.email.empty() && address.verified);
    set_others(kind, root, claims);
    return claims;
}

void keep_others(ProviderKind const& kind, std::string_view user, JsonObject& claims) {
    simdjson::dom::parser parser;
    Element root;
    if (parser.parse(simdjson::padded_string(user)).get(root) == simdjson::SUCCESS)
        set_others(kind, root, claims);
}

}  // namespace backstay::auth
