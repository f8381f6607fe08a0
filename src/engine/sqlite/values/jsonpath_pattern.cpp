// The patterns of like_regex, for RE2.

#include <re2/re2.h>

#include "base/limitation.hpp"
#include "engine/sqlite/values/jsonpath.hpp"

namespace backstay::engine::sqlite {
namespace {

Failure refused(re2::RE2 const& pattern) {
    auto const invalid = [](std::string_view why) {
        return failure("2201B", "invalid regular expression: " + std::string(why));
    };
    switch (pattern.error_code()) {
        case re2::RE2::ErrorMissingParen:
        case re2::RE2::ErrorUnexpectedParen: return invalid("parentheses () not balanced");
        case re2::RE2::ErrorMissingBracket: return invalid("brackets [] not balanced");
        case re2::RE2::ErrorBadCharRange: return invalid("invalid character range");
        case re2::RE2::ErrorRepeatArgument:
        case re2::RE2::ErrorRepeatOp: return invalid("quantifier operand invalid");
        case re2::RE2::ErrorTrailingBackslash: return invalid("invalid escape \\ sequence");
        default: return not_supported(Limitation::jsonpath_regex, pattern.pattern());
    }
}

}  // namespace

Result<std::shared_ptr<re2::RE2 const>> path_pattern(std::string const& pattern, std::string_view flags) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!flags.contains('i'));
    options.set_literal(flags.contains('q'));
    std::string before;
    if (!flags.contains('q')) {
        options.set_dot_nl(flags.contains('s'));
        if (flags.contains('m')) before = "(?m)";
    }
    auto compiled = std::make_shared<re2::RE2 const>(before + pattern, options);
    if (!compiled->ok()) return refused(*compiled);
    return compiled;
}

}  // namespace backstay::engine::sqlite
