#include "cli/account_import.hpp"

#include <algorithm>

#include "auth/password.hpp"
#include "auth/random.hpp"
#include "base/json_object.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace backstay::cli {
namespace {

using Values = std::vector<engine::Parameter>;

constexpr std::size_t batch_size = 500;

std::string key_of(std::string const& provider, std::string const& subject) {
    return provider + '\n' + subject;
}

// Who can sign in by password, or is nobody's by any provider, is somebody's by the address.
void add_missing(Values const& user, JsonObject const& metadata, std::set<std::string>& there,
                 std::vector<AccountRecord>& made) {
    auto const &id = user[0], &email_address = user[1], &phone_number = user[2], &password = user[3];
    bool const alone = there.empty();
    auto const providers = metadata.texts("providers").value_or(std::vector<std::string>());
    auto const add = [&](std::string const& kind, engine::Parameter const& address, bool email_verified,
                         bool phone_verified) {
        bool const by_password = kind == "email" && !password.value_or("").empty();
        bool const wanted = alone || by_password || std::ranges::count(providers, kind) > 0;
        if (address.value_or("").empty() || !wanted || !there.insert(kind).second) return;
        JsonObject data;
        data.set_text("sub", *id).set_text(kind, *address);
        data.set_boolean("email_verified", email_verified).set_boolean("phone_verified", phone_verified);
        made.push_back(
            {.values = {id, id, data.to_string(), kind, user[9], user[7], user[8], auth::new_uuid()}});
    };
    add("email", email_address, user[4].has_value(), false);
    add("phone", phone_number, false, user[5].has_value());
}

std::string placeholders(std::size_t count) {
    std::string text;
    for (std::size_t i = 1; i <= count; ++i) text += (i == 1 ? "$" : ", $") + std::to_string(i);
    return text;
}

}  // namespace

AccountImport::AccountImport(engine::Session& session, OnConflict on_conflict)
    : session_(session), on_conflict_(on_conflict), now_(to_rfc3339(time_now())) {}

// ---- users ----

Result<void> AccountImport::user(std::string const& file, Row const& row) {
    auto record = read_account(user_table(), file, row, summary_.unknown_columns);
    TRY_VOID(complete_user(record, now_));
    if (!record.is_empty(encrypted_password) && !auth::is_known_hash(*record.values[encrypted_password]))
        ++summary_.unknown_hashes;
    batch_.push_back(std::move(record));
    return batch_.size() < batch_size ? Result<void>() : send_users();
}

// `text` with a list of values in the place of %.
Result<std::vector<Values>> AccountImport::ask(std::string const& text, std::set<std::string> const& values) {
    if (values.empty()) return std::vector<Values>();
    auto const mark = text.find('%');
    auto const whole = text.substr(0, mark) + placeholders(values.size()) + text.substr(mark + 1);
    TRY(auto rows, session_.execute(whole, Values(values.begin(), values.end())));
    return std::move(rows.rows);
}

Result<AccountImport::Owners> AccountImport::find_owners() {
    std::set<std::string> ids, emails, phones;
    for (auto const& user : batch_) {
        ids.insert(*user.values[user_id]);
        if (user.has_unique_email()) emails.insert(*user.values[email]);
        if (user.values[phone]) phones.insert(*user.values[phone]);
    }
    Owners owners;
    TRY(auto const by_id, ask("select id from auth.users where id in (%)", ids));
    for (auto const& row : by_id) owners.ids.insert(row.at(0).value_or(""));
    TRY(auto const by_email,
        ask("select email, id from auth.users where is_sso_user = false and email in (%)", emails));
    for (auto const& row : by_email) owners.email.emplace(row.at(0).value_or(""), row.at(1).value_or(""));
    TRY(auto const by_phone, ask("select phone, id from auth.users where phone in (%)", phones));
    for (auto const& row : by_phone) owners.phone.emplace(row.at(0).value_or(""), row.at(1).value_or(""));
    return owners;
}

// `same`: what is there is the row itself, so that it may be updated.
AccountImport::Fate AccountImport::conflict(std::string what, AccountRecord const& record, bool same) {
    constexpr std::size_t most_named = 10;
    if (on_conflict_ == OnConflict::skip) return Fate::leave;
    if (on_conflict_ == OnConflict::update && same) return Fate::update;
    if (conflicts_.size() < most_named)
        conflicts_.push_back(std::move(what) + " (" + to_string(record.place) + ")");
    ++conflict_count_;
    return Fate::leave;
}

