#include "api/auth/fields.hpp"

#include <algorithm>

#include "auth/audit.hpp"
#include "auth/common_passwords.hpp"
#include "auth/fetch.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// RFC 5322's dot-atom, and letters beyond ASCII (RFC 6531).
bool is_local_part(std::string_view text) {
    auto const fits = [](char c) {
        return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~.").contains(c) ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    return !text.empty() && text.size() <= 64 && text.front() != '.' && text.back() != '.' &&
           !text.contains("..") && std::ranges::all_of(text, fits);
}

bool is_label(std::string_view text) {
    auto const fits = [](char c) {
        return is_letter_or_digit(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
    };
    return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(text, fits);
}

bool is_domain(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.' || text.contains("..")) return false;
    return std::ranges::all_of(split(text, '.'), is_label);
}

}  // namespace

Answered<std::string> check_email(std::string const& email) {
    constexpr std::size_t longest = 255;
    if (email.empty()) return refuse(Refusal::email_required);
    if (email.size() > longest) return refuse(Refusal::email_too_long);
    auto const at = email.rfind('@');
    auto const text = std::string_view(email);
    if (at == std::string::npos || !is_utf8(text) || !is_local_part(text.substr(0, at)) ||
        !is_domain(text.substr(at + 1)))
        return refuse(Refusal::email_invalid);
    return to_lower(email);
}

Answered<std::string> check_phone(std::string const& phone) {
    std::string digits = phone.starts_with('+') ? phone.substr(1) : phone;
    std::erase(digits, ' ');
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.size() < 2 || digits.size() > 15 || digits.front() == '0' ||
        !std::ranges::all_of(digits, is_digit))
        return refuse(Refusal::phone_invalid);
    return digits;
}

Answered<Nothing> check_channel(std::string const& channel) {
    if (channel.empty() || channel == "sms" || channel == "whatsapp") return Nothing{};
    return refuse(Refusal::channel_invalid);
}

Answered<Challenge> read_challenge(Asked const& asked) {
    TRY(auto const challenge, asked.body.text("code_challenge"));
    TRY(auto const method, asked.body.text("code_challenge_method"));
    if (challenge.empty() != method.empty()) return refuse(Refusal::pkce_incomplete);
    if (challenge.empty()) return Challenge{};
    if (challenge.size() < 43 || challenge.size() > 128) return refuse(Refusal::pkce_length);
    auto const fits = [](char c) { return is_letter_or_digit(c) || std::string_view("-._~").contains(c); };
    if (!std::ranges::all_of(challenge, fits)) return refuse(Refusal::pkce_characters);
    auto const known = to_lower(method);
    if (known != "s256" && known != "plain") return refuse(Refusal::pkce_method_unknown);
    return Challenge{challenge, known};
}

Answered<Nothing> check_lockout(Context& context, std::string const& account, Time now) {
    if (!context.options.rate_limits) return Nothing{};
    auto const wait = context.shared.lockouts.wait(account, now);
    if (!wait) return Nothing{};
    auto busy = refused(Refusal::over_request_rate);
    busy.retry_after = wait;
    return std::unexpected(std::move(busy));
}

Flow<Nothing> count_failure(Context& context, std::string const& account, std::optional<User> const& user,
                            Asked const& asked) {
    auto const wait = context.shared.lockouts.failed(account, asked.now);
    if (!wait || !context.options.rate_limits) co_return Nothing{};
    auto const& from = asked.request.remote_address;
    auto event =
        user ? audit_of("account_locked", *user, from)
             : AuditEvent{
                   .action = "account_locked", .actor_id = {}, .actor_username = account, .address = from};
    event.traits.set_text("account", account).set_integer("seconds", *wait);
    co_return co_await in_transaction<Nothing>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
            CO_TRY_VOID(co_await write_audit(transaction, event, asked.now));
            co_return Nothing{};
        });
}

namespace {

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// "ann" of ann@example.org, or the digits of a number, in the password; short ones stand in many words.
bool has_account(std::string const& password, std::string const& account) {
    constexpr std::size_t shortest = 4;
    auto const name = to_lower(account.substr(0, account.find('@')));
    return name.size() >= shortest && to_lower(password).contains(name);
}

Refused weak(Weakness weakness) {
    auto made = refused(Refusal::weak_password, weakness.message);
    made.reasons = std::move(weakness.reasons);
    return made;
}

}  // namespace

std::optional<Weakness> weakness(Options const& options, std::string const& given,
                                 std::string const& account) {
    auto const password = composed(given);
    std::vector<std::string> messages, reasons;
    if (characters(password) < options.password_min) {
        messages.push_back("Password should be at least " + std::to_string(options.password_min) +
                           " characters.");
        reasons.emplace_back("length");
    }
    auto const lacks = [&](std::string const& set) {
        return password.find_first_of(set) == std::string::npos;
    };
    if (std::ranges::any_of(options.password_characters, lacks)) {
        messages.push_back("Password should contain at least one character of each: " +
                           join(options.password_characters, ", ") + ".");
        reasons.emplace_back("characters");
    }
    bool const common = !options.common_passwords && is_common_password(password);
    if (common || has_account(password, account)) {
        messages.emplace_back(
            common ? "Password is known to be weak and easy to guess, please choose a different one."
                   : "Password should not contain the name of the account.");
        reasons.emplace_back("pwned");
    }
    if (reasons.empty()) return std::nullopt;
    return Weakness{join(messages, " "), std::move(reasons)};
}

Answered<Nothing> check_password(Options const& options, std::string const& password,
                                 std::string const& account) {
    if (password.size() > options.password_max)
        return refuse(Refusal::password_too_long, std::to_string(options.password_max));
    if (auto found = weakness(options, password, account)) return std::unexpected(weak(*std::move(found)));
    return Nothing{};
}

Flow<Nothing> check_breaches(Context& context, std::string const& password) {
    auto const& url = context.options.breach_url;
    if (url.empty() || password.empty()) co_return Nothing{};
    constexpr std::size_t sent = 5;
    auto const digits = hex_digest("SHA1", composed(password));
    FetchRequest request{.url = url + digits.substr(0, sent)};
    // So that the length of the answer says nothing of what was asked.
    request.headers.emplace_back("Add-Padding: true");
    auto const text = co_await context.shared.callers.run<std::string>([request] { return fetch(request); });
    if (!text) {
        context.observer.on(
            observe::Failed{.doing = "asking whether a password is known", .message = text.error()->message});
        co_return Nothing{};
    }
    for (auto const& line : split(*text, '\n')) {
        auto const pair = split_once(trim(line), ':');
        if (pair && to_lower(pair->first) == digits.substr(sent) && pair->second != "0")
            co_return std::unexpected(
                weak({"Password is known to be weak and easy to guess, please choose a different one.",
                      {"pwned"}}));
    }
    co_return Nothing{};
}

}  // namespace backstay::api::auth
