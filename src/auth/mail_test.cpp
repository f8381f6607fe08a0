#include "auth/mail.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

MailValues values() {
    return {.texts = {{"Email", "ann@example.org"}, {"Token", "123456"}},
            .data = JsonObject::parse(R"({"name":"<Ann>","age":41,"none":null})").value()};
}

TEST(MailTemplate, TakesValuesByName) {
    struct Case {
        char const* text;
        char const* rendered;
    };
    constexpr Case cases[] = {
        {"", ""},
        {"code {{ .Token }}.", "code 123456."},
        {"{{.Token}}{{ .Email}}", "123456ann@example.org"},
        {"{{ .Data.name }} {{ .Data.age }} {{ .Data.none }}{{ .Data.other }}", "&lt;Ann&gt; 41 "},
        {"{{ .Unknown }}|{{ open", "|{{ open"},
    };
    for (auto const& [text, rendered] : cases) EXPECT_EQ(render(text, values(), Escaping::html), rendered);
    EXPECT_EQ(render("{{ .Data.name }}", values(), Escaping::none), "<Ann>");
}

TEST(MailMessage, KeepsHeadersOnTheirLines) {
    Mail const mail{.kind = MailKind::recovery,
                    .recipient = "ann@example.org\r\nBcc: eve@example.org",
                    .subject = "Grüße\r\nX: y",
                    .html = "<p>text</p>"};
    auto const message = mime_message(mail, "Shop <no-reply@shop.example>", Time());
    EXPECT_TRUE(message.starts_with("From: Shop <no-reply@shop.example>\r\nTo: ann@example.org  Bcc: "));
    EXPECT_FALSE(message.contains("\r\nBcc:"));
    EXPECT_TRUE(message.contains("\r\nSubject: =?utf-8?B?"));
    EXPECT_TRUE(message.contains("\r\nDate: Thu, 01 Jan 1970 00:00:00 +0000\r\n"));
    EXPECT_TRUE(message.ends_with("\r\n\r\nPHA+dGV4dDwvcD4=\r\n")) << message;
}

}  // namespace
}  // namespace backstay::auth
