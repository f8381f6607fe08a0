#include <ostream>

#include "auth/administrator.hpp"
#include "base/json_object.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "cli/usage.hpp"
#include "migrate/own.hpp"
#include "server/open_database.hpp"

namespace backstay::cli {
namespace {

struct AdminArguments {
    ProjectArguments project = {};
    std::string name = "admin";
};

Result<void> reset(AdminArguments const& arguments, Output const& output) {
    constexpr std::size_t longest = 256;
    if (arguments.name.empty() || arguments.name.size() > longest)
        return failure("22023", "a name has 1 to 256 bytes");
    TRY(auto const loaded, load_project(arguments.project));
    auto const& url = loaded.options.database.url;
    TRY(auto const session, server::open_session(url));
    TRY_VOID(migrate::prepare_database(*session, engine_of(url)));
    TRY(auto const password, auth::reset_administrator(*session, arguments.name));
    if (output.json) {
        JsonObject object;
        object.set_text("name", arguments.name).set_text("password", password);
        output.out << object.to_string() << '\n';
    } else {
        output.out << password << '\n';
    }
    return {};
}

}  // namespace

void add_admin(Usage program) {
    auto const arguments = std::make_shared<AdminArguments>();
    auto const sub =
        program.command("admin", "Give an administrator of the console a new password, and print it");
    sub.option("name", arguments->name, "Made when there is none of that name").show_default();
    add_project_options(sub, arguments->project);
    sub.footer(
        "The administrator's sessions end. The password is kept as its hash alone.\n"
        "Examples:\n"
        "  backstay admin\n"
        "  backstay admin ada --project shop");
    sub.runs([arguments](Output const& output) { return reset(*arguments, output); });
}

}  // namespace backstay::cli
