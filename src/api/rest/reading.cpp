#include "api/rest/reading.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

// "schema.function" as SQL writes it.
std::string quoted_name(std::string const& name) {
    std::vector<std::string> parts;
    for (auto const& part : split(name, '.')) parts.push_back(quote_always(part));
    return join(parts, ".");
}

}  // namespace

Reading::Reading(Options const& options) : options_(options) {
    if (!options.pre_request.empty()) pre_request_ = quoted_name(options.pre_request);
    for (auto const& schema : options.extra_search_path) search_path_rest_ += ", " + quote_always(schema);
}

Result<Asked> Reading::read_target_and_method(http::Request const& request) const {
    auto path = request.path;
    if (path.starts_with(options_.prefix)) path.remove_prefix(options_.prefix.size());
    TRY(auto target, read_target(path));
    TRY(auto action, read_action(target, request.method));
    if (action == Action::describe && !options_.root_spec.empty()) {
        target = {TargetKind::function, options_.root_spec};
        action = Action::call;
    }
    Asked asked{.request = request, .target = std::move(target), .action = action};
    asked.head = request.method == "HEAD";
    asked.get = asked.head || request.method == "GET";
    TRY(asked.schema, profile(asked));
    asked.profiled = options_.schemas.size() > 1;
    return asked;
}

Result<std::string> Reading::profile(Asked const& asked) const {
    bool const reads = asked.get || asked.action == Action::options;
    auto const name = asked.request.header(reads ? "accept-profile" : "content-profile");
    if (name.empty()) return options_.schemas.front();
    if (std::ranges::find(options_.schemas, name) != options_.schemas.end()) return std::string(name);
    return failure("PGRST106", "Invalid schema: " + std::string(name))
        .hint("Only the following schemas are exposed: " + join(options_.schemas, ", "));
}

Result<void> Reading::read_query(Asked& asked) const {
    auto const subject = asked.target.kind != TargetKind::function ? query::Subject::relation
                         : asked.get                               ? query::Subject::function_by_get
                                                                   : query::Subject::function_by_post;
    TRY(asked.query, query::parse_query(asked.request.query, subject));
    return read_range(asked, options_.max_rows);
}

void Reading::read_preferences(Asked& asked) const {
    auto& prefer = asked.prefer;
    prefer = parse_preferences(asked.request);
    bool const may_choose =
        options_.tx_end == TxEnd::commit_allow_override || options_.tx_end == TxEnd::rollback_allow_override;
    if (!may_choose) prefer.rollback.reset();
    bool const writes = asked.action != Action::read && asked.action != Action::call;
    if (asked.action != Action::create) prefer.resolution.reset();
    if (asked.action != Action::create && asked.action != Action::update) prefer.missing_default.reset();
    if (!writes) prefer.returned.reset();
    if (asked.action != Action::update && asked.action != Action::remove && asked.action != Action::call)
        prefer.max_affected.reset();
}

void Reading::add_settings(Asked const& asked, std::map<std::string, std::string> of_function,
                           Principal& principal) const {
    auto& settings = principal.settings;
    settings = std::move(of_function);
    settings.insert(options_.app_settings.begin(), options_.app_settings.end());
    settings["search_path"] = quote_always(asked.schema) + search_path_rest_;
    if (asked.prefer.timezone) settings["timezone"] = *asked.prefer.timezone;
}

std::map<std::string, std::string> Reading::settings(std::string const& schema) const {
    auto settings = options_.app_settings;
    settings["search_path"] = quote_always(schema) + search_path_rest_;
    return settings;
}

bool Reading::rolls_back(Asked const& asked) const {
    bool const by_default =
        options_.tx_end == TxEnd::rollback || options_.tx_end == TxEnd::rollback_allow_override;
    return asked.prefer.rollback.value_or(by_default);
}

Result<Asked> Reading::read(http::Request const& request) const {
    TRY(auto asked, read_target_and_method(request));
    if (asked.action == Action::options) return asked;
    TRY_VOID(read_query(asked));
    read_preferences(asked);
    asked.wanted = accepted_types(asked.request.header("accept"));
    return asked;
}

}  // namespace backstay::api::rest
