// /admin/users: what an administrator does with users. Nothing is sent by mail.

#include <charconv>

#include "api/auth/accounts.hpp"
#include "api/auth/audited.hpp"
#include "api/auth/duration.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/fields.hpp"
#include "api/auth/user_json.hpp"
#include "auth/factor.hpp"
#include "auth/one_time_token.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

struct Page {
    std::int64_t number = 1, size = 50;
    Sorting sorting = Sorting::newest_first;
};

Answered<std::int64_t> read_number(Asked const& asked, std::string const& name, std::int64_t otherwise) {
    auto const text = asked.argument(name);
    if (text.empty()) return otherwise;
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0)
        return refuse(Refusal::admin_page, "strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
    return number == 0 ? otherwise : number;
}

Answered<Page> read_page(Asked const& asked) {
    constexpr std::int64_t largest = 1000;
    Page page;
    TRY(page.number, read_number(asked, "page", 1));
    TRY(page.size, read_number(asked, "per_page", 50));
    page.size = std::min(page.size, largest);
    auto const sort = asked.argument("sort");
    if (sort.empty() || sort == "created_at" || sort == "created_at desc") return page;
    if (sort != "created_at asc") return refuse(Refusal::admin_sort, "bad field for sort '" + sort + "'");
    page.sorting = Sorting::oldest_first;
    return page;
}

// Clients take the page's number from the first parameter.
std::string links(std::string_view path, Page const& page, std::int64_t total) {
    auto const last = std::max<std::int64_t>(1, (total + page.size - 1) / page.size);
    auto const link = [&](std::int64_t number, std::string_view rel) {
        return "<" + std::string(path) + "?page=" + std::to_string(number) +
               "&per_page=" + std::to_string(page.size) + ">; rel=\"" + std::string(rel) + "\"";
    };
    auto const to_last = link(last, "last");
    return page.number < last ? link(page.number + 1, "next") + ", " + to_last : to_last;
}

struct Fields {
    std::string email, phone, password, password_hash, role, id, ban;
    std::optional<JsonObject> user_metadata, app_metadata;
    bool confirm_email = false, confirm_phone = false;
    std::optional<std::chrono::seconds> ban_for;  // zero: none

    // What the audit log says of them: which there were, and no values.
    JsonObject traits() const {
        std::vector<std::string> names;
        auto const add = [&](bool given, char const* name) {
            if (given) names.emplace_back(name);
        };
        add(!email.empty(), "email"), add(!phone.empty(), "phone"), add(!role.empty(), "role");
        add(!password.empty() || !password_hash.empty(), "password");
        add(user_metadata.has_value(), "user_metadata"), add(app_metadata.has_value(), "app_metadata");
        JsonObject traits;
        traits.set_texts("fields", names);
        if (ban_for) traits.set_text("ban_duration", ban);
        return traits;
    }
};

Answered<std::optional<JsonObject>> optional_object(Asked const& asked, std::string_view name) {
    if (!asked.body.has(name)) return std::optional<JsonObject>();
    TRY(auto object, asked.body.object(name));
    return std::optional(std::move(object));
}

Answered<Fields> read_fields(Asked const& asked) {
    Fields fields;
    TRY(fields.email, asked.body.text("email"));
    TRY(fields.phone, asked.body.text("phone"));
    TRY(fields.password, asked.body.text("password"));
    TRY(fields.password_hash, asked.body.text("password_hash"));
    TRY(fields.role, asked.body.text("role"));
    TRY(fields.id, asked.body.text("id"));
    TRY(fields.ban, asked.body.text("ban_duration"));
    TRY(fields.confirm_email, asked.body.boolean("email_confirm", false));
    TRY(fields.confirm_phone, asked.body.boolean("phone_confirm", false));
    TRY(fields.user_metadata, optional_object(asked, "user_metadata"));
    TRY(fields.app_metadata, optional_object(asked, "app_metadata"));
    if (!fields.email.empty()) {
        TRY(fields.email, check_email(fields.email));
    }
    if (!fields.phone.empty()) {
        TRY(fields.phone, check_phone(fields.phone));
    }
    if (fields.ban == "none") {
        fields.ban_for = std::chrono::seconds(0);
    } else if (!fields.ban.empty()) {
        fields.ban_for = parse_duration(fields.ban);
        if (!fields.ban_for)
            return refuse(Refusal::admin_ban_duration, "time: invalid duration \"" + fields.ban + "\"");
    }
    return fields;
}

