// backstay keys: the keys that access tokens are signed with, and those that clients send.

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <ostream>

#include "auth/vault.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/command.hpp"
#include "cli/key_store.hpp"
#include "cli/project.hpp"
#include "cli/rotate_encryption.hpp"
#include "cli/text_table.hpp"
#include "cli/usage.hpp"

namespace backstay::cli {
namespace {

struct KeysArguments {
    ProjectArguments project = {};
    std::string alg = "ES256";
    std::string kid = {};
    std::string type = "signing";
    std::string name = {};
    std::string file = {};
    bool show_public = false, show_private = false;
    bool encryption = false;
};

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string shown_time(std::int64_t seconds) {
    return seconds == 0 ? std::string() : to_rfc3339(Time(std::chrono::seconds(seconds))).substr(0, 19) + "Z";
}

JsonObject key_json(auth::RingKey const& key) {
    JsonObject json;
    json.set_text("kid", key.key.kid()).set_text("alg", key.key.alg());
    json.set_text("state", auth::state_name(key.state));
    if (key.created_at == 0)
        json.set_json("created_at", "null");
    else
        json.set_text("created_at", shown_time(key.created_at));
    return json;
}

JsonObject key_json(auth::ApiKey const& key) {
    JsonObject json;
    json.set_text("name", key.name).set_text("type", auth::kind_name(key.kind)).set_text("key", key.shown);
    return json.set_text("created_at", shown_time(key.created_at));
}

template <class Keys>
std::string array_of(Keys const& keys) {
    std::string text;
    for (auto const& key : keys) text += (text.empty() ? "" : ",") + key_json(key).to_string();
    return "[" + text + "]";
}

void print_api_keys(auth::KeyRing const& ring, Output const& output) {
    TextTable table{.header = {"name", "type", "key", "created"}, .rows = {}};
    for (auto const& key : ring.api_keys())
        table.rows.push_back({key.name, std::string(auth::kind_name(key.kind)),
                              key.shown + (key.kind == auth::ApiKeyKind::secret ? "..." : ""),
                              shown_time(key.created_at)});
    output.out << '\n';
    print_columns(output.out, table);
}

Result<void> list_keys(KeysArguments const&, server::Options const& options, Output const& output) {
    TRY(auto const ring, read_ring(options));
    if (output.json) {
        output.out << R"({"keys":)" << array_of(ring.keys()) << R"(,"api_keys":)" << array_of(ring.api_keys())
                   << "}\n";
        return {};
    }
    TextTable table{.header = {"kid", "alg", "state", "created"}, .rows = {}};
    for (auto const& key : ring.keys())
        table.rows.push_back({key.key.kid(), key.key.alg(), std::string(auth::state_name(key.state)),
                              shown_time(key.created_at)});
    print_columns(output.out, table);
    if (!ring.api_keys().empty()) print_api_keys(ring, output);
    if (ring.current() == nullptr)
        output.error << "No key is the current one: tokens are signed with the project's secret (HS256).\n";
    return {};
}

void tell_state(Output const& output, auth::RingKey const& key, std::string_view then) {
    if (output.json)
        output.out << key_json(key).to_string() << '\n';
    else
        output.out << key.key.kid() << " (" << key.key.alg() << ") is " << auth::state_name(key.state) << then
                   << '\n';
}

std::string_view what_then(auth::RingKey const& key) {
    return key.state == auth::KeyState::standby
               ? ": it is published. Once verifiers know it, in ten minutes, `backstay keys rotate`"
               : ": it verifies and does not sign, having no private part";
}

Result<void> add(server::Options const& options, Output const& output, auth::Jwk const& key) {
    std::optional<auth::RingKey> added;
    TRY_VOID(change_ring(options, [&](auth::KeyRing& ring) -> Result<void> {
        TRY_VOID(ring.add(key, now()));
        added = ring.keys().back();
        return {};
    }));
    tell_state(output, *added, what_then(*added));
    return {};
}

Result<void> generate_api_key(KeysArguments const& arguments, server::Options const& options,
                              Output const& output) {
    auto const kind = arguments.type == "secret" ? auth::ApiKeyKind::secret : auth::ApiKeyKind::publishable;
    auto const name = arguments.name.empty() ? arguments.type : arguments.name;
    std::string text;
    TRY_VOID(change_ring(options, [&](auth::KeyRing& ring) -> Result<void> {
        TRY(text, ring.add_api_key(kind, name, now()));
        return {};
    }));
    if (output.json)
        output.out << JsonObject()
                          .set_text("name", name)
                          .set_text("type", arguments.type)
                          .set_text("key", text)
                          .to_string()
                   << '\n';
    else
        output.out << text << '\n';
    if (kind == auth::ApiKeyKind::secret && !output.json)
        output.error << "It is shown this once: its digest is what is kept.\n";
    return {};
}

// For the file or the setting that the operator keeps; it goes nowhere else.
Result<void> print_encryption_key(Output const& output) {
    auto const key = auth::Vault::new_key();
    output.out << (output.json ? JsonObject().set_text("key", key).to_string() : key) << '\n';
    return {};
}

Result<void> generate(KeysArguments const& arguments, server::Options const& options, Output const& output) {
    if (arguments.type == "encryption") return print_encryption_key(output);
    if (arguments.type != "signing") return generate_api_key(arguments, options, output);
    TRY(auto const key, auth::Jwk::generate(arguments.alg));
    return add(options, output, key);
}

Result<void> rotate(KeysArguments const& arguments, server::Options const& options, Output const& output) {
    if (arguments.encryption) return rotate_encryption(options, output);
    std::optional<auth::RingKey> current;
    TRY_VOID(change_ring(options, [&](auth::KeyRing& ring) -> Result<void> {
        TRY_VOID(ring.rotate(now()));
        current = *ring.current();
        return {};
    }));
    tell_state(output, *current,
               ". Tokens of the one before stay good until they expire; then `backstay keys revoke`");
    return {};
}

Result<void> revoke(KeysArguments const& arguments, server::Options const& options, Output const& output) {
    TRY_VOID(change_ring(options, [&](auth::KeyRing& ring) { return ring.revoke(arguments.kid); }));
    if (output.json)
        output.out << JsonObject().set_text("key", arguments.kid).set_text("state", "revoked").to_string()
                   << '\n';
    else
        output.out << arguments.kid << " is revoked\n";
    return {};
}

Result<std::string> read_input(std::string const& path) {
    if (path == "-") return std::string{std::istreambuf_iterator<char>(std::cin), {}};
    std::ifstream file(path);
    if (!file) return failure("58P01", "cannot read the file \"" + path + "\"");
    return std::string{std::istreambuf_iterator<char>(file), {}};
}

// A JWK or PEM; a JWK without kid is named as PEM is.
Result<auth::Jwk> parse_key(std::string const& text) {
    if (!trim(text).starts_with('{')) return auth::Jwk::from_pem(text);
    TRY(auto json, JsonObject::parse(trim(text)));
    return auth::Jwk::complete(std::move(json));
}

Result<void> import_key(KeysArguments const& arguments, server::Options const& options,
                        Output const& output) {
    TRY(auto const text, read_input(arguments.file));
    TRY(auto const key, parse_key(text));
    return add(options, output, key);
}

Result<void> export_keys(KeysArguments const& arguments, server::Options const& options,
                         Output const& output) {
    TRY(auto const ring, read_ring(options));
    output.out << (arguments.show_private ? ring.to_string() : ring.to_public_set() + "\n");
    return {};
}

struct KeysAction {
    std::string_view name;
    std::string_view help;
    std::string examples;
    Result<void> (*work)(KeysArguments const&, server::Options const&, Output const&);
};

Usage add_keys_action(Usage keys, std::shared_ptr<KeysArguments> const& arguments, KeysAction const& action) {
    auto const sub = keys.command(action.name, action.help);
    sub.footer("Examples:\n" + action.examples);
    sub.runs([arguments, work = action.work](Output const& output) -> Result<void> {
        TRY(auto const loaded, load_project(arguments->project));
        return work(*arguments, loaded.options, output);
    });
    return sub;
}

}  // namespace

void add_keys(Usage program) {
    auto const arguments = std::make_shared<KeysArguments>();
    auto const keys = program.group("keys", "Keys: of access tokens, and of clients");
    add_project_options(keys, arguments->project);
    keys.footer(
        "A signing key stands by, then is the current one, then verifies only, then is revoked. API keys "
        "are\n"
        "good until they are revoked. They are kept in data/keys.json; running servers see a change within "
        "a\n"
        "second.\n"
        "Examples:\n"
        "  backstay keys generate --alg ES256\n"
        "  backstay keys rotate\n"
        "  backstay keys generate --type publishable --name web\n"
        "  backstay keys list");
    auto const action = [&](KeysAction const& one) { return add_keys_action(keys, arguments, one); };
    action({"list", "Show the keys and their states", "  backstay keys list\n  backstay keys list --json",
            &list_keys});
    auto const made = action({"generate", "Make a signing key that stands by, or an API key",
                              "  backstay keys generate\n"
                              "  backstay keys generate --alg RS256\n"
                              "  backstay keys generate --type secret --name worker",
                              &generate});
    made.option("--type", arguments->type,
                "What it is for: tokens; browsers and apps; servers; secrets in the database")
        .one_of({"signing", "publishable", "secret", "encryption"})
        .show_default();
    made.option("--alg", arguments->alg, "The algorithm of a signing key")
        .one_of({"ES256", "RS256", "EdDSA", "HS256"})
        .show_default();
    made.option("--name", arguments->name, "What to call an API key");
    action({"rotate", "Sign with the key that stands by, or with a new one; or encrypt anew",
            "  backstay keys rotate\n  backstay keys rotate --encryption", &rotate})
        .flag("--encryption", arguments->encryption,
              "Encrypt what columns hold by an older key, or by none, with the newest encryption key");
    action({"revoke", "Refuse tokens of a signing key, or an API key, from now on",
            "  backstay keys revoke KID\n  backstay keys revoke web", &revoke})
        .option("KEY", arguments->kid, "The kid or the name that `keys list` shows")
        .required();
    action({"import", "Take in a key that there is: a JWK or PEM, private or public",
            "  backstay keys import key.pem\n  openssl genpkey -algorithm ed25519 | backstay keys import -",
            &import_key})
        .option("FILE", arguments->file, "The file; - is standard input")
        .required();
    auto const shown = action({"export", "Print the keys as a JWK set",
                               "  backstay keys export --public\n"
                               "  backstay keys export --private > signing_keys.json",
                               &export_keys})
                           .choice("what");
    shown.flag("--public", arguments->show_public, "For those who verify tokens");
    shown.flag("--private", arguments->show_private, "For the setting auth.signing_keys");
}

}  // namespace backstay::cli
