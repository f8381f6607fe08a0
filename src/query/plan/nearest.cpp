#include "query/plan/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"

namespace backstay::query {
namespace {

constexpr std::size_t most_compared = 50;

using Grams = std::map<std::string, int>;

// Of "film": "-fi", "fil", "ilm", "lm-"; only letters, digits, blanks and commas count.
Grams grams_of(std::string_view name, std::size_t size) {
    std::string text = "-";
    for (char const c : name) {
        auto const byte = static_cast<unsigned char>(c);
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == ' ' || c == ',' || byte >= 0x80)
            text += c;
    }
    text += '-';
    Grams grams;
    for (std::size_t i = 0; i + size <= text.size(); ++i) ++grams[text.substr(i, size)];
    return grams;
}

double magnitude(Grams const& grams) {
    double sum = 0;
    for (auto const& [gram, count] : grams) sum += static_cast<double>(count) * count;
    return std::sqrt(sum);
}

double shared(Grams const& a, Grams const& b) {
    double sum = 0;
    for (auto const& [gram, count] : a)
        if (auto const found = b.find(gram); found != b.end())
            sum += static_cast<double>(count) * found->second;
    return sum;
}

struct Scored {
    double score = 0;
    std::string const* name = nullptr;
    std::size_t place = 0;
};

// The best first; of equals the earlier one.
void sort(std::vector<Scored>& list) {
    std::ranges::sort(list, [](Scored const& a, Scored const& b) {
        return a.score != b.score ? a.score > b.score : a.place < b.place;
    });
    for (std::size_t i = 0; i < list.size(); ++i) list[i].place = i;
}

std::vector<Scored> candidates(std::vector<std::string> const& names, std::string const& sought,
                               std::size_t size) {
    auto const wanted = grams_of(sought, size);
    std::vector<Scored> list;
    for (auto const& name : names) {
        auto const grams = grams_of(to_lower(name), size);
        if (auto const both = shared(wanted, grams); both > 0)
            list.push_back({both / (magnitude(wanted) * magnitude(grams)), &name, list.size()});
    }
    sort(list);
    if (list.size() > most_compared) list.resize(most_compared);
    return list;
}

}  // namespace

double likeness(std::string_view a, std::string_view b) {
    auto const longest = std::max(a.size(), b.size());
    if (longest == 0) return 1;
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return 1 - static_cast<double>(row[b.size()]) / static_cast<double>(longest);
}

std::string nearest(std::vector<std::string> const& names, std::string_view name, double least) {
    auto const sought = to_lower(name);
    for (std::size_t const size : {3U, 2U}) {
        auto list = candidates(names, sought, size);
        for (auto& candidate : list) candidate.score = likeness(sought, to_lower(*candidate.name));
        sort(list);
        if (!list.empty() && list.front().score >= least) return *list.front().name;
    }
    return {};
}

}  // namespace backstay::query
