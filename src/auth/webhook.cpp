#include "auth/webhook.hpp"

#include <curl/curl.h>

#include <memory>

#include "auth/base64.hpp"
#include "auth/fetch.hpp"
#include "auth/hmac.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Fields = std::unique_ptr<curl_slist, CurlFree>;

struct Taking {
    WebhookAnswer answer;
    std::size_t largest;
};

std::size_t take_body(char* from, std::size_t size, std::size_t count, void* to) {
    auto& taking = *static_cast<Taking*>(to);
    if (taking.answer.body.size() + size * count > taking.largest) {
        taking.answer.too_large = true;
        return 0;
    }
    taking.answer.body.append(from, size * count);
    return size * count;
}

std::size_t take_field(char* from, std::size_t size, std::size_t count, void* to) {
    auto& answer = static_cast<Taking*>(to)->answer;
    auto const field = split_once(std::string_view(from, size * count), ':');
    if (field && equals_ignoring_case(field->first, "content-type"))
        answer.content_type = trim(field->second);
    if (field && equals_ignoring_case(field->first, "retry-after")) answer.retry_after = trim(field->second);
    return size * count;
}

void add(Fields& fields, std::string const& field) {
    fields.reset(curl_slist_append(fields.release(), field.c_str()));
}

}  // namespace

Result<std::vector<std::string>> webhook_keys(std::string_view text) {
    constexpr std::string_view scheme = "v1,whsec_";
    std::vector<std::string> keys;
    if (trim(text).empty()) return keys;
    for (auto const& part : split(text, '|')) {
        auto const one = trim(part);
        auto const key = one.starts_with(scheme) ? decode_base64(one.substr(scheme.size())) : std::nullopt;
        if (!key || key->empty())
            return failure("22023", "a secret of webhooks is not of the form v1,whsec_<base64>");
        keys.push_back(*key);
    }
    return keys;
}

std::string webhook_signature(std::vector<std::string> const& keys, std::string_view id,
                              std::int64_t timestamp, std::string_view body) {
    auto const input = std::string(id) + "." + std::to_string(timestamp) + "." + std::string(body);
    std::string signature;
    for (auto const& key : keys)
        signature += (signature.empty() ? "v1," : " v1,") + encode_base64(hmac("SHA256", key, input));
    return signature;
}

Result<WebhookAnswer> call_webhook(WebhookCall const& call, Time now) {
    if (!is_safe_address(call.url))
        return failure("58000", "\"" + call.url + "\" is not an address of https");
    std::unique_ptr<CURL, CurlFree> const handle(curl_easy_init());
    if (!handle) return internal_error("no memory for a call of a webhook");
    auto const timestamp = unix_seconds(now);
    Fields fields;
    add(fields, "Content-Type: application/json");
    add(fields, "webhook-id: " + call.id);
    add(fields, "webhook-timestamp: " + std::to_string(timestamp));
    if (!call.keys.empty())
        add(fields, "webhook-signature: " + webhook_signature(call.keys, call.id, timestamp, call.body));
    Taking taking{.answer = {}, .largest = call.largest_answer};
    auto* const curl = handle.get();
    curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.c_str());
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &taking);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &taking);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(call.patience.count()));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    auto const code = curl_easy_perform(curl);
    if (code != CURLE_OK && !taking.answer.too_large)
        return failure(code == CURLE_OPERATION_TIMEDOUT ? "57014" : "58000",
                       std::string("the webhook: ") + curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    taking.answer.status = static_cast<int>(status);
    return std::move(taking.answer);
}

}  // namespace backstay::auth
