#pragma once

// The scripts of migrate/own/, which the build puts into the program (cmake/Embed.cmake).

#include <span>
#include <string_view>

namespace backstay::migrate {

struct EmbeddedFile {
    std::string_view name;  // V1__roles.sql
    std::string_view text;
};
std::span<EmbeddedFile const> own_scripts();

}  // namespace backstay::migrate
