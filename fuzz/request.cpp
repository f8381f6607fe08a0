// An HTTP request, body and all: what is taken lies in what was sent, and comes out the same however it is
// cut.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/chunked.hpp"
#include "http/parse.hpp"

namespace {

using namespace backstay::http;

constexpr std::size_t body_limit = 4096;

// The chunked coding undone in pieces of so many bytes: the decoded text, or nothing where it is refused.
std::string decoded(std::string_view coded, std::size_t piece) {
    ChunkedBody body(body_limit);
    std::string buffer;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < coded.size(); at += piece) {
        buffer += coded.substr(at, piece);
        auto const step = body.decode(buffer, begin);
        if (step.refusal) return "refused";
        if (step.decoded_end < begin || step.decoded_end > buffer.size()) std::abort();
        begin = step.decoded_end;
        if (step.done) return "done " + buffer.substr(0, begin);
    }
    return "more " + buffer.substr(0, begin);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    Request request;
    auto const parsed = parse_request(bytes, Limits{}, request);
    if (auto const* whole = std::get_if<Parsed>(&parsed)) {
        if (whole->size > bytes.size() || request.method.empty()) std::abort();
        // What comes behind a request does not change it.
        Request again;
        auto const alone = parse_request(bytes.substr(0, whole->size), Limits{}, again);
        auto const* same = std::get_if<Parsed>(&alone);
        if (same == nullptr || same->body != whole->body || again.path != request.path) std::abort();
    }
    auto const at_once = decoded(bytes, bytes.size() + 1);
    auto const by_byte = decoded(bytes, 1);
    if (at_once.substr(0, 4) == "done" && at_once != by_byte) std::abort();
    return 0;
}
