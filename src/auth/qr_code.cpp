// After the standard's chapters: data codewords (7.4), error correction (7.5), placement (7.7), masks (7.8),
// format and version information (7.9, 7.10).

#include "auth/qr_code.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

namespace backstay::auth {
namespace {

constexpr int largest_version = 20;

// Of level L, by version: codewords of error correction in a block, and blocks.
constexpr std::array<int, largest_version + 1> correction = {0,  7,  10, 15, 20, 26, 18, 20, 24, 30, 18,
                                                             20, 24, 26, 30, 22, 24, 28, 30, 28, 28};
constexpr std::array<int, largest_version + 1> blocks = {0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4,
                                                         4, 4, 4, 4, 6, 6, 6, 6, 7, 8};

using Bytes = std::vector<std::uint8_t>;
using Modules = std::vector<std::vector<bool>>;

int size_of(int version) { return version * 4 + 17; }

// Modules that carry data, in bits.
int raw_bits(int version) {
    int bits = (16 * version + 128) * version + 64;
    if (version >= 2) {
        int const alignments = version / 7 + 2;
        bits -= (25 * alignments - 10) * alignments - 55;
        if (version >= 7) bits -= 36;
    }
    return bits;
}

int data_codewords(int version) {
    auto const v = static_cast<std::size_t>(version);
    return raw_bits(version) / 8 - correction.at(v) * blocks.at(v);
}

// In the field GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1.
std::uint8_t multiply(std::uint8_t x, std::uint8_t y) {
    unsigned z = 0;
    for (int i = 7; i >= 0; --i) {
        z = (z << 1U) ^ ((z >> 7U) * 0x11DU);
        z ^= ((static_cast<unsigned>(y) >> static_cast<unsigned>(i)) & 1U) * x;
    }
    return static_cast<std::uint8_t>(z);
}

Bytes divisor_of(int degree) {
    Bytes divisor(static_cast<std::size_t>(degree));
    divisor.back() = 1;
    std::uint8_t root = 1;
    for (int i = 0; i < degree; ++i) {
        for (std::size_t j = 0; j < divisor.size(); ++j) {
            divisor[j] = multiply(divisor[j], root);
            if (j + 1 < divisor.size()) divisor[j] = static_cast<std::uint8_t>(divisor[j] ^ divisor[j + 1]);
        }
        root = multiply(root, 2);
    }
    return divisor;
}

Bytes remainder_of(Bytes const& data, Bytes const& divisor) {
    Bytes rest(divisor.size());
    for (auto const byte : data) {
        auto const factor = static_cast<std::uint8_t>(byte ^ rest.front());
        std::rotate(rest.begin(), rest.begin() + 1, rest.end());
        rest.back() = 0;
        for (std::size_t i = 0; i < rest.size(); ++i)
            rest[i] = static_cast<std::uint8_t>(rest[i] ^ multiply(divisor[i], factor));
    }
    return rest;
}

// Mode, length, bytes, padding.
Bytes data_of(std::string_view text, int version) {
    std::vector<bool> bits;
    auto const add = [&](unsigned value, int count) {
        for (int i = count - 1; i >= 0; --i) bits.push_back(((value >> static_cast<unsigned>(i)) & 1U) != 0);
    };
    add(4, 4);
    add(static_cast<unsigned>(text.size()), version < 10 ? 8 : 16);
    for (auto const c : text) add(static_cast<unsigned char>(c), 8);
    auto const capacity = static_cast<std::size_t>(data_codewords(version)) * 8;
    add(0, static_cast<int>(std::min<std::size_t>(4, capacity - bits.size())));
    add(0, static_cast<int>((8 - bits.size() % 8) % 8));
    for (unsigned pad = 0xEC; bits.size() < capacity; pad ^= 0xECU ^ 0x11U) add(pad, 8);
    Bytes data(bits.size() / 8);
    for (std::size_t i = 0; i < bits.size(); ++i)
        data[i / 8] =
            static_cast<std::uint8_t>(data[i / 8] | (static_cast<unsigned>(bits[i]) << (7 - i % 8)));
    return data;
}

// The blocks' codewords, interleaved, each with its error correction.
Bytes codewords_of(Bytes const& data, int version) {
    auto const v = static_cast<std::size_t>(version);
    auto const count = static_cast<std::size_t>(blocks.at(v)),
               extra = static_cast<std::size_t>(correction.at(v));
    auto const raw = static_cast<std::size_t>(raw_bits(version) / 8);
    auto const short_blocks = count - raw % count;
    auto const short_length = raw / count - extra;
    auto const divisor = divisor_of(correction.at(v));
    std::vector<Bytes> parts, checks;
    std::size_t at = 0;
    for (std::size_t i = 0; i < count; ++i) {
        auto const length = short_length + (i < short_blocks ? 0 : 1);
        auto const begin = data.begin() + static_cast<std::ptrdiff_t>(at);
        parts.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
        checks.push_back(remainder_of(parts.back(), divisor));
        at += length;
    }
    Bytes all;
    for (std::size_t i = 0; i <= short_length; ++i)
        for (auto const& part : parts)
            if (i < part.size()) all.push_back(part[i]);
    for (std::size_t i = 0; i < extra; ++i)
        for (auto const& check : checks) all.push_back(check[i]);
    return all;
}

class Drawing {
public:
    explicit Drawing(int version)
        : version_(version),
          size_(size_of(version)),
          modules_(static_cast<std::size_t>(size_), std::vector<bool>(static_cast<std::size_t>(size_))),
          fixed_(modules_) {
        draw_patterns();
    }

