#include "auth/token.hpp"

#include <simdjson.h>

#include <array>
#include <cmath>

#include "auth/base64.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

using simdjson::dom::element;

Failure undecodable(std::string message) { return failure("PGRST301", std::move(message)); }
Failure refused(std::string message) { return failure("PGRST303", std::move(message)); }

struct Header {
    std::string alg;
    std::string kid;
};

Result<Header> read_header(std::string_view part) {
    auto const text = decode_base64url(part);
    if (!text) return undecodable("JWT couldn't be decoded");
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    std::string_view alg, kid;
    if (parser.parse(*text).get(object) != 0 || object["alg"].get(alg) != 0)
        return undecodable("JWT couldn't be decoded");
    // Extensions that must be understood are not (RFC 7515 section 4.1.11).
    if (element critical; object["crit"].get(critical) == simdjson::SUCCESS)
        return undecodable("JWT couldn't be decoded");
    Header header{.alg = std::string(alg), .kid = {}};
    if (object["kid"].get(kid) == simdjson::SUCCESS) header.kid = kid;
    if (header.alg == "none")
        return undecodable("Wrong or unsupported encoding algorithm")
            .detail("JWT is unsecured but expected 'alg' was not 'none'");
    if (!is_supported_algorithm(header.alg))
        return undecodable("Wrong or unsupported encoding algorithm")
            .detail("Algorithm '" + header.alg + "' is not supported");
    return header;
}

Result<std::optional<std::int64_t>> time_claim(element const& claims, std::string_view name) {
    element value;
    if (claims.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
    double number = 0;
    if (value.get(number) != simdjson::SUCCESS)
        return refused("The JWT '" + std::string(name) + "' claim must be a number");
    if (std::abs(number) > 9e15) return number > 0 ? std::int64_t{9'000'000'000'000'000} : std::int64_t{0};
    return static_cast<std::int64_t>(std::floor(number));
}

Result<void> check_audience(element const& claims, std::string const& wanted) {
    auto const malformed = "The JWT 'aud' claim must be a string or an array of strings";
    element value;
    if (claims.at_key("aud").get(value) != simdjson::SUCCESS || value.is_null()) return {};
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) {
        if (!wanted.empty() && text != wanted) return refused("JWT not in audience");
        return {};
    }
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS) return refused(malformed);
    auto found = list.size() == 0 || wanted.empty();
    for (auto const item : list) {
        if (item.get(text) != simdjson::SUCCESS) return refused(malformed);
        found = found || text == wanted;
    }
    if (!found) return refused("JWT not in audience");
    return {};
}

Result<Token> read_claims(std::string payload, TokenRules const& rules, std::int64_t now) {
    simdjson::dom::parser parser;
    element claims;
    if (parser.parse(payload).get(claims) != 0 || !claims.is_object())
        return refused("Parsing claims failed");
    TRY(auto const expires, time_claim(claims, "exp"));
    TRY(auto const not_before, time_claim(claims, "nbf"));
    TRY(auto const issued, time_claim(claims, "iat"));
    if (expires && now > *expires + clock_skew) return refused("JWT expired");
    if (not_before && now + clock_skew < *not_before) return refused("JWT not yet valid");
    if (issued && now + clock_skew < *issued) return refused("JWT issued at future");
    TRY_VOID(check_audience(claims, rules.audience));
    return Token{
        .role = rules.role_path.find(claims), .claims = std::string(trim(payload)), .expires = expires};
}

}  // namespace

Result<Token> verify_token(std::string_view token, KeySet const& keys, TokenRules const& rules,
                           std::int64_t now) {
    if (token.empty()) return undecodable("Empty JWT is sent in Authorization header");
    if (token.size() > max_token_size) return undecodable("JWT couldn't be decoded");
    auto const parts = split(token, '.');
    if (parts.size() != 3) return undecodable("Expected 3 parts in JWT; got " + std::to_string(parts.size()));
    TRY(auto const header, read_header(parts[0]));
    auto payload = decode_base64url(parts[1]);
    auto const signature = decode_base64url(parts[2]);
    if (!payload || !signature) return undecodable("JWT couldn't be decoded");
    auto const signed_part = token.substr(0, parts[0].size() + 1 + parts[1].size());
    if (!keys.verify(header.alg, header.kid, signed_part, *signature))
        return undecodable("No suitable key or wrong key type")
            .detail("None of the keys was able to decode the JWT");
    return read_claims(*std::move(payload), rules, now);
}

}  // namespace backstay::auth
