#include "http/trace_context.hpp"

#include <algorithm>

namespace backstay::http {

namespace {

bool is_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '0'; });
}

}  // namespace

bool is_request_id(std::string_view text) {
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("-_.:/+=@~").find(c) != std::string_view::npos;
    });
}

std::optional<TraceParent> parse_traceparent(std::string_view text) {
    if (text.size() < 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return {};
    auto const version = text.substr(0, 2);
    if (!is_hex(version) || version == "ff" || (version == "00" && text.size() != 55)) return {};
    if (text.size() > 55 && text[55] != '-') return {};
    TraceParent const parent{text.substr(3, 32), text.substr(36, 16)};
    if (!is_hex(parent.trace_id) || !is_hex(parent.parent_id) || !is_hex(text.substr(53, 2))) return {};
    if (is_zero(parent.trace_id) || is_zero(parent.parent_id)) return {};
    return parent;
}

// SplitMix64: an odd step through all 2^64 states, mixed one to one, so that no id comes twice.
void RequestIds::next(std::string& into) {
    state_ += 0x9e3779b97f4a7c15U;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    mixed ^= mixed >> 31U;
    into.resize(16);
    for (auto& c : into) {
        c = "0123456789abcdef"[mixed & 15U];
        mixed >>= 4U;
    }
}

}  // namespace backstay::http
