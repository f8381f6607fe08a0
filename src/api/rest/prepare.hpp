#pragma once

// From what was asked to what is to be run: plans are compiled once per shape of request and kept.

#include <list>
#include <memory>
#include <string>
#include <unordered_map>

#include "api/rest/answer.hpp"

namespace backstay::api::rest {

// The newest plans of one schema version. One thread.
class PlanCache {
public:
    explicit PlanCache(std::size_t size) : size_(size) {}

    std::shared_ptr<sql::Exchange const> find(std::uint64_t schema_version, std::string const& key);
    void keep(std::string key, std::shared_ptr<sql::Exchange const> exchange);

private:
    using Entry = std::pair<std::string, std::shared_ptr<sql::Exchange const>>;

    std::size_t size_;
    std::uint64_t version_ = 0;
    std::list<Entry> entries_;  // newest use first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
};

// REQUIRES: asked.query was parsed, asked.accepted is chosen.
Result<Prepared> prepare(Asked& asked, Options const& options, sql::Schema const& schema, PlanCache& cache);

}  // namespace backstay::api::rest
