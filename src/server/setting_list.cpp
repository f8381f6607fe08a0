// Every setting, with its text for --help and docs/settings.md: one table, which is longer than other files
// since what is in it is looked for in one place.

#include <charconv>

#include "api/auth/notices.hpp"
#include "base/text.hpp"
#include "server/settings.hpp"

namespace backstay::server {
namespace {

std::int64_t to_number(std::string const& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::vector<std::string> to_list(std::string const& text) {
    auto items = split(text, ',');
    for (auto& item : items) item = std::string(trim(item));
    return items;
}

// `at` gives the place of the setting in the Options.
template <class At>
Setting text(std::string name, std::string help, At at, Secrecy secrecy = Secrecy::open) {
    return {.name = std::move(name),
            .kind = SettingKind::text,
            .help = std::move(help),
            .set = [at](Options& options, std::string const& value) -> Result<void> {
                at(options) = value;
                return {};
            },
            .get = [at](Options const& options) -> std::string { return at(const_cast<Options&>(options)); },
            .secrecy = secrecy};
}

template <class At>
Setting boolean(std::string name, std::string help, At at) {
    return {.name = std::move(name),
            .kind = SettingKind::boolean,
            .help = std::move(help),
            .set = [at](Options& options, std::string const& value) -> Result<void> {
                at(options) = value == "true";
                return {};
            },
            .get = [at](Options const& options) -> std::string {
                return at(const_cast<Options&>(options)) ? "true" : "false";
            }};
}

template <class At>
Setting number(std::string name, std::string help, At at) {
    return {
        .name = std::move(name),
        .kind = SettingKind::number,
        .help = std::move(help),
        .set = [at](Options& options, std::string const& value) -> Result<void> {
            at(options) = static_cast<std::remove_reference_t<decltype(at(options))>>(to_number(value));
            return {};
        },
        .get = [at](Options const& options) { return std::to_string(at(const_cast<Options&>(options))); }};
}

template <class At>
Setting list(std::string name, std::string help, At at) {
    return {.name = std::move(name),
            .kind = SettingKind::list,
            .help = std::move(help),
            .set = [at](Options& options, std::string const& value) -> Result<void> {
                at(options) = to_list(value);
                return {};
            },
            .get = [at](Options const& options) { return join(at(const_cast<Options&>(options)), ","); }};
}

template <class At>
Setting seconds(std::string name, std::string help, At at) {
    using std::chrono::duration_cast;
    return {.name = std::move(name),
            .kind = SettingKind::seconds,
            .help = std::move(help),
            .set = [at](Options& options, std::string const& value) -> Result<void> {
                at(options) = std::chrono::seconds(to_number(value));
                return {};
            },
            .get =
                [at](Options const& options) {
                    return std::to_string(
                        duration_cast<std::chrono::seconds>(at(const_cast<Options&>(options))).count());
                }};
}

Setting max_rows() {
    return {.name = "rest.max_rows",
            .kind = SettingKind::number,
            .help = "Rows of one answer, at most, at every level. Not set: no limit.",
            .set = [](Options& options, std::string const& value) -> Result<void> {
                options.rest.max_rows = to_number(value);
                return {};
            },
            .get =
                [](Options const& options) {
                    return options.rest.max_rows ? std::to_string(*options.rest.max_rows) : std::string();
                }};
}

Setting confirm_addresses() {
    return {.name = "auth.confirm_addresses",
            .kind = SettingKind::boolean,
            .help = "An address is confirmed before its user can sign in. Not set: when mail.url is.",
            .set = [](Options& options, std::string const& value) -> Result<void> {
                options.confirm_addresses = value == "true";
                return {};
            },
            .get =
                [](Options const& options) {
                    auto const& set = options.confirm_addresses;
                    return set ? std::string(*set ? "true" : "false") : std::string();
                }};
}

Setting log_format() {
    return {.name = "log.format",
            .kind = SettingKind::text,
            .help = "Lines of the log: text or json.",
            .set = [](Options& options, std::string const& value) -> Result<void> {
                if (value != "text" && value != "json") return failure("F0000", "log.format is text or json");
                options.log.format = value == "json" ? observe::LogFormat::json : observe::LogFormat::text;
                return {};
            },
            .get =
                [](Options const& options) {
                    return options.log.format == observe::LogFormat::json ? std::string("json")
                                                                          : std::string("text");
                }};
}

// Of each provider, in the place that it has among those that are known.
void add_providers(std::vector<Setting>& settings) {
    auto const providers = api::auth::known_providers();
    for (std::size_t i = 0; i < providers.size(); ++i) {
        std::string const name(providers[i].name());
        auto const key = "auth.external." + name + ".";
        auto const add = [&](char const* what, std::string help, std::string api::auth::Provider::* member,
                             Secrecy secrecy = Secrecy::open) {
            settings.push_back(text(
                key + what, std::move(help),
                [i, member](Options& o) -> auto& { return o.users.providers.at(i).*member; }, secrecy));
        };
        add("client_id", "Sign-in with " + name + ": our id there; ids of apps after it.",
            &api::auth::Provider::client_id);
        add("secret", "Our secret there.", &api::auth::Provider::secret, Secrecy::secret);
        add("url", "Another address than the provider's own: of a server or a tenant of ours.",
            &api::auth::Provider::url);
        add("scopes", "What is asked for besides what sign-in needs.", &api::auth::Provider::scopes);
        settings.push_back(
            boolean(key + "email_optional", "Who comes without an address may sign in.",
                    [i](Options& o) -> auto& { return o.users.providers.at(i).email_optional; }));
        if (providers[i].speaks_openid())
            settings.push_back(
                boolean(key + "skip_nonce_check", "Id tokens that apps show need not name the app's nonce.",
                        [i](Options& o) -> auto& { return o.users.providers.at(i).skip_nonce_check; }));
        if (providers[i].kind->proof == auth::ClientProof::signed_token) {
            add("team_id", "The team that the key is of, when the secret is a key.",
                &api::auth::Provider::team_id);
            add("key_id", "The key's name there.", &api::auth::Provider::key_id);
        }
    }
}

void add_hooks(std::vector<Setting>& settings) {
    for (std::size_t i = 0; i < auth::hook_points; ++i) {
        auto const key = "hooks." + std::string(auth::hook_name(static_cast<auth::HookPoint>(i)));
        settings.push_back(
            {.name = key,
             .kind = SettingKind::text,
             .help = "schema.function, or https://...; see the guide of users. Empty: none.",
             .set = [i](Options& options,
                        std::string const& value) { return options.users.hooks.at(i).set_uri(value); },
             .get = [i](Options const& options) { return options.users.hooks.at(i).uri(); }});
        settings.push_back(
            {.name = key + "_secrets",
             .kind = SettingKind::text,
             .help = "What calls of it are signed with: v1,whsec_...; several with bars between.",
             .set = [i](Options& options,
                        std::string const& value) { return options.users.hooks.at(i).set_secrets(value); },
             .get = [i](Options const& options) { return options.users.hooks.at(i).secrets(); },
             .secrecy = Secrecy::secret});
    }
}

Setting notices() {
    return {.name = "auth.notices",
            .kind = SettingKind::list,
            .help =
                "Mails about what has happened: password_changed, email_changed, phone_changed, "
                "identity_linked, identity_unlinked, factor_enrolled, factor_unenrolled.",
            .set = [](Options& options, std::string const& value) -> Result<void> {
                options.users.notices = to_list(value);
                for (auto const& name : options.users.notices)
                    if (!api::auth::is_notice(name))
                        return failure("F0000", "auth.notices has no \"" + name + "\"");
                return {};
            },
            .get = [](Options const& options) { return join(options.users.notices, ","); }};
}

Setting captcha_provider() {
    return {.name = "captcha.provider",
            .kind = SettingKind::text,
            .help = "Who tells people from programs: hcaptcha or turnstile. Empty: nobody is asked.",
            .set = [](Options& options, std::string const& value) -> Result<void> {
                if (!value.empty() && value != "hcaptcha" && value != "turnstile")
                    return failure("F0000", "captcha.provider is hcaptcha or turnstile");
                options.users.captcha.provider = value;
                return {};
            },
            .get = [](Options const& options) { return options.users.captcha.provider; }};
}

}  // namespace

std::vector<Setting> all_settings() {
    std::vector<Setting> settings = {
        text("listen", "Address and port; port 0 lets the system choose one.",
             [](Options& o) -> auto& { return o.http.listen; }),
        number("threads", "Threads that answer; 0: one per core.",
               [](Options& o) -> auto& { return o.http.threads; }),
        boolean("insecure_http", "Serve without TLS on other addresses than loopback, too.",
                [](Options& o) -> auto& { return o.insecure_http; }),
        seconds("drain", "Seconds that SIGTERM waits for requests under way.",
                [](Options& o) -> auto& { return o.drain; }),
        text("tls.certificate", "PEM file with the certificate and its chain; with tls.key, TLS is on.",
             [](Options& o) -> auto& { return o.http.tls_certificate; }),
        text("tls.key", "PEM file with the certificate's key.",
             [](Options& o) -> auto& { return o.http.tls_key; }),
        list("http.trusted_proxies", "Addresses or networks whose X-Forwarded-For is believed: 10.0.0.0/8.",
             [](Options& o) -> auto& { return o.http.trusted_proxies; }),
        list("http.allowed_hosts", "Names in Host that are answered, without port; empty: any.",
             [](Options& o) -> auto& { return o.http.allowed_hosts; }),
        number("http.max_body", "Bytes of a request's body, at most.",
               [](Options& o) -> auto& { return o.http.limits.body; }),
        number("http.max_stream",
               "Bytes of a body of rows that is read as a stream, by way of a file; 0: none is.",
               [](Options& o) -> auto& { return o.http.limits.file; }),
        number("http.connections", "Connections at once; more are answered 503.",
               [](Options& o) -> auto& { return o.http.connections; }),
        boolean("http.compression", "gzip, br and zstd by content negotiation.",
                [](Options& o) -> auto& { return o.http.compression; }),
        text(
            "database.url", "sqlite:FILE, below the project's folder, or postgres://user@host/database.",
            [](Options& o) -> auto& { return o.database.url; }, Secrecy::secret),
        number("database.connections", "Connections to PostgreSQL of each thread.",
               [](Options& o) -> auto& { return o.database.postgres.connections; }),
        seconds("database.acquisition_timeout", "Seconds that a request waits for one of them, at most.",
                [](Options& o) -> auto& { return o.database.postgres.acquisition_timeout; }),
        boolean("database.prepared_statements",
                "Prepare statements on PostgreSQL; false for poolers that share sessions.",
                [](Options& o) -> auto& { return o.database.postgres.prepared_statements; }),
        text("database.channel", "The channel on which NOTIFY makes the schema read again; empty: none.",
             [](Options& o) -> auto& { return o.database.postgres.channel; }),
        text(
            "auth.jwt_secret",
            "What tokens are signed with: a secret of 32 bytes or more, a JWK or a JWK set. Empty: one is "
            "made.",
            [](Options& o) -> auto& { return o.auth.jwt_secret; }, Secrecy::secret),
        text(
            "auth.signing_keys",
            "Keys that access tokens are signed with: a JWK set as `backstay keys export --private` gives "
            "it. "
            "Empty: those of auth.keys_file.",
            [](Options& o) -> auto& { return o.auth.signing_keys; }, Secrecy::secret),
        text("auth.keys_file",
             "Where `backstay keys` keeps them; read again when it changes. Empty: data/keys.json.",
             [](Options& o) -> auto& { return o.auth.keys_file; }),
        boolean("auth.require_apikey", "Requests without an apikey are refused (401).",
                [](Options& o) -> auto& { return o.auth.require_apikey; }),
        boolean("auth.jwt_secret_is_base64", "The secret is base64 of the bytes that count.",
                [](Options& o) -> auto& { return o.auth.jwt_secret_is_base64; }),
        text("auth.jwt_audience", "What a token's aud has to name; empty: anything.",
             [](Options& o) -> auto& { return o.auth.jwt_audience; }),
        text("auth.role_claim", "Where in a token the role stands, as a JSON path.",
             [](Options& o) -> auto& { return o.auth.jwt_role_claim_key; }),
        text("auth.site_url", "The site that links in mails lead back to.",
             [](Options& o) -> auto& { return o.users.site_url; }),
        list("auth.redirect_urls",
             "Patterns of other addresses that they may lead to: https://*.shop.example/**.",
             [](Options& o) -> auto& { return o.users.redirect_urls; }),
        text("auth.external_url", "This API as mails and tokens name it: https://shop.example/auth/v1.",
             [](Options& o) -> auto& { return o.users.external_url; }),
        seconds("auth.token_life", "Seconds that an access token is valid.",
                [](Options& o) -> auto& { return o.users.token_life; }),
        boolean("auth.signup", "People may sign up by themselves.",
                [](Options& o) -> auto& { return o.users.signup; }),
        boolean("auth.anonymous", "Users without an address may sign in.",
                [](Options& o) -> auto& { return o.users.anonymous; }),
        boolean("auth.email", "Sign-up and sign-in by e-mail address.",
                [](Options& o) -> auto& { return o.users.email; }),
        confirm_addresses(),
        boolean("auth.secure_email_change", "A change of address is confirmed at both addresses.",
                [](Options& o) -> auto& { return o.users.secure_email_change; }),
        boolean("auth.secure_password_change",
                "A new password needs a code by mail when the session is older than a day.",
                [](Options& o) -> auto& { return o.users.secure_password_change; }),
        boolean("auth.require_current_password", "A new password needs the present one.",
                [](Options& o) -> auto& { return o.users.current_password; }),
        boolean("auth.manual_linking", "Users may link and unlink identities.",
                [](Options& o) -> auto& { return o.users.manual_linking; }),
        boolean("auth.totp", "Second factors by authenticator apps.",
                [](Options& o) -> auto& { return o.users.totp; }),
        boolean("auth.phone_factors", "Second factors by text message, where these can be sent.",
                [](Options& o) -> auto& { return o.users.phone_factors; }),
        number("auth.password_min", "Characters of a password, at least.",
               [](Options& o) -> auto& { return o.users.password_min; }),
        number("auth.password_max", "Bytes of a password, at most.",
               [](Options& o) -> auto& { return o.users.password_max; }),
        list("auth.password_characters",
             "Sets of characters; a password has one of each: abc...,ABC...,012....",
             [](Options& o) -> auto& { return o.users.password_characters; }),
        boolean("auth.common_passwords", "Passwords that many people use are accepted.",
                [](Options& o) -> auto& { return o.users.common_passwords; }),
        text("auth.breach_url",
             "Where the first five digits of a new password's SHA-1 are asked for; empty: nowhere. Have I "
             "Been "
             "Pwned's is https://api.pwnedpasswords.com/range/.",
             [](Options& o) -> auto& { return o.users.breach_url; }),
        seconds("auth.reuse_interval", "Seconds in which a used refresh token may come once more.",
                [](Options& o) -> auto& { return o.users.reuse_interval; }),
        seconds("auth.session_life", "Seconds after which a session ends; 0: never.",
                [](Options& o) -> auto& { return o.users.session_life; }),
        seconds("auth.session_inactivity", "Seconds without a refresh after which a session ends; 0: never.",
                [](Options& o) -> auto& { return o.users.session_inactivity; }),
        boolean("auth.single_session", "A sign-in ends the user's other sessions.",
                [](Options& o) -> auto& { return o.users.single_session; }),
        number("auth.code_digits", "Digits of a code that is sent.",
               [](Options& o) -> auto& { return o.users.code_digits; }),
        seconds("auth.code_life", "Seconds that such a code and its link are valid.",
                [](Options& o) -> auto& { return o.users.code_life; }),
        boolean("auth.phone", "Sign-up and sign-in by phone number, where text messages can be sent.",
                [](Options& o) -> auto& { return o.users.phone; }),
        boolean("auth.confirm_phones", "A phone number is confirmed before its user can sign in.",
                [](Options& o) -> auto& { return o.users.confirm_phones; }),
        list("auth.test_phones", "Numbers that nothing is sent to, and their codes: 436601234567=123456.",
             [](Options& o) -> auto& { return o.users.test_numbers; }),
        seconds("auth.sms_life", "Seconds that a code in a text message is valid.",
                [](Options& o) -> auto& { return o.users.text_life; }),
        seconds("auth.sms_spacing", "Seconds between two text messages of one kind to one user.",
                [](Options& o) -> auto& { return o.users.text_spacing; }),
        number("auth.sms_per_hour", "Text messages of the whole project in an hour.",
               [](Options& o) -> auto& { return o.users.texts_per_hour; }),
        notices(),
        seconds("auth.mail_spacing", "Seconds between two mails of one kind to one user.",
                [](Options& o) -> auto& { return o.users.mail_spacing; }),
        number("auth.mails_per_hour", "Mails of the whole project in an hour.",
               [](Options& o) -> auto& { return o.users.mails_per_hour; }),
        boolean("auth.rate_limits", "Calls from one address are limited.",
                [](Options& o) -> auto& { return o.users.rate_limits; }),
        seconds("auth.audit_retention", "Seconds that entries of the audit log are kept; 0: for ever.",
                [](Options& o) -> auto& { return o.users.audit_retention; }),
        text(
            "encryption.keys",
            "Keys that secrets in the database are encrypted with, the newest first. Empty: those of "
            "data/encryption_keys, which the first start makes.",
            [](Options& o) -> auto& { return o.encryption_keys; }, Secrecy::secret),
        text(
            "mail.url", "smtp://user:password@host:587, smtps://..., or file:FOLDER. Empty: no mail is sent.",
            [](Options& o) -> auto& { return o.mail.url; }, Secrecy::secret),
        text("mail.sender", "Whom mails are from: Shop <no-reply@shop.example>.",
             [](Options& o) -> auto& { return o.mail.sender; }),
        text("mail.templates", "A folder with templates of mails: confirmation.html, magic_link.html, ...",
             [](Options& o) -> auto& { return o.mail.templates; }),
        boolean("console.enabled", "The console for administrators at /admin.",
                [](Options& o) -> auto& { return o.console.enabled; }),
        text("console.listen", "Address and port of its own for the console; empty: beside the API.",
             [](Options& o) -> auto& { return o.console.listen; }),
        list("console.networks", "Addresses or networks that the console answers; others find nothing there.",
             [](Options& o) -> auto& { return o.console.networks; }),
        text(
            "sms.url",
            "https://..., called for each text message, or file:FOLDER. Empty: no text message is sent.",
            [](Options& o) -> auto& { return o.sms.url; }, Secrecy::secret),
        text(
            "sms.secret", "What these calls are signed with, as Standard Webhooks has it: v1,whsec_....",
            [](Options& o) -> auto& { return o.sms.secret; }, Secrecy::secret),
        text("sms.text", "What a message says; {{ .Code }} is the code.",
             [](Options& o) -> auto& { return o.sms.text; }),
        captcha_provider(),
        text(
            "captcha.secret", "Our secret there.", [](Options& o) -> auto& { return o.users.captcha.secret; },
            Secrecy::secret),
        text("captcha.url", "Where tokens are verified; empty: the provider's own address.",
             [](Options& o) -> auto& { return o.users.captcha.url; }),
        text("rest.anon_role", "The role of requests without a token.",
             [](Options& o) -> auto& { return o.auth.anon_role; }),
        list("rest.schemas", "The schemas of the API; the first is the default.",
             [](Options& o) -> auto& { return o.rest.schemas; }),
        list("rest.extra_search_path", "Schemas that are searched after them, and not part of the API.",
             [](Options& o) -> auto& { return o.rest.extra_search_path; }),
        max_rows(),
        boolean("rest.aggregates", "sum, avg, count, max and min in select.",
                [](Options& o) -> auto& { return o.rest.aggregates; }),
        boolean("rest.plan", "Answer with the query's plan when Accept asks for it.",
                [](Options& o) -> auto& { return o.rest.plan; }),
        number("rest.batch_operations", "Operations of one POST to /rest/v1/batch, at most.",
               [](Options& o) -> auto& { return o.rest.batch_operations; }),
        text("rest.pre_request", "A function that is called before each request; empty: none.",
             [](Options& o) -> auto& { return o.rest.pre_request; }),
        list("rest.cors_origins", "Origins that may read answers and send credentials; empty: any, without.",
             [](Options& o) -> auto& { return o.rest.cors_origins; }),
        boolean("rest.server_timing", "Server-Timing in every answer.",
                [](Options& o) -> auto& { return o.rest.server_timing; }),
        text("migrations.folder", "The folder of migrations, below the project's.",
             [](Options& o) -> auto& { return o.migrations.folder; }),
        boolean("log.requests", "A line for each request.",
                [](Options& o) -> auto& { return o.log.requests; }),
        log_format(),
    };
    add_providers(settings);
    add_hooks(settings);
    return settings;
}

}  // namespace backstay::server
