#include "engine/sqlite/search/token_chain.hpp"

#include <algorithm>

namespace backstay::engine::sqlite::search {
namespace {

constexpr std::size_t shortest_top_domain = 2;

bool joins(char c) { return c == '.' || c == '-' || c == '_'; }

}  // namespace

Chains::Chain Chains::read(std::size_t at) const {
    Chain chain{at, at};
    auto dot = none;  // where the word at `at` has one before it
    while (at < text_.size() && is_ascii_name(text_[at])) {
        auto const rest = text_.substr(at);
        auto const word = std::string_view(rest.begin(), std::ranges::find_if_not(rest, is_ascii_name));
        at += word.size();
        chain.end = at;
        if (dot != none && word.size() >= shortest_top_domain && std::ranges::all_of(word, is_ascii_letter)) {
            chain.last_dot = dot;
            chain.host_end = at;
        }
        if (at == text_.size() || !joins(text_[at])) break;
        dot = text_[at] == '.' ? at : none;
        ++at;
    }
    return chain;
}

Chains::Chain const& Chains::chain_at(std::size_t at) {
    if (at >= chain_.begin && at < chain_.end) return chain_;
    chain_ = read(at);
    email_end_ = email_after(chain_.end);
    return chain_;
}

std::size_t Chains::email_after(std::size_t at) const {
    if (at == text_.size() || text_[at] != '@') return none;
    auto const host = read(at + 1);
    return host.host_end == none ? none : with_port(host.host_end);
}

std::size_t Chains::with_port(std::size_t end) const {
    if (end == text_.size() || text_[end] != ':') return end;
    auto port = end + 1;
    while (port < text_.size() && is_ascii_digit(text_[port])) ++port;
    return port == end + 1 ? end : port;
}

std::size_t Chains::host_at(std::size_t at) {
    auto const& chain = chain_at(at);
    return chain.host_end != none && chain.last_dot > at ? with_port(chain.host_end) : none;
}

std::size_t Chains::email_at(std::size_t at) {
    auto const& chain = chain_at(at);
    return at < chain.end ? email_end_ : none;
}

}  // namespace backstay::engine::sqlite::search
