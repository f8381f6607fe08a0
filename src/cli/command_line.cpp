#include "cli/command_line.hpp"

#include "cli/usage.hpp"

namespace backstay::cli {
namespace {

void add_all(Usage program, bool& json) {
    program.flag("--json", json, "Results as JSON, for other programs");
    program.footer(
        "Examples:\n"
        "  backstay init shop && cd shop && backstay dev\n"
        "  backstay migrate up --database postgres://localhost/shop\n"
        "  backstay COMMAND --help");
    add_init(program);
    add_dev(program);
    add_serve(program);
    add_migrate(program);
    add_check(program);
    add_policy(program);
    add_import(program);
    add_keys(program);
    add_auth(program);
    add_audit(program);
    add_sql(program);
    add_admin(program);
    add_doctor(program);
    add_postgrest(program);
    add_completion(program);
    add_version(program);
}

}  // namespace

int run(std::vector<std::string> const& arguments, Output output) {
    CommandLine line("backstay", "Backstay: a web back end in one program, on SQLite or PostgreSQL");
    add_all(line.usage(), output.json);
    auto const command = line.read(arguments, output);
    return command ? (*command)(output) : command.error();
}

}  // namespace backstay::cli
