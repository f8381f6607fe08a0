#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/command_line.hpp"

int main(int argc, char** argv) {
    // https://no-color.org
    auto const* const no_colour = std::getenv("NO_COLOR");
    bool const progress = isatty(STDERR_FILENO) == 1;
    backstay::cli::Output const output{
        .out = std::cout,
        .error = std::cerr,
        .terminal = isatty(STDOUT_FILENO) == 1,
        .progress = progress,
        .colour = progress && (no_colour == nullptr || *no_colour == '\0'),
    };
    try {
        return backstay::cli::run({argv + std::min(argc, 1), argv + argc}, output);
    } catch (std::exception const& error) {
        std::cerr << "error: " << error.what() << '\n';
        return 1;
    }
}
