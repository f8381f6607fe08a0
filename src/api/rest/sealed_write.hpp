#pragma once

// Writes with encrypted values. These are bound to their rows' primary keys, so the keys are known first: the
// database reads them from the body, or makes them, or finds the rows of an update, in the transaction of the
// write. What it is given then is sealed.
//
//     POST /patient {"name": "Ann", "diagnosis": "flu"}
//         select nextval('patient_id_seq')                                  17
//         insert ... {"name": "Ann", "diagnosis": "bs1:...", "id": "17"}
//     PATCH /patient?ward=eq.3 {"diagnosis": null, "note": "x"}
//         select id from patient where ward = 3                             17, 18
//         update ... where id = body.id and ward = 3, a row for each

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/rest/answer.hpp"
#include "auth/column_vault.hpp"

namespace backstay::api::rest {

constexpr int most_sealed_rows = 10'000;  // of one update, whose every row has to have a value of its own

struct Sealing {
    std::shared_ptr<query::Compiled const> keys;  // what gives the keys, as texts; null: identities alone
    bool found = false;                           // the rows of an update; otherwise those of the body
    bool many = false;                            // the body is an array
    std::size_t body = 0;                         // its place among the parameters
    std::vector<std::string> columns;             // what is taken of the body
    std::vector<std::pair<std::string, sql::Encryption>> encrypted;  // of them
    std::vector<std::string> key_columns;
    std::vector<bool> said;                 // whether the body has them
    std::vector<std::string> next_numbers;  // of each key column that the body does not have: nextval(...)
};

// Runs what was prepared as the call says, sealing what is written and opening what is answered.
Task<engine::Outcome> run_prepared(engine::Transaction& transaction, engine::Call call,
                                   Prepared const& prepared, auth::ColumnVault const* vault,
                                   std::string& body);

}  // namespace backstay::api::rest
