#pragma once

// A PostgreSQL of the tests' own, in a temporary folder, for as long as the process of the tests lasts. Where
// PostgreSQL's programs are not installed the tests that need it are skipped.

#include <string>

namespace backstay::engine::postgres {

class TestCluster {
public:
    TestCluster();
    ~TestCluster();
    TestCluster(TestCluster const&) = delete;
    TestCluster& operator=(TestCluster const&) = delete;
    TestCluster(TestCluster&&) = delete;
    TestCluster& operator=(TestCluster&&) = delete;

    bool running() const { return running_; }
    std::string url(std::string const& user = "postgres") const;

private:
    std::string folder_;
    bool running_ = false;
};

}  // namespace backstay::engine::postgres
