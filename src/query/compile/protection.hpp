#pragma once

// What reading and asking for encrypted columns takes beside the statement. An engine sees stored texts
// alone; who runs the exchange puts the values of its parameters right before, and opens what is marked in
// the body after (api/rest/protected.hpp).
//
//     select=id,diagnosis   ->   $2 || '.0.' || encode(convert_to(id::text, 'UTF8'), 'hex') || '.' ||
//     diagnosis
//                                || '.' || $2
//
// $2 is a marker of the request's own making, that no stored text can know.

#include <optional>
#include <string>
#include <vector>

#include "sql/encryption.hpp"
#include "sql/exchange.hpp"

namespace backstay::query {

struct Protection {
    struct Sought {  // a parameter whose value is to be replaced by an array of its blind indexes
        int parameter = 0;
        std::size_t column = 0;  // of `columns`
        bool list = false;       // the value is an array of texts
    };
    std::vector<sql::Encryption> columns = {};
    std::optional<int> marker = {};  // the parameter that takes it: the last
    std::vector<Sought> sought = {};

    bool none() const { return !marker && sought.empty(); }
};

struct Compiled : sql::Exchange {
    Protection protection = {};
};

}  // namespace backstay::query
