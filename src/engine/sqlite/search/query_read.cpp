// Texts as tsqueries: the operators of to_tsquery() and of the type's own input, and what a web search box
// takes.

#include <algorithm>

#include "base/text.hpp"
#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/search/query.hpp"

namespace backstay::engine::sqlite::search {
namespace {

using Kind = Node::Kind;

constexpr int most_distance = 16384;
constexpr int most_nodes = 10000;
constexpr int deepest = 500;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_operator(char c) { return std::string_view("!&|()<").contains(c); }

int priority(Kind kind) {
    switch (kind) {
        case Kind::not_: return 4;
        case Kind::phrase: return 3;
        case Kind::and_: return 2;
        default: return 1;
    }
}

struct Operator {
    Kind kind = Kind::and_;
    int distance = 0;
};

// Operands and operators as they come, in the order in which they apply.
class Builder {
public:
    void push(Node node) {
        ++count_;
        operands_.push_back(std::move(node));
    }
    void apply(Operator op) {
        ++count_;
        Node node{.kind = op.kind, .distance = op.kind == Kind::phrase ? op.distance : 0};
        node.right = Box<Node>(take());
        if (op.kind != Kind::not_) node.left = Box<Node>(take());
        operands_.push_back(std::move(node));
    }
    bool empty() const { return operands_.empty(); }
    bool too_large() const { return count_ > most_nodes; }
    Node take() {
        auto node = std::move(operands_.back());
        operands_.pop_back();
        return node;
    }

private:
    std::vector<Node> operands_;
    int count_ = 0;
};

// An operand's text as lexemes; what a dictionary makes several of stands side by side.
struct Morphology {
    Configuration const* configuration = nullptr;  // null: as it is
    Operator between = {};

    void push(Builder& builder, std::string_view text, int weights, bool prefix) const {
        if (configuration == nullptr) {
            builder.push({.lexeme = std::string(text), .weights = weights, .prefix = prefix});
            return;
        }
        auto const words = words_of(*configuration, text);
        if (words.empty()) return builder.push({.kind = Kind::stop_word});
        int place = 0;
        int pushed = 0;
        auto const place_one = [&](Node node) {
            builder.push(std::move(node));
            if (pushed++ > 0) builder.apply(between);
        };
        for (auto const& word : words) {
            // Where stop words stood, so that the distance is right.
            for (; place > 0 && place + 1 < word.place; ++place) place_one({.kind = Kind::stop_word});
            place = word.place;
            place_one({.lexeme = word.lexeme, .weights = weights, .prefix = prefix});
        }
    }
};

class Reader {
public:
    Reader(std::string_view text, Morphology morphology, Form form)
        : text_(text), morphology_(morphology), form_(form) {}

    Result<Query> read() {
        if (form_ == Form::plain || form_ == Form::phrase) {
            if (!text_.empty()) morphology_.push(builder_, text_, 0, false);
        } else {
            TRY_VOID(level(0));
        }
        if (builder_.empty()) return Query();
        return Query(builder_.take());
    }

private:
    enum class Next : std::uint8_t { end, value, op, open, close };
    enum class Wait : std::uint8_t { first_operand, operand, op };

    Failure syntax_error() const {
        return failure("42601", "syntax error in tsquery: \"" + std::string(text_) + "\"");
    }
    bool done() const { return at_ >= text_.size(); }
    char here() const { return done() ? '\0' : text_[at_]; }

    void close_operators(std::vector<Operator>& waiting, Kind kind) {
        while (!waiting.empty()) {
            auto const last = priority(waiting.back().kind);
            if (kind == Kind::not_ ? priority(kind) >= last : priority(kind) > last) break;
            builder_.apply(waiting.back());
            waiting.pop_back();
        }
    }

    Result<void> level(int depth) {
        if (depth > deepest) return failure("54001", "stack depth limit exceeded");
        std::vector<Operator> waiting;
        while (true) {
            TRY(auto const what, form_ == Form::web ? next_of_web() : next());
            if (builder_.too_large()) return failure("54000", "tsquery is too large");
            if (what == Next::end || what == Next::close) break;
            if (what == Next::open) {
                TRY_VOID(level(depth + 1));
            } else if (what == Next::value) {
                morphology_.push(builder_, word_, weights_, prefix_);
            } else {
                close_operators(waiting, operator_.kind);
                waiting.push_back(operator_);
            }
        }
        close_operators(waiting, Kind::or_);
        return {};
    }

    Result<Next> an_operator(Kind kind, Wait then) {
        operator_ = {kind, 0};
        wait_ = then;
        return Next::op;
    }

    Result<Next> next() {
        while (true) {
            if (wait_ == Wait::op) {
                if (here() == '<') return phrase_operator();
                if (done()) return open_ > 0 ? Result<Next>(syntax_error()) : Next::end;
                auto const c = text_[at_++];
                if (c == '&') return an_operator(Kind::and_, Wait::operand);
                if (c == '|') return an_operator(Kind::or_, Wait::operand);
                if (c == ')') return --open_ < 0 ? Result<Next>(syntax_error()) : Next::close;
                if (!is_space(c)) return syntax_error();
                continue;
            }
            if (here() == '!') {
                ++at_;
                return an_operator(Kind::not_, Wait::operand);
            }
            if (here() == '(') {
                ++at_;
                ++open_;
                wait_ = Wait::operand;
                return Next::open;
            }
            if (here() == ':') return syntax_error();
            if (!done() && is_space(here())) {
                ++at_;
                continue;
            }
            WordReader words{.text = text_, .what = "tsquery", .at = at_, .operators_end_words = true};
            TRY(auto const word, words.next());
            if (!word) {
                if (wait_ == Wait::first_operand) return Next::end;
                return failure("42601", "no operand in tsquery: \"" + std::string(text_) + "\"");
            }
            at_ = words.at;
            word_ = word->word;
            read_modifiers();
            wait_ = Wait::op;
            return Next::value;
        }
    }