    Modules finish(Bytes const& codewords) {
        place(codewords);
        int best = 0;
        long least = -1;
        for (int mask = 0; mask < 8; ++mask) {
            apply(mask);
            draw_format(mask);
            if (auto const points = penalty(); least < 0 || points < least) {
                least = points;
                best = mask;
            }
            apply(mask);
        }
        apply(best);
        draw_format(best);
        return modules_;
    }

private:
    bool at(int x, int y) const { return modules_[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)]; }
    void put(int x, int y, bool dark) {
        modules_[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = dark;
    }
    void fix(int x, int y, bool dark) {
        put(x, y, dark);
        fixed_[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] = true;
    }

    std::vector<int> alignments() const {
        if (version_ == 1) return {};
        int const count = version_ / 7 + 2;
        int const step = (version_ * 8 + count * 3 + 5) / (count * 4 - 4) * 2;
        std::vector<int> places = {6};
        for (int i = count - 2; i >= 0; --i) places.push_back(size_ - 7 - i * step);
        return places;
    }

    void draw_finder(int x, int y) {
        for (int dy = -4; dy <= 4; ++dy)
            for (int dx = -4; dx <= 4; ++dx) {
                int const distance = std::max(std::abs(dx), std::abs(dy)), px = x + dx, py = y + dy;
                if (px >= 0 && px < size_ && py >= 0 && py < size_)
                    fix(px, py, distance != 2 && distance != 4);
            }
    }

    void draw_patterns() {
        for (int i = 0; i < size_; ++i) {
            fix(6, i, i % 2 == 0);
            fix(i, 6, i % 2 == 0);
        }
        draw_finder(3, 3);
        draw_finder(size_ - 4, 3);
        draw_finder(3, size_ - 4);
        auto const places = alignments();
        for (std::size_t i = 0; i < places.size(); ++i)
            for (std::size_t j = 0; j < places.size(); ++j) {
                auto const last = places.size() - 1;
                if ((i == 0 && j == 0) || (i == 0 && j == last) || (i == last && j == 0)) continue;
                for (int dy = -2; dy <= 2; ++dy)
                    for (int dx = -2; dx <= 2; ++dx)
                        fix(places[i] + dx, places[j] + dy, std::max(std::abs(dx), std::abs(dy)) != 1);
            }
        draw_format(0);
        draw_version();
    }

    void draw_format(int mask) {
        unsigned const data = (1U << 3U) | static_cast<unsigned>(mask);  // level L is 01
        unsigned rest = data;
        for (int i = 0; i < 10; ++i) rest = (rest << 1U) ^ ((rest >> 9U) * 0x537U);
        unsigned const bits = ((data << 10U) | rest) ^ 0x5412U;
        auto const bit = [&](int i) { return ((bits >> static_cast<unsigned>(i)) & 1U) != 0; };
        for (int i = 0; i <= 5; ++i) fix(8, i, bit(i));
        fix(8, 7, bit(6));
        fix(8, 8, bit(7));
        fix(7, 8, bit(8));
        for (int i = 9; i < 15; ++i) fix(14 - i, 8, bit(i));
        for (int i = 0; i < 8; ++i) fix(size_ - 1 - i, 8, bit(i));
        for (int i = 8; i < 15; ++i) fix(8, size_ - 15 + i, bit(i));
        fix(8, size_ - 8, true);
    }

    void draw_version() {
        if (version_ < 7) return;
        auto rest = static_cast<unsigned>(version_);
        for (int i = 0; i < 12; ++i) rest = (rest << 1U) ^ ((rest >> 11U) * 0x1F25U);
        unsigned const bits = (static_cast<unsigned>(version_) << 12U) | rest;
        for (int i = 0; i < 18; ++i) {
            bool const dark = ((bits >> static_cast<unsigned>(i)) & 1U) != 0;
            int const a = size_ - 11 + i % 3, b = i / 3;
            fix(a, b, dark);
            fix(b, a, dark);
        }
    }

    // Two columns at a time, upwards and downwards in turn, from the right; the timing column is left out.
    void place(Bytes const& codewords) {
        std::size_t i = 0;
        for (int right = size_ - 1; right >= 1; right -= 2) {
            if (right == 6) right = 5;
            for (int vertical = 0; vertical < size_; ++vertical)
                for (int j = 0; j < 2; ++j) {
                    int const x = right - j;
                    bool const upward = ((right + 1) & 2) == 0;
                    int const y = upward ? size_ - 1 - vertical : vertical;
                    if (fixed_[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)]) continue;
                    if (i < codewords.size() * 8)
                        put(x, y, ((static_cast<unsigned>(codewords[i / 8]) >> (7 - i % 8)) & 1U) != 0);
                    ++i;
                }
        }
    }

