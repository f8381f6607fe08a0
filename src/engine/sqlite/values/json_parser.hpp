#pragma once

// The grammar of JSON over the tokens, told to a sink in the order of the text:
//
//     value  = object | array | string | number | "true" | "false" | "null"
//     object = "{" [ string ":" value { "," string ":" value } ] "}"
//     array  = "[" [ value { "," value } ] "]"
//
//     struct Sink {
//         bool begin(JsonToken container);                      // object_start or array_start
//         bool key(std::string_view text);                      // what it stands for, when strings are
//         resolved bool scalar(JsonToken token, std::string_view text);  // a string's as key()'s, else as
//         written bool end(JsonToken container);                        // object_end or array_end Error
//         error;                                          // why one of them gave false
//     };

#include "base/result.hpp"
#include "engine/sqlite/values/json_lexer.hpp"

namespace backstay::engine::sqlite {

template <class Sink>
class JsonParser {
public:
    JsonParser(std::string_view text, JsonStrings strings, Sink& sink)
        : lexer_(text, strings), resolved_(strings == JsonStrings::resolved), sink_(sink) {}

    Result<void> parse() {
        bool good = lexer_.next() && value();
        if (good && lexer_.token() != JsonToken::end) good = lexer_.expected("end of input");
        if (good) return {};
        return std::unexpected(lexer_.error()->code.empty() ? sink_.error : lexer_.error());
    }

private:
    static constexpr int deepest = 6000;

    // One token further than the value.
    bool value() {
        auto const token = lexer_.token();
        switch (token) {
            case JsonToken::object_start: return deeper() && object();
            case JsonToken::array_start: return deeper() && array();
            case JsonToken::string:
                return sink_.scalar(token, resolved_ ? lexer_.string() : lexer_.raw()) && lexer_.next();
            case JsonToken::number:
            case JsonToken::true_:
            case JsonToken::false_:
            case JsonToken::null: {
                auto const raw = lexer_.raw();
                return lexer_.next() && sink_.scalar(token, raw);
            }
            default: return lexer_.expected("JSON value");
        }
    }

    bool deeper() {
        if (++depth_ <= deepest) return true;
        return lexer_.refuse("54001", "stack depth limit exceeded");
    }

    bool member() {
        if (lexer_.token() != JsonToken::string) return lexer_.expected("string");
        if (!sink_.key(resolved_ ? lexer_.string() : lexer_.raw()) || !lexer_.next()) return false;
        if (lexer_.token() != JsonToken::colon) return lexer_.expected("\":\"");
        return lexer_.next() && value();
    }

    bool object() {
        if (!sink_.begin(JsonToken::object_start) || !lexer_.next()) return false;
        if (lexer_.token() == JsonToken::string) {
            if (!member()) return false;
            while (lexer_.token() == JsonToken::comma)
                if (!lexer_.next() || !member()) return false;
            if (lexer_.token() != JsonToken::object_end) return lexer_.expected("\",\" or \"}\"");
        } else if (lexer_.token() != JsonToken::object_end) {
            return lexer_.expected("string or \"}\"");
        }
        --depth_;
        return lexer_.next() && sink_.end(JsonToken::object_end);
    }

    bool array() {
        if (!sink_.begin(JsonToken::array_start) || !lexer_.next()) return false;
        if (lexer_.token() != JsonToken::array_end) {
            if (!value()) return false;
            while (lexer_.token() == JsonToken::comma)
                if (!lexer_.next() || !value()) return false;
            if (lexer_.token() != JsonToken::array_end) return lexer_.expected("\",\" or \"]\"");
        }
        --depth_;
        return lexer_.next() && sink_.end(JsonToken::array_end);
    }

    JsonLexer lexer_;
    bool resolved_;
    Sink& sink_;
    int depth_ = 0;
};

}  // namespace backstay::engine::sqlite