    // :AB*
    void read_modifiers() {
        weights_ = 0;
        prefix_ = false;
        if (here() != ':') return;
        for (++at_; !done(); ++at_) {
            auto const weight = std::string_view("DdCcBbAa").find(text_[at_]);
            if (weight != std::string_view::npos)
                weights_ |= 1 << (weight / 2);
            else if (text_[at_] == '*')
                prefix_ = true;
            else
                return;
        }
    }

    // <->, <2>
    Result<Next> phrase_operator() {
        auto at = at_ + 1;
        std::int64_t distance = 1;
        if (at < text_.size() && text_[at] == '-') {
            ++at;
        } else {
            auto const begin = at;
            for (distance = 0; at < text_.size() && is_digit(text_[at]); ++at)
                distance = std::min<std::int64_t>(distance * 10 + (text_[at] - '0'), most_distance + 1);
            if (at == begin) return syntax_error();
            if (distance > most_distance)
                return failure("22023",
                               "distance in phrase operator must be an integer value between zero and " +
                                   std::to_string(most_distance) + " inclusive");
        }
        if (at >= text_.size() || text_[at] != '>') return syntax_error();
        at_ = at + 1;
        operator_ = {Kind::phrase, static_cast<int>(distance)};
        wait_ = Wait::operand;
        return Next::op;
    }

    // or, as a word of its own with something behind it.
    bool takes_or() {
        if (to_lower(text_.substr(at_, 2)) != "or") return false;
        auto at = at_ + 2;
        if (at >= text_.size()) return false;
        auto after = at;
        auto const c = next_character(text_, after);
        if (c == '-' || c == '_' || is_alphanumeric(c)) return false;
        while (at < text_.size() && is_space(text_[at])) ++at;
        if (at >= text_.size()) return false;
        at_ += 2;
        return true;
    }

    Result<Next> next_of_web() {
        while (true) {
            if (wait_ == Wait::op) {
                if (here() != '"' && takes_or()) return an_operator(Kind::or_, Wait::operand);
                if (done()) return Next::end;
                if (!is_space(here()) && !is_operator(here())) return an_operator(Kind::and_, Wait::operand);
                ++at_;
                continue;
            }
            if (here() == '-') {
                ++at_;
                return an_operator(Kind::not_, Wait::operand);
            }
            if (here() == '"') return quoted();
            if (is_operator(here())) {
                ++at_;
                wait_ = Wait::operand;
                continue;
            }
            if (done()) {
                if (wait_ != Wait::first_operand) builder_.push({.kind = Kind::stop_word});
                return Next::end;
            }
            if (is_space(here())) {
                ++at_;
                continue;
            }
            auto const begin = at_++;
            while (!done() && !is_space(here()) && !is_operator(here()) && here() != ':' && here() != '"')
                ++at_;
            word_ = text_.substr(begin, at_ - begin);
            wait_ = Wait::op;
            return Next::value;
        }
    }
    Result<Next> quoted() {
        auto const begin = ++at_;
        at_ = std::min(text_.find('"', begin), text_.size());
        word_ = text_.substr(begin, at_ - begin);
        if (!done()) ++at_;
        wait_ = Wait::op;
        return Next::value;
    }

    std::string_view text_;
    Morphology morphology_;
    Form form_;
    Builder builder_;
    std::size_t at_ = 0;
    Wait wait_ = Wait::first_operand;
    int open_ = 0;
    std::string word_;
    int weights_ = 0;
    bool prefix_ = false;
    Operator operator_;
};

// What is left of a tree without its stop words. Distances between what stays grow by what stood there:
// `left` and `right` are how much is still to be added on either side.
struct Cleaned {
    Query query;
    int left = 0, right = 0;
};
Cleaned without_stop_words(Node node) {
    if (node.kind == Kind::lexeme) return {std::move(node)};
    if (node.kind == Kind::stop_word) return {};
    auto right = without_stop_words(std::move(**node.right));
    if (node.kind == Kind::not_) {
        if (!right.query) return right;
        node.right = Box<Node>(*std::move(right.query));
        return {std::move(node), right.left, right.right};
    }
    auto left = without_stop_words(std::move(**node.left));
    bool const phrase = node.kind == Kind::phrase;
    if (!left.query && !right.query) {
        auto const width = phrase ? left.left + node.distance + right.left : std::max(left.left, right.left);
        return {{}, width, width};
    }
    if (!left.query) {
        auto const before = phrase ? left.left + node.distance + right.left : right.left;
        return {std::move(right.query), before, right.right};
    }
    if (!right.query) {
        auto const behind = phrase ? left.right + node.distance + right.right : left.right;
        return {std::move(left.query), left.left, behind};
    }
    if (phrase) node.distance += left.right + right.left;
    node.left = Box<Node>(*std::move(left.query));
    node.right = Box<Node>(*std::move(right.query));
    if (!phrase) return {std::move(node)};
    return {std::move(node), left.left, right.right};
}

}  // namespace

Result<Query> read_query(std::string_view text) { return Reader(text, {}, Form::operators).read(); }

Result<Query> query_of(Configuration const& configuration, std::string_view text, Form form) {
    Morphology const morphology{
        .configuration = &configuration,
        .between = {form == Form::plain ? Kind::and_ : Kind::phrase, 1},
    };
    TRY(auto query, Reader(text, morphology, form).read());
    if (!query) return query;
    return without_stop_words(*std::move(query)).query;
}

}  // namespace backstay::engine::sqlite::search
