#include "api/rest/sealed_write.hpp"

#include <simdjson.h>

#include <algorithm>

#include "api/rest/protected.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

using simdjson::SUCCESS;
using KeyTexts = std::vector<engine::Parameter>;                     // of one row
using SealedRow = std::vector<std::pair<std::string, std::string>>;  // names, and JSON as it was sent

Failure unreadable_body() { return failure("PGRST102", "Empty or invalid json"); }

bool names_column(std::vector<std::string> const& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

Result<std::string> json_as_sent(simdjson::ondemand::value value) {
    simdjson::ondemand::json_type type{};
    std::string_view raw;
    simdjson::ondemand::object object;
    simdjson::ondemand::array array;
    if (value.type().get(type) != SUCCESS) return unreadable_body();
    bool read = true;
    if (type == simdjson::ondemand::json_type::object)
        read = value.get_object().get(object) == SUCCESS && object.raw_json().get(raw) == SUCCESS;
    else if (type == simdjson::ondemand::json_type::array)
        read = value.get_array().get(array) == SUCCESS && array.raw_json().get(raw) == SUCCESS;
    else
        raw = value.raw_json_token();
    if (!read) return unreadable_body();
    return std::string(trim(raw));
}

// What the statement would not read is left out, so that none of it is sent.
Result<SealedRow> sealed_row(simdjson::ondemand::object object, std::vector<std::string> const& columns) {
    SealedRow row;
    for (auto field : object) {
        std::string_view key;
        if (field.unescaped_key().get(key) != SUCCESS) return unreadable_body();
        std::string name(key);
        TRY(auto raw, json_as_sent(field.value()));
        if (names_column(columns, name)) row.emplace_back(std::move(name), std::move(raw));
    }
    return row;
}

Result<std::vector<SealedRow>> sealed_rows(std::string const& json, Sealing const& sealing) {
    std::vector<SealedRow> rows;
    simdjson::padded_string const padded(json);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    if (parser.iterate(padded).get(document) != SUCCESS) return unreadable_body();
    simdjson::ondemand::object object;
    if (!sealing.many) {
        if (document.get_object().get(object) != SUCCESS) return unreadable_body();
        TRY(rows.emplace_back(), sealed_row(object, sealing.columns));
        return rows;
    }
    simdjson::ondemand::array array;
    if (document.get_array().get(array) != SUCCESS) return unreadable_body();
    for (auto element : array) {
        if (element.get_object().get(object) != SUCCESS)
            return failure("PGRST102", "All object keys must match");
        TRY(rows.emplace_back(), sealed_row(object, sealing.columns));
    }
    return rows;
}

// As json_to_record() makes text of a value.
Result<engine::Parameter> record_text(std::string const& raw) {
    if (raw == "null") return engine::Parameter();
    if (!raw.starts_with('"')) return engine::Parameter(raw);
    simdjson::dom::parser parser;
    std::string_view text;
    if (parser.parse(simdjson::padded_string(raw)).get(text) != SUCCESS) return unreadable_body();
    if (text.contains('\0')) return failure("22021", "invalid byte sequence for encoding \"UTF8\": 0x00");
    return engine::Parameter(std::string(text));
}

std::string array_of_rows(std::vector<SealedRow> const& rows, bool many) {
    std::string out = many ? "[" : "";
    for (auto const& row : rows) {
        if (out.size() > 1) out += ',';
        out += '{';
        for (auto const& [name, json] : row) {
            if (out.back() != '{') out += ',';
            append_json_string(out, name);
            out += ':' + json;
        }
        out += '}';
    }
    return out + (many ? "]" : "");
}

Result<std::vector<KeyTexts>> keys_in(std::string const& json) {
    simdjson::dom::parser parser;
    simdjson::dom::array array;
    if (parser.parse(simdjson::padded_string(json)).get(array) != SUCCESS)
        return internal_error("keys came back in another form");
    std::vector<KeyTexts> rows;
    for (auto const element : array) {
        auto& keys = rows.emplace_back();
        for (auto const [name, value] : element.get_object()) {
            std::string_view text;
            keys.push_back(value.get(text) == SUCCESS ? engine::Parameter(text) : std::nullopt);
        }
    }
    return rows;
}

class SealedWrite {
public:
    SealedWrite(engine::Transaction& transaction, engine::Call const& call, Sealing const& sealing,
                auth::ColumnVault const* vault)
        : transaction_(transaction), call_(call), sealing_(sealing), vault_(vault) {}

    // The body as the write is to have it.
    Task<std::string> body() {
        CO_TRY(auto rows, sealed_rows(call_.parameters.at(sealing_.body).value_or(""), sealing_));
        CO_TRY(auto keys, co_await keys_of(rows));
        if (sealing_.found) {
            CO_TRY_VOID(check_same_key(rows.front(), keys));
            rows.resize(keys.size(), rows.front());
        }
        if (keys.size() != rows.size()) co_return internal_error("as many keys as rows were asked for");
        for (std::size_t i = 0; i < rows.size(); ++i) CO_TRY_VOID(seal(rows[i], keys[i]));
        co_return array_of_rows(rows, sealing_.many || sealing_.found);
    }

private:
    Task<std::vector<KeyTexts>> keys_of(std::vector<SealedRow> const& rows) {
        std::vector<KeyTexts> keys(rows.size(), KeyTexts(sealing_.key_columns.size()));
        if (sealing_.keys) {
            CO_TRY(keys, co_await read(rows));
        }
        if (sealing_.found) co_return keys;
        for (std::size_t column = 0; column < sealing_.next_numbers.size(); ++column) {
            auto const& next = sealing_.next_numbers[column];
            if (next.empty()) continue;
            CO_TRY(auto const numbers,
                   co_await transaction_.own("select (" + next + ")::text from generate_series(1, $1::int)",
                                             {std::to_string(rows.size())}));
            for (std::size_t i = 0; i < keys.size() && i < numbers.rows.size(); ++i)
                keys[i].at(column) = numbers.rows[i].at(0);
        }
        co_return keys;
    }

    Task<std::vector<KeyTexts>> read(std::vector<SealedRow> const& rows) {
        std::string answer;
        CO_TRY(auto const parameters, parameters_of_keys(rows));
        engine::Call const ask{.exchange = *sealing_.keys,
                               .parameters = parameters,
                               .principal = call_.principal,
                               .pre_request = call_.pre_request,
                               .timeout = call_.timeout};
        CO_TRY_VOID(co_await transaction_.run(ask, answer));
        CO_TRY(auto keys, keys_in(answer));
        if (sealing_.found && keys.size() > most_sealed_rows)
            co_return failure("BS413", "An update of encrypted columns changes " +
                                           std::to_string(most_sealed_rows) + " rows at most")
                .hint("Each row is given a value of its own: change fewer at a time.");
        co_return keys;
    }

    Result<std::vector<engine::Parameter>> parameters_of_keys(std::vector<SealedRow> const& rows) const {
        if (sealing_.found) {
            auto values = call_.parameters;
            values.resize(sealing_.body);
            return protected_values(*sealing_.keys, std::move(values), {}, vault_);
        }
        if (std::ranges::find(sealing_.said, true) == sealing_.said.end())
            return std::vector<engine::Parameter>{std::to_string(rows.size())};
        auto keys = rows;
        for (auto& row : keys)
            std::erase_if(row,
                          [&](auto const& one) { return !names_column(sealing_.key_columns, one.first); });
        return std::vector<engine::Parameter>{array_of_rows(keys, sealing_.many)};
    }

    // What is encrypted in the rows stays bound to the key that they have.
    Result<void> check_same_key(SealedRow const& row, std::vector<KeyTexts> const& keys) const {
        for (std::size_t column = 0; column < sealing_.key_columns.size(); ++column)
            for (auto const& [name, raw] : row) {
                if (name != sealing_.key_columns[column]) continue;
                TRY(auto const said, record_text(raw));
                for (auto const& key : keys)
                    if (key.at(column) != said)
                        return failure("BS400",
                                       "The primary key of a row with encrypted values is not changed")
                            .hint("Insert the row anew with the other key, and delete this one.");
            }
        return {};
    }

    Result<void> seal(SealedRow& row, KeyTexts const& keys) const {
        std::vector<std::string> key;
        key.reserve(keys.size());
        for (auto const& part : keys) key.push_back(part.value_or(""));
        for (auto const& [column, encryption] : sealing_.encrypted)
            for (auto& [name, raw] : row) {
                if (name != column) continue;
                TRY(auto const text, record_text(raw));
                if (!text) continue;
                auto const sealed = vault_->seal(*text, encryption, key);
                raw.clear();
                append_json_string(raw, sealed);
            }
        std::erase_if(row, [&](auto const& one) { return names_column(sealing_.key_columns, one.first); });
        for (std::size_t column = 0; column < keys.size(); ++column) {
            std::string json = keys[column] ? "" : "null";
            if (keys[column]) append_json_string(json, *keys[column]);
            row.emplace_back(sealing_.key_columns.at(column), std::move(json));
        }
        return {};
    }

    engine::Transaction& transaction_;
    engine::Call const& call_;
    Sealing const& sealing_;
    auth::ColumnVault const* vault_;
};

}  // namespace

Task<engine::Outcome> run_prepared(engine::Transaction& transaction, engine::Call call,
                                   Prepared const& prepared, auth::ColumnVault const* vault,
                                   std::string& body) {
    auto const& exchange = *prepared.exchange;
    if (!prepared.sealing && exchange.protection.none()) co_return co_await transaction.run(call, body);
    auto values = call.parameters;
    if (prepared.sealing) {
        CO_TRY(values.at(prepared.sealing->body),
               co_await SealedWrite(transaction, call, *prepared.sealing, vault).body());
    }
    auto const marker = new_marker();
    CO_TRY(values, protected_values(exchange, std::move(values), marker, vault));
    engine::Call const protected_call{.exchange = exchange,
                                      .parameters = values,
                                      .principal = call.principal,
                                      .conditions = call.conditions,
                                      .pre_request = call.pre_request,
                                      .timeout = call.timeout,
                                      .explain = call.explain};
    CO_TRY(auto outcome, co_await transaction.run(protected_call, body));
    CO_TRY_VOID(open_marked(body, exchange, marker, vault));
    co_return outcome;
}

}  // namespace backstay::api::rest
