#include "http/request.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::http {

namespace {

auto find(std::vector<HeaderField> const& headers, std::string_view name) {
    return std::ranges::find_if(headers, [name](auto const& field) {
        return field.first.size() == name.size() && equals_ignoring_case(field.first, name);
    });
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    auto const found = find(headers, name);
    return found == headers.end() ? std::string_view{} : found->second;
}

bool Request::has_header(std::string_view name) const { return find(headers, name) != headers.end(); }

}  // namespace backstay::http
