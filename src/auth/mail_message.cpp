// A mail as it goes over the wire: RFC 5322, RFC 2045 (base64), RFC 2047 (subjects beyond ASCII).

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "auth/base64.hpp"
#include "auth/mail.hpp"
#include "auth/random.hpp"
#include "auth/row.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

// A header's value on one line: a line end in it would begin another field.
std::string one_line(std::string_view text) {
    std::string line(text);
    std::ranges::replace_if(
        line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return line;
}

std::string encoded_word(std::string_view text) {
    auto const line = one_line(text);
    auto const plain = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::ranges::all_of(line, plain)) return line;
    return "=?utf-8?B?" + encode_base64(line) + "?=";
}

std::string date_of(Time time) {
    using namespace std::chrono;
    constexpr std::array names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const day = floor<days>(time);
    year_month_day const date(day);
    hh_mm_ss const clock(floor<seconds>(time - day));
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", names.at(weekday(day).c_encoding()),
                       static_cast<unsigned>(date.day()), months.at(static_cast<unsigned>(date.month()) - 1),
                       static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
}

std::string domain_of(std::string_view sender) {
    auto const at = sender.rfind('@');
    auto domain = at == std::string_view::npos ? std::string_view("localhost") : sender.substr(at + 1);
    domain = domain.substr(0, domain.find('>'));
    return one_line(domain);
}

}  // namespace

std::string mime_message(Mail const& mail, std::string_view sender, Time now) {
    constexpr std::size_t line = 76;
    auto message = "From: " + one_line(sender) + "\r\nTo: " + one_line(mail.recipient) +
                   "\r\nSubject: " + encoded_word(mail.subject) + "\r\nDate: " + date_of(now) +
                   "\r\nMessage-ID: <" + new_uuid() + "@" + domain_of(sender) +
                   ">\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n";
    auto const body = encode_base64(mail.html);
    for (std::size_t i = 0; i < body.size(); i += line) message += body.substr(i, line) + "\r\n";
    return message;
}

Task<void> queue_mail(engine::OwnTransaction& transaction, Vault const& vault, Mail mail, std::string sender,
                      Time now) {
    auto message = mime_message(mail, sender, now);
    return queue_message(transaction, vault,
                         {.channel = Channel::mail,
                          .kind = std::string(mail_kind_name(mail.kind)),
                          .recipient = std::move(mail.recipient),
                          .content = std::move(message)},
                         now);
}

}  // namespace backstay::auth
