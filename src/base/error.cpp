#include "base/error.hpp"

#include <utility>

namespace backstay {

Error::Error(ErrorFields fields) : fields_(new ErrorFields(std::move(fields))) {}

Error::Error(Error const& other)
    : fields_(other.fields_ == nullptr ? nullptr : new ErrorFields(*other.fields_)) {}

void Error::destroy(ErrorFields* fields) { delete fields; }

ErrorFields* Error::operator->() {
    if (fields_ == nullptr) fields_ = new ErrorFields;
    return fields_;
}

ErrorFields const* Error::operator->() const {
    static ErrorFields const nothing;
    return fields_ == nullptr ? &nothing : fields_;
}

bool Error::operator==(Error const& other) const { return *operator->() == *other.operator-> (); }

Failure&& Failure::detail(std::string text) && {
    error_->detail = std::move(text);
    return std::move(*this);
}

Failure&& Failure::hint(std::string text) && {
    error_->hint = std::move(text);
    return std::move(*this);
}

Failure&& Failure::constraint(std::string name) && {
    error_->constraint = std::move(name);
    return std::move(*this);
}

Failure&& Failure::at(Position position) && {
    error_->position = std::move(position);
    return std::move(*this);
}

Failure failure(std::string_view code, std::string message) {
    return Failure(ErrorFields{.code = std::string(code), .message = std::move(message)});
}

Failure not_supported(std::string_view construct, std::string instead) {
    return failure("0A000", "not supported on the embedded engine: " + std::string(construct))
        .hint(std::move(instead));
}

Failure internal_error(std::string message) { return failure("XX000", std::move(message)); }

std::string to_string(Position const& position) {
    auto text = position.file;
    if (position.line > 0) text += ":" + std::to_string(position.line);
    if (position.line > 0 && position.column > 0) text += ":" + std::to_string(position.column);
    return text;
}

}  // namespace backstay