    void apply(int mask) {
        for (int y = 0; y < size_; ++y)
            for (int x = 0; x < size_; ++x) {
                if (fixed_[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)]) continue;
                bool const flips[] = {(x + y) % 2 == 0,
                                      y % 2 == 0,
                                      x % 3 == 0,
                                      (x + y) % 3 == 0,
                                      (x / 3 + y / 2) % 2 == 0,
                                      x * y % 2 + x * y % 3 == 0,
                                      (x * y % 2 + x * y % 3) % 2 == 0,
                                      ((x + y) % 2 + x * y % 3) % 2 == 0};
                if (flips[mask]) put(x, y, !at(x, y));
            }
    }

    // Points for runs of one colour and for blocks (7.8.3.1); any mask can be read, some more easily.
    long penalty() const {
        long points = 0;
        for (bool const by_row : {true, false})
            for (int a = 0; a < size_; ++a) {
                int run = 0;
                bool colour = false;
                for (int b = 0; b < size_; ++b) {
                    bool const dark = by_row ? at(b, a) : at(a, b);
                    run = b > 0 && dark == colour ? run + 1 : 1;
                    colour = dark;
                    if (run == 5) points += 3;
                    if (run > 5) ++points;
                }
            }
        for (int y = 0; y + 1 < size_; ++y)
            for (int x = 0; x + 1 < size_; ++x)
                if (at(x, y) == at(x + 1, y) && at(x, y) == at(x, y + 1) && at(x, y) == at(x + 1, y + 1))
                    points += 3;
        return points;
    }

    int version_;
    int size_;
    Modules modules_;
    Modules fixed_;  // what no mask changes
};

}  // namespace

std::optional<Modules> qr_modules(std::string_view text) {
    for (int version = 1; version <= largest_version; ++version) {
        auto const needed = 4 + (version < 10 ? 8 : 16) + static_cast<int>(text.size()) * 8;
        if (text.size() > 2000 || needed > data_codewords(version) * 8) continue;
        return Drawing(version).finish(codewords_of(data_of(text, version), version));
    }
    return std::nullopt;
}

std::string qr_svg(std::string_view text) {
    auto const modules = qr_modules(text);
    if (!modules) return {};
    constexpr std::size_t border = 4;
    auto const side = std::to_string(modules->size() + 2 * border);
    std::string path;
    for (std::size_t y = 0; y < modules->size(); ++y)
        for (std::size_t x = 0; x < modules->size(); ++x)
            if ((*modules)[y][x])
                path += "M" + std::to_string(x + border) + "," + std::to_string(y + border) + "h1v1h-1z";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"200\" viewBox=\"0 0 " + side +
           " " + side + "\"><path fill=\"#fff\" d=\"M0,0h" + side + "v" + side + "h-" + side +
           "z\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>";
}

}  // namespace backstay::auth
