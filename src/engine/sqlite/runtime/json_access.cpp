// What is in a json or jsonb value: -> ->> #> #>> and their functions. An object of json may have a key more
// than once: the last one counts.

#include <array>
#include <cerrno>
#include <cstdlib>
#include <limits>
#include <span>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/values/json_parser.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

using Found = std::optional<std::string_view>;
using Path = std::vector<std::string>;

Found field(std::string_view json, std::string_view name) {
    Found found;
    if (!is_object(json)) return found;
    for (JsonWalk walk(json); walk.next();)
        if (is_key(walk.key(), name)) found = walk.value();
    return found;
}

Found element(std::string_view json, std::int64_t index) {
    if (!is_array(json)) return {};
    if (index < 0) index += static_cast<std::int64_t>(count_of(json));
    if (index < 0) return {};
    JsonWalk walk(json);
    for (; walk.next(); --index)
        if (index == 0) return walk.value();
    return {};
}

// As strtol reads it, the whole text: blanks and a sign before the digits.
std::optional<std::int64_t> index_of(std::string const& step) {
    char* end = nullptr;
    errno = 0;
    auto const number = std::strtol(step.c_str(), &end, 10);
    if (end == step.c_str() || *end != '\0' || errno != 0) return {};
    if (number <= std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max()) return {};
    return number;
}

Found follow(std::string_view json, std::span<std::string const> path) {
    if (path.empty()) return json;
    auto const rest = path.subspan(1);
    if (is_array(json)) {
        auto const index = index_of(path.front());
        auto const inner = index ? element(json, *index) : Found();
        return inner ? follow(*inner, rest) : Found();
    }
    Found found;
    if (!is_object(json)) return found;
    for (JsonWalk walk(json); walk.next();)
        if (is_key(walk.key(), path.front()))
            if (auto const inner = follow(walk.value(), rest); inner || rest.empty()) found = inner;
    return found;
}

enum class Input : std::uint8_t { json, jsonb };
enum class Answer : std::uint8_t { value, text };

Result<std::string_view> read(Input input, Arguments const& args) {
    if (input == Input::jsonb) return args.text(0);
    return json_with_strings(args, 0);
}

Value answer(Answer as, Found found) {
    if (!found) return {};
    return as == Answer::text ? text_value(*found) : Value(std::string(*found));
}

template <Input input, Answer as>
Result<Value> field_of(Arguments const& args) {
    TRY(auto const json, read(input, args));
    return answer(as, field(json, args.text(1)));
}

// Keeps one member of the outermost object, as text; the last of those that have the key.
class MemberSink {
public:
    explicit MemberSink(std::string_view key) : key_(key) {}

    bool begin(JsonToken) {
        if (is_wanted()) composed_ = true;
        ++depth_;
        return true;
    }
    bool key(std::string_view text) {
        if (depth_ == 1) wanted_ = text == key_;
        return true;
    }
    bool scalar(JsonToken token, std::string_view text) {
        // Any number may be one that jsonb refuses.
        if (token == JsonToken::number && !is_canonical_number(text)) return odd_number(text);
        if (is_wanted()) [[unlikely]]
            keep(token == JsonToken::null ? Value() : Value(std::string(text)));
        return true;
    }
    bool end(JsonToken) {
        --depth_;
        return true;
    }

    bool composed() const { return composed_; }  // the member has parts, and is not kept
    Value take() { return std::move(found_); }
    Error error = {};

private:
    bool is_wanted() const { return wanted_ && depth_ == 1; }
    void keep(Value value) {
        composed_ = false;
        found_ = std::move(value);
    }
    bool odd_number(std::string_view text) {
        auto canonical = canonical_number(text);
        if (!canonical) {
            error = std::move(canonical.error());
            return false;
        }
        if (is_wanted()) keep(*std::move(canonical));
        return true;
    }

    std::string_view key_;
    int depth_ = 0;
    bool wanted_ = false, composed_ = false;
    Value found_;
};

