#pragma once

// A ResponseWriter appends one answer to the connection's output buffer, without a copy:
//
//     out.start(200);
//     out.content_type("application/json; charset=utf-8");
//     out.header("Content-Range", "0-19/*");
//     std::string& body = out.body();
//     encode_rows(rows, body);            // only appends; what stands before body_start is not the body's
//
// CALLS: (start (content_type | header)* [body])*. A second start() drops what was written since the first,
// so that an error met half-way through the rows can still be answered as an error.

#include <cstddef>
#include <string>
#include <string_view>

namespace backstay::http {

class ResponseWriter {
public:
    explicit ResponseWriter(std::string& buffer) : buffer_(buffer), start_(buffer.size()) {}

    void start(int status, std::string_view reason = {});
    void content_type(std::string_view value);

    // Control characters in `value` become blanks, so that no value can add a field.
    void header(std::string_view name, std::string_view value);

    // Ends the head; the body is what is appended to this string from here on.
    std::string& body();
    std::size_t body_size() const { return has_body_ ? buffer_.size() - body_start_ : 0; }

    // For the log and the metrics, never sent. The route must outlive the request (a literal).
    void describe(std::string_view route, std::string_view role);

    // Drops all of it, as if start() had not been called.
    void discard();
    bool started() const { return status_ != 0; }
    int status() const { return status_; }
    std::string_view role() const { return role_; }
    std::string_view route() const { return route_; }

private:
    friend class Exchange;

    std::string& buffer_;
    std::size_t start_;
    std::size_t head_end_ = 0;    // where the fields end that every answer gets
    std::size_t length_at_ = 0;   // where the digits of Content-Length stand
    std::size_t body_start_ = 0;  // 0 until body()
    int status_ = 0;
    bool has_body_ = false;
    bool compressible_ = false;
    bool encoded_ = false;  // the handler set Content-Encoding itself
    std::string route_;
    std::string role_;
};

}  // namespace backstay::http
