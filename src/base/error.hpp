#pragma once

// An Error is something a caller may expect and answer for: a bad request, a missing table, a refused
// token, a busy engine. It has the form that PostgreSQL and PostgREST give theirs: a code of five
// characters (SQLSTATE, https://www.postgresql.org/docs/15/errcodes-appendix.html) or PGRSTnnn, a message,
// and perhaps a detail and a hint. The HTTP status follows from the code (api/rest/status.hpp), never from
// the place where the error was made. A broken invariant is not an Error: it is a bug, and asserts.
//
//     return failure("42P01", "relation \"tasks\" does not exist").hint("Perhaps you meant \"task\".");

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace backstay {

// Where in a text something was met. Lines and columns count from 1; 0 is "not known".
struct Position {
    std::string file;
    int line = 0;
    int column = 0;

    bool operator==(Position const&) const = default;
};

// What an Error says.
struct ErrorFields {
    std::string code;
    std::string message;
    std::optional<std::string> detail = {};
    std::optional<std::string> hint = {};
    std::string constraint = {};  // the violated constraint, where there is one
    Position position = {};       // in a migration or configuration file, where there is one
    bool detail_is_json = false;  // the detail is a JSON value (PGRST201, PGRST203), not a text

    bool operator==(ErrorFields const&) const = default;
};

// As wide as a pointer, since every Result has room for one and few ever hold one: `error->code`.
// One that nothing was put into, or that was moved from, has empty fields.
class Error {
public:
    Error() = default;
    Error(ErrorFields fields);  // NOLINT(google-explicit-constructor): Error{{.code = ...}} is what it says
    Error(Error&& other) noexcept : fields_(std::exchange(other.fields_, nullptr)) {}
    Error(Error const& other);
    Error& operator=(Error other) noexcept {
        std::swap(fields_, other.fields_);
        return *this;
    }
    ~Error() {
        if (fields_ != nullptr) destroy(fields_);
    }

    ErrorFields* operator->();
    ErrorFields const* operator->() const;

    bool operator==(Error const& other) const;

private:
    static void destroy(ErrorFields* fields);

    ErrorFields* fields_ = nullptr;
};

// What a function returns in place of its value; more can be said of the error on the way out.
class Failure {
public:
    explicit Failure(Error error) : error_(std::move(error)) {}

    Failure&& detail(std::string text) &&;
    Failure&& hint(std::string text) &&;
    Failure&& constraint(std::string name) &&;
    Failure&& at(Position position) &&;

    Error&& error() && { return std::move(error_); }

    template <class T>
    operator std::expected<T, Error>() && {  // NOLINT(google-explicit-constructor): the point of the class
        return std::unexpected(std::move(error_));
    }

private:
    Error error_;
};

// REQUIRES: code is a SQLSTATE or PGRSTnnn.
Failure failure(std::string_view code, std::string message);

// 0A000 `not supported on the embedded engine: <construct>`, with what to write instead.
Failure not_supported(std::string_view construct, std::string instead);

// XX000: something that should not have happened outside our control, such as a library's refusal.
Failure internal_error(std::string message);

// "V1__init.sql:4:12", "V1__init.sql", or "" as far as the parts are known.
std::string to_string(Position const& position);

}  // namespace backstay
