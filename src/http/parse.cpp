#include "http/parse.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/text.hpp"
#include "http/characters.hpp"
#include "http/chunked.hpp"

namespace backstay::http {

namespace {

using Refused = std::optional<Refusal>;

Refusal bad(std::string_view reason) { return {400, reason}; }

// The end of the head within `bytes`, looking only at lines that were not whole before.
std::variant<NeedMore, std::size_t, Refusal> find_end(std::string_view bytes, Limits const& limits,
                                                      std::size_t& scanned) {
    while (scanned < bytes.size()) {
        auto const end = bytes.find('\n', scanned);
        if (end == std::string_view::npos) break;
        if (end > limits.head) return Refusal{431, "the header fields are too large"};
        if (end == 0 || bytes[end - 1] != '\r') return bad("a line feed without a carriage return");
        if (end - scanned == 1) return end + 1;
        scanned = end + 1;
    }
    if (scanned == 0 && bytes.size() > limits.target + 64) return Refusal{414, "the target is too long"};
    if (bytes.size() > limits.head) return Refusal{431, "the header fields are too large"};
    return NeedMore{};
}

Refused parse_version(std::string_view text, Request& request) {
    if (text.size() != 8 || !text.starts_with("HTTP/") || text[6] != '.')
        return bad("malformed HTTP version");
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!digit(text[5]) || !digit(text[7])) return bad("malformed HTTP version");
    if (text[5] != '1') return Refusal{505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
    request.version = text[7] == '0' ? 10 : 11;
    return {};
}

bool is_host(std::string_view text) {
    return all_of(text, target_characters) && text.find_first_of("/?@\\,\"<>{}|^`") == std::string_view::npos;
}

// origin-form, absolute-form or asterisk-form (RFC 9112, 3.2) into path, query and perhaps host.
Refused parse_target(Request& request) {
    auto rest = request.target;
    if (!all_of(rest, target_characters) || rest.empty()) return bad("invalid character in the target");
    if (rest == "*") {
        if (request.method != "OPTIONS") return bad("the target * is for OPTIONS only");
        request.path = rest;
        return {};
    }
    if (request.method == "CONNECT") return Refusal{501, "CONNECT is not offered"};
    if (rest.front() != '/') {
        auto const scheme = rest.substr(0, rest.find("://"));
        if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https"))
            return bad("the target must begin with a slash");
        rest.remove_prefix(scheme.size() + 3);
        request.host = rest.substr(0, rest.find_first_of("/?"));
        if (request.host.empty() || !is_host(request.host)) return bad("invalid host in the target");
        rest.remove_prefix(request.host.size());
    }
    auto const mark = rest.find('?');
    request.path = rest.substr(0, mark);
    if (request.path.empty()) request.path = "/";
    if (mark != std::string_view::npos) request.query = rest.substr(mark + 1);
    return {};
}

Refused parse_request_line(std::string_view line, Limits const& limits, Request& request) {
    auto const first = line.find(' ');
    auto const last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return bad("malformed request line");
    request.method = line.substr(0, first);
    request.target = line.substr(first + 1, last - first - 1);
    if (request.target.size() > limits.target) return Refusal{414, "the target is too long"};
    if (request.method.empty() || !all_of(request.method, token_characters)) return bad("invalid method");
    if (auto refused = parse_version(line.substr(last + 1), request)) return refused;
    return parse_target(request);
}

std::string_view trim_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

Refused parse_fields(std::string_view lines, Limits const& limits, Request& request) {
    while (!lines.empty()) {
        auto const end = lines.find('\n');
        auto const line = lines.substr(0, end - 1);
        lines.remove_prefix(end + 1);
        if (line.empty()) return {};
        if (request.headers.size() == limits.fields) return Refusal{431, "too many header fields"};
        auto const colon = line.find(':');
        if (colon == std::string_view::npos) return bad("a header field without a colon");
        auto const name = line.substr(0, colon);
        if (name.empty() || !all_of(name, token_characters)) return bad("invalid name of a header field");
        auto const value = trim_blanks(line.substr(colon + 1));
        if (!all_of(value, value_characters)) return bad("invalid character in a header field");
        request.headers.emplace_back(name, value);
    }
    return {};
}

// What the fields that frame the message say; each is met at most once but Connection.
struct Framed {
    std::optional<std::string_view> length;
    std::optional<std::string_view> coding;
    std::optional<std::string_view> host;
    bool closes = false;
    bool keeps = false;
};

bool lists(std::string_view value, std::string_view wanted) {
    while (true) {
        auto const comma = value.find(',');
        if (equals_ignoring_case(trim_blanks(value.substr(0, comma)), wanted)) return true;
        if (comma == std::string_view::npos) return false;
        value.remove_prefix(comma + 1);
    }
}

Refused take_field(std::string_view name, std::string_view value, Framed& framed, Framing& framing) {
    auto const is = [name](std::string_view other) { return equals_ignoring_case(name, other); };
    switch (name.size()) {
        case 4:
            if (!is("host")) break;
            if (framed.host) return bad("several Host fields");
            framed.host = value;
            break;
        case 6:
            if (!is("expect")) break;
            if (!equals_ignoring_case(value, "100-continue")) return Refusal{417, "unknown expectation"};
            framing.expects_continue = true;
            break;
        case 10:
            if (!is("connection")) break;
            framed.closes = framed.closes || lists(value, "close");
            framed.keeps = framed.keeps || lists(value, "keep-alive");
            break;
        case 14:
            if (!is("content-length")) break;
            if (framed.length) return bad("several Content-Length fields");
            framed.length = value;
            break;
        case 17:
            if (!is("transfer-encoding")) break;
            if (framed.coding) return bad("several Transfer-Encoding fields");
            framed.coding = value;
            break;
        default: break;
    }
    return {};
}

Refused check_length(Framed const& framed, Limits const& limits, Request const& request, Framing& framing) {
    if (framed.coding) {
        if (framed.length) return bad("both Content-Length and Transfer-Encoding");
        if (request.version == 10) return bad("Transfer-Encoding in an HTTP/1.0 request");
        if (!equals_ignoring_case(*framed.coding, "chunked")) {
            return lists(*framed.coding, "chunked") ? bad("chunked must be the only transfer coding")
                                                    : Refusal{501, "unknown transfer coding"};
        }
        framing.chunked = true;
    }
    if (!framed.length) return {};
    auto const text = *framed.length;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), framing.length);
    if (text.empty() || end != text.data() + text.size()) return bad("malformed Content-Length");
    if (error == std::errc::result_out_of_range || framing.length > std::max(limits.body, limits.file)) {
        return Refusal{413, "the body is too large"};
    }
    return error == std::errc{} ? Refused{} : bad("malformed Content-Length");
}

