// What is marked:  marker "." column "." hex(key) { "-" hex(key) } "." stored "." marker
// The stored text is as the format has it, escaped or in quotes; a sealed one has nothing that needs either.

#include "api/rest/protected.hpp"

#include <algorithm>
#include <charconv>

#include "auth/random.hpp"
#include "auth/vault.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

constexpr std::size_t marker_bytes = 16;

// The texts of a one-dimensional array: {a,"b, c",NULL}.
Result<std::vector<std::string>> array_texts(std::string_view literal) {
    auto const malformed = [] { return failure("22P02", "malformed array literal"); };
    auto rest = trim(literal);
    if (rest.size() < 2 || !rest.starts_with('{') || !rest.ends_with('}')) return malformed();
    rest = rest.substr(1, rest.size() - 2);
    std::vector<std::string> texts;
    while (!(rest = trim(rest)).empty()) {
        std::string text;
        bool const quoted = rest.front() == '"';
        std::size_t at = quoted ? 1 : 0;
        for (; at < rest.size() && rest[at] != (quoted ? '"' : ','); ++at) {
            if (!quoted && (rest[at] == '{' || rest[at] == '}')) return malformed();
            if (rest[at] == '\\' && ++at == rest.size()) return malformed();
            text += rest[at];
        }
        if (quoted && at++ == rest.size()) return malformed();
        if (!quoted) text = trim(text);
        if (quoted || to_lower(text) != "null") texts.push_back(std::move(text));
        rest = trim(rest.substr(at));
        if (rest.empty()) break;
        if (!rest.starts_with(',')) return malformed();
        rest.remove_prefix(1);
    }
    return texts;
}

Result<std::string> blind_indexes(std::string const& value, query::Protection::Sought const& sought,
                                  sql::Encryption const& column, auth::ColumnVault const& vault) {
    std::vector<std::string> texts{value};
    if (sought.list) {
        TRY(texts, array_texts(value));
    }
    std::string out = "{";
    for (auto const& text : texts)
        for (auto const& prefix : vault.blind_prefixes(text, column))
            out += (out.size() > 1 ? "," : "") + prefix;
    return out + "}";
}

// As PostgreSQL prints a field of a row.
void append_csv_field(std::string& out, std::string_view text) {
    bool const bare = !text.empty() && text.find_first_of(",\"\\() \t\n\r\v\f") == std::string_view::npos;
    if (bare) {
        out += text;
        return;
    }
    out += '"';
    for (char const c : text) {
        if (c == '"' || c == '\\') out += c;
        out += c;
    }
    out += '"';
}

void append_within_string(std::string& out, std::string_view text) {
    std::string quoted;
    append_json_string(quoted, text);
    out.append(quoted, 1, quoted.size() - 2);
}

std::optional<std::string> from_hex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned byte = 0;
        auto const pair = digits.substr(i, 2);
        auto const [end, error] = std::from_chars(pair.data(), pair.data() + pair.size(), byte, 16);
        if (error != std::errc() || end != pair.data() + pair.size()) return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

struct Marked {
    sql::Encryption const* column = nullptr;
    std::vector<std::string> key;
    std::string_view stored;
};

// What stands between two markers.
std::optional<Marked> read_marked(std::string_view text, query::Protection const& protection) {
    if (!text.starts_with('.') || !text.ends_with('.')) return std::nullopt;
    auto const column = split_once(text.substr(1, text.size() - 2), '.');
    auto const rest = column ? split_once(column->second, '.') : std::nullopt;
    if (!rest) return std::nullopt;
    std::size_t number = 0;
    auto const& digits = column->first;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || number >= protection.columns.size()) return std::nullopt;
    Marked marked{.column = &protection.columns[number], .key = {}, .stored = rest->second};
    for (auto keys = rest->first;;) {
        auto const dash = keys.find('-');
        auto part = from_hex(keys.substr(0, dash));
        if (!part) return std::nullopt;
        marked.key.push_back(*std::move(part));
        if (dash == std::string_view::npos) return marked;
        keys.remove_prefix(dash + 1);
    }
}

}  // namespace

Failure no_vault() {
    return failure("F0000", "there is no key for encrypted columns")
        .hint("Give the setting encryption.keys; `backstay keys generate --type encryption` prints one.");
}

std::string new_marker() { return auth::hex(auth::random_bytes(marker_bytes)); }

Result<std::vector<engine::Parameter>> protected_values(query::Compiled const& exchange,
                                                        std::vector<engine::Parameter> values,
                                                        std::string const& marker,
                                                        auth::ColumnVault const* vault) {
    auto const& protection = exchange.protection;
    if (protection.none()) return values;
    if (vault == nullptr) return no_vault();
    std::vector<int> done;
    for (auto const& sought : protection.sought) {
        if (std::ranges::find(done, sought.parameter) != done.end()) continue;
        done.push_back(sought.parameter);
        auto& value = values.at(static_cast<std::size_t>(sought.parameter) - 1);
        if (!value) continue;
        TRY(value, blind_indexes(*value, sought, protection.columns.at(sought.column), *vault));
    }
    if (protection.marker) values.emplace_back(marker);
    return values;
}

Result<void> open_marked(std::string& body, query::Compiled const& exchange, std::string const& marker,
                         auth::ColumnVault const* vault) {
    if (!exchange.protection.marker) return {};
    if (vault == nullptr) return no_vault();
    bool const csv = exchange.format == sql::Format::csv;
    std::string out;
    std::size_t done = 0;
    for (auto at = body.find(marker); at != std::string::npos; at = body.find(marker, done)) {
        auto const from = at + marker.size();
        auto const to = body.find(marker, from);
        auto const marked =
            to == std::string::npos
                ? std::nullopt
                : read_marked(std::string_view(body).substr(from, to - from), exchange.protection);
        if (!marked) return internal_error("an encrypted value came back from the database changed");
        out.append(body, done, at - done);
        if (!auth::Vault::is_sealed(marked->stored)) {
            out += csv && marked->stored.empty() ? "\"\"" : marked->stored;
        } else {
            TRY(auto const text, vault->open(marked->stored, *marked->column, marked->key));
            if (csv)
                append_csv_field(out, text);
            else
                append_within_string(out, text);
        }
        done = to + marker.size();
    }
    out.append(body, done);
    body = std::move(out);
    return {};
}

}  // namespace backstay::api::rest
