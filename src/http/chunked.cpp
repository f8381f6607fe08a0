#include "http/chunked.hpp"

#include <charconv>
#include <cstring>

#include "http/characters.hpp"

namespace backstay::http {

namespace {

constexpr std::size_t longest_size_line = 256;
constexpr std::size_t longest_trailer = 8 * 1024;

Refusal bad(std::string_view reason) { return {400, reason}; }

struct Line {
    std::string_view text;
    std::size_t size = 0;  // with its end; 0: not whole yet
    std::optional<Refusal> refusal = {};
};

Line take_line(std::string_view rest, std::size_t longest) {
    auto const end = rest.find('\n');
    if (end == std::string_view::npos) {
        if (rest.size() > longest) return {{}, 0, bad("a line of the chunked body is too long")};
        return {};
    }
    if (end > longest) return {{}, 0, bad("a line of the chunked body is too long")};
    if (end == 0 || rest[end - 1] != '\r') return {{}, 0, bad("a line feed without a carriage return")};
    return {rest.substr(0, end - 1), end + 1};
}

}  // namespace

std::optional<Refusal> ChunkedBody::take_size(std::string_view line) {
    auto const digits = line.substr(0, line.find_first_not_of("0123456789abcdefABCDEF"));
    auto const extension = line.substr(digits.size());
    if (digits.empty() || digits.size() > 16) return bad("malformed chunk size");
    if (!extension.empty() && extension.front() != ';') return bad("malformed chunk size");
    if (!all_of(extension, value_characters)) return bad("invalid character in a chunk extension");
    std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (left_ > limit_ - decoded_) return Refusal{413, "the body is too large"};
    state_ = left_ == 0 ? State::trailer : State::data;
    return {};
}

std::optional<Refusal> ChunkedBody::take_trailer(std::string_view line) {
    trailer_ += line.size() + 2;
    if (line.empty()) {
        state_ = State::done;
        return {};
    }
    if (trailer_ > longest_trailer) return Refusal{431, "the trailer fields are too large"};
    auto const name = line.substr(0, line.find(':'));
    if (name.empty() || name.size() == line.size() || !all_of(name, token_characters)) {
        return bad("malformed trailer field");
    }
    if (!all_of(line.substr(name.size() + 1), value_characters)) return bad("malformed trailer field");
    return {};
}

ChunkedBody::Step ChunkedBody::decode(std::string& buffer, std::size_t begin) {
    Step step{.done = false, .decoded_end = begin};
    auto raw = begin;
    while (state_ != State::done && raw < buffer.size()) {
        auto const rest = std::string_view(buffer).substr(raw);
        if (state_ == State::data) {
            auto const count = std::min<std::uint64_t>(left_, rest.size());
            std::memmove(buffer.data() + step.decoded_end, rest.data(), count);
            step.decoded_end += count;
            decoded_ += count;
            raw += count;
            left_ -= count;
            if (left_ == 0) state_ = State::data_end;
            continue;
        }
        if (state_ == State::data_end && rest.front() != '\r') {
            step.refusal = bad("a chunk is longer than its size");
            return step;
        }
        auto const line = take_line(rest, state_ == State::trailer ? longest_trailer : longest_size_line);
        step.refusal = line.refusal;
        if (step.refusal || line.size == 0) break;
        if (state_ == State::data_end) {
            if (!line.text.empty()) step.refusal = bad("a chunk is longer than its size");
            state_ = State::size;
        } else {
            step.refusal = state_ == State::size ? take_size(line.text) : take_trailer(line.text);
        }
        if (step.refusal) return step;
        raw += line.size;
    }
    buffer.erase(step.decoded_end, raw - step.decoded_end);
    step.done = state_ == State::done;
    return step;
}

}  // namespace backstay::http
