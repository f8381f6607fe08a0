#pragma once

// The work of prepare(): one object for the length of one request's planning. Reads stand in prepare.cpp,
// writes in prepare_write.cpp, calls in prepare_call.cpp.

#include <string>
#include <utility>
#include <vector>

#include "api/rest/choose_function.hpp"
#include "api/rest/prepare.hpp"
#include "query/compile/compile.hpp"

namespace backstay::api::rest {

class Preparing {
public:
    Preparing(Asked& asked, Options const& options, sql::Schema const& schema, PlanCache& cache)
        : asked_(asked), options_(options), schema_(schema), cache_(cache) {}

    Result<Prepared> read() const;
    Result<Prepared> write() const;
    Result<Prepared> call() const;

private:
    // ---- of all three ----
    query::PlanOptions plan_options() const;
    sql::Format row_format() const;
    // What a plan depends on beside the query's shape.
    std::string key(std::string_view kind, sql::Format format) const;
    // `values`: of the request, before the marker of encrypted values.
    query::CompileOptions compile_options(sql::Format format, bool limited, std::size_t values) const;
    query::Counting counting() const;
    Result<query::Node> plan(sql::QualifiedName name, sql::Relation const* relation) const;
    // Chooses asked_.accepted. What is wrong with the plan is to be said before what is wrong with Accept.
    Result<void> negotiate_media(sql::QualifiedName const& target) const;
    bool selects_all() const;
    Result<void> check_preferences() const;
    void add_conditions(Prepared& prepared) const;

    template <class Make>
    Result<std::shared_ptr<query::Compiled const>> planned(std::string key, Make make) const {
        if (auto known = cache_.find(schema_.version, key)) return known;
        TRY(auto exchange, make());
        exchange.schema_version = schema_.version;
        auto kept = std::make_shared<query::Compiled const>(std::move(exchange));
        cache_.keep(std::move(key), kept);
        return kept;
    }

    // ---- writes ----
    sql::Format write_format() const;
    Result<Body> body() const;
    void set_conflict(sql::Relation const& relation, query::WriteOptions& write) const;
    void set_match(sql::Relation const& relation, query::WriteOptions& write) const;
    std::vector<std::string> location_keys(sql::Relation const& relation) const;
    Result<std::string> take_body(query::WriteOptions& write) const;
    Result<query::Compiled> compile_write(sql::Relation const& relation, query::WriteOptions const& write,
                                          sql::Format format) const;
    // Of a write whose rows have encrypted values, or whose keys these are bound to: what seals them, and the
    // write as it is with them. Nothing for any other.
    Result<std::shared_ptr<Sealing const>> sealing(sql::Relation const& relation,
                                                   query::WriteOptions& write) const;
    Result<std::shared_ptr<query::Compiled const>> sealing_keys(sql::Relation const& relation,
                                                                query::WriteOptions const& write,
                                                                bool found) const;
    Result<void> check_put(sql::Relation const& relation, query::WriteOptions& write) const;

    // ---- calls ----
    Result<std::string> call_body(Sought& sought) const;
    void add_arguments(Sought const& sought, query::CallOptions& call, std::string& json,
                       Prepared& prepared) const;
    sql::Format call_format(sql::Function const& function) const;
    Result<query::Compiled> compile_call(sql::Function const& function, query::CallOptions const& call,
                                         sql::Format format, std::size_t values) const;

    Asked& asked_;
    Options const& options_;
    sql::Schema const& schema_;
    PlanCache& cache_;
};

}  // namespace backstay::api::rest
