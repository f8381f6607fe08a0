#pragma once

// Validators and conditional requests (RFC 9110, sections 8.8.3 and 13; RFC 9111).
//
//     ETag: "2f1a9c04d1b3e877_5d.o"       of the rows' bytes, their length, and how they are wrapped
//     If-None-Match: "..."                GET: 304 when nothing has changed
//     If-Match: "..."                     PATCH, PUT, DELETE: 412 when something has
//
// A tag is made of the body. One JSON object and an array of that object have the same rows, and a write may
// name either. The coding of a compressed body is added to its tag ("...-gzip") where it is sent.

#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace backstay::api::rest {

// With its quotes. `total`: of Content-Range, where it was counted.
std::string entity_tag(std::string_view body, std::string_view content_type, std::string_view total);

// Whether a list of tags, as a field has it, names `tag`: the same answer, whatever coding it was sent in.
bool names_answer(std::string_view field, std::string_view tag);
// The same rows, whatever stands around them. Weak tags name nothing.
bool names_rows(std::string_view field, std::string_view tag);

// "private, no-cache" where the request says who asks.
std::string_view cache_control(bool named);
inline constexpr std::string_view cache_vary = "Accept, Prefer, Range, Authorization, apikey";

// Gives an answer to GET or HEAD its validator, says who may keep it, and makes it 304 where the request
// names it already.
void validate(http::Request const& request, http::Response& response);

}  // namespace backstay::api::rest
