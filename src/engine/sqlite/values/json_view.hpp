#pragma once

// Parts of a JSON text that is known to be valid, without copies: a value is the view of its text, blanks
// around left out, and a container is walked over.
//
//     for (JsonWalk walk(R"({"a": 1, "b": [2]})"); walk.next();)
//         walk.key() is "\"a\"", walk.value() is "1"; then "\"b\"" and "[2]"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace backstay::engine::sqlite {

// In the order in which values of different kinds compare.
enum class JsonKind : std::uint8_t { null, string, number, boolean, array, object };

JsonKind kind_of(std::string_view value);
inline bool is_container(std::string_view value) { return value[0] == '[' || value[0] == '{'; }
bool is_object(std::string_view value);
bool is_array(std::string_view value);

// The value without blanks around it.
std::string_view trim_json(std::string_view text);

// The members of an object or the elements of an array. A scalar has none.
class JsonWalk {
public:
    explicit JsonWalk(std::string_view container);
    bool next();                                   // to the next one; false when there is none
    std::string_view key() const { return key_; }  // quoted, as it is written
    std::string_view value() const { return value_; }

private:
    void skip_blanks();
    std::string_view take();

    std::string_view text_;
    std::size_t at_ = 0;
    bool object_;
    std::string_view key_, value_;
};

struct JsonMember {
    std::string_view key;  // quoted
    std::string_view value;
    bool operator==(JsonMember const&) const = default;
};
std::vector<JsonMember> members_of(std::string_view object);
std::vector<std::string_view> elements_of(std::string_view array);
std::size_t count_of(std::string_view container);

// The text that a quoted string stands for. REQUIRES: its escapes stand for text (JsonStrings::resolved).
std::string text_of(std::string_view quoted);
// Whether the quoted key stands for `name`.
bool is_key(std::string_view quoted, std::string_view name);
// The quoted form of a text.
std::string quoted_json(std::string_view text);

}  // namespace backstay::engine::sqlite
