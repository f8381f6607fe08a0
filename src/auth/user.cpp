#include "auth/user.hpp"

#include <algorithm>

#include "auth/row.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

// As read_user() takes them.
constexpr std::string_view user_columns =
    "id, aud, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, confirmed_at, "
    "invited_at, confirmation_sent_at, recovery_sent_at, reauthentication_sent_at, email_change_sent_at, "
    "phone_change_sent_at, email_change, phone_change, email_change_confirm_status, last_sign_in_at, "
    "created_at, updated_at, banned_until, deleted_at, raw_app_meta_data, raw_user_meta_data, is_sso_user, "
    "is_anonymous";

constexpr std::string_view identity_text =
    "select id, provider, provider_id, identity_data, email, last_sign_in_at, created_at, updated_at "
    "from auth.identities where user_id = $1 order by created_at, id";

constexpr std::string_view factor_text =
    "select id, user_id, friendly_name, factor_type, status, secret, phone, created_at, updated_at, "
    "last_challenged_at from auth.mfa_factors where user_id = $1 order by created_at, id";

constexpr std::string_view insert_identity_text =
    "insert into auth.identities (id, user_id, provider, provider_id, identity_data, last_sign_in_at, "
    "created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6, $6)";

User read_user(Row row) {
    User user;
    user.id = row.text();
    user.aud = row.text();
    user.role = row.text();
    user.email = row.text();
    user.phone = row.text();
    user.encrypted_password = row.text();
    user.email_confirmed_at = row.time();
    user.phone_confirmed_at = row.time();
    user.confirmed_at = row.time();
    user.invited_at = row.time();
    user.confirmation_sent_at = row.time();
    user.recovery_sent_at = row.time();
    user.reauthentication_sent_at = row.time();
    user.email_change_sent_at = row.time();
    user.phone_change_sent_at = row.time();
    user.email_change = row.text();
    user.phone_change = row.text();
    user.email_change_confirmations = static_cast<int>(row.integer());
    user.last_sign_in_at = row.time();
    user.created_at = row.time();
    user.updated_at = row.time();
    user.banned_until = row.time();
    user.deleted_at = row.time();
    user.app_metadata = row.object();
    user.user_metadata = row.object();
    user.is_sso_user = row.boolean();
    user.is_anonymous = row.boolean();
    return user;
}

Identity read_identity(Row row) {
    Identity identity{.id = row.text(), .provider = row.text(), .provider_id = row.text()};
    identity.data = row.object();
    identity.email = row.optional();
    identity.last_sign_in_at = row.time();
    identity.created_at = row.time();
    identity.updated_at = row.time();
    return identity;
}

Task<void> read_parts(engine::OwnTransaction& transaction, User& user) {
    CO_TRY(auto const identities, co_await transaction.run(std::string(identity_text), {user.id}));
    for (auto const& row : identities.rows) user.identities.push_back(read_identity(Row(row)));
    CO_TRY(auto const factors, co_await transaction.run(std::string(factor_text), {user.id}));
    for (auto const& row : factors.rows) user.factors.push_back(read_factor(Row(row)));
    co_return Result<void>();
}

Task<std::optional<User>> find_where(engine::OwnTransaction& transaction, std::string_view condition,
                                     std::vector<engine::Parameter> values, Lock lock) {
    auto text = "select " + std::string(user_columns) + " from auth.users where " + std::string(condition) +
                (lock == Lock::row ? " for update" : "");
    CO_TRY(auto const found, co_await transaction.run(std::move(text), std::move(values)));
    if (found.rows.empty()) co_return std::optional<User>();
    auto user = read_user(Row(found.rows.front()));
    CO_TRY_VOID(co_await read_parts(transaction, user));
    co_return std::optional<User>(std::move(user));
}

}  // namespace

Factor read_factor(Row row) {
    Factor factor{.id = row.text(),
                  .user_id = row.text(),
                  .friendly_name = row.text(),
                  .type = row.text(),
                  .status = row.text(),
                  .secret = row.text(),
                  .phone = row.text()};
    factor.created_at = row.time();
    factor.updated_at = row.time();
    factor.last_challenged_at = row.time();
    return factor;
}

bool User::has_verified_factor() const { return std::ranges::any_of(factors, &Factor::is_verified); }

Identity const* User::identity(std::string_view provider) const {
    auto const found = std::ranges::find(identities, provider, &Identity::provider);
    return found == identities.end() ? nullptr : &*found;
}

UserChange& UserChange::set(std::string_view column, engine::Parameter value) {
    auto const known = std::ranges::find(columns_, column, &std::pair<std::string, engine::Parameter>::first);
    if (known != columns_.end())
        known->second = std::move(value);
    else
        columns_.emplace_back(column, std::move(value));
    return *this;
}

Task<std::optional<User>> find_user(engine::OwnTransaction& transaction, std::string id, Lock lock) {
    return find_where(transaction, "id = $1", {std::move(id)}, lock);
}

Task<std::optional<User>> find_user_by_email(engine::OwnTransaction& transaction, std::string email,
                                             std::string aud, Lock lock) {
    return find_where(transaction, "email = $1 and aud = $2 and is_sso_user = false",
                      {std::move(email), std::move(aud)}, lock);
}

