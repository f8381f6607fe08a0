#include "cli/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace backstay::cli {
namespace {

std::string bytes_text(double bytes) {
    constexpr double thousand = 1000;
    if (bytes < thousand * thousand) return fmt::format("{:.0f} kB", bytes / thousand);
    if (bytes < thousand * thousand * thousand) return fmt::format("{:.1f} MB", bytes / thousand / thousand);
    return fmt::format("{:.2f} GB", bytes / thousand / thousand / thousand);
}

std::string time_text(double seconds) {
    auto const whole = static_cast<std::int64_t>(seconds + 0.5);
    constexpr std::int64_t minute = 60, hour = 3600;
    if (whole >= hour)
        return fmt::format("{}:{:02}:{:02}", whole / hour, whole % hour / minute, whole % minute);
    return fmt::format("{}:{:02}", whole / minute, whole % minute);
}

}  // namespace

std::string progress_line(std::string const& label, std::uint64_t done, std::uint64_t total,
                          Progress::Unit unit, double elapsed) {
    constexpr int cells = 24;
    auto const part =
        total == 0 ? 0.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
    auto const full = static_cast<int>(part * cells);
    auto text = fmt::format("{}  [{:#<{}}{:.<{}}] {:3.0f}%", label, "", full, "", cells - full, part * 100);
    auto const rate = elapsed > 0 ? static_cast<double>(done) / elapsed : 0;
    if (unit == Progress::Unit::bytes) {
        text += fmt::format("  {} of {}", bytes_text(static_cast<double>(done)),
                            bytes_text(static_cast<double>(total)));
        if (rate > 0) text += fmt::format("  {}/s", bytes_text(rate));
    } else {
        text += fmt::format("  {} of {}", done, total);
    }
    if (rate > 0 && done < total)
        text += fmt::format("  {} left", time_text(static_cast<double>(total - done) / rate));
    return text;
}

Progress::Progress(Output const& output, std::string label, std::uint64_t total, Unit unit)
    : out_(output.error),
      label_(std::move(label)),
      total_(total),
      unit_(unit),
      visible_(output.progress && !output.json),
      began_(Clock::now()),
      last_(began_) {}

Progress::~Progress() {
    if (shown_) out_ << "\r\x1b[K" << std::flush;
}

void Progress::show(std::uint64_t done) {
    constexpr std::chrono::milliseconds pause{100};
    if (!visible_) return;
    auto const now = Clock::now();
    if (now - last_ < pause) return;
    last_ = now;
    shown_ = true;
    std::chrono::duration<double> const elapsed = now - began_;
    out_ << "\r\x1b[K" << progress_line(label_, done, total_, unit_, elapsed.count()) << std::flush;
}

}  // namespace backstay::cli
