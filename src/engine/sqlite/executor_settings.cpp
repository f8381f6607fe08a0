// SET, set_config() and SHOW: https://www.postgresql.org/docs/15/sql-set.html. Most of PostgreSQL's settings
// change nothing here and are kept as they are given; what would change an answer in a way that is not
// followed is refused.

#include <algorithm>
#include <array>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/runtime/setting_list.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/values/time_session.hpp"

namespace backstay::engine::sqlite {
namespace {

// The only value of it that is followed.
struct OneValue {
    std::string_view setting;
    std::string_view values;  // by commas, in lower case
};
constexpr auto one_valued = std::to_array<OneValue>({
    {"bytea_output", "hex"},
    {"client_encoding", "utf8,utf-8,unicode"},
    {"datestyle", "iso,iso, mdy,iso,mdy"},
    {"default_transaction_read_only", "off"},
    {"extra_float_digits", "1,2,3"},
    {"intervalstyle", "postgres"},
    {"session_replication_role", "origin"},
    {"standard_conforming_strings", "on"},
    {"transaction_read_only", "off"},
});

bool is_one_of(std::string_view list, std::string const& value) {
    return list == value || ("," + std::string(list) + ",").contains("," + value + ",");
}

Result<std::string> switched(std::string const& name, std::string const& value) {
    auto const word = to_lower(trim(value));
    auto const begins = [&](std::string_view whole, std::size_t least) {
        return word.size() >= least && whole.starts_with(word);
    };
    if (word == "1" || begins("true", 1) || begins("yes", 1) || word == "on") return std::string("on");
    if (word == "0" || begins("false", 1) || begins("no", 1) || begins("off", 2)) return std::string("off");
    return failure("22023", "parameter \"" + name + "\" requires a Boolean value");
}

// The value as it is kept.
Result<std::string> checked(std::string const& name, std::string value) {
    if (name == "timezone") {
        if (!find_setting_zone(value))
            return failure("22023", "invalid value for parameter \"TimeZone\": \"" + value + "\"");
        return value;
    }
    auto const* standard = standard_setting(name);
    if (standard == nullptr) {
        if (name.contains('.')) return value;
        return failure("42704", "unrecognized configuration parameter \"" + name + "\"");
    }
    if (standard->form == StandardSetting::Form::fixed)
        return failure("55P02", "parameter \"" + name + "\" cannot be changed");
    if (standard->form == StandardSetting::Form::boolean) {
        TRY(value, switched(name, value));
    }
    auto const one = std::ranges::find(one_valued, std::string_view(name), &OneValue::setting);
    if (one != one_valued.end() && !is_one_of(one->values, to_lower(value)))
        return not_supported(Limitation::setting, name + " to anything but " + std::string(standard->value));
    return value;
}

// public, "Odd name", "$user"
std::vector<std::string> names_in(std::string const& list) {
    std::vector<std::string> names;
    for (auto const& part : split(list, ',')) {
        auto const name = trim(part);
        bool const quoted = name.size() >= 2 && name.front() == '"' && name.back() == '"';
        auto schema = quoted ? std::string(name.substr(1, name.size() - 2)) : to_lower(name);
        // What is named twice is looked through once.
        if (!schema.empty() && std::ranges::find(names, schema) == names.end())
            names.push_back(std::move(schema));
    }
    return names;
}

bool names_a_role(std::string const& name) { return name == "role" || name == "session_authorization"; }

}  // namespace

// A plan belongs to an exchange, and that to one path.
void Executor::use_path(std::string_view text) {
    if (text == path_text_) return;
    path_text_ = text;
    search_path_ = names_in(path_text_);
}

void Executor::put_setting(std::string const& name, std::optional<std::string> value) {
    if (name == "search_path") use_path(value.value_or("public"));
    if (name == "timezone") state_.timezone = value.value_or("UTC");
    if (value) {
        state_.settings[name] = *std::move(value);
    } else {
        state_.settings.erase(name);
    }
}

Result<void> Executor::set_setting(std::string const& name, std::optional<std::string> value, Reach reach) {
    if (request_ != Request::none && (name == "search_path" || names_a_role(name)))
        if (request_ == Request::itself || name == "search_path")
            return not_supported(Limitation::setting_in_request, name);
    if (name == "all") {
        auto const kept = state_.settings;
        for (auto const& [other, before] : kept)
            if (!names_a_role(other) && !other.starts_with("request.")) put_setting(other, std::nullopt);
        return {};
    }
    auto const before = state_.settings.find(name);
    auto old = before == state_.settings.end() ? std::nullopt : std::optional(before->second);
    if (names_a_role(name)) {
        bool const own = !value || *value == "none" || *value == "default";
        if (own) {
            take_role(catalog_->owner_role);
            state_.settings["role"] = "none";
        } else {
            TRY_VOID(set_role(*value));
        }
    } else {
        if (value) {
            TRY(value, checked(name, *std::move(value)));
        } else if (!name.contains('.') && standard_setting(name) == nullptr) {
            return failure("42704", "unrecognized configuration parameter \"" + name + "\"");
        }
        put_setting(name, std::move(value));
    }
    if (reach == Reach::transaction) {
        local_.try_emplace(name == "session_authorization" ? "role" : name, std::move(old));
    } else {
        local_.erase(name);
    }
    return {};
}

// That there was such a parameter, as PostgreSQL does: its value is empty.
void Executor::remember(std::string const& name) {
    if (name.contains('.') && !state_.setting(name)) state_.settings[name] = "";
}

void Executor::end_local_settings() {
    for (auto& [name, value] : std::exchange(local_, {})) {
        if (name == "role") {
            auto const* role = value ? catalog_->find_role(*value) : nullptr;
            take_role(role == nullptr ? catalog_->owner_role : role->id);
            put_setting(name, std::move(value));
            continue;
        }
        put_setting(name, std::move(value));
        remember(name);
    }
}

Executor::Settings Executor::settings() const {
    return {.values = state_.settings,
            .local = local_,
            .role = role_,
            .timezone = state_.timezone,
            .path = path_text_};
}

Result<void> Executor::part(Part what) {
    // The limits of the call may not stop this: what was begun would stay open.
    bool const limited = std::exchange(limited_, false);
    auto const done = db_.execute(what == Part::begun  ? "savepoint backstay_part"
                                  : what == Part::kept ? "release backstay_part"
                                                       : "rollback to backstay_part; release backstay_part");
    bool const busy = !done && sqlite3_errcode(db_.get()) == SQLITE_BUSY;
    limited_ = limited;
    if (busy) return not_supported(Limitation::exception_within_write);
    return done;
}

void Executor::restore(Settings const& settings) {
    auto const placeholders = state_.settings;
    state_.settings = settings.values;
    for (auto const& [name, value] : placeholders) remember(name);
    local_ = settings.local;
    state_.timezone = settings.timezone;
    use_path(settings.path);
    take_role(settings.role);
}

void Executor::take_role(sql::ObjectId role) {
    auto const found = catalog_->roles.find(role);
    role_ = found == catalog_->roles.end() ? catalog_->owner_role : role;
    auto const own = catalog_->roles.find(role_);
    state_.role = own == catalog_->roles.end() ? "postgres" : own->second.name;
}

std::optional<std::string> Executor::setting(std::string const& name) const {
    if (name == "search_path" && !state_.settings.contains(name)) return join(search_path_, ", ");
    return setting_of(state_, name);
}

}  // namespace backstay::engine::sqlite
