// TZif, the format of /usr/share/zoneinfo: a header with six counts, transition times, their types, the types
// (offset, summer, abbreviation), the abbreviations. Twice: first with times of 32 bits, which are passed
// over, then with times of 64; then the rule for the time to come, between line feeds.
//     header        "TZif" version reserved[15] isutcnt isstdcnt leapcnt timecnt typecnt charcnt
// https://www.rfc-editor.org/rfc/rfc8536#section-3

#include <array>

#include "engine/sqlite/values/zone.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::size_t header_size = 44;

struct Counts {
    std::size_t utc, standard, leap, times, types, characters;
    std::size_t size(std::size_t time_size) const {
        return times * (time_size + 1) + types * 6 + characters + leap * (time_size + 4) + standard + utc;
    }
};

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (char const c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::optional<Counts> read_header(std::string_view bytes) {
    if (bytes.size() < header_size || !bytes.starts_with("TZif") || bytes[4] < '2') return std::nullopt;
    auto const count = [&](std::size_t index) {
        return static_cast<std::size_t>(big_endian(bytes.substr(20 + index * 4, 4)));
    };
    return Counts{count(0), count(1), count(2), count(3), count(4), count(5)};
}

std::optional<std::vector<LocalType>> read_types(std::string_view bytes, Counts const& counts) {
    auto const names = bytes.substr(counts.types * 6, counts.characters);
    std::vector<LocalType> types;
    for (std::size_t i = 0; i < counts.types; ++i) {
        auto const one = bytes.substr(i * 6, 6);
        auto const name = static_cast<std::size_t>(static_cast<unsigned char>(one[5]));
        if (name >= names.size()) return std::nullopt;
        auto const rest = names.substr(name);
        types.push_back({.offset = static_cast<std::int32_t>(big_endian(one.substr(0, 4))),
                         .summer = one[4] != 0,
                         .abbreviation = std::string(rest.substr(0, rest.find('\0')))});
    }
    if (types.empty()) return std::nullopt;
    return types;
}

std::optional<std::vector<Transition>> read_transitions(std::string_view bytes, Counts const& counts) {
    std::vector<Transition> transitions;
    for (std::size_t i = 0; i < counts.times; ++i) {
        auto const type = static_cast<std::size_t>(static_cast<unsigned char>(bytes[counts.times * 8 + i]));
        if (type >= counts.types) return std::nullopt;
        transitions.push_back({static_cast<std::int64_t>(big_endian(bytes.substr(i * 8, 8))), type});
    }
    return transitions;
}

}  // namespace

ZonePtr read_zone_file(std::string_view bytes) {
    auto const old = read_header(bytes);
    if (!old || bytes.size() < header_size + old->size(4)) return nullptr;
    bytes.remove_prefix(header_size + old->size(4));
    auto const counts = read_header(bytes);
    if (!counts || counts->leap != 0 || bytes.size() < header_size + counts->size(8)) return nullptr;
    bytes.remove_prefix(header_size);
    auto transitions = read_transitions(bytes, *counts);
    auto types = read_types(bytes.substr(counts->times * 9), *counts);
    if (!types || !transitions) return nullptr;
    auto rule = bytes.substr(counts->size(8));
    if (rule.starts_with('\n')) rule.remove_prefix(1);
    rule = rule.substr(0, rule.find('\n'));
    bool const changes = !rule.empty() && continue_by_rule(rule, *types, *transitions);
    return std::make_shared<Zone>(*std::move(types), *std::move(transitions),
                                  changes ? Zone::Repeat::after : Zone::Repeat::never);
}

}  // namespace backstay::engine::sqlite