AccountImport::Fate AccountImport::fate_of(AccountRecord const& user, Owners& owners) {
    auto const& values = user.values;
    auto const& id = *values[user_id];
    bool const has_email = user.has_unique_email();
    auto const taken = [&](auto const& map, engine::Parameter const& address) {
        if (!address) return false;
        auto const found = map.find(*address);
        return found != map.end() && found->second != id;
    };
    bool const of_others =
        (has_email && taken(owners.email, values[email])) || taken(owners.phone, values[phone]);
    bool const same = owners.ids.contains(id);
    if (of_others || same) {
        auto const name = values[email] ? *values[email] : values[phone] ? *values[phone] : id;
        auto const fate = conflict(of_others ? name + " of another user" : name, user, !of_others);
        if (fate == Fate::leave) skipped_.insert(id);
        return fate;
    }
    owners.ids.insert(id);
    if (has_email) owners.email.emplace(*values[email], id);
    if (values[phone]) owners.phone.emplace(*values[phone], id);
    return Fate::insert;
}

Result<void> AccountImport::send_users() {
    TRY(auto owners, find_owners());
    std::vector<AccountRecord> added, changed;
    for (auto& user : batch_) {
        auto const fate = fate_of(user, owners);
        if (fate == Fate::leave) ++summary_.users.skipped;
        if (fate == Fate::leave) continue;
        imported_.push_back(*user.values[user_id]);
        (fate == Fate::insert ? added : changed).push_back(std::move(user));
    }
    batch_.clear();
    if (conflict_count_ > 0) return {};
    TRY_VOID(insert(user_table(), added));
    TRY_VOID(update(user_table(), changed));
    summary_.users.imported += static_cast<std::int64_t>(added.size());
    summary_.users.updated += static_cast<std::int64_t>(changed.size());
    return {};
}

Result<void> AccountImport::end_users() {
    TRY_VOID(send_users());
    return refuse_conflicts();
}

Result<void> AccountImport::refuse_conflicts() const {
    if (conflict_count_ == 0) return {};
    auto const count = std::to_string(conflict_count_);
    auto names = join(conflicts_, ", ");
    if (conflict_count_ > static_cast<std::int64_t>(conflicts_.size())) names += ", ...";
    if (on_conflict_ == OnConflict::update)
        return failure("23505", count + " of the rows have what belongs to another user").detail(names);
    return failure("23505", count + " of the rows are there already; nothing was written")
        .detail(names)
        .hint("--on-conflict skip leaves those as they are, --on-conflict update overwrites them.");
}

// ---- identities ----

Result<void> AccountImport::identity(std::string const& file, Row const& row) {
    auto record = read_account(identity_table(), file, row, summary_.unknown_columns);
    TRY_VOID(complete_identity(record, now_));
    batch_.push_back(std::move(record));
    return batch_.size() < batch_size ? Result<void>() : send_identities();
}

Result<AccountImport::Known> AccountImport::find_known() {
    std::set<std::string> ids, subjects;
    for (auto const& identity : batch_) {
        ids.insert(*identity.values[owner_id]);
        subjects.insert(*identity.values[provider_id]);
    }
    Known known;
    TRY(auto const users, ask("select id from auth.users where id in (%)", ids));
    for (auto const& row : users) known.users.insert(row.at(0).value_or(""));
    TRY(auto const taken,
        ask("select provider, provider_id, user_id from auth.identities where provider_id in (%)", subjects));
    for (auto const& row : taken)
        known.owner.emplace(key_of(row.at(0).value_or(""), row.at(1).value_or("")), row.at(2).value_or(""));
    return known;
}

Result<AccountImport::Fate> AccountImport::fate_of(AccountRecord const& identity, Known& known) {
    auto const& owner = *identity.values[owner_id];
    if (skipped_.contains(owner)) return Fate::leave;
    if (!known.users.contains(owner))
        return failure("23503", "there is no user with the id " + owner).at(identity.place);
    auto const& subject = *identity.values[provider_id];
    auto const [found, is_new] = known.owner.emplace(key_of(*identity.values[provider], subject), owner);
    if (is_new) return Fate::insert;
    return conflict(*identity.values[provider] + " " + subject, identity, found->second == owner);
}

