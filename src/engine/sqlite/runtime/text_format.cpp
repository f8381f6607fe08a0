// format(), concat(), quote_*():
// https://www.postgresql.org/docs/15/functions-string.html#FUNCTIONS-STRING-FORMAT

#include <array>
#include <limits>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

// What the output function of the value's type prints; the cast to text says true and false.
std::string printed(Arguments const& args, int index) {
    auto session = time_session(args.state());
    return output_element(args.value(index), args.type(index), session);
}

std::string as_text(Arguments const& args) {
    auto session = time_session(args.state());
    return output(args.value(0), args.type(0), session);
}

// The last argument says the types.
int count_of(Arguments const& args) { return args.size() - 1; }

Result<Value> concat(Arguments const& args) {
    std::string out;
    for (int i = 0; i < count_of(args); ++i)
        if (!args.is_null(i)) out += printed(args, i);
    return out;
}

Result<Value> concat_ws(Arguments const& args) {
    if (args.is_null(0)) return Value();
    std::string out;
    bool first = true;
    for (int i = 1; i < count_of(args); ++i) {
        if (args.is_null(i)) continue;
        if (!std::exchange(first, false)) out += args.text(0);
        out += printed(args, i);
    }
    return out;
}

// %[position$][-][width]type, where the width is a number, * (the next argument) or *n$.
struct Specifier {
    std::optional<int> position;
    bool left = false;
    int width = 0;
    std::optional<int> width_position;  // 0: the next argument
    char type = 's';
};

class Formatter {
public:
    explicit Formatter(Arguments const& args) : args_(args), format_(args.text(0)) {}

    Result<Value> run() {
        while (at_ < format_.size()) {
            if (format_[at_] != '%') {
                out_ += format_[at_++];
                continue;
            }
            TRY_VOID(advance());
            if (format_[at_] == '%') {
                out_ += '%';
                ++at_;
                continue;
            }
            TRY(auto const specifier, read());
            TRY_VOID(write(specifier));
        }
        return std::move(out_);
    }

private:
    static Failure few() { return failure("22023", "too few arguments for format()"); }

    Result<void> advance() {
        if (++at_ < format_.size()) return {};
        return failure("22023", "unterminated format() type specifier")
            .hint("For a single \"%\" use \"%%\".");
    }

    Result<std::optional<int>> digits() {
        std::optional<int> number;
        while (format_[at_] >= '0' && format_[at_] <= '9') {
            auto const next = std::int64_t{number.value_or(0)} * 10 + (format_[at_] - '0');
            if (next > std::numeric_limits<std::int32_t>::max())
                return failure("22003", "number is out of range");
            number = static_cast<int>(next);
            TRY_VOID(advance());
        }
        return number;
    }

    Result<void> read_position(int number) {
        if (number == 0)
            return failure("22023", "format specifies argument 0, but arguments are numbered from 1");
        return advance();
    }

    Result<void> read_width(Specifier& specifier) {
        if (format_[at_] != '*') {
            TRY(auto const number, digits());
            specifier.width = number.value_or(0);
            return {};
        }
        TRY_VOID(advance());
        TRY(auto const number, digits());
        specifier.width_position = number.value_or(0);
        if (!number) return {};
        if (format_[at_] != '$') return failure("22023", "width argument position must be ended by \"$\"");
        return read_position(*number);
    }

    Result<Specifier> read() {
        Specifier specifier;
        TRY(auto const number, digits());
        if (number && format_[at_] != '$') {
            specifier.width = *number;
        } else {
            if (number) {
                TRY_VOID(read_position(*number));
                specifier.position = number;
            }
            while (format_[at_] == '-') {
                specifier.left = true;
                TRY_VOID(advance());
            }
            TRY_VOID(read_width(specifier));
        }
        specifier.type = format_[at_];
        if (std::string_view("sIL").find(specifier.type) != std::string_view::npos) {
            ++at_;
            return specifier;
        }
        auto const character = first_characters(format_.substr(at_), 1);
        return failure("22023", "unrecognized format() type specifier \"" + std::string(character) + "\"")
            .hint("For a single \"%\" use \"%%\".");
    }

    Result<int> next_argument(std::optional<int> position) {
        if (position && *position > 0) argument_ = *position;
        if (argument_ >= count_of(args_)) return few();
        return argument_++;
    }

    Result<void> write(Specifier specifier) {
        if (specifier.width_position) {
            TRY(auto const index, next_argument(specifier.width_position));
            if (!args_.is_null(index)) {
                TRY(auto const width, parse_integer(printed(args_, index), sql::BaseType::int4));
                if (width == std::numeric_limits<std::int32_t>::min())
                    return failure("22003", "number is out of range");
                specifier.left = specifier.left || width < 0;
                specifier.width = static_cast<int>(width < 0 ? -width : width);
            }
        }
        TRY(auto const index, next_argument(specifier.position));
        TRY(auto const text, converted(index, specifier.type));
        auto const length = length_in_characters(text);
        auto const width = static_cast<std::size_t>(specifier.width);
        if (width >= 0x3FFFFFFF) return failure("54000", "requested length too large");
        std::string const blanks(width > length ? width - length : 0, ' ');
        out_ += specifier.left ? text + blanks : blanks + text;
        return {};
    }

    Result<std::string> converted(int index, char type) {
        if (args_.is_null(index)) {
            if (type == 'I') return failure("22004", "null values cannot be formatted as an SQL identifier");
            return std::string(type == 'L' ? "NULL" : "");
        }
        auto text = printed(args_, index);
        if (type == 'I') return quote_identifier(text);
        return type == 'L' ? quote_literal(text) : std::move(text);
    }

    Arguments const& args_;
    std::string_view format_;
    std::size_t at_ = 0;
    int argument_ = 1;
    std::string out_;
};

Result<Value> format(Arguments const& args) {
    if (args.is_null(0)) return Value();
    return Formatter(args).run();
}

constexpr auto text_format_functions = std::to_array<Scalar>({
    {"pg_concat", -1, concat, Strictness::takes_null},
    {"pg_concat_ws", -1, concat_ws, Strictness::takes_null},
    {"pg_format", -1, format, Strictness::takes_null},
    {"pg_quote_ident", 1,
     [](Arguments const& args) -> Result<Value> { return quote_identifier(args.text(0)); }},
    {"pg_quote_literal", 1,
     [](Arguments const& args) -> Result<Value> { return quote_literal(args.text(0)); }},
    {"pg_quote_literal", 2,
     [](Arguments const& args) -> Result<Value> { return quote_literal(as_text(args)); }},
    {"pg_quote_nullable", 1,
     [](Arguments const& args) -> Result<Value> {
         return args.is_null(0) ? std::string("NULL") : quote_literal(args.text(0));
     },
     Strictness::takes_null},
    {"pg_quote_nullable", 2,
     [](Arguments const& args) -> Result<Value> {
         return args.is_null(0) ? std::string("NULL") : quote_literal(as_text(args));
     },
     Strictness::takes_null},
});

}  // namespace

Result<void> register_text_format(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_format_functions);
}

}  // namespace backstay::engine::sqlite
