#include "http/response_writer.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "http/encoding.hpp"
#include "http/response.hpp"

namespace backstay::http {

namespace {

// Content-Length is written before the length is known, so room is left for it: blanks before the value
// are allowed (RFC 9112, section 5) and nobody minds them.
constexpr std::string_view length_field = "Content-Length:           ";
constexpr std::size_t digits = 10;

bool is_control(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

void append_value(std::string& buffer, std::string_view value) {
    buffer.append(value);
    // Hardly any value has one, and without a branch the compiler looks at many bytes at once.
    bool found = false;
    for (char const c : value) found |= is_control(c);
    if (found)
        std::ranges::replace_if(buffer.end() - static_cast<std::ptrdiff_t>(value.size()), buffer.end(),
                                is_control, ' ');
}

}  // namespace

void ResponseWriter::start(int status, std::string_view reason) {
    discard();
    status_ = status;
    if (status == 200 && reason.empty()) {
        buffer_.append("HTTP/1.1 200 OK\r\n");
    } else {
        buffer_.append("HTTP/1.1 ").append(std::to_string(status)).append(1, ' ');
        append_value(buffer_, reason.empty() ? reason_phrase(status) : reason);
        buffer_.append("\r\n");
    }
    buffer_.append(common_.fields);
    if (!common_.request_id.empty()) {
        buffer_.append("X-Request-Id: ").append(common_.request_id).append("\r\n");
    }
    if (common_.closes) {
        buffer_.append("Connection: close\r\n");
    } else if (common_.http10) {
        buffer_.append("Connection: keep-alive\r\n");
    }
}

void ResponseWriter::content_type(std::string_view value) {
    text_ = is_compressible(value);
    buffer_.append("Content-Type: ");
    append_value(buffer_, value);
    buffer_.append(text_ && common_.varies ? "\r\nVary: Accept-Encoding\r\n" : "\r\n");
}

void ResponseWriter::header(std::string_view name, std::string_view value) {
    if (name.size() == 12 && equals_ignoring_case(name, "content-type")) return content_type(value);
    if (name.size() == 16 && equals_ignoring_case(name, "content-encoding")) encoded_ = true;
    // The length is ours to say; two of them would let a proxy see another answer than the peer.
    if (name.size() == 14 && equals_ignoring_case(name, "content-length")) return;
    bool const tag = name.size() == 4 && equals_ignoring_case(name, "etag");
    buffer_.append(name).append(": ");
    append_value(buffer_, value);
    if (tag && value.ends_with('"')) tag_end_ = buffer_.size() - 1;
    buffer_.append("\r\n");
}

void ResponseWriter::append_length() {
    if (!bodiless()) {
        buffer_.append(length_field);
        length_at_ = buffer_.size() - digits;
        buffer_.append("\r\n");
    }
    buffer_.append("\r\n");
    body_start_ = buffer_.size();
}

std::string& ResponseWriter::body() {
    if (!has_body_) {
        fields_end_ = buffer_.size();
        append_length();
        has_body_ = true;
    }
    return buffer_;
}

void ResponseWriter::set_length(std::size_t length) {
    char text[20];
    auto const end = std::to_chars(text, text + sizeof text, length).ptr;
    auto const size = static_cast<std::size_t>(end - text);
    buffer_.replace(length_at_ + digits - size, size, text, size);
}

void ResponseWriter::begin_stream(bool chunked) {
    if (chunked) buffer_.append("Transfer-Encoding: chunked\r\n");
    buffer_.append("\r\n");
    fields_end_ = body_start_ = buffer_.size();
    has_body_ = true;
}

void ResponseWriter::finish() {
    body();
    if (common_.head_only && body_size() == 0 && !bodiless()) {
        // What GET would have answered was not made, so its length is not known.
        buffer_.resize(fields_end_);
        buffer_.append("\r\n");
        body_start_ = buffer_.size();
        return;
    }
    if (!bodiless()) set_length(body_size());
    if (bodiless() || common_.head_only) buffer_.resize(body_start_);
}

void ResponseWriter::finish_compressed(std::string_view compressed, std::string_view coding) {
    buffer_.resize(fields_end_);
    header("Content-Encoding", coding);
    // Each coding of a body has a strong validator of its own (RFC 9110, 8.8.3.3).
    if (tag_end_ > 0) buffer_.insert(tag_end_, "-" + std::string(coding));
    append_length();
    buffer_.append(compressed);
    finish();
}

bool ResponseWriter::compressible() const { return text_ && !encoded_ && !bodiless() && status_ != 206; }

void ResponseWriter::describe(std::string_view route, std::string_view role) {
    route_ = route;
    role_ = role;
}

void ResponseWriter::discard() {
    buffer_.resize(start_);
    status_ = 0;
    has_body_ = text_ = encoded_ = false;
    body_start_ = fields_end_ = length_at_ = tag_end_ = 0;
    route_ = role_ = {};
}

}  // namespace backstay::http
