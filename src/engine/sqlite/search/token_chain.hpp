#pragma once

// Hosts and e-mail addresses. Both begin as a chain, words of ASCII letters and digits with single `.`, `-`
// or `_` between them:
//
//     www.a-b.org:80/x       a chain, of which `www.a-b.org` is a host, `www.a-b.org:80` with its port
//     me_2@a.org             a chain before the @, a host after it
//     a.b-c                  a chain; no host, as none of its words after a dot is of two letters or more
//
// A chain can be long and hold neither, and would be read anew from each of its words: what was found in it
// is kept until the scanner has passed it.

#include <cstddef>
#include <string_view>

#include "engine/sqlite/search/token_shapes.hpp"

namespace backstay::engine::sqlite::search {

class Chains {
public:
    explicit Chains(std::string_view text) : text_(text) {}

    // Where a host that begins at `at` ends, with its port. REQUIRES: at is no smaller than at any call
    // before.
    std::size_t host_at(std::size_t at);

    std::size_t email_at(std::size_t at);

    // Where an address ends whose first half ends at `at`.
    std::size_t email_after(std::size_t at) const;

private:
    struct Chain {
        std::size_t begin = 0, end = 0;
        std::size_t last_dot = none, host_end = none;  // of the longest host, without its port
    };

    Chain read(std::size_t at) const;
    Chain const& chain_at(std::size_t at);
    std::size_t with_port(std::size_t end) const;

    std::string_view text_;
    Chain chain_;                   // the one that was read last
    std::size_t email_end_ = none;  // of the address that it is the first half of
};

}  // namespace backstay::engine::sqlite::search
