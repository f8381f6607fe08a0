#include "engine/postgres/encode.hpp"

#include "base/json.hpp"

namespace backstay::engine::postgres {
namespace {

constexpr Oid bool_oid = 16, bytea_oid = 17, int8_oid = 20, int2_oid = 21, int4_oid = 23, jsonb_oid = 3802;
constexpr char jsonb_version = 1;
constexpr std::string_view row_separator = ", \n ";

void append_value(PGresult const* rows, int row, int column, bool direct, std::string& body) {
    if (PQgetisnull(rows, row, column) != 0) {
        body += "null";
        return;
    }
    auto const value = view_at(rows, row, column);
    if (!direct) {
        body += value;
        return;
    }
    switch (PQftype(rows, column)) {
        case bool_oid: body += value == "t" ? "true" : "false"; return;
        case int2_oid:
        case int4_oid:
        case int8_oid: body += value; return;
        default: append_json_string(body, value);
    }
}

// bytea's hex form, \x0aff, as its bytes.
void append_bytes(std::string_view hex, std::string& body) {
    auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    for (std::size_t i = 2; i + 1 < hex.size(); i += 2)
        body += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
}

void append_raw(PGresult const* rows, int count, std::string& body) {
    for (int row = 0; row < count; ++row) {
        if (PQgetisnull(rows, row, 0) != 0) continue;
        auto const value = view_at(rows, row, 0);
        // PostgREST sends values in their binary form, in which jsonb's text stands behind its version.
        if (PQftype(rows, 0) == jsonb_oid) body += jsonb_version;
        if (PQftype(rows, 0) == bytea_oid)
            append_bytes(value, body);
        else
            body += value;
    }
}

void append_csv(PGresult const* rows, BuiltQuery const& built, Piece const& piece, std::string& body) {
    if (piece.first) {
        for (std::size_t i = 0; i < built.columns.size() && piece.count > 0; ++i) {
            if (i > 0) body += ',';
            body += built.columns[i].key;
        }
        body += '\n';
    }
    for (int row = 0; row < piece.count; ++row) {
        if (row > 0 || !piece.first) body += '\n';
        body += view_at(rows, row, 0);
    }
}

}  // namespace

void encode_row(PGresult const* rows, int row, BuiltQuery const& built, std::string& body) {
    body += '{';
    auto first = true;
    for (std::size_t i = 0; i < built.columns.size(); ++i) {
        auto const column = static_cast<int>(i);
        if (built.strip_nulls && PQgetisnull(rows, row, column) != 0) continue;
        if (built.strip_nulls && !built.columns[i].direct && view_at(rows, row, column) == "null") continue;
        if (!first) body += ',';
        first = false;
        append_json_string(body, built.columns[i].key);
        body += ':';
        append_value(rows, row, column, built.columns[i].direct, body);
    }
    body += '}';
}

void encode_piece(PGresult const* rows, BuiltQuery const& built, sql::Format format, Piece const& piece,
                  std::string& body) {
    if (format == sql::Format::csv) return append_csv(rows, built, piece, body);
    bool const lines = format == sql::Format::json_lines;
    if (piece.first && !lines) body += '[';
    for (int row = 0; row < piece.count; ++row) {
        if (!lines && (row > 0 || !piece.first))
            body += built.strip_nulls ? std::string_view(",") : row_separator;
        encode_row(rows, row, built, body);
        if (lines) body += '\n';
    }
    if (piece.last && !lines) body += ']';
}

void encode(PGresult const* rows, int count, BuiltQuery const& built, sql::Format format, std::string& body) {
    switch (format) {
        case sql::Format::none: return;
        case sql::Format::json_array:
        case sql::Format::json_lines:
        case sql::Format::csv: encode_piece(rows, built, format, {.count = count}, body); return;
        case sql::Format::json_object:
            if (count > 0)
                encode_row(rows, 0, built, body);
            else
                body += "null";
            return;
        case sql::Format::scalar_json:
            if (count > 0)
                append_value(rows, 0, 0, built.columns.front().direct, body);
            else
                body += "null";
            return;
        case sql::Format::scalar_array:
            body += '[';
            for (int row = 0; row < count; ++row) {
                if (row > 0) body += ", ";
                append_value(rows, row, 0, built.columns.front().direct, body);
            }
            body += ']';
            return;
        case sql::Format::raw:
        case sql::Format::geojson:
        case sql::Format::handled: append_raw(rows, count, body); return;
    }
}

}  // namespace backstay::engine::postgres