Task<std::optional<User>> find_user_by_phone(engine::OwnTransaction& transaction, std::string phone,
                                             std::string aud, Lock lock) {
    return find_where(transaction, "phone = $1 and aud = $2 and is_sso_user = false",
                      {std::move(phone), std::move(aud)}, lock);
}

Task<void> insert_user(engine::OwnTransaction& transaction, std::string id, Time now, UserChange change) {
    std::string names = "id, created_at, updated_at", marks = "$1, $2, $2";
    std::vector<engine::Parameter> values = {std::move(id), to_rfc3339(now)};
    for (auto const& [column, value] : change.columns()) {
        values.push_back(value);
        names += ", " + column;
        marks += ", $" + std::to_string(values.size());
    }
    CO_TRY(auto const done,
           co_await transaction.run("insert into auth.users (" + names + ") values (" + marks + ")", values));
    static_cast<void>(done);
    co_return Result<void>();
}

Task<void> update_user(engine::OwnTransaction& transaction, std::string id, Time now, UserChange change) {
    if (change.empty()) co_return Result<void>();
    std::string text = "update auth.users set updated_at = $2";
    std::vector<engine::Parameter> values = {std::move(id), to_rfc3339(now)};
    for (auto const& [column, value] : change.columns()) {
        values.push_back(value);
        text += ", " + column + " = $" + std::to_string(values.size());
    }
    CO_TRY(auto const done, co_await transaction.run(text + " where id = $1", values));
    static_cast<void>(done);
    co_return Result<void>();
}

Task<void> delete_user(engine::OwnTransaction& transaction, std::string id) {
    return run_only(transaction, "delete from auth.users where id = $1", {std::move(id)});
}

Task<std::optional<OwnedIdentity>> find_identity(engine::OwnTransaction& transaction, std::string provider,
                                                 std::string provider_id) {
    CO_TRY(auto const found,
           co_await transaction.run("select user_id, id, provider, provider_id, identity_data, email, "
                                    "last_sign_in_at, created_at, updated_at from auth.identities where "
                                    "provider = $1 and provider_id = $2",
                                    {std::move(provider), std::move(provider_id)}));
    if (found.rows.empty()) co_return std::optional<OwnedIdentity>();
    Row row(found.rows.front());
    auto user_id = row.text();
    co_return std::optional<OwnedIdentity>(OwnedIdentity{std::move(user_id), read_identity(row)});
}

Task<void> insert_identity(engine::OwnTransaction& transaction, std::string user_id, Identity identity,
                           Time now) {
    return run_only(transaction, std::string(insert_identity_text),
                    {identity.id, std::move(user_id), identity.provider, identity.provider_id,
                     identity.data.to_string(), to_rfc3339(now)});
}

Task<void> update_identity(engine::OwnTransaction& transaction, std::string id, JsonObject data, Time now) {
    return run_only(transaction,
                    "update auth.identities set identity_data = $2, updated_at = $3 where id = $1",
                    {std::move(id), data.to_string(), to_rfc3339(now)});
}

Task<void> obscure_identity(engine::OwnTransaction& transaction, std::string id, std::string provider_id,
                            Time now) {
    return run_only(
        transaction,
        "update auth.identities set provider_id = $2, identity_data = '{}', updated_at = $3 where id = $1",
        {std::move(id), std::move(provider_id), to_rfc3339(now)});
}

Task<void> delete_identity(engine::OwnTransaction& transaction, std::string id) {
    return run_only(transaction, "delete from auth.identities where id = $1", {std::move(id)});
}

Task<void> touch_identity(engine::OwnTransaction& transaction, std::string user_id, std::string provider,
                          Time now) {
    return run_only(transaction,
                    "update auth.identities set last_sign_in_at = $3, updated_at = $3 where user_id = $1 and "
                    "provider = $2",
                    {std::move(user_id), std::move(provider), to_rfc3339(now)});
}

Task<UserPage> list_users(engine::OwnTransaction& transaction, std::string filter, Sorting sorting,
                          std::int64_t page, std::int64_t per_page, std::string aud) {
    constexpr std::string_view condition =
        " from auth.users where aud = $1 and ($2 = '' or strpos(lower(coalesce(email, '')), lower($2)) > 0 "
        "or "
        "strpos(lower(coalesce(raw_user_meta_data ->> 'full_name', '')), lower($2)) > 0)";
    CO_TRY(auto const count,
           co_await transaction.run("select count(*)" + std::string(condition), {aud, filter}));
    UserPage found;
    found.total = Row(count.rows.at(0)).integer();
    auto const* const order = sorting == Sorting::newest_first ? "desc" : "asc";
    auto text = "select " + std::string(user_columns) + std::string(condition) + " order by created_at " +
                order + ", id limit $3 offset $4";
    CO_TRY(auto const rows,
           co_await transaction.run(std::move(text), {aud, filter, std::to_string(per_page),
                                                      std::to_string((page - 1) * per_page)}));
    for (auto const& row : rows.rows) {
        auto& user = found.users.emplace_back(read_user(Row(row)));
        CO_TRY(auto const factors, co_await transaction.run(std::string(factor_text), {user.id}));
        for (auto const& factor : factors.rows) user.factors.push_back(read_factor(Row(factor)));
    }
    co_return found;
}

}  // namespace backstay::auth
