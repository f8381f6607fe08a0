// {{ .Name }} in the places where Go's templates have it: https://pkg.go.dev/text/template

#include <filesystem>
#include <fstream>
#include <iterator>

#include "auth/mail.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr MailKind kinds[] = {MailKind::confirmation,      MailKind::invite,
                              MailKind::magic_link,        MailKind::recovery,
                              MailKind::email_change,      MailKind::reauthentication,
                              MailKind::password_changed,  MailKind::email_changed,
                              MailKind::phone_changed,     MailKind::identity_linked,
                              MailKind::identity_unlinked, MailKind::factor_enrolled,
                              MailKind::factor_unenrolled};

std::string notice_body(std::string_view title, std::string_view text) {
    return "<h2>" + std::string(title) + "</h2>\n<p>" + std::string(text) +
           "</p>\n<p>If that was not you, reset your password at {{ .SiteURL }} and get in touch with "
           "us.</p>\n";
}

std::string link_body(std::string_view title, std::string_view text, std::string_view link) {
    return "<h2>" + std::string(title) + "</h2>\n<p>" + std::string(text) +
           "</p>\n<p><a href=\"{{ .ConfirmationURL }}\">" + std::string(link) +
           "</a></p>\n<p>Or enter the code: {{ .Token }}</p>\n";
}

std::string escaped(std::string_view text) {
    std::string out;
    for (auto const c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&#34;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    return out;
}

std::string value_of(std::string_view name, MailValues const& values) {
    constexpr std::string_view data = "Data.";
    if (name.starts_with(data)) {
        auto const member = name.substr(data.size());
        if (auto text = values.data.text(member)) return *std::move(text);
        return values.data.is_null(member) ? std::string() : values.data.json(member).value_or("");
    }
    auto const found = values.texts.find(name);
    return found == values.texts.end() ? std::string() : found->second;
}

}  // namespace

std::string_view mail_kind_name(MailKind kind) {
    switch (kind) {
        case MailKind::confirmation: return "confirmation";
        case MailKind::invite: return "invite";
        case MailKind::magic_link: return "magic_link";
        case MailKind::recovery: return "recovery";
        case MailKind::email_change: return "email_change";
        case MailKind::reauthentication: return "reauthentication";
        case MailKind::password_changed: return "password_changed_notification";
        case MailKind::email_changed: return "email_changed_notification";
        case MailKind::phone_changed: return "phone_changed_notification";
        case MailKind::identity_linked: return "identity_linked_notification";
        case MailKind::identity_unlinked: return "identity_unlinked_notification";
        case MailKind::factor_enrolled: return "mfa_factor_enrolled_notification";
        case MailKind::factor_unenrolled: return "mfa_factor_unenrolled_notification";
    }
    return "";
}

MailTemplates::MailTemplates() {
    templates_ = {
        {MailKind::confirmation,
         {"Confirm your email address",
          link_body("Confirm your email address",
                    "Follow this link to confirm your email address:", "Confirm email address")}},
        {MailKind::invite,
         {"You've been invited",
          link_body("You've been invited",
                    "You have been invited to {{ .SiteURL }}. Follow this link to accept:",
                    "Accept the invitation")}},
        {MailKind::magic_link,
         {"Your sign-in link", link_body("Your sign-in link", "Follow this link to sign in:", "Sign in")}},
        {MailKind::recovery,
         {"Reset your password",
          link_body("Reset your password", "Follow this link to choose a new password:", "Reset password")}},
        {MailKind::email_change,
         {"Confirm your new email address",
          link_body("Confirm your new email address",
                    "Follow this link to change your email address from {{ .Email }} to {{ .NewEmail }}:",
                    "Change email address")}},
        {MailKind::reauthentication,
         {"{{ .Token }} is your verification code",
          "<h2>Confirm that it is you</h2>\n<p>Enter the code: {{ .Token }}</p>\n"}},
    };
    auto const notice = [&](MailKind kind, std::string_view title, std::string_view text) {
        templates_[kind] = {std::string(title), notice_body(title, text)};
    };
    notice(MailKind::password_changed, "Your password was changed",
           "The password of {{ .Email }} was changed.");
    notice(MailKind::email_changed, "Your email address was changed",
           "Your email address was changed from {{ .OldEmail }} to {{ .Email }}.");
    notice(MailKind::phone_changed, "Your phone number was changed",
           "The phone number of {{ .Email }} was changed to {{ .Phone }}.");
    notice(MailKind::identity_linked, "A way to sign in was added",
           "{{ .Email }} can be signed in to with {{ .Provider }} now.");
    notice(MailKind::identity_unlinked, "A way to sign in was removed",
           "{{ .Email }} can no longer be signed in to with {{ .Provider }}.");
    notice(MailKind::factor_enrolled, "A second factor was added",
           "Signing in to {{ .Email }} asks for a second factor now ({{ .FactorType }}).");
    notice(MailKind::factor_unenrolled, "A second factor was removed",
           "A second factor of {{ .Email }} was removed ({{ .FactorType }}).");
}

Result<MailTemplates> MailTemplates::read(std::string const& folder) {
    MailTemplates templates;
    if (folder.empty()) return templates;
    for (auto const kind : kinds) {
        auto const path = std::filesystem::path(folder) / (std::string(mail_kind_name(kind)) + ".html");
        std::error_code error;
        if (!std::filesystem::exists(path, error)) continue;
        std::ifstream file(path);
        if (!file) return failure("58P01", "cannot read the template \"" + path.string() + "\"");
        std::string text{std::istreambuf_iterator<char>(file), {}};
        constexpr std::string_view subject = "Subject:";
        auto& made = templates.templates_[kind];
        if (text.starts_with(subject)) {
            auto const end = std::min(text.find('\n'), text.size());
            made.subject = trim(std::string_view(text).substr(subject.size(), end - subject.size()));
            text.erase(0, end + 1);
        }
        made.body = std::move(text);
    }
    return templates;
}

std::string render(std::string_view text, MailValues const& values, Escaping escaping) {
    std::string out;
    while (true) {
        auto const begin = text.find("{{");
        auto const end = begin == std::string_view::npos ? begin : text.find("}}", begin);
        if (end == std::string_view::npos) return out + std::string(text);
        out += text.substr(0, begin);
        auto name = trim(text.substr(begin + 2, end - begin - 2));
        if (name.starts_with('.')) name.remove_prefix(1);
        auto const value = value_of(name, values);
        out += escaping == Escaping::html ? escaped(value) : value;
        text.remove_prefix(end + 2);
    }
}

}  // namespace backstay::auth
