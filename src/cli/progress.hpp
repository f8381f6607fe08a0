#pragma once

// A line that says how far something is, where there is a terminal to show it on.
//
//     city.json  [############............]  51%  12.4 MB of 24.1 MB  31.0 MB/s  0:01 left

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include "cli/command.hpp"

namespace backstay::cli {

class Progress {
public:
    enum class Unit : std::uint8_t { bytes, pieces };

    Progress(Output const& output, std::string label, std::uint64_t total, Unit unit);
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;
    ~Progress();  // takes the line away

    // At most ten times a second; cheap otherwise.
    void show(std::uint64_t done);
    void total(std::uint64_t total) { total_ = total; }
    // Another text in the same place.
    void relabel(std::string label) { label_ = std::move(label); }

private:
    using Clock = std::chrono::steady_clock;

    std::ostream& out_;
    std::string label_;
    std::uint64_t total_;
    Unit unit_;
    bool visible_;
    bool shown_ = false;
    Clock::time_point began_, last_;
};

// What the line says after `elapsed` seconds.
std::string progress_line(std::string const& label, std::uint64_t done, std::uint64_t total,
                          Progress::Unit unit, double elapsed);

}  // namespace backstay::cli
