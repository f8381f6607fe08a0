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

// What every answer carries: known before the handler is asked.
struct Common {
    std::string_view fields;      // Date and the fixed ones, each with its line end
    std::string_view request_id;  // fit to be sent
    bool closes = false;          // no further request will be read
    bool http10 = false;          // to a peer that must be told when the connection is kept
    bool head_only = false;       // an answer to HEAD
    bool varies = false;          // compression is on, so that texts depend on Accept-Encoding
};

class ResponseWriter {
public:
    ResponseWriter(std::string& buffer, Common const& common)
        : buffer_(buffer), common_(common), start_(buffer.size()) {}

    void start(int status, std::string_view reason = {});
    void content_type(std::string_view value);

    // Control characters in `value` become blanks, so that no value can add a field.
    void header(std::string_view name, std::string_view value);

    // Ends the head; the body is what is appended to this string from here on.
    std::string& body();
    std::size_t body_size() const { return has_body_ ? buffer_.size() - body_start_ : 0; }

    // For the log and the metrics, never sent. Both must outlive the request's answer.
    void describe(std::string_view route, std::string_view role);

    // Ends the head of an answer whose body is sent in pieces afterwards.
    void begin_stream(bool chunked);

    // Fills in the length. REQUIRES: called once, last; not after begin_stream().
    void finish();

    // The same with the body replaced by its compressed form.
    void finish_compressed(std::string_view compressed, std::string_view coding);
    std::string_view body_view() const { return std::string_view(buffer_).substr(body_start_); }

    // Whether the answer may be compressed at all, by its status and fields.
    bool compressible() const;

    // Drops all of it, as if start() had not been called.
    void discard();
    bool started() const { return status_ != 0; }
    int status() const { return status_; }
    std::string_view role() const { return role_; }
    std::string_view route() const { return route_; }

private:
    bool bodiless() const { return status_ < 200 || status_ == 204 || status_ == 304; }
    void append_length();
    void set_length(std::size_t length);

    std::string& buffer_;
    Common const& common_;
    std::size_t start_;
    std::size_t fields_end_ = 0;  // where the fields end, before Content-Length
    std::size_t length_at_ = 0;   // where the digits of Content-Length go
    std::size_t body_start_ = 0;
    std::size_t tag_end_ = 0;  // the closing quote of ETag
    int status_ = 0;
    bool has_body_ = false;
    bool text_ = false;     // of a media type that compresses
    bool encoded_ = false;  // the handler set Content-Encoding itself
    std::string_view route_;
    std::string_view role_;
};

}  // namespace backstay::http
