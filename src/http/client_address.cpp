#include "http/client_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <ranges>

#include "base/text.hpp"

namespace backstay::http {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

std::optional<Bytes> parse_address(std::string_view text) {
    std::string const copy(text);
    Bytes bytes{};
    if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return bytes;
    bytes[10] = bytes[11] = 0xff;
    if (inet_pton(AF_INET, copy.c_str(), bytes.data() + 12) == 1) return bytes;
    return {};
}

// "[2001:db8::1]:80", "192.0.2.1:80" and quoted forms without port, brackets and quotes.
std::string_view bare(std::string_view hop) {
    hop = trim(hop);
    if (hop.size() > 1 && hop.front() == '"' && hop.back() == '"') hop = hop.substr(1, hop.size() - 2);
    if (hop.starts_with('[')) return hop.substr(1, hop.find(']') - 1);
    if (std::ranges::count(hop, ':') == 1) return hop.substr(0, hop.find(':'));
    return hop;
}

std::string_view parameter(std::string_view element, std::string_view name) {
    for (auto const part : std::views::split(element, ';')) {
        auto const pair = split_once(std::string_view(part.begin(), part.end()), '=');
        if (pair && equals_ignoring_case(trim(pair->first), name)) return trim(pair->second);
    }
    return {};
}

// Nearest hop last.
std::vector<std::string_view> hops_of(Request const& request) {
    std::vector<std::string_view> hops;
    auto const forwarded = request.has_header("forwarded");
    for (auto const& [name, value] : request.headers) {
        if (!equals_ignoring_case(name, forwarded ? "forwarded" : "x-forwarded-for")) continue;
        for (auto const part : std::views::split(value, ',')) {
            std::string_view const element(part.begin(), part.end());
            hops.push_back(bare(forwarded ? parameter(element, "for") : element));
        }
    }
    return hops;
}

}  // namespace

Result<Network> Network::parse(std::string_view text) {
    auto const slash = text.find('/');
    auto const address = parse_address(text.substr(0, slash));
    if (!address) return failure("F0000", "\"" + std::string(text) + "\" is not an address or a network");
    Network network;
    network.address_ = *address;
    if (slash == std::string_view::npos) return network;
    auto const digits = text.substr(slash + 1);
    auto const is_v4 = text.find(':') == std::string_view::npos;
    int bits = -1;
    auto const end = std::from_chars(digits.data(), digits.data() + digits.size(), bits).ptr;
    if (end != digits.data() + digits.size() || bits < 0 || bits > (is_v4 ? 32 : 128)) {
        return failure("F0000", "\"" + std::string(text) + "\" has no valid length of its prefix");
    }
    network.bits_ = is_v4 ? bits + 96 : bits;
    return network;
}

bool Network::contains(std::string_view address) const {
    auto const bytes = parse_address(address);
    if (!bytes) return false;
    for (int bit = 0; bit < bits_; bit += 8) {
        auto const at = static_cast<std::size_t>(bit / 8);
        auto const left = bits_ - bit;
        auto const mask = left >= 8 ? 0xff : 0xff & ~(0xff >> left);
        if (((address_[at] ^ (*bytes)[at]) & mask) != 0) return false;
    }
    return true;
}

bool is_trusted(std::vector<Network> const& trusted, std::string_view address) {
    return std::ranges::any_of(trusted, [&](Network const& network) { return network.contains(address); });
}

std::string client_address(Request const& request, std::string_view peer,
                           std::vector<Network> const& trusted) {
    auto client = peer;
    auto const hops = hops_of(request);
    for (auto const hop : std::views::reverse(hops)) {
        if (!parse_address(hop)) break;
        client = hop;
        if (!is_trusted(trusted, hop)) break;
    }
    return std::string(client);
}

bool client_used_tls(Request const& request) {
    if (request.has_header("forwarded")) {
        auto const value = request.header("forwarded");
        return equals_ignoring_case(parameter(value.substr(0, value.find(',')), "proto"), "https");
    }
    return equals_ignoring_case(trim(request.header("x-forwarded-proto")), "https");
}

}  // namespace backstay::http
