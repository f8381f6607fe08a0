#include "api/auth/redirect.hpp"

#include <algorithm>

#include "api/auth/grant.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

struct Url {
    std::string scheme, host, port;
    bool has_authority = false;
};

std::optional<Url> read_url(std::string_view text) {
    auto const colon = text.find(':');
    auto const bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '\\'; };
    if (colon == std::string_view::npos || colon == 0 || std::ranges::any_of(text, bad)) return std::nullopt;
    Url url{.scheme = to_lower(text.substr(0, colon))};
    auto const fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    };
    if (!std::ranges::all_of(url.scheme, fits)) return std::nullopt;
    text.remove_prefix(colon + 1);
    if (!text.starts_with("//")) return url;
    url.has_authority = true;
    text.remove_prefix(2);
    text = text.substr(0, text.find_first_of("/?#"));
    if (text.contains('@')) return std::nullopt;  // nobody's name and password stand in a link of ours
    if (text.starts_with('[')) {
        auto const end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        url.host = to_lower(text.substr(0, end + 1));
        text.remove_prefix(end + 1);
    } else {
        url.host = to_lower(text.substr(0, text.find(':')));
        text.remove_prefix(url.host.size());
    }
    if (text.starts_with(':')) url.port = text.substr(1);
    return url;
}

std::string port_of(Url const& url) {
    if (!url.port.empty()) return url.port;
    return url.scheme == "https" ? "443" : url.scheme == "http" ? "80" : "";
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

bool is_address(std::string_view host) {
    return host.starts_with('[') || std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
}

bool is_plain_host(std::string_view host) {
    return std::ranges::all_of(
        host, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-'; });
}

bool is_separator(char c) { return c == '.' || c == '/'; }

// `[a-z]`, `[!x]`: whether c is in the class that begins at pattern[at], and where it ends.
std::optional<bool> in_class(std::string_view pattern, std::size_t& at, char c) {
    auto const end = pattern.find(']', at + 1);
    if (end == std::string_view::npos) return std::nullopt;
    auto set = pattern.substr(at + 1, end - at - 1);
    at = end + 1;
    bool const negated = set.starts_with('!') || set.starts_with('^');
    if (negated) set.remove_prefix(1);
    bool found = false;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (i + 2 < set.size() && set[i + 1] == '-') {
            found = found || (c >= set[i] && c <= set[i + 2]);
            i += 2;
        } else {
            found = found || c == set[i];
        }
    }
    return found != negated;
}

// Tries left are counted, so that no pattern takes long on any text.
bool glob(std::string_view pattern, std::string_view text, int& tries) {
    if (--tries < 0) return false;
    for (std::size_t at = 0; at < pattern.size();) {
        auto const c = pattern[at];
        if (c == '*') {
            bool const any = pattern.substr(at).starts_with("**");
            auto const rest = pattern.substr(at + (any ? 2 : 1));
            for (std::size_t i = 0;; ++i) {
                if (glob(rest, text.substr(i), tries)) return true;
                if (i >= text.size() || (!any && is_separator(text[i]))) return false;
            }
        }
        if (c == '{') {
            auto const end = pattern.find('}', at);
            if (end == std::string_view::npos) return false;
            auto const rest = std::string(pattern.substr(end + 1));
            auto const choices = split(pattern.substr(at + 1, end - at - 1), ',');
            return std::ranges::any_of(
                choices, [&](std::string const& choice) { return glob(choice + rest, text, tries); });
        }
        if (text.empty()) return false;
        if (c == '[') {
            auto const inside = in_class(pattern, at, text.front());
            if (!inside || !*inside) return false;
        } else if (c == '?') {
            if (is_separator(text.front())) return false;
            ++at;
        } else {
            if (c == '\\' && at + 1 < pattern.size()) ++at;
            if (pattern[at] != text.front()) return false;
            ++at;
        }
        text.remove_prefix(1);
    }
    return text.empty();
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
    int tries = 100'000;
    return glob(pattern, text, tries);
}

bool is_allowed_redirect(Options const& options, std::string_view text) {
    auto const url = read_url(text);
    auto const site = read_url(options.site_url);
    if (!url) return false;
    if (site && url->has_authority && url->scheme == site->scheme && url->host == site->host &&
        (is_loopback(url->host) || port_of(*url) == port_of(*site)))
        return true;
    bool const http = url->scheme == "http" || url->scheme == "https";
    if (is_number(url->host)) return false;
    if (http && url->host.empty()) return false;
    if (!url->host.empty() && is_address(url->host)) return is_loopback(url->host);
    if (http && !is_plain_host(url->host)) return false;
    auto const bare = text.substr(0, text.find('#'));
    return std::ranges::any_of(options.redirect_urls,
                               [&](std::string const& pattern) { return matches_glob(pattern, bare); });
}

std::string redirect_target(Context const& context, Asked const& asked) {
    auto const argument = asked.argument("redirect_to");
    for (auto const candidate : {trim(asked.request.header("redirect_to")), std::string_view(argument),
                                 trim(asked.request.header("referer"))})
        if (!candidate.empty() && is_allowed_redirect(context.options, candidate))
            return std::string(candidate);
    return context.options.site_url;
}

std::string with_query(std::string url, std::string_view parameters) {
    auto const hash = std::min(url.find('#'), url.size());
    auto const fragment = url.substr(hash);
    url.resize(hash);
    url += url.contains('?') ? (url.ends_with('?') || url.ends_with('&') ? "" : "&") : "?";
    return url + std::string(parameters) + fragment;
}

std::string with_fragment(std::string url, std::string_view fragment) {
    url.resize(std::min(url.find('#'), url.size()));
    return url + "#" + std::string(fragment);
}

std::string error_parameters(Refused const& refused) {
    static constexpr std::string_view denied =
        " signup_disabled user_banned provider_email_needs_verification ";
    auto const kind = denied.contains(" " + refused.code + " ") ? "access_denied"
                      : refused.status == 503                   ? "temporarily_unavailable"
                      : refused.status >= 500                   ? "server_error"
                      : refused.status == 400                   ? "invalid_request"
                      : refused.status == 401                   ? "unauthorized_client"
                                                                : "access_denied";
    return "error=" + std::string(kind) + "&error_code=" + url_encoded(refused.code) +
           "&error_description=" + url_encoded(refused.message);
}

}  // namespace backstay::api::auth
