#pragma once

// Whether a policy's condition holds whatever the row, when nobody has signed in: under the role anon,
// auth.uid() and auth.email() are null, auth.role() is anon.
//
//     true                                          holds
//     auth.uid() is null or owner = auth.uid()      holds
//     coalesce(owner = auth.uid(), true)            holds
//     owner = auth.uid()                            does not

#include "sql/ast.hpp"

namespace backstay::cli {

bool holds_for_anon(sql::Expression const& condition);

}  // namespace backstay::cli
