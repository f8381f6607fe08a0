#include "auth/fetch.hpp"

#include <curl/curl.h>

#include <memory>

namespace backstay::auth {
namespace {

constexpr long patience = 10;
constexpr std::size_t largest_answer = 1024UL * 1024;

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t take(char* from, std::size_t size, std::size_t count, void* to) {
    auto& body = *static_cast<std::string*>(to);
    if (body.size() + size * count > largest_answer) return 0;
    body.append(from, size * count);
    return size * count;
}

void append_encoded(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (auto const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        bool const plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           std::string_view("-_.~").contains(c);
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
    }
}

std::string encoded(std::string_view text) {
    std::string out;
    append_encoded(out, text);
    return out;
}

}  // namespace

bool is_safe_address(std::string const& url) {
    if (url.starts_with("https://")) return true;
    for (auto const* const host : {"http://localhost", "http://127.0.0.1", "http://[::1]"}) {
        if (!url.starts_with(host)) continue;
        auto const rest = std::string_view(url).substr(std::string_view(host).size());
        if (rest.empty() || rest.front() == ':' || rest.front() == '/') return true;
    }
    return false;
}

std::string form_encoded(std::vector<std::pair<std::string, std::string>> const& fields) {
    std::string out;
    for (auto const& [name, value] : fields) {
        if (!out.empty()) out += '&';
        append_encoded(out, name);
        out += '=';
        append_encoded(out, value);
    }
    return out;
}

Result<std::string> fetch(FetchRequest const& request) {
    if (!is_safe_address(request.url))
        return failure("58000", "\"" + request.url + "\" is not an address of https");
    std::unique_ptr<CURL, CurlFree> const handle(curl_easy_init());
    if (!handle) return internal_error("no memory for a request to another server");
    std::string body;
    auto const form = form_encoded(request.form);
    std::unique_ptr<curl_slist, CurlFree> headers(curl_slist_append(nullptr, "Accept: application/json"));
    auto const add = [&](std::string const& field) {
        headers.reset(curl_slist_append(headers.release(), field.c_str()));
    };
    if (!request.bearer.empty()) add("Authorization: Bearer " + request.bearer);
    for (auto const& field : request.headers) add(field);
    if (!request.user.empty()) {
        // RFC 6749 section 2.3.1: both are encoded as a form's values first.
        curl_easy_setopt(handle.get(), CURLOPT_USERNAME, encoded(request.user).c_str());
        curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, encoded(request.password).c_str());
    }
    // Some refuse who does not say what they are.
    curl_easy_setopt(handle.get(), CURLOPT_USERAGENT, "backstay");
    curl_easy_setopt(handle.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    if (!request.form.empty()) curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, form.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT, patience);
    curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
    auto const code = curl_easy_perform(handle.get());
    if (code != CURLE_OK) return failure("58000", std::string("the provider: ") + curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status > 299)
        return failure("58000", "the provider answered with status " + std::to_string(status)).detail(body);
    return body;
}

}  // namespace backstay::auth
