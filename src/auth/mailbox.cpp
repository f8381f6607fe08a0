#include "auth/mailbox.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string_view>

#include "auth/base64.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".eml";
constexpr std::uintmax_t largest = 1 << 20;

// 1760000000000000-0b9a....eml, as the sender names its files; nothing that leads elsewhere.
bool is_id(std::string_view id) {
    if (!id.ends_with(suffix)) return false;
    auto const stem = id.substr(0, id.size() - suffix.size());
    return !stem.empty() && stem.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

std::string field(std::string_view head, std::string_view name) {
    for (auto const& line : split(head, '\n')) {
        auto const pair = split_once(line, ':');
        if (pair && equals_ignoring_case(pair->first, name)) return std::string(trim(pair->second));
    }
    return {};
}

// =?utf-8?B?...?= is what it encodes.
std::string decoded_word(std::string text) {
    constexpr std::string_view begin = "=?utf-8?B?", end = "?=";
    if (!text.starts_with(begin) || !text.ends_with(end)) return text;
    auto const inner = std::string_view(text).substr(begin.size(), text.size() - begin.size() - end.size());
    return decode_base64(inner).value_or(text);
}

std::string unescaped(std::string_view text) {
    constexpr std::pair<std::string_view, char> entities[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&#34;", '"'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string out;
    while (!text.empty()) {
        auto const* const known = std::ranges::find_if(
            entities, [&](auto const& entity) { return text.starts_with(entity.first); });
        if (known == std::end(entities)) {
            out += text.front();
            text.remove_prefix(1);
        } else {
            out += known->second;
            text.remove_prefix(known->first.size());
        }
    }
    return out;
}

// The address of <a href="...">.
std::optional<std::string> link_of(std::string_view tag) {
    constexpr std::string_view attribute = "href=\"";
    auto const at = tag.find(attribute);
    if (!to_lower(tag).starts_with("<a ") || at == std::string_view::npos) return std::nullopt;
    auto const rest = tag.substr(at + attribute.size());
    return unescaped(rest.substr(0, rest.find('"')));
}

void read_html(std::string_view html, KeptMail& mail) {
    std::string text;
    while (!html.empty()) {
        auto const open = std::min(html.find('<'), html.size());
        text += html.substr(0, open);
        html.remove_prefix(open);
        if (html.empty()) break;
        auto const tag = html.substr(0, std::min(html.find('>'), html.size() - 1) + 1);
        if (auto link = link_of(tag)) mail.links.push_back(*std::move(link));
        html.remove_prefix(tag.size());
    }
    mail.text = trim(unescaped(text));
}

Result<std::string> content(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (file.bad()) return failure("58030", "cannot read \"" + path.filename().string() + "\"");
    return text;
}

struct Parts {
    std::string_view head, body;
};
Parts parts_of(std::string_view message) {
    constexpr std::string_view between = "\r\n\r\n";
    auto const at = message.find(between);
    if (at == std::string_view::npos) return {message, {}};
    return {message.substr(0, at), message.substr(at + between.size())};
}

KeptMail heading(std::string id, std::string_view head) {
    return {.id = std::move(id),
            .recipient = field(head, "To"),
            .subject = decoded_word(field(head, "Subject")),
            .date = field(head, "Date")};
}

}  // namespace

Result<std::vector<KeptMail>> list_mails(std::string const& folder, std::size_t most) {
    std::vector<std::string> names;
    std::error_code missing;  // before the first mail
    for (auto const& entry : fs::directory_iterator(folder, missing)) {
        auto name = entry.path().filename().string();
        std::error_code gone;
        if (is_id(name) && entry.file_size(gone) <= largest) names.push_back(std::move(name));
    }
    std::ranges::sort(names, std::greater());  // they begin with their time
    if (names.size() > most) names.resize(most);
    std::vector<KeptMail> mails;
    for (auto& name : names) {
        TRY(auto const message, content(fs::path(folder) / name));
        mails.push_back(heading(std::move(name), parts_of(message).head));
    }
    return mails;
}

Result<std::optional<KeptMail>> read_mail(std::string const& folder, std::string_view id) {
    auto const path = fs::path(folder) / id;
    std::error_code missing;
    if (!is_id(id) || fs::file_size(path, missing) > largest || missing) return std::nullopt;
    TRY(auto const message, content(path));
    auto const parts = parts_of(message);
    auto mail = heading(std::string(id), parts.head);
    std::string encoded;
    for (char const c : parts.body)
        if (c != '\r' && c != '\n') encoded += c;
    auto const html = decode_base64(encoded);
    if (!html) return failure("22023", "the mail is in another encoding than ours");
    read_html(*html, mail);
    return std::optional(std::move(mail));
}

}  // namespace backstay::auth
