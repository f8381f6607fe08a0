#pragma once

// A RowStream whose rows were few enough to be made at once.

#include <string>
#include <utility>

#include "engine/engine.hpp"

namespace backstay::engine {

class RowsAtHand final : public RowStream {
public:
    RowsAtHand(Outcome outcome, std::string body) : outcome_(std::move(outcome)), body_(std::move(body)) {}

    Task<bool> next(std::string& body) override {
        body += std::exchange(body_, {});
        co_return false;
    }
    Outcome const& outcome() const override { return outcome_; }

private:
    Outcome outcome_;
    std::string body_;
};

}  // namespace backstay::engine