void set_ban(UserChange& change, Fields const& fields, Time now) {
    if (!fields.ban_for) return;
    if (fields.ban_for->count() == 0)
        change.set("banned_until", engine::Parameter());
    else
        change.set("banned_until", now + *fields.ban_for);
}

Answered<Nothing> check_new(Fields const& fields) {
    if (fields.email.empty() && fields.phone.empty()) return refuse(Refusal::admin_no_address);
    if (!fields.password.empty() && !fields.password_hash.empty())
        return refuse(Refusal::admin_two_passwords);
    if (!fields.id.empty()) {
        if (!is_uuid(fields.id)) return refuse(Refusal::admin_id_format);
        if (fields.id == "00000000-0000-0000-0000-000000000000") return refuse(Refusal::admin_id_nil);
        if (fields.id[14] != '4') return refuse(Refusal::admin_id_format);
    }
    if (!fields.password_hash.empty() && !is_known_hash(fields.password_hash))
        return refuse(Refusal::admin_hash_unknown);
    return Nothing{};
}

Flow<Nothing> check_free(engine::OwnTransaction& transaction, Fields const& fields, std::string const& own_id,
                         std::string const& audience) {
    if (!fields.email.empty()) {
        CO_TRY(auto const taken, co_await find_user_by_email(transaction, fields.email, audience));
        if (taken && taken->id != own_id) co_return refuse(Refusal::email_exists);
    }
    if (!fields.phone.empty()) {
        CO_TRY(auto const taken, co_await find_user_by_phone(transaction, fields.phone, audience));
        if (taken && taken->id != own_id) co_return refuse(Refusal::admin_phone_exists);
    }
    co_return Nothing{};
}

Flow<std::string> create(Context& context, engine::OwnTransaction& transaction, Fields const& fields,
                         std::string const& hash, Asked& asked) {
    CO_TRY_VOID(co_await check_free(transaction, fields, {}, asked.audience));
    NewUser made{.id = fields.id, .email = fields.email, .phone = fields.phone, .password_hash = hash};
    made.data = fields.user_metadata.value_or(JsonObject{});
    made.app_metadata = fields.app_metadata.value_or(JsonObject{});
    if (!fields.role.empty()) made.role = fields.role;
    made.audience = asked.audience;
    made.metadata = NewUser::Metadata::as_given;
    CO_TRY(auto user, co_await create_user(context, transaction, std::move(made), asked));
    if (fields.confirm_email && !fields.email.empty()) {
        CO_TRY(user, co_await confirm_email(transaction, user, asked.now));
    }
    if (fields.confirm_phone && !fields.phone.empty()) {
        CO_TRY(user, co_await confirm_phone(transaction, user, asked.now));
    }
    UserChange change;
    set_ban(change, fields, asked.now);
    CO_TRY_VOID(co_await update_user(transaction, user.id, asked.now, std::move(change)));
    CO_TRY_VOID(co_await audit_by_admin(transaction, "user_signedup", user, fields.traits(), asked));
    CO_TRY(user, co_await read_again(transaction, user.id));
    co_return user_json(user).to_string();
}

