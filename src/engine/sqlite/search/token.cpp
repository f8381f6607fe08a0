#include "engine/sqlite/search/token.hpp"

#include "engine/sqlite/search/token_chain.hpp"
#include "engine/sqlite/search/token_markup.hpp"
#include "engine/sqlite/search/token_shapes.hpp"

// The scanner asks the recognisers in the order in which PostgreSQL was seen to prefer them, which is not
// that of their lengths: `1e5a` is a number and a word, `a.bc.d` a host and a word, though each could be one
// longer token. What nothing recognises is blank, up to the next character that may begin something.
namespace backstay::engine::sqlite::search {
namespace {

TokenKind kind_of(WordShape const& word, TokenKind ascii, TokenKind letters, TokenKind number) {
    if (word.digits) return number;
    return word.foreign ? letters : ascii;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text), chains_(text), markup_(text) {}

    std::vector<Token> scan() && {
        while (at_ < text_.size()) {
            if (in_script_)
                script();
            else if (!token())
                blank();
        }
        return std::move(tokens_);
    }

private:
    // Takes the text up to `end` as a token, if a recogniser found it to end there.
    bool take(TokenKind kind, std::size_t end) {
        if (end == none) return false;
        tokens_.push_back({kind, text_.substr(at_, end - at_)});
        at_ = end;
        return true;
    }

    bool token() {
        switch (text_[at_]) {
            case '<': return tag();
            case '&': return take(TokenKind::entity, entity_at(text_, at_));
            case '+':
            case '-': return number();
            case '.':
            case '/':
            case '~': return path();
            default: break;
        }
        if (is_ascii_name(text_[at_]) && address()) return true;
        return compound() || path() || word() || number();
    }

    // What only ASCII letters and digits begin.
    bool address() {
        auto const number = number_at(text_, at_);
        bool const has_dot = number.end != none && text_.substr(at_, number.end - at_).contains('.');
        if (number.kind == TokenKind::scientific && !has_dot) return take(number.kind, number.end);
        if (take(TokenKind::email, chains_.email_at(at_))) return true;
        if (host()) return true;
        if (take(TokenKind::protocol, protocol_at(text_, at_))) return true;
        return has_dot && take(number.kind, number.end);
    }

    // A host; with a path, a URL, which its parts follow.
    bool host() {
        auto const begin = at_;
        auto const host_end = chains_.host_at(at_);
        if (host_end == none) return false;
        auto const path_end = url_path_at(text_, host_end);
        if (path_end == none) return take(TokenKind::host, host_end);
        take(TokenKind::url, path_end);
        at_ = begin;
        take(TokenKind::host, host_end);
        return take(TokenKind::url_path, path_end);
    }

    bool path() {
        if (at_ < pathless_) return false;
        auto const found = path_at(text_, at_);
        if (found.end == none) pathless_ = found.seen;
        return take(TokenKind::file, found.end);
    }

    bool number() {
        auto const found = number_at(text_, at_);
        return take(found.kind, found.end);
    }

    bool word() {
        auto const found = word_at(text_, at_);
        if (found.end == none) return false;
        // With a digit in it, a word of any letters may name who has the mail.
        if (found.digits && take(TokenKind::email, chains_.email_after(found.end))) return true;
        return take(kind_of(found, TokenKind::ascii_word, TokenKind::word, TokenKind::number_word),
                    found.end);
    }

    // A hyphenated word, which its parts follow. A hyphen after it is no minus sign.
    bool compound() {
        auto const begin = at_;
        auto const end = compound_at(text_, at_);
        if (end == none) return false;

        auto const place = tokens_.size();
        take(TokenKind::hyphenated_ascii, end);
        WordShape all;
        for (at_ = begin;;) {
            auto const part = word_at(text_, at_);
            all.digits |= part.digits;
            all.foreign |= part.foreign;
            take(kind_of(part, TokenKind::hyphenated_ascii_part, TokenKind::hyphenated_part,
                         TokenKind::hyphenated_number_part),
                 part.end);
            if (at_ == end) break;
            take(TokenKind::blank, at_ + 1);
        }
        tokens_[place].kind =
            kind_of(all, TokenKind::hyphenated_ascii, TokenKind::hyphenated, TokenKind::hyphenated_number);
        if (at_ < text_.size() && text_[at_] == '-') blank();
        return true;
    }

    bool tag() {
        auto const end = markup_.tag_at(at_);
        if (end == none) return false;
        auto const text = text_.substr(at_, end - at_);
        in_script_ = (in_script_ || holds_script(text)) && !ends_script(text);
        return take(TokenKind::tag, end);
    }

    void blank() {
        auto end = character_at(text_, at_).end;
        while (!may_begin(end)) end = character_at(text_, end).end;
        take(TokenKind::blank, end);
    }

    bool may_begin(std::size_t at) const {
        switch (character_at(text_, at).sort) {
            case Sort::mark:
            case Sort::space: return false;
            case Sort::other: return std::string_view("<&+-/").contains(text_[at]);
            default: return true;
        }
    }

    // Within a script there are blanks and tags.
    void script() {
        if (text_[at_] == '<' && tag()) return;
        auto const next = text_.find('<', at_ + 1);
        take(TokenKind::blank, next == none ? text_.size() : next);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t pathless_ = 0;  // no path begins before it
    std::vector<Token> tokens_;
    Chains chains_;
    Markup markup_;
    bool in_script_ = false;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Scanner(text).scan(); }

}  // namespace backstay::engine::sqlite::search
