#include "engine/sqlite/search/stemmer.hpp"

#include <libstemmer.h>

#include <map>
#include <memory>

#include "base/result.hpp"

namespace backstay::engine::sqlite::search {
namespace {

struct Delete {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

// A stemmer holds the word it works on, so each thread has its own.
sb_stemmer* stemmer_of(std::string_view language) {
    thread_local std::map<std::string, std::unique_ptr<sb_stemmer, Delete>, std::less<>> stemmers;
    auto found = stemmers.find(language);
    if (found == stemmers.end()) {
        std::string const name(language);
        found = stemmers.emplace(name, sb_stemmer_new(name.c_str(), "UTF_8")).first;
    }
    return found->second.get();
}

}  // namespace

std::string stem_of(std::string_view language, std::string_view word) {
    auto* const stemmer = stemmer_of(language);
    if (stemmer == nullptr) return std::string(word);
    auto const* const bytes = reinterpret_cast<unsigned char const*>(word.data());  // NOLINT: of C
    auto const* const stem = sb_stemmer_stem(stemmer, bytes, static_cast<int>(word.size()));
    if (stem == nullptr) return std::string(word);
    return {stem, stem + sb_stemmer_length(stemmer)};
}

}  // namespace backstay::engine::sqlite::search
