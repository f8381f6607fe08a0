#include "auth/row.hpp"

#include <cstdlib>

namespace backstay::auth {

std::optional<Time> Row::time() {
    auto const text = optional();
    return text ? parse_time(*text) : std::nullopt;
}

std::int64_t Row::integer() { return std::strtoll(text().c_str(), nullptr, 10); }

JsonObject Row::object() {
    auto const text = optional();
    if (!text) return {};
    return JsonObject::parse(*text).value_or(JsonObject{});
}

Task<void> run_only(engine::OwnTransaction& transaction, std::string text,
                    std::vector<engine::Parameter> values) {
    CO_TRY(auto const done, co_await transaction.run(std::move(text), std::move(values)));
    static_cast<void>(done);
    co_return Result<void>();
}

}  // namespace backstay::auth
