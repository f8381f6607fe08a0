#pragma once

// ts_headline(): the parts of a text that a query speaks of, with its words marked.
//
//     headline(english, "The fat cats sat", *query, {})      "The fat <b>cats</b> sat"     for 'cat'
//
// https://www.postgresql.org/docs/15/textsearch-controls.html#TEXTSEARCH-HEADLINE

#include <string>
#include <string_view>

#include "engine/sqlite/search/query.hpp"

namespace backstay::engine::sqlite::search {

struct HeadlineOptions {
    int max_words = 35;
    int min_words = 15;
    int short_word = 3;     // shorter ones do not end a headline
    int max_fragments = 0;  // 0: one piece
    bool all = false;       // the whole text
    std::string start = "<b>", stop = "</b>";
    std::string delimiter = " ... ";
};

// "MaxWords=10, StartSel=<em>": 22023 for what there is not, and for numbers that do not fit together.
Result<HeadlineOptions> read_headline_options(std::string_view text);

std::string headline(Configuration const& configuration, std::string_view text, Query const& query,
                     HeadlineOptions const& options);

}  // namespace backstay::engine::sqlite::search
