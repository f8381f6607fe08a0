#include <simdjson.h>

#include <algorithm>

#include "base/json_values.hpp"
#include "base/text.hpp"
#include "cli/row_source.hpp"

namespace backstay::cli {
namespace {

namespace ondemand = simdjson::ondemand;

// simdjson's "something is wrong" in PostgreSQL's words.
Failure malformed(simdjson::error_code error, int line) {
    return failure("22P02", "invalid input syntax for type json")
        .detail(simdjson::error_message(error))
        .at({.file = {}, .line = line});
}

std::string array_element(std::string_view text) {
    std::string out = "\"";
    for (auto const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// number = ["-"] ("0" / digit1-9 *digit) ["." 1*digit] [("e" / "E") ["+" / "-"] 1*digit]
// Kept as it was written: no double could hold all its digits.
bool is_number(std::string_view text) {
    auto const take = [&text](std::string_view any) {
        bool const found = !text.empty() && any.contains(text.front());
        if (found) text.remove_prefix(1);
        return found;
    };
    auto const take_digits = [&text] {
        auto const end = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(end);
        return end > 0;
    };
    take("-");
    if (!take("0") && !take_digits()) return false;
    if (take(".") && !take_digits()) return false;
    if (take("eE")) {
        take("+-");
        if (!take_digits()) return false;
    }
    return text.empty();
}

// The text of an array or object that begins here, up to the bracket that ends it.
std::string_view extent(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
            continue;
        }
        if (c == '"') quoted = true;
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && --depth == 0) return text.substr(0, i + 1);
    }
    return text;
}

simdjson::error_code check_value(ondemand::value value);

// What is in an array or object is read, so that nothing malformed passes.
simdjson::error_code check_members(ondemand::value value, ondemand::json_type type) {
    if (type == ondemand::json_type::array) {
        ondemand::array array;
        if (auto const error = value.get_array().get(array)) return error;
        for (auto element : array) {
            ondemand::value item;
            if (auto const error = element.get(item)) return error;
            if (auto const error = check_value(item)) return error;
        }
        return simdjson::SUCCESS;
    }
    ondemand::object object;
    if (auto const error = value.get_object().get(object)) return error;
    for (auto member : object) {
        std::string_view key;
        ondemand::value item;
        if (auto const error = member.unescaped_key().get(key)) return error;
        if (auto const error = member.value().get(item)) return error;
        if (auto const error = check_value(item)) return error;
    }
    return simdjson::SUCCESS;
}

// A JSON value as PostgreSQL's text form of a value that is not an array.
simdjson::error_code text_of(ondemand::value value, std::string_view rest, engine::Parameter& out) {
    ondemand::json_type type{};
    if (auto const error = value.type().get(type)) return error;
    switch (type) {
        case ondemand::json_type::null:
            out.reset();
            return value.is_null() ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
        case ondemand::json_type::string: {
            std::string_view text;
            if (auto const error = value.get_string().get(text)) return error;
            out = std::string(text);
            return simdjson::SUCCESS;
        }
        case ondemand::json_type::boolean: {
            bool flag = false;
            if (auto const error = value.get_bool().get(flag)) return error;
            out = flag ? "true" : "false";
            return simdjson::SUCCESS;
        }
        case ondemand::json_type::number: {
            auto const token = trim(value.raw_json_token());
            if (!is_number(token)) return simdjson::NUMBER_ERROR;
            out = std::string(token);
            return simdjson::SUCCESS;
        }
        case ondemand::json_type::array:
        case ondemand::json_type::object: {
            auto const* const begin = value.raw_json_token().data();
            out = std::string(extent(rest.substr(static_cast<std::size_t>(begin - rest.data()))));
            return check_members(value, type);
        }
    }
    return simdjson::SUCCESS;
}

simdjson::error_code check_value(ondemand::value value) {
    ondemand::json_type type{};
    if (auto const error = value.type().get(type)) return error;
    if (type == ondemand::json_type::array || type == ondemand::json_type::object)
        return check_members(value, type);
    engine::Parameter ignored;
    return text_of(value, {}, ignored);
}

// ["a", null, ["b"]] as {"a",NULL,{"b"}}.
simdjson::error_code append_array(ondemand::value value, std::string_view rest, std::string& out) {
    ondemand::array array;
    if (auto const error = value.get_array().get(array)) return error;
    out += '{';
    bool first = true;
    for (auto element : array) {
        if (!std::exchange(first, false)) out += ',';
        ondemand::value item;
        if (auto const error = element.get(item)) return error;
        ondemand::json_type type{};
        if (auto const error = item.type().get(type)) return error;
        if (type == ondemand::json_type::array) {
            if (auto const error = append_array(item, rest, out)) return error;
            continue;
        }
        engine::Parameter text;
        if (auto const error = text_of(item, rest, text)) return error;
        out += text ? array_element(*text) : "NULL";
    }
    out += '}';
    return simdjson::SUCCESS;
}

class JsonRows : public RowSource {
public:
    JsonRows(ByteReader::Source source, JsonRules rules)
        : values_(std::move(source)), rules_(std::move(rules)) {}

