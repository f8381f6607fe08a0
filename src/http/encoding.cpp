#include "http/encoding.hpp"

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace backstay::http {

namespace {

constexpr int gzip_level = 4;
constexpr int brotli_quality = 3;
constexpr int zstd_level = 3;
constexpr int gzip_window = 15 + 16;

// "0.25" is 250; nothing if it is not a weight.
std::optional<int> parse_weight(std::string_view text) {
    int whole = 0;
    if (text.empty() || (text[0] != '0' && text[0] != '1') || text.size() > 5) return {};
    whole = (text[0] - '0') * 1000;
    if (text.size() == 1) return whole;
    if (text[1] != '.') return {};
    int scale = 100;
    for (char const c : text.substr(2)) {
        if (c < '0' || c > '9') return {};
        whole += (c - '0') * scale;
        scale /= 10;
    }
    return whole > 1000 ? std::optional<int>{} : whole;
}

struct Weights {
    std::array<std::optional<int>, 4> of = {};
    std::optional<int> any = {};
};

void take_choice(std::string_view choice, Weights& weights) {
    auto const mark = choice.find(';');
    auto const name = trim(choice.substr(0, mark));
    std::optional<int> weight = 1000;
    if (mark != std::string_view::npos) {
        auto const parameter = trim(choice.substr(mark + 1));
        if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=')
            return;
        weight = parse_weight(parameter.substr(2));
        if (!weight) return;
    }
    if (name == "*") weights.any = weight;
    for (auto const coding : {Coding::gzip, Coding::br, Coding::zstd}) {
        if (equals_ignoring_case(name, name_of(coding)))
            weights.of[static_cast<std::size_t>(coding)] = weight;
    }
    if (equals_ignoring_case(name, "x-gzip")) weights.of[static_cast<std::size_t>(Coding::gzip)] = weight;
}

}  // namespace

std::string_view name_of(Coding coding) {
    switch (coding) {
        case Coding::gzip: return "gzip";
        case Coding::br: return "br";
        case Coding::zstd: return "zstd";
        case Coding::identity: break;
    }
    return "identity";
}

Coding choose_coding(std::string_view accept_encoding) {
    if (accept_encoding.empty()) return Coding::identity;
    Weights weights;
    while (!accept_encoding.empty()) {
        auto const comma = accept_encoding.find(',');
        take_choice(accept_encoding.substr(0, comma), weights);
        if (comma == std::string_view::npos) break;
        accept_encoding.remove_prefix(comma + 1);
    }
    auto best = Coding::identity;
    int best_weight = 0;
    for (auto const coding : {Coding::zstd, Coding::br, Coding::gzip}) {
        auto const weight = weights.of[static_cast<std::size_t>(coding)].value_or(weights.any.value_or(0));
        if (weight <= best_weight) continue;
        best = coding;
        best_weight = weight;
    }
    return best;
}

bool is_compressible(std::string_view content_type) {
    if (content_type.starts_with("application/json")) return true;
    auto const type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
    return type.starts_with("text/") || type.ends_with("json") || type.ends_with("xml") ||
           type == "application/javascript" || type == "application/openapi+yaml" ||
           type == "application/wasm";
}

struct Compressor::State {
    Coding coding = Coding::identity;
    z_stream gzip{};
    std::unique_ptr<BrotliEncoderState, decltype(&BrotliEncoderDestroyInstance)> brotli{
        nullptr, BrotliEncoderDestroyInstance};
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> zstd{nullptr, ZSTD_freeCCtx};
};

Compressor::Compressor(Coding coding) : state_(std::make_unique<State>()) {
    state_->coding = coding;
    if (coding == Coding::gzip) {
        deflateInit2(&state_->gzip, gzip_level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
    } else if (coding == Coding::br) {
        state_->brotli.reset(BrotliEncoderCreateInstance(nullptr, nullptr, nullptr));
        BrotliEncoderSetParameter(state_->brotli.get(), BROTLI_PARAM_QUALITY, brotli_quality);
    } else if (coding == Coding::zstd) {
        state_->zstd.reset(ZSTD_createCCtx());
        ZSTD_CCtx_setParameter(state_->zstd.get(), ZSTD_c_compressionLevel, zstd_level);
    }
}

Compressor::~Compressor() {
    if (state_->coding == Coding::gzip) deflateEnd(&state_->gzip);
}

namespace {

constexpr std::size_t piece_size = 16 * 1024;

std::string write_gzip(z_stream& stream, std::string_view piece, bool finish) {
    std::string out;
    // zlib does not write to its input, but says so only where ZLIB_CONST is set everywhere.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));  // NOLINT
    stream.avail_in = static_cast<uInt>(piece.size());
    do {
        auto const before = out.size();
        out.resize(before + piece_size);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = piece_size;
        deflate(&stream, finish ? Z_FINISH : Z_SYNC_FLUSH);
        out.resize(before + piece_size - stream.avail_out);
    } while (stream.avail_out == 0);
    return out;
}

std::string write_brotli(BrotliEncoderState* state, std::string_view piece, bool finish) {
    std::string out;
    auto const* next = reinterpret_cast<std::uint8_t const*>(piece.data());
    auto left = piece.size();
    auto const operation = finish ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_FLUSH;
    do {
        std::size_t none = 0;
        if (BrotliEncoderCompressStream(state, operation, &left, &next, &none, nullptr, nullptr) ==
            BROTLI_FALSE)
            break;
        std::size_t size = 0;
        auto const* bytes = BrotliEncoderTakeOutput(state, &size);
        out.append(reinterpret_cast<char const*>(bytes), size);
    } while (left > 0 || BrotliEncoderHasMoreOutput(state) == BROTLI_TRUE);
    return out;
}

std::string write_zstd(ZSTD_CCtx* context, std::string_view piece, bool finish) {
    std::string out;
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    std::size_t left = 0;
    do {
        auto const before = out.size();
        out.resize(before + piece_size);
        ZSTD_outBuffer next{out.data() + before, piece_size, 0};
        left = ZSTD_compressStream2(context, &next, &in, finish ? ZSTD_e_end : ZSTD_e_flush);
        out.resize(before + next.pos);
    } while (left != 0 && ZSTD_isError(left) == 0);
    return out;
}

}  // namespace

std::string Compressor::write(std::string_view piece, Mode mode) {
    auto const finish = mode == Mode::finish;
    switch (state_->coding) {
        case Coding::gzip: return write_gzip(state_->gzip, piece, finish);
        case Coding::br: return write_brotli(state_->brotli.get(), piece, finish);
        case Coding::zstd: return write_zstd(state_->zstd.get(), piece, finish);
        case Coding::identity: break;
    }
    return std::string(piece);
}

std::string compress(std::string_view body, Coding coding) {
    return Compressor(coding).write(body, Compressor::Mode::finish);
}

}  // namespace backstay::http
