#include "engine/sqlite/search/configuration.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/search/stemmer.hpp"
#include "engine/sqlite/search/stop_words.hpp"

namespace backstay::engine::sqlite::search {
namespace {

constexpr auto configurations = std::to_array<Configuration>({{"arabic", "arabic", "arabic"},
                                                              {"armenian", "armenian", "armenian"},
                                                              {"basque", "basque", "basque"},
                                                              {"catalan", "catalan", "catalan"},
                                                              {"danish", "danish", "danish"},
                                                              {"dutch", "dutch", "dutch"},
                                                              {"english", "english", "english"},
                                                              {"finnish", "finnish", "finnish"},
                                                              {"french", "french", "french"},
                                                              {"german", "german", "german"},
                                                              {"greek", "greek", "greek"},
                                                              {"hindi", "hindi", "english"},
                                                              {"hungarian", "hungarian", "hungarian"},
                                                              {"indonesian", "indonesian", "indonesian"},
                                                              {"irish", "irish", "irish"},
                                                              {"italian", "italian", "italian"},
                                                              {"lithuanian", "lithuanian", "lithuanian"},
                                                              {"nepali", "nepali", "nepali"},
                                                              {"norwegian", "norwegian", "norwegian"},
                                                              {"portuguese", "portuguese", "portuguese"},
                                                              {"romanian", "romanian", "romanian"},
                                                              {"russian", "russian", "english"},
                                                              {"serbian", "serbian", "serbian"},
                                                              {"simple", "", ""},
                                                              {"spanish", "spanish", "spanish"},
                                                              {"swedish", "swedish", "swedish"},
                                                              {"tamil", "tamil", "tamil"},
                                                              {"turkish", "turkish", "turkish"},
                                                              {"yiddish", "yiddish", "yiddish"}});

// Longer words are of no language.
constexpr std::size_t longest_word = 1000;

Lexeme stemmed(std::string_view language, std::string_view text) {
    auto word = lower_case(text);
    if (word.size() > longest_word) return {Lexeme::Fate::kept, std::move(word)};
    if (word.empty() || is_stop_word(language, word)) return {Lexeme::Fate::stop_word};
    return {Lexeme::Fate::kept, stem_of(language, word)};
}

Lexeme plain(std::string_view text) {
    auto word = lower_case(text);
    if (word.empty()) return {Lexeme::Fate::stop_word};
    return {Lexeme::Fate::kept, std::move(word)};
}

}  // namespace

Result<Configuration const*> find_configuration(std::string_view name) {
    auto bare = name;
    if (bare.starts_with("pg_catalog.")) bare.remove_prefix(std::string_view("pg_catalog.").size());
    auto const found = std::ranges::find(configurations, bare, &Configuration::name);
    if (found != configurations.end()) return &*found;
    return failure("42704", "text search configuration \"" + std::string(name) + "\" does not exist");
}

Lexeme lexeme_of(Configuration const& configuration, Token const& token) {
    switch (token.kind) {
        case TokenKind::none:
        case TokenKind::blank:
        case TokenKind::tag:
        case TokenKind::protocol:
        case TokenKind::entity: return {};
        case TokenKind::ascii_word:
        case TokenKind::hyphenated_ascii:
        case TokenKind::hyphenated_ascii_part:
            if (!configuration.ascii.empty()) return stemmed(configuration.ascii, token.text);
            break;
        case TokenKind::word:
        case TokenKind::hyphenated:
        case TokenKind::hyphenated_part:
            if (!configuration.letters.empty()) return stemmed(configuration.letters, token.text);
            break;
        default: break;
    }
    return plain(token.text);
}

}  // namespace backstay::engine::sqlite::search