    Result<bool> next(Row& row) override {
        TRY(auto const more, values_.next(text_));
        if (!more) return false;
        row.line = values_.line();
        text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
        if (auto const error = read(row)) {
            if (error == simdjson::INCORRECT_TYPE)
                return failure("22P02", "a row has to be an object").at({.file = {}, .line = row.line});
            return malformed(error, row.line);
        }
        return true;
    }

private:
    simdjson::error_code read(Row& row) {
        ondemand::document document;
        simdjson::padded_string_view const padded(text_.data(), text_.size(), text_.capacity());
        if (auto const error = parser_.iterate(padded).get(document)) return error;
        ondemand::object object;
        if (auto const error = document.get_object().get(object)) return error;
        if (rules_.columns.empty()) {
            row.columns.clear();
            row.values.clear();
        } else {
            row.columns = rules_.columns;
            row.values.assign(row.columns.size(), std::nullopt);
        }
        for (auto member : object) {
            std::string_view key;
            if (auto const error = member.unescaped_key().get(key)) return error;
            ondemand::value value;
            if (auto const error = member.value().get(value)) return error;
            if (auto const error = take(std::string(key), value, row)) return error;
        }
        return simdjson::SUCCESS;
    }

    // The last one of two members with one key counts, as in jsonb.
    simdjson::error_code take(std::string const& key, ondemand::value value, Row& row) const {
        engine::Parameter text;
        ondemand::json_type type{};
        if (auto const error = value.type().get(type)) return error;
        if (type == ondemand::json_type::array && rules_.array_columns.contains(key)) {
            text.emplace();
            if (auto const error = append_array(value, text_, *text)) return error;
        } else if (type == ondemand::json_type::string && rules_.json_columns.contains(key)) {
            text = std::string(trim(value.raw_json_token()));
            if (auto const error = check_value(value)) return error;
        } else if (auto const error = text_of(value, text_, text)) {
            return error;
        }
        auto const found = std::ranges::find(row.columns, key);
        if (found != row.columns.end()) {
            row.values[static_cast<std::size_t>(found - row.columns.begin())] = std::move(text);
        } else if (rules_.columns.empty()) {
            row.columns.push_back(key);
            row.values.push_back(std::move(text));
        }
        return simdjson::SUCCESS;
    }

    JsonValues values_;
    JsonRules rules_;
    ondemand::parser parser_;
    std::string text_;
};

}  // namespace

std::unique_ptr<RowSource> json_rows(ByteReader::Source source, JsonRules rules) {
    return std::make_unique<JsonRows>(std::move(source), std::move(rules));
}

}  // namespace backstay::cli