Refused check_host(Framed const& framed, Request& request) {
    if (!framed.host) {
        return request.version == 10 ? Refused{} : bad("the Host field is missing");
    }
    if (!is_host(*framed.host)) return bad("malformed Host field");
    if (!request.host.empty() && !equals_ignoring_case(request.host, *framed.host)) {
        return bad("the target names another host than the Host field");
    }
    request.host = *framed.host;
    return {};
}

Refused check_framing(Limits const& limits, Request& request, Framing& framing) {
    Framed framed;
    for (auto const& [name, value] : request.headers) {
        if (auto refused = take_field(name, value, framed, framing)) return refused;
    }
    framing.keep_alive = !framed.closes && (request.version == 11 || framed.keeps);
    framing.expects_continue = framing.expects_continue && request.version == 11;
    if (auto refused = check_length(framed, limits, request, framing)) return refused;
    return check_host(framed, request);
}

}  // namespace

std::variant<NeedMore, Head, Refusal> parse_head(std::string_view bytes, Limits const& limits,
                                                 Request& request, std::size_t& scanned) {
    auto const end = find_end(bytes, limits, scanned);
    if (auto const* refusal = std::get_if<Refusal>(&end)) return *refusal;
    if (std::holds_alternative<NeedMore>(end)) return NeedMore{};

    request.host = request.path = request.query = request.body = {};
    request.headers.clear();
    Head head{.size = std::get<std::size_t>(end), .framing = {}};
    auto const line_end = bytes.find('\n');
    if (line_end < 2) return bad("the request line is missing");
    auto refused = parse_request_line(bytes.substr(0, line_end - 1), limits, request);
    if (!refused)
        refused = parse_fields(bytes.substr(line_end + 1, head.size - line_end - 1), limits, request);
    if (!refused) refused = check_framing(limits, request, head.framing);
    if (refused) return *refused;
    return head;
}

std::variant<NeedMore, Parsed, Refusal> parse_request(std::string_view bytes, Limits const& limits,
                                                      Request& request) {
    std::size_t scanned = 0;
    auto const parsed = parse_head(bytes, limits, request, scanned);
    if (auto const* refusal = std::get_if<Refusal>(&parsed)) return *refusal;
    auto const* head = std::get_if<Head>(&parsed);
    if (head == nullptr) return NeedMore{};

    Parsed whole{.size = head->size, .framing = head->framing, .body = {}};
    auto const rest = bytes.substr(head->size);
    if (!head->framing.chunked) {
        if (head->framing.length > limits.body) return Refusal{413, "the body is too large"};
        if (rest.size() < head->framing.length) return NeedMore{};
        whole.body = rest.substr(0, head->framing.length);
        whole.size += whole.body.size();
        return whole;
    }
    whole.body = rest;
    ChunkedBody chunks(limits.body);
    auto const step = chunks.decode(whole.body, 0);
    if (step.refusal) return *step.refusal;
    if (!step.done) return NeedMore{};
    whole.size = bytes.size() - (whole.body.size() - step.decoded_end);
    whole.body.resize(step.decoded_end);
    return whole;
}

}  // namespace backstay::http