Flow<Nothing> change_address(engine::OwnTransaction& transaction, User const& user, Fields const& fields,
                             UserChange& change, Asked const& asked) {
    struct Address {
        std::string_view provider;
        std::string value, old;
        bool confirm;
    };
    for (auto const& address : {Address{"email", fields.email, user.email, fields.confirm_email},
                                Address{"phone", fields.phone, user.phone, fields.confirm_phone}}) {
        auto const column = std::string(address.provider);
        if (address.confirm) change.set(column + "_confirmed_at", asked.now);
        if (address.value.empty() || address.value == address.old) continue;
        change.set(column, address.value);
        JsonObject claims;
        claims.set_text("sub", user.id).set_text(column, address.value);
        claims.set_boolean(column + "_verified", address.confirm);
        if (auto const* const identity = user.identity(address.provider)) {
            auto data = identity->data;
            data.merge(claims);
            CO_TRY_VOID(co_await update_identity(transaction, identity->id, std::move(data), asked.now));
        } else {
            Identity made{.id = new_uuid(), .provider = column, .provider_id = user.id, .data = claims};
            CO_TRY_VOID(co_await insert_identity(transaction, user.id, std::move(made), asked.now));
        }
    }
    co_return Nothing{};
}

Flow<std::string> change_user(engine::OwnTransaction& transaction, std::string const& id,
                              Fields const& fields, std::string const& hash, Asked const& asked) {
    CO_TRY(auto const user, co_await find_user(transaction, id));
    if (!user) co_return refuse(Refusal::admin_user_not_found);
    CO_TRY_VOID(co_await check_free(transaction, fields, id, user->aud));
    UserChange change;
    CO_TRY_VOID(co_await change_address(transaction, *user, fields, change, asked));
    if (!hash.empty()) change.set("encrypted_password", hash);
    if (!fields.role.empty()) change.set("role", fields.role);
    if (fields.user_metadata) {
        auto metadata = user->user_metadata;
        metadata.merge(*fields.user_metadata);
        change.set("raw_user_meta_data", metadata);
    }
    if (fields.app_metadata) {
        auto metadata = user->app_metadata;
        metadata.merge(*fields.app_metadata);
        change.set("raw_app_meta_data", metadata);
    }
    set_ban(change, fields, asked.now);
    CO_TRY_VOID(
        saying(Refusal::updating_user, co_await update_user(transaction, id, asked.now, std::move(change))));
    if (!hash.empty()) CO_TRY_VOID(co_await end_sessions(transaction, Which::all, id, {}));
    CO_TRY_VOID(co_await audit_by_admin(transaction, "user_modified", *user, fields.traits(), asked));
    CO_TRY(auto const changed, co_await read_again(transaction, id));
    co_return user_json(changed).to_string();
}

// What is left of a user that is softly deleted names nobody.
Flow<Nothing> hide(engine::OwnTransaction& transaction, User const& user, Time now) {
    auto const obscured = [](std::string const& text) {
        return text.empty() ? engine::Parameter() : engine::Parameter(hex_digest("SHA256", text));
    };
    UserChange change;
    change.set("email", obscured(user.email)).set("phone", obscured(user.phone));
    change.set("encrypted_password", std::string()).set("email_change", std::string());
    change.set("phone_change", std::string()).set("raw_user_meta_data", JsonObject{});
    change.set("raw_app_meta_data", JsonObject{}).set("deleted_at", now);
    CO_TRY_VOID(co_await update_user(transaction, user.id, now, std::move(change)));
    CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    CO_TRY_VOID(co_await end_sessions(transaction, Which::all, user.id, {}));
    for (auto const& identity : user.identities)
        CO_TRY_VOID(co_await obscure_identity(transaction, identity.id,
                                              hex_digest("SHA256", identity.provider_id), now));
    for (auto const& factor : user.factors) CO_TRY_VOID(co_await delete_factor(transaction, factor.id));
    co_return Nothing{};
}

Answered<std::string> user_id(Asked const& asked) {
    if (!is_uuid(asked.path.at(0))) return refuse(Refusal::admin_user_no_uuid);
    return asked.path.at(0);
}

Flow<User> the_user(Context& context, Asked const& asked) {
    CO_TRY(auto const id, user_id(asked));
    CO_TRY(auto user, co_await in_transaction<std::optional<User>>(
                          context, engine::Access::read,
                          [&](engine::OwnTransaction& transaction) -> Flow<std::optional<User>> {
                              CO_TRY(auto found, co_await find_user(transaction, id, Lock::none));
                              co_return found;
                          }));
    if (!user) co_return refuse(Refusal::admin_user_not_found);
    co_return *std::move(user);
}

}  // namespace

