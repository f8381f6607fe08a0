#include <libpq-fe.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <zlib.h>

#include <ostream>

#include "base/json.hpp"
#include "cli/command.hpp"
#include "cli/usage.hpp"
#include "cli/version.hpp"

namespace backstay::cli {
namespace {

std::string libpq_version() {
    auto const number = PQlibVersion();
    return std::to_string(number / 10000) + "." + std::to_string(number % 10000);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> library_versions() {
    return {{"sqlite", sqlite3_libversion()},
            {"libpq", libpq_version()},
            {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
            {"zlib", zlibVersion()}};
}

static Result<void> run_version(Output const& output) {
    if (output.json) {
        std::string text = R"({"version":")" BACKSTAY_VERSION R"(","libraries":{)";
        for (bool first = true; auto const& [name, version] : library_versions()) {
            if (!std::exchange(first, false)) text += ',';
            append_json_string(text, name);
            text += ':';
            append_json_string(text, version);
        }
        output.out << text << "}}\n";
        return {};
    }
    output.out << "backstay " BACKSTAY_VERSION "\n";
    for (auto const& [name, version] : library_versions())
        output.out << "  " << name << ' ' << version << '\n';
    return {};
}

void add_version(Usage program) {
    auto const sub = program.command("version", "Say which version this is, and of which libraries");
    sub.footer("Examples:\n  backstay version\n  backstay version --json");
    sub.runs(run_version);
}

}  // namespace backstay::cli
