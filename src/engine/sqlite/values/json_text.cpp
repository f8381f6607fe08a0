#include "engine/sqlite/values/json_text.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "base/json.hpp"
#include "engine/sqlite/values/json_parser.hpp"
#include "engine/sqlite/values/json_view.hpp"
#include "engine/sqlite/values/numeric_text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct NoSink {
    static bool begin(JsonToken) { return true; }
    static bool key(std::string_view) { return true; }
    static bool scalar(JsonToken, std::string_view) { return true; }
    static bool end(JsonToken) { return true; }
    Error error = {};
};

// Writes the canonical text as the values come; an object whose keys came in another order is put together
// again at its end.
class CanonicalSink {
public:
    bool begin(JsonToken container) {
        before_value();
        levels_.push_back({.object = container == JsonToken::object_start, .first_member = members_.size()});
        out_ += container == JsonToken::object_start ? '{' : '[';
        return true;
    }

    bool key(std::string_view text) {
        auto& level = levels_.back();
        if (members_.size() > level.first_member) {
            members_.back().end = out_.size();
            out_ += ", ";
        }
        auto const begin = out_.size();
        append_json_string(out_, text);
        members_.push_back({.begin = begin, .key_end = out_.size(), .end = 0});
        if (members_.size() > level.first_member + 1 &&
            compare_keys(key_of(members_[members_.size() - 2]), key_of(members_.back())) >= 0)
            level.sorted = false;
        out_ += ": ";
        return true;
    }

    bool scalar(JsonToken token, std::string_view text) {
        before_value();
        if (token == JsonToken::string) {
            append_json_string(out_, text);
        } else if (token == JsonToken::number && !is_canonical_number(text)) {
            auto number = canonical_number(text);
            if (!number) {
                error = std::move(number.error());
                return false;
            }
            out_ += *number;
        } else {
            out_ += text;
        }
        return true;
    }

    bool end(JsonToken) {
        auto const level = levels_.back();
        levels_.pop_back();
        if (level.object && members_.size() > level.first_member) {
            members_.back().end = out_.size();
            if (!level.sorted) sort_members(level.first_member);
            members_.resize(level.first_member);
        }
        out_ += level.object ? '}' : ']';
        return true;
    }

    std::string take() { return std::move(out_); }
    Error error = {};

private:
    struct Level {
        bool object = false;
        bool sorted = true;
        bool filled = false;  // an array that has an element
        std::size_t first_member = 0;
    };
    struct Member {
        std::size_t begin, key_end, end;  // in out_
    };

    void before_value() {
        if (levels_.empty() || levels_.back().object) return;
        if (levels_.back().filled) out_ += ", ";
        levels_.back().filled = true;
    }

    std::string_view key_of(Member const& m) const {
        return std::string_view(out_).substr(m.begin, m.key_end - m.begin);
    }

    void sort_members(std::size_t first) {
        auto const begin = members_[first].begin;
        auto const own = std::span(members_).subspan(first);
        std::ranges::sort(own, [&](Member const& a, Member const& b) {
            auto const order = compare_keys(key_of(a), key_of(b));
            return order != 0 ? order < 0 : a.begin < b.begin;
        });
        std::string sorted;
        for (std::size_t i = 0; i < own.size(); ++i) {
            if (i + 1 < own.size() && key_of(own[i]) == key_of(own[i + 1])) continue;
            if (!sorted.empty()) sorted += ", ";
            sorted.append(out_, own[i].begin, own[i].end - own[i].begin);
        }
        out_.replace(begin, std::string::npos, sorted);
    }

    std::string out_;
    std::vector<Level> levels_;
    std::vector<Member> members_;
};

int compare_scalars(std::string_view a, std::string_view b, JsonKind kind) {
    switch (kind) {
        case JsonKind::string: return text_of(a).compare(text_of(b));
        case JsonKind::number: return compare_numeric(a, b);
        case JsonKind::boolean: return static_cast<int>(a[0] == 't') - static_cast<int>(b[0] == 't');
        default: return 0;
    }
}

int compare_values(std::string_view a, std::string_view b) {
    auto const kind = kind_of(a);
    if (kind != kind_of(b)) return kind < kind_of(b) ? -1 : 1;
    if (!is_container(a)) return compare_scalars(a, b, kind);
    auto const a_count = count_of(a);
    auto const b_count = count_of(b);
    if (a_count != b_count) return a_count < b_count ? -1 : 1;
    JsonWalk left(a);
    JsonWalk right(b);
    while (left.next() && right.next()) {
        if (kind == JsonKind::object && left.key() != right.key())
            return text_of(left.key()).compare(text_of(right.key()));
        if (left.value() == right.value()) continue;
        if (auto const order = compare_values(left.value(), right.value()); order != 0) return order;
    }
    return 0;
}

Result<void> check(std::string_view text, JsonStrings strings) {
    NoSink sink;
    return JsonParser(text, strings, sink).parse();
}

}  // namespace

Result<void> check_json(std::string_view text) { return check(text, JsonStrings::checked); }
Result<void> check_json_strings(std::string_view text) { return check(text, JsonStrings::resolved); }

Result<std::string> canonical_jsonb(std::string_view text) {
    CanonicalSink sink;
    TRY_VOID(JsonParser(text, JsonStrings::resolved, sink).parse());
    return sink.take();
}

Result<std::string> canonical_number(std::string_view number) {
    if (is_canonical_number(number)) return std::string(number);
    return parse_numeric(number);
}

int compare_keys(std::string_view a, std::string_view b) {
    if (a.contains('\\') || b.contains('\\')) {
        auto const left = text_of(a);
        auto const right = text_of(b);
        if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
        return left.compare(right);
    }
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    return a.compare(b);
}

int compare_jsonb(std::string_view a, std::string_view b) {
    if (a == b) return 0;
    // A scalar counts as an array of one element, but before one of as many.
    auto const rank = [](std::string_view v) { return is_object(v) ? 1 : 0; };
    if (rank(a) != rank(b)) return rank(a) - rank(b);
    if (is_array(a) == is_array(b)) return compare_values(a, b);
    bool const a_is_array = is_array(a);
    auto const count = count_of(a_is_array ? a : b);
    bool const array_first = count < 1;
    return a_is_array == array_first ? -1 : 1;
}

}  // namespace backstay::engine::sqlite
