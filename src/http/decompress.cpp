#include "http/decompress.hpp"

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"

namespace backstay::http {

namespace {

using Plain = std::variant<std::string, Refusal>;

constexpr std::size_t piece_size = 64 * 1024;
constexpr Refusal malformed{400, "the body is not what its Content-Encoding says"};
constexpr Refusal too_large{413, "the decompressed body is too large"};

Plain inflate_all(std::string_view body, std::size_t limit) {
    constexpr int any_window = 15 + 32;  // gzip or zlib, by its first bytes
    z_stream stream{};
    if (inflateInit2(&stream, any_window) != Z_OK) return malformed;
    std::unique_ptr<z_stream, decltype(&inflateEnd)> const owner(&stream, inflateEnd);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // NOLINT: zlib only reads it
    stream.avail_in = static_cast<uInt>(body.size());
    std::string out;
    while (true) {
        auto const before = out.size();
        out.resize(before + piece_size);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = piece_size;
        auto const result = inflate(&stream, Z_NO_FLUSH);
        out.resize(before + piece_size - stream.avail_out);
        if (out.size() > limit) return too_large;
        if (result == Z_STREAM_END) return stream.avail_in == 0 ? Plain(std::move(out)) : malformed;
        if (result != Z_OK || (stream.avail_in == 0 && stream.avail_out != 0)) return malformed;
    }
}

Plain unbrotli_all(std::string_view body, std::size_t limit) {
    std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> const state(
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
    auto const* next = reinterpret_cast<std::uint8_t const*>(body.data());
    auto left = body.size();
    std::string out;
    while (true) {
        std::size_t none = 0;
        auto const result = BrotliDecoderDecompressStream(state.get(), &left, &next, &none, nullptr, nullptr);
        std::size_t size = 0;
        auto const* bytes = BrotliDecoderTakeOutput(state.get(), &size);
        if (out.size() + size > limit) return too_large;
        out.append(reinterpret_cast<char const*>(bytes), size);
        if (result == BROTLI_DECODER_RESULT_SUCCESS) return left == 0 ? Plain(std::move(out)) : malformed;
        if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return malformed;
    }
}

Plain unzstd_all(std::string_view body, std::size_t limit) {
    std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> const context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, 23);
    ZSTD_inBuffer in{body.data(), body.size(), 0};
    std::string out;
    while (true) {
        auto const before = out.size();
        out.resize(before + piece_size);
        ZSTD_outBuffer next{out.data() + before, piece_size, 0};
        auto const left = ZSTD_decompressStream(context.get(), &next, &in);
        out.resize(before + next.pos);
        if (ZSTD_isError(left) != 0) return malformed;
        if (out.size() > limit) return too_large;
        if (left == 0 && in.pos == in.size) return out;
        if (in.pos == in.size && next.pos < piece_size) return malformed;
    }
}

}  // namespace

Plain decompress(std::string_view body, std::string_view coding, Limits const& limits) {
    if (body.empty()) return std::string();
    auto const limit = std::min(limits.body, std::max<std::size_t>(body.size() * limits.expansion, 1024));
    if (equals_ignoring_case(coding, "gzip") || equals_ignoring_case(coding, "x-gzip") ||
        equals_ignoring_case(coding, "deflate")) {
        return inflate_all(body, limit);
    }
    if (equals_ignoring_case(coding, "br")) return unbrotli_all(body, limit);
    if (equals_ignoring_case(coding, "zstd")) return unzstd_all(body, limit);
    return Refusal{415, "unknown Content-Encoding"};
}

}  // namespace backstay::http
