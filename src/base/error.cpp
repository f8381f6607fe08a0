#include "base/error.hpp"

#include <utility>

namespace backstay {

Failure&& Failure::detail(std::string text) && {
    error_.detail = std::move(text);
    return std::move(*this);
}

Failure&& Failure::hint(std::string text) && {
    error_.hint = std::move(text);
    return std::move(*this);
}

Failure&& Failure::constraint(std::string name) && {
    error_.constraint = std::move(name);
    return std::move(*this);
}

Failure&& Failure::at(Position position) && {
    error_.position = std::move(position);
    return std::move(*this);
}

Failure failure(std::string_view code, std::string message) {
    return Failure(Error{.code = std::string(code), .message = std::move(message)});
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
