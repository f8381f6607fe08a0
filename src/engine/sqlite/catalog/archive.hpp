#pragma once

// Two archives over one list of fields: ArchiveWriter makes JSON of a struct, ArchiveReader fills a struct
// from JSON. A struct's fields are named once, in describe():
//
//     template <class Archive>
//     void describe(Archive& archive, sql::Role& role) { archive("name", role.name); ... }

#include <simdjson.h>

#include <charconv>
#include <concepts>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "sql/ast.hpp"
#include "sql/print/postgres.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine::sqlite {

class ArchiveWriter {
public:
    template <class T>
    void operator()(char const* key, T const& value) {
        out_ += out_.empty() ? "{" : ",";
        append_json_string(out_, key);
        out_ += ':';
        put(value);
    }
    std::string finish() && { return out_.empty() ? "{}" : std::move(out_) + "}"; }

private:
    void put(std::string const& value) { append_json_string(out_, value); }
    void put(bool value) { out_ += value ? "true" : "false"; }
    template <class T>
        requires std::integral<T> && (!std::same_as<T, bool>)
    void put(T value) {
        out_ += std::to_string(value);
    }
    template <class T>
        requires std::is_enum_v<T>
    void put(T value) {
        out_ += std::to_string(static_cast<std::int64_t>(value));
    }
    void put(sql::Expression const& value) { append_json_string(out_, sql::print_postgres(value)); }
    void put(std::shared_ptr<sql::Select const> const& value) {
        if (value == nullptr) {
            out_ += "null";
        } else {
            append_json_string(out_, sql::print_postgres(*value));
        }
    }
    template <class T>
    void put(std::optional<T> const& value) {
        if (value) {
            put(*value);
        } else {
            out_ += "null";
        }
    }
    template <class T>
    void put(std::vector<T> const& values) {
        out_ += '[';
        for (bool first = true; auto const& value : values) {
            if (!std::exchange(first, false)) out_ += ',';
            put(value);
        }
        out_ += ']';
    }
    void put(std::map<std::string, std::string> const& values) {
        out_ += '{';
        for (bool first = true; auto const& [key, value] : values) {
            if (!std::exchange(first, false)) out_ += ',';
            append_json_string(out_, key);
            out_ += ':';
            append_json_string(out_, value);
        }
        out_ += '}';
    }
    template <class T>
        requires std::is_class_v<T>
    void put(T const& value) {
        ArchiveWriter inner;
        describe(inner, const_cast<T&>(value));  // NOLINT(cppcoreguidelines-pro-type-const-cast): only read
        out_ += std::move(inner).finish();
    }

    std::string out_;
};

class ArchiveReader {
public:
    explicit ArchiveReader(simdjson::dom::element element) : element_(element) {}

    template <class T>
    void operator()(char const* key, T& value) {
        simdjson::dom::element found;
        if (!error_ && element_[key].get(found) == simdjson::SUCCESS && !found.is_null())
            get(found, key, value);
    }
    Result<void> finish() const {
        if (error_) return std::unexpected(*error_);
        return {};
    }

private:
    void fail(char const* key) {
        error_ = Error({.code = "XX001",
                        .message = "the stored catalog cannot be read at \"" + std::string(key) + "\""});
    }
    void keep(Error error) { error_ = std::move(error); }

    void get(simdjson::dom::element e, char const* key, std::string& value) {
        std::string_view text;
        if (e.get(text) != simdjson::SUCCESS) return fail(key);
        value = text;
    }
    void get(simdjson::dom::element e, char const* key, bool& value) {
        if (e.get(value) != simdjson::SUCCESS) fail(key);
    }
    template <class T>
        requires(std::integral<T> || std::is_enum_v<T>) && (!std::same_as<T, bool>)
    void get(simdjson::dom::element e, char const* key, T& value) {
        std::int64_t number = 0;
        if (e.get(number) != simdjson::SUCCESS) return fail(key);
        value = static_cast<T>(number);
    }
    void get(simdjson::dom::element e, char const* key, sql::Expression& value) {
        std::string text;
        get(e, key, text);
        auto read = sql::read_expression(text);
        if (!read) return keep(read.error());
        value = *std::move(read);
    }
    void get(simdjson::dom::element e, char const* key, std::shared_ptr<sql::Select const>& value) {
        std::string text;
        get(e, key, text);
        auto read = sql::read_one(text);
        if (!read) return keep(read.error());
        auto* select = std::get_if<sql::Select>(&read->node);
        if (select == nullptr) return fail(key);
        value = std::make_shared<sql::Select const>(std::move(*select));
    }
    template <class T>
    void get(simdjson::dom::element e, char const* key, std::optional<T>& value) {
        if constexpr (std::is_same_v<T, sql::Expression>) {
            value = sql::null_literal();
        } else {
            value.emplace();
        }
        get(e, key, *value);
    }
    template <class T>
    void get(simdjson::dom::element e, char const* key, std::vector<T>& values) {
        simdjson::dom::array array;
        if (e.get(array) != simdjson::SUCCESS) return fail(key);
        values.clear();
        for (auto const item : array) {
            values.push_back(empty<T>());
            get(item, key, values.back());
        }
    }
    void get(simdjson::dom::element e, char const* key, std::map<std::string, std::string>& values) {
        simdjson::dom::object object;
        if (e.get(object) != simdjson::SUCCESS) return fail(key);
        for (auto const field : object) get(field.value, key, values[std::string(field.key)]);
    }
    template <class T>
        requires std::is_class_v<T>
    void get(simdjson::dom::element e, char const* key, T& value) {
        static_cast<void>(key);
        ArchiveReader inner(e);
        describe(inner, value);
        if (inner.error_) error_ = inner.error_;
    }

    template <class T>
    static T empty() {
        if constexpr (std::is_same_v<T, sql::CheckConstraint>) {
            return {.name = {}, .expression = sql::null_literal(), .text = {}};
        } else {
            return T{};
        }
    }

    simdjson::dom::element element_;
    std::optional<Error> error_;
};

}  // namespace backstay::engine::sqlite
