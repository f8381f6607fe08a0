#pragma once

// Undoes the chunked transfer coding (RFC 9112, 7.1) in place, as its bytes come in:
//
//     chunked-body = *( 1*HEXDIG [ ext ] CRLF data CRLF ) 1*"0" [ ext ] CRLF *( field CRLF ) CRLF
//
//     buffer:  [ what stands before ][ decoded so far ][ not yet decoded ]
//                                    ^begin of decode()        after it: the rest, moved up to the decoded
//                                    end
//
// Extensions and trailer fields are checked, bounded and dropped.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "http/parse.hpp"

namespace backstay::http {

class ChunkedBody {
public:
    explicit ChunkedBody(std::size_t limit) : limit_(limit) {}

    struct Step {
        bool done = false;
        std::size_t decoded_end = 0;  // where decoded bytes end in the buffer, and the rest begins
        std::optional<Refusal> refusal = {};
    };

    // Decodes what can be of buffer[begin..]; the next call begins at decoded_end of this one.
    Step decode(std::string& buffer, std::size_t begin);

private:
    enum class State : std::uint8_t { size, data, data_end, trailer, done };

    std::optional<Refusal> take_size(std::string_view line);
    std::optional<Refusal> take_trailer(std::string_view line);

    std::size_t limit_;
    std::size_t decoded_ = 0;
    std::size_t trailer_ = 0;
    std::uint64_t left_ = 0;
    State state_ = State::size;
};

}  // namespace backstay::http
