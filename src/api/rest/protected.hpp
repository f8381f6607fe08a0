#pragma once

// Encrypted values on their way between a request and the database, which has stored texts alone.
//
//     auto const marker = new_marker();
//     TRY(call.parameters, protected_values(*exchange, values, marker, vault));     before
//     TRY_VOID(open_marked(body, *exchange, marker, vault));                        after
//
// Only exchanges with a Protection are looked at.

#include <string>
#include <vector>

#include "auth/column_vault.hpp"
#include "engine/engine.hpp"
#include "query/compile/protection.hpp"

namespace backstay::api::rest {

// F0000: encrypted values are read or written, and no key is given.
Failure no_vault();

// Random: nothing that is stored can be taken for it.
std::string new_marker();

// The values with blind indexes in the place of what is sought, and the marker at the end where it is asked
// for. F0000 without a vault.
Result<std::vector<engine::Parameter>> protected_values(query::Compiled const& exchange,
                                                        std::vector<engine::Parameter> values,
                                                        std::string const& marker,
                                                        auth::ColumnVault const* vault);

// Opens what is marked in a body of the exchange's format. BS500 for a value that has been changed, or moved
// from another row or column; it does not say the value.
Result<void> open_marked(std::string& body, query::Compiled const& exchange, std::string const& marker,
                         auth::ColumnVault const* vault);

}  // namespace backstay::api::rest