Result<void> AccountImport::send_identities() {
    TRY(auto known, find_known());
    std::vector<AccountRecord> added, changed;
    for (auto& identity : batch_) {
        TRY(auto const fate, fate_of(identity, known));
        if (fate == Fate::leave) ++summary_.identities.skipped;
        if (fate == Fate::insert) added.push_back(std::move(identity));
        if (fate == Fate::update) changed.push_back(std::move(identity));
    }
    batch_.clear();
    if (conflict_count_ > 0) return {};
    TRY_VOID(insert(identity_table(), added));
    for (auto& identity : changed) identity.given.reset(row_id);
    TRY_VOID(update(identity_table(), changed));
    summary_.identities.imported += static_cast<std::int64_t>(added.size());
    summary_.identities.updated += static_cast<std::int64_t>(changed.size());
    return {};
}

Result<void> AccountImport::end_identities() {
    TRY_VOID(send_identities());
    TRY_VOID(refuse_conflicts());
    for (std::size_t begin = 0; begin < imported_.size(); begin += batch_size) {
        auto const first = imported_.begin() + static_cast<std::ptrdiff_t>(begin);
        auto const count = std::min(batch_size, imported_.size() - begin);
        TRY_VOID(make_identities({first, first + static_cast<std::ptrdiff_t>(count)}));
    }
    return {};
}

Result<void> AccountImport::make_identities(std::vector<std::string> const& ids) {
    std::set<std::string> const wanted(ids.begin(), ids.end());
    TRY(auto const identities,
        ask("select user_id, provider from auth.identities where user_id in (%)", wanted));
    std::unordered_map<std::string, std::set<std::string>> there;
    for (auto const& row : identities) there[row.at(0).value_or("")].insert(row.at(1).value_or(""));
    TRY(auto const users,
        ask("select id, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at, "
            "raw_app_meta_data, created_at, updated_at, last_sign_in_at from auth.users "
            "where is_sso_user = false and is_anonymous = false and id in (%)",
            wanted));
    std::vector<AccountRecord> made;
    for (auto const& user : users) {
        auto& providers = there[user.at(0).value_or("")];
        TRY(auto metadata, JsonObject::parse(user.at(6).value_or("{}")));
        add_missing(user, metadata, providers, made);
        if (metadata.has("provider") || providers.empty()) continue;
        metadata.set_text("provider", *providers.begin());
        metadata.set_texts("providers", {providers.begin(), providers.end()});
        TRY_VOID(session_.execute("update auth.users set raw_app_meta_data = $2 where id = $1",
                                  Values{user.at(0), metadata.to_string()}));
    }
    summary_.made_identities += static_cast<std::int64_t>(made.size());
    return insert(identity_table(), made);
}

// ---- writing ----

Result<void> AccountImport::insert(AccountTable const& table, std::vector<AccountRecord> const& records) {
    if (records.empty()) return {};
    std::vector<Values> rows;
    for (auto const& record : records) rows.push_back(record.values);
    auto sent = session_.copy_rows({.schema = "auth", .name = table.name}, table.columns, rows);
    if (sent) return {};
    auto error = std::move(sent).error();
    auto const row = records.size() == 1 ? 1 : static_cast<std::size_t>(error->position.line);
    auto const column = static_cast<std::size_t>(error->position.column);
    if (column >= 1 && column <= table.columns.size() && !error->detail)
        error->detail = "column \"" + table.columns[column - 1] + "\"";
    bool const known = row >= 1 && row <= records.size();
    error->position = known ? records[row - 1].place : records.front().place;
    if (!known)
        error->detail = (error->detail ? *error->detail + " " : "") + "(one of the " +
                        std::to_string(records.size()) + " rows from there on)";
    return std::unexpected(std::move(error));
}

Result<void> AccountImport::update(AccountTable const& table, std::vector<AccountRecord> const& records) {
    for (auto const& record : records) {
        std::string set, where;
        Values values;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            bool const is_key = table.key.contains(table.columns[i]);
            if (!is_key && !record.given[i]) continue;
            values.push_back(record.values[i]);
            auto const text = table.columns[i] + " = $" + std::to_string(values.size());
            if (is_key)
                where += (where.empty() ? "" : " and ") + text;
            else
                set += (set.empty() ? "" : ", ") + text;
        }
        if (set.empty()) continue;
        auto done = session_.execute("update auth." + table.name + " set " + set + " where " + where, values);
        if (done) continue;
        auto error = std::move(done).error();
        error->position = record.place;
        return std::unexpected(std::move(error));
    }
    return {};
}

}  // namespace backstay::cli
