#include "api/rest/body.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "base/json.hpp"
#include "base/json_values.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

Failure invalid_json() { return failure("PGRST102", "Empty or invalid json"); }

std::vector<std::string> keys_of(simdjson::dom::object object) {
    std::vector<std::string> keys;
    for (auto const [key, value] : object)
        if (std::ranges::find(keys, key) == keys.end()) keys.emplace_back(key);
    std::ranges::sort(keys);
    return keys;
}

Result<Body> read_json(std::string_view text, std::optional<std::vector<std::string>> columns) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(simdjson::padded_string(text)).get(root) != simdjson::SUCCESS) return invalid_json();
    Body body{.json = std::string(text)};
    simdjson::dom::object object;
    if (root.get(object) == simdjson::SUCCESS) {
        body.count = 1;
        body.keys = columns ? *std::move(columns) : keys_of(object);
        return body;
    }
    simdjson::dom::array array;
    if (root.get(array) != simdjson::SUCCESS) return body;
    body.many = true;
    bool first = true;
    for (auto const element : array) {
        ++body.count;
        if (columns) continue;
        if (element.get(object) != simdjson::SUCCESS)
            return failure("PGRST102", "All object keys must match");
        auto keys = keys_of(object);
        if (!first && keys != body.keys) return failure("PGRST102", "All object keys must match");
        body.keys = std::move(keys);
        first = false;
    }
    if (columns) body.keys = *std::move(columns);
    return body;
}

// RFC 4180: quoted fields may hold commas, line ends and doubled quotes.
std::vector<std::vector<std::string>> csv_records(std::string_view text) {
    std::vector<std::vector<std::string>> records;
    std::vector<std::string> record;
    std::string field;
    bool quoted = false, any = false;
    auto const end_record = [&] {
        record.push_back(std::move(field));
        field.clear();
        records.push_back(std::move(record));
        record.clear();
        any = false;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (quoted) {
            if (c != '"') {
                field += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                field += text[++i];
            } else {
                quoted = false;
            }
            continue;
        }
        if (c == '\n' || c == '\r') {
            if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
            if (any || !record.empty()) end_record();
            continue;
        }
        any = true;
        if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            record.push_back(std::move(field));
            field.clear();
        } else {
            field += c;
        }
    }
    if (any || !record.empty()) end_record();
    return records;
}

Result<Body> read_csv(std::string_view text, std::optional<std::vector<std::string>> columns) {
    auto const records = csv_records(text);
    if (records.empty()) return failure("PGRST102", "Empty or invalid csv");
    auto const& header = records.front();
    Body body{.json = "[", .many = true, .count = records.size() - 1};
    for (std::size_t r = 1; r < records.size(); ++r) {
        if (records[r].size() != header.size())
            return failure("PGRST102", "All lines must have same number of fields");
        body.json += r > 1 ? ",{" : "{";
        for (std::size_t i = 0; i < header.size(); ++i) {
            if (i > 0) body.json += ',';
            append_json_string(body.json, header[i]);
            body.json += ':';
            if (records[r][i] == "NULL")
                body.json += "null";
            else
                append_json_string(body.json, records[r][i]);
        }
        body.json += '}';
    }
    body.json += ']';
    body.keys = columns ? *std::move(columns) : header;
    return body;
}

// REQUIRES: the text outlives it.
JsonValues values_of(std::string_view text) {
    return JsonValues([rest = text](char* to, std::size_t most) mutable {
        auto const count = std::min(most, rest.size());
        std::memcpy(to, rest.data(), count);
        rest.remove_prefix(count);
        return count;
    });
}

// A line each, as the elements of an array.
Result<std::string> as_array(std::string_view lines) {
    auto values = values_of(lines);
    std::string out = "[", value;
    while (true) {
        auto const more = values.next(value);
        if (!more) return failure("PGRST102", "Empty or invalid json");
        if (!*more) return out + "]";
        if (out.size() > 1) out += ',';
        out += value;
    }
}

std::string decoded(std::string_view text) {
    auto const digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
                   digit(text[i + 2]) >= 0) {
            out += static_cast<char>((digit(text[i + 1]) * 16) + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

BodyType body_type(std::string_view content_type) {
    auto const type = to_lower(trim(content_type.substr(0, content_type.find(';'))));
    if (type.empty() || type == "application/json" || type == "application/vnd.pgrst.object+json" ||
        type == "application/vnd.pgrst.array+json")
        return BodyType::json;
    if (type == "text/csv") return BodyType::csv;
    if (type == "application/x-ndjson") return BodyType::lines;
    if (type == "application/x-www-form-urlencoded") return BodyType::form;
    if (type == "text/plain") return BodyType::text;
    if (type == "text/xml" || type == "application/xml") return BodyType::xml;
    if (type == "application/octet-stream") return BodyType::bytes;
    return BodyType::other;
}

std::vector<std::pair<std::string, std::string>> form_fields(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> fields;
    for (auto const& part : split(body, '&')) {
        if (part.empty()) continue;
        auto const pair = split_once(part, '=');
        fields.emplace_back(decoded(pair ? pair->first : part), pair ? decoded(pair->second) : std::string());
    }
    return fields;
}

namespace {

Failure not_utf8() { return failure("22021", "invalid byte sequence for encoding \"UTF8\""); }

}  // namespace

Result<Body> read_body(std::string_view body, BodyType type,
                       std::optional<std::vector<std::string>> columns) {
    if (type == BodyType::csv) {
        if (!is_utf8(body)) return not_utf8();
        return read_csv(body, std::move(columns));
    }
    if (type == BodyType::lines) {
        TRY(auto const array, as_array(body));
        return read_json(array, std::move(columns));
    }
    if (type == BodyType::form) {
        Body form{.json = "{", .count = 1};
        for (auto const& [key, value] : form_fields(body)) {
            if (form.json.size() > 1) form.json += ',';
            append_json_string(form.json, key);
            form.json += ':';
            append_json_string(form.json, value);
            if (std::ranges::find(form.keys, key) == form.keys.end()) form.keys.push_back(key);
        }
        form.json += '}';
        if (!is_utf8(form.json)) return not_utf8();
        if (columns) form.keys = *std::move(columns);
        return form;
    }
    return read_json(body, std::move(columns));
}

std::string first_element(std::string_view json) {
    auto values = values_of(json);
    std::string first;
    auto const found = values.next(first);
    return found && *found ? first : "{}";
}

Result<std::vector<std::pair<std::string, std::string>>> members_of(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    simdjson::padded_string const padded(json);
    if (parser.parse(padded).get(object) != simdjson::SUCCESS) return invalid_json();
    std::vector<std::pair<std::string, std::string>> members;
    for (auto const [key, value] : object) {
        std::string_view text;
        members.emplace_back(
            key, value.get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::minify(value));
    }
    return members;
}

}  // namespace backstay::api::rest