Flow<Response> admin_list_users(Context& context, Asked& asked) {
    CO_TRY(auto const page, read_page(asked));
    CO_TRY(auto const found,
           co_await in_transaction<UserPage>(
               context, engine::Access::read, [&](engine::OwnTransaction& transaction) -> Flow<UserPage> {
                   CO_TRY(auto users, co_await list_users(transaction, asked.argument("filter"), page.sorting,
                                                          page.number, page.size, asked.audience));
                   co_return users;
               }));
    std::string users = "[";
    for (auto const& user : found.users)
        users += (users.size() > 1 ? "," : "") + user_json(user, Identities::null).to_string();
    auto response =
        json_response(JsonObject().set_json("users", users + "]").set_text("aud", asked.audience));
    response.headers.emplace_back("X-Total-Count", std::to_string(found.total));
    response.headers.emplace_back("Link", links("/admin/users", page, found.total));
    co_return response;
}

Flow<Response> admin_get_user(Context& context, Asked& asked) {
    CO_TRY(auto const user, co_await the_user(context, asked));
    co_return json_response(user_json(user));
}

Flow<Response> admin_create_user(Context& context, Asked& asked) {
    CO_TRY(auto const fields, read_fields(asked));
    CO_TRY_VOID(check_new(fields));
    auto hash = fields.password_hash;
    if (hash.empty()) {
        auto password = fields.password.empty() ? hex(random_bytes(32)) : fields.password;
        if (password.size() > context.options.password_max)
            co_return refuse(Refusal::password_too_long, std::to_string(context.options.password_max));
        CO_TRY(hash, co_await context.shared.hasher.hash(std::move(password)));
    }
    CO_TRY(auto json, co_await in_transaction<std::string>(
                          context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                              return create(context, transaction, fields, hash, asked);
                          }));
    co_return json_response(std::move(json));
}

Flow<Response> admin_update_user(Context& context, Asked& asked) {
    CO_TRY(auto const id, user_id(asked));
    CO_TRY(auto const fields, read_fields(asked));
    std::string hash;
    if (!fields.password.empty()) {
        CO_TRY_VOID(check_password(context.options, fields.password, fields.email));
        CO_TRY_VOID(co_await check_breaches(context, fields.password));
        CO_TRY(hash, co_await context.shared.hasher.hash(fields.password));
    }
    CO_TRY(auto json, co_await in_transaction<std::string>(
                          context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                              return change_user(transaction, id, fields, hash, asked);
                          }));
    co_return json_response(std::move(json));
}

Flow<Response> admin_delete_user(Context& context, Asked& asked) {
    CO_TRY(auto const id, user_id(asked));
    CO_TRY(auto const soft, asked.body.boolean("should_soft_delete", false));
    CO_TRY_VOID(co_await in_transaction<Nothing>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
            CO_TRY(auto const user, co_await find_user(transaction, id));
            if (!user) co_return refuse(Refusal::admin_user_not_found);
            JsonObject traits;
            traits.set_boolean("soft", soft);
            CO_TRY_VOID(
                co_await audit_by_admin(transaction, "user_deleted", *user, std::move(traits), asked));
            if (soft) co_return co_await hide(transaction, *user, asked.now);
            CO_TRY_VOID(co_await delete_user(transaction, id));
            co_return Nothing{};
        }));
    co_return json_response("{}");
}

Flow<Response> admin_list_factors(Context& context, Asked& asked) {
    CO_TRY(auto const user, co_await the_user(context, asked));
    if (user.factors.empty()) co_return json_response("null");
    std::string json = "[";
    for (auto const& factor : user.factors)
        json += (json.size() > 1 ? "," : "") + factor_json(factor).to_string();
    co_return json_response(json + "]");
}

}  // namespace backstay::api::auth
