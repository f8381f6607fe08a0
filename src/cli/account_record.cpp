#include "cli/account_record.hpp"

#include <algorithm>

#include "auth/random.hpp"
#include "base/json_object.hpp"
#include "base/text.hpp"

namespace backstay::cli {
namespace {

void fill(AccountRecord& record, std::size_t column, std::string const& otherwise) {
    if (record.is_empty(column)) record.values[column] = otherwise;
}

Result<void> check_object(AccountTable const& table, AccountRecord const& record, std::size_t column) {
    auto const object = JsonObject::parse(record.values[column].value_or(""));
    if (object) return {};
    return failure("22P02", table.columns[column] + " is no JSON object: " + object.error()->message)
        .at(record.place);
}

Result<void> check_uuid(AccountTable const& table, AccountRecord& record, std::size_t column) {
    auto& value = record.values[column];
    if (!value || !auth::is_uuid(*value))
        return failure("22P02", table.columns[column] + " is no uuid: \"" + value.value_or("") + "\"")
            .at(record.place);
    value = to_lower(*value);
    return {};
}

Result<void> check_encoding(AccountRecord const& record) {
    for (auto const& value : record.values)
        if (value && !is_utf8(*value))
            return failure("22021", "a text that is no UTF-8")
                .hint("pg_dump --encoding UTF8 makes it so.")
                .at(record.place);
    return {};
}

}  // namespace

AccountTable const& user_table() {
    static AccountTable const table{
        .name = "users",
        .columns = {"id",
                    "aud",
                    "role",
                    "email",
                    "encrypted_password",
                    "email_confirmed_at",
                    "invited_at",
                    "confirmation_sent_at",
                    "recovery_sent_at",
                    "last_sign_in_at",
                    "raw_app_meta_data",
                    "raw_user_meta_data",
                    "is_super_admin",
                    "created_at",
                    "updated_at",
                    "phone",
                    "phone_confirmed_at",
                    "banned_until",
                    "is_sso_user",
                    "deleted_at",
                    "is_anonymous"},
        .left_out = {"instance_id", "confirmed_at", "confirmation_token", "recovery_token", "email_change",
                     "email_change_token", "email_change_token_new", "email_change_token_current",
                     "phone_change", "phone_change_token", "email_change_confirm_status",
                     "email_change_sent_at", "phone_change_sent_at", "reauthentication_token",
                     "reauthentication_sent_at"},
        .key = {"id"}};
    return table;
}

AccountTable const& identity_table() {
    static AccountTable const table{.name = "identities",
                                    .columns = {"provider_id", "user_id", "identity_data", "provider",
                                                "last_sign_in_at", "created_at", "updated_at", "id"},
                                    .left_out = {"email"},
                                    .key = {"provider_id", "provider"}};
    return table;
}

bool AccountRecord::is_true(std::size_t column) const {
    auto const& value = values[column];
    return value && (value->starts_with('t') || value->starts_with('T') || *value == "1");
}

AccountRecord read_account(AccountTable const& table, std::string const& file, Row const& row,
                           std::set<std::string>& unknown) {
    AccountRecord record{.values = std::vector<engine::Parameter>(table.columns.size()),
                         .place = {.file = file, .line = row.line}};
    for (std::size_t i = 0; i < row.columns.size(); ++i) {
        auto const& name = row.columns[i];
        auto const found = std::ranges::find(table.columns, name);
        if (found == table.columns.end()) {
            if (!table.left_out.contains(name)) unknown.insert(table.name + "." + name);
            continue;
        }
        auto const place = static_cast<std::size_t>(found - table.columns.begin());
        record.values[place] = row.values[i];
        record.given.set(place);
    }
    return record;
}

Result<void> complete_user(AccountRecord& user, std::string const& now) {
    auto& values = user.values;
    TRY_VOID(check_encoding(user));
    TRY_VOID(check_uuid(user_table(), user, user_id));
    if (values[email]) values[email] = to_lower(*values[email]);
    if (values[phone] && values[phone]->starts_with('+')) values[phone]->erase(0, 1);
    // What is nothing in one column is an empty text in another file.
    for (auto const column : {email, phone, email_confirmed_at, phone_confirmed_at, banned_until, deleted_at})
        if (user.is_empty(column)) values[column].reset();
    fill(user, aud, "authenticated");
    fill(user, role, "authenticated");
    fill(user, is_sso_user, "f");
    fill(user, is_anonymous, "f");
    fill(user, created_at, now);
    fill(user, updated_at, *values[created_at]);
    fill(user, raw_app_meta_data, "{}");
    fill(user, raw_user_meta_data, "{}");
    TRY_VOID(check_object(user_table(), user, raw_app_meta_data));
    return check_object(user_table(), user, raw_user_meta_data);
}

Result<void> complete_identity(AccountRecord& identity, std::string const& now) {
    auto& values = identity.values;
    TRY_VOID(check_encoding(identity));
    // Older versions have the subject in the column id.
    if (!identity.given[provider_id]) {
        values[provider_id] = std::move(values[row_id]);
        values[row_id].reset();
    }
    fill(identity, row_id, auth::new_uuid());
    TRY_VOID(check_uuid(identity_table(), identity, row_id));
    TRY_VOID(check_uuid(identity_table(), identity, owner_id));
    if (identity.is_empty(provider) || identity.is_empty(provider_id))
        return failure("23502", "an identity without provider or provider_id").at(identity.place);
    fill(identity, identity_data, JsonObject().set_text("sub", *values[provider_id]).to_string());
    fill(identity, made_at, now);
    fill(identity, changed_at, *values[made_at]);
    return check_object(identity_table(), identity, identity_data);
}

}  // namespace backstay::cli