Result<Value> field_of_text(Arguments const& args) { return jsonb_member(args.text(0), args.text(1)); }

template <Input input, Answer as>
Result<Value> element_of(Arguments const& args) {
    TRY(auto const json, read(input, args));
    auto const index = args.integer(1);
    // To PostgreSQL a jsonb that is a scalar is an array of one.
    bool const itself = input == Input::jsonb && !is_container(json) && (index == 0 || index == -1);
    return answer(as, itself ? Found(json) : element(json, index));
}

template <Input input, Answer as>
Result<Value> at_path(Arguments const& args) {
    Path path;
    for (auto& step : texts_of(args, 1)) {
        if (!step) return Value();
        path.push_back(*std::move(step));
    }
    TRY(auto const json, read(input, args));
    return answer(as, follow(json, path));
}

template <Input input, Answer as>
Result<Value> extract_path(Arguments const& args) {
    Path path;
    for (int i = 1; i < args.size(); ++i) path.emplace_back(args.text(i));
    TRY(auto const json, read(input, args));
    return answer(as, follow(json, path));
}

Result<Value> type_of(Arguments const& args) {
    constexpr auto names =
        std::to_array<char const*>({"null", "string", "number", "boolean", "array", "object"});
    return Value(std::string(names[static_cast<std::size_t>(kind_of(json_argument(args, 0)))]));
}

Result<Value> array_length(Arguments const& args) {
    auto const json = json_argument(args, 0);
    if (is_array(json)) return Value(static_cast<std::int64_t>(count_of(json)));
    return failure("22023", is_object(json) ? "cannot get array length of a non-array"
                                            : "cannot get array length of a scalar");
}

constexpr auto json_access_functions = std::to_array<Scalar>({
    {"pg_json_field", 2, field_of<Input::json, Answer::value>},
    {"pg_json_field_text", 2, field_of<Input::json, Answer::text>},
    {"pg_jsonb_field", 2, field_of<Input::jsonb, Answer::value>},
    {"pg_jsonb_field_text", 2, field_of<Input::jsonb, Answer::text>},
    {"pg_json_element", 2, element_of<Input::json, Answer::value>},
    {"pg_json_element_text", 2, element_of<Input::json, Answer::text>},
    {"pg_jsonb_input_field_text", 2, field_of_text},
    {"pg_jsonb_element", 2, element_of<Input::jsonb, Answer::value>},
    {"pg_jsonb_element_text", 2, element_of<Input::jsonb, Answer::text>},
    {"pg_json_path", 2, at_path<Input::json, Answer::value>},
    {"pg_json_path_text", 2, at_path<Input::json, Answer::text>},
    {"pg_jsonb_path", 2, at_path<Input::jsonb, Answer::value>},
    {"pg_jsonb_path_text", 2, at_path<Input::jsonb, Answer::text>},
    {"pg_json_extract_path", -1, extract_path<Input::json, Answer::value>},
    {"pg_json_extract_path_text", -1, extract_path<Input::json, Answer::text>},
    {"pg_jsonb_extract_path", -1, extract_path<Input::jsonb, Answer::value>},
    {"pg_jsonb_extract_path_text", -1, extract_path<Input::jsonb, Answer::text>},
    {"pg_json_typeof", 1, type_of},
    {"pg_json_array_length", 1, array_length},
});

}  // namespace

Result<Value> jsonb_member(std::string_view json, std::string_view key) {
    MemberSink sink(key);
    TRY_VOID(JsonParser(json, JsonStrings::resolved, sink).parse());
    if (!sink.composed()) return sink.take();
    TRY(auto const whole, canonical_jsonb(json));
    return answer(Answer::text, field(whole, key));
}

Result<void> register_json_access(Connection const& db, StatementState& state) {
    return register_scalars(db, state, json_access_functions);
}

}  // namespace backstay::engine::sqlite
