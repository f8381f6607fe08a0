#pragma once

// A JSON object as its members' texts, in order: what is taken apart, changed and put together without being
// understood, such as a user's metadata or a token's claims.
//
//     TRY(auto object, JsonObject::parse(R"({"a": 1, "b": {"c": 2}})"));
//     object.set_text("a", "x");           {"a":"x","b":{"c": 2}}
//     object.merge(other);                 members of `other` come in; those that are null there go
//
// Of members with one name the last counts. Numbers keep their text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace backstay {

class JsonObject {
public:
    // 22P02 when the text is no JSON object; the message says what is wrong with it.
    static Result<JsonObject> parse(std::string_view text);

    bool empty() const { return members_.empty(); }
    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::vector<std::pair<std::string, std::string>> const& members() const { return members_; }

    // The member's JSON; nothing when there is none.
    std::optional<std::string> json(std::string_view name) const;
    // What the member means; nothing when there is none, or it is of another kind.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<bool> boolean(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    std::optional<JsonObject> object(std::string_view name) const;
    std::optional<std::vector<std::string>> texts(std::string_view name) const;
    bool is_null(std::string_view name) const;

    // A new member comes last; one that is there keeps its place.
    JsonObject& set_json(std::string_view name, std::string json);
    JsonObject& set_text(std::string_view name, std::string_view text);
    JsonObject& set_boolean(std::string_view name, bool value);
    JsonObject& set_integer(std::string_view name, std::int64_t value);
    JsonObject& set_object(std::string_view name, JsonObject const& object);
    JsonObject& set_texts(std::string_view name, std::vector<std::string> const& texts);
    void erase(std::string_view name);
    void merge(JsonObject const& changes);

    std::string to_string() const;

    bool operator==(JsonObject const&) const = default;

private:
    std::string const* find(std::string_view name) const;

    std::vector<std::pair<std::string, std::string>> members_;
};

}  // namespace backstay
