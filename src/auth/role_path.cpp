#include "auth/role_path.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "base/box.hpp"

namespace backstay::auth {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '@' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text), rest_(text) {}

    Result<std::vector<RolePath::Step>> path() {
        std::vector<RolePath::Step> steps;
        take("$");
        while (!rest_.empty()) {
            TRY(auto step, this->step());
            auto const last = std::holds_alternative<RolePath::Filter>(step);
            steps.push_back(std::move(step));
            if (last && !rest_.empty()) return fault("a filter must come last");
        }
        if (steps.empty()) return fault("it names nothing");
        return steps;
    }

private:
    Result<RolePath::Step> step() {
        if (take("[?(@")) return filter();
        if (take("[")) return subscript();
        if (!take(".")) return fault("expected '.' or '['");
        if (rest_.starts_with('"') || rest_.starts_with('\'')) {
            TRY(auto name, quoted());
            return RolePath::Step(std::move(name));
        }
        auto const size = std::min(
            rest_.size(),
            static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_name_character) - rest_.begin()));
        if (size == 0) return fault("expected a name");
        std::string name(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return RolePath::Step(std::move(name));
    }

    Result<RolePath::Step> subscript() {
        if (rest_.starts_with('"') || rest_.starts_with('\'')) {
            TRY(auto name, quoted());
            if (!take("]")) return fault("expected ']'");
            return RolePath::Step(std::move(name));
        }
        std::size_t index = 0, digits = 0;
        for (; digits < rest_.size() && digits < 9 && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits)
            index = index * 10 + static_cast<std::size_t>(rest_[digits] - '0');
        rest_.remove_prefix(digits);
        if (digits == 0 || !take("]")) return fault("expected an index and ']'");
        return RolePath::Step(index);
    }

    Result<RolePath::Step> filter() {
        static constexpr std::array<std::string_view, 5> operators{"==^", "^==", "*==", "==", "!="};
        skip_blanks();
        for (auto const op : operators) {
            if (!take(op)) continue;
            skip_blanks();
            TRY(auto operand, quoted());
            skip_blanks();
            if (!take(")]")) return fault("expected ')]'");
            return RolePath::Step(RolePath::Filter{std::string(op), std::move(operand)});
        }
        return fault("expected one of == != ^== ==^ *==");
    }

    Result<std::string> quoted() {
        if (rest_.empty() || (rest_.front() != '"' && rest_.front() != '\''))
            return fault("expected a string");
        auto const end = rest_.find(rest_.front(), 1);
        if (end == std::string_view::npos) return fault("the string does not end");
        std::string text(rest_.substr(1, end - 1));
        rest_.remove_prefix(end + 1);
        return text;
    }

    bool take(std::string_view token) {
        if (!rest_.starts_with(token)) return false;
        rest_.remove_prefix(token.size());
        return true;
    }

    void skip_blanks() {
        while (rest_.starts_with(' ')) rest_.remove_prefix(1);
    }

    Failure fault(std::string const& why) const {
        return failure("F0000", "failed to parse role-claim-key value (" + std::string(text_) + "): " + why);
    }

    std::string_view text_;
    std::string_view rest_;
};

bool matches(RolePath::Filter const& filter, std::string_view text) {
    if (filter.op == "==") return text == filter.operand;
    if (filter.op == "!=") return text != filter.operand;
    if (filter.op == "^==") return text.starts_with(filter.operand);
    if (filter.op == "==^") return text.ends_with(filter.operand);
    return text.find(filter.operand) != std::string_view::npos;
}

std::optional<std::string> first_match(RolePath::Filter const& filter, simdjson::dom::element const& list) {
    simdjson::dom::array items;
    if (list.get(items) != simdjson::SUCCESS) return std::nullopt;
    for (auto const item : items)
        if (std::string_view text; item.get(text) == simdjson::SUCCESS && matches(filter, text))
            return std::string(text);
    return std::nullopt;
}

}  // namespace

Result<RolePath> RolePath::parse(std::string_view text) {
    RolePath path;
    TRY(path.steps_, Reader(text).path());
    return path;
}

std::optional<std::string> RolePath::find(simdjson::dom::element const& claims) const {
    auto at = claims;
    for (auto const& step : steps_) {
        if (auto const* const filter = std::get_if<Filter>(&step)) return first_match(*filter, at);
        auto next = std::visit(Overloaded{[&](std::string const& name) { return at.at_key(name); },
                                          [&](std::size_t index) { return at.at(index); },
                                          [&](Filter const&) { return at.at(0); }},
                               step);
        if (next.get(at) != simdjson::SUCCESS) return std::nullopt;
    }
    std::string_view text;
    if (at.get(text) != simdjson::SUCCESS) return std::nullopt;
    return std::string(text);
}

}  // namespace backstay::auth
