#pragma once

// Tags, comments and entities.
//
//     markup.tag_at(0) of `<a href="x>y">z`         14
//     entity_at("&amp;", 0)                          5
//     holds_script("<script src='a'>")               true: what follows is no text

#include <cstddef>
#include <string_view>

namespace backstay::engine::sqlite::search {

class Markup {
public:
    explicit Markup(std::string_view text) : text_(text) {}

    // A tag, a declaration `<?xml ...?>` or a comment.
    // REQUIRES: at is no smaller than at any call before
    std::size_t tag_at(std::size_t at);

private:
    std::size_t comment_at(std::size_t at);

    std::string_view text_;
    std::size_t comment_end_ = 0;  // the next one, from where it was last looked for
};

std::size_t entity_at(std::string_view text, std::size_t at);

// Whether a tag opens a script or a style.
bool holds_script(std::string_view tag);

// Whether a tag ends one.
bool ends_script(std::string_view tag);

}  // namespace backstay::engine::sqlite::search
