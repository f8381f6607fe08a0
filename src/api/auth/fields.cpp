#include "api/auth/fields.hpp"

#include <algorithm>

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

std::optional<Weakness> weakness(Options const& options, std::string const& password) {
    std::vector<std::string> messages, reasons;
    if (password.size() < options.password_min) {
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
    if (reasons.empty()) return std::nullopt;
    return Weakness{join(messages, " "), std::move(reasons)};
}

Answered<Nothing> check_password(Options const& options, std::string const& password) {
    if (password.size() > options.password_max)
        return refuse(Refusal::password_too_long, std::to_string(options.password_max));
    auto weak = weakness(options, password);
    if (!weak) return Nothing{};
    auto made = refused(Refusal::weak_password, weak->message);
    made.reasons = std::move(weak->reasons);
    return std::unexpected(std::move(made));
}

}  // namespace backstay::api::auth
