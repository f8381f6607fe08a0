#include "api/rest/step.hpp"

#include "api/rest/conditional.hpp"
#include "api/rest/request_settings.hpp"
#include "api/rest/sealed_write.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

class Single final : public Step {
public:
    Single(Operation operation, Kit const& kit) : operation_(std::move(operation)), kit_(kit) {}

    Task<Answered> run(engine::Transaction& transaction) override {
        std::string body;
        CO_TRY(auto const outcome,
               co_await run_prepared(transaction, operation_.call(kit_.reading), operation_.prepared,
                                     kit_.options.vault.get(), body));
        CO_TRY(auto response,
               respond(operation_.asked, kit_.options, operation_.prepared, outcome, std::move(body)));
        bool const undone = outcome.verdict == engine::Verdict::rolled_back;
        co_return Answered{std::move(response), undone ? engine::Ending::rollback : engine::Ending::commit};
    }

private:
    Operation operation_;
    Kit kit_;
};

class Preconditioned final : public Step {
public:
    Preconditioned(std::unique_ptr<http::Request> as_get, Operation read, Kit const& kit,
                   http::Request const& of, std::unique_ptr<Step> inner)
        : as_get_(std::move(as_get)),
          read_(std::move(read)),
          kit_(kit),
          if_match_(of.header("if-match")),
          if_none_match_(of.header("if-none-match")),
          inner_(std::move(inner)) {}

    Task<Answered> run(engine::Transaction& transaction) override {
        std::string body;
        CO_TRY(auto const outcome, co_await run_prepared(transaction, read_.call(kit_.reading),
                                                         read_.prepared, kit_.options.vault.get(), body));
        auto const tag = entity_tag(body, "application/json", "");
        bool const there = outcome.rows > 0;
        if (!if_match_.empty() && !(there && (if_match_ == "*" || names_rows(if_match_, tag))))
            co_return changed("If-Match");
        if (!if_none_match_.empty() && there && (if_none_match_ == "*" || names_rows(if_none_match_, tag)))
            co_return changed("If-None-Match");
        co_return co_await inner_->run(transaction);
    }

private:
    static Failure changed(std::string const& field) {
        return failure("BS412", "The condition of " + field + " does not hold")
            .hint("Read the resource again, and repeat the change with its ETag.");
    }

    std::unique_ptr<http::Request> as_get_;
    Operation read_;
    Kit kit_;
    std::string if_match_, if_none_match_;
    std::unique_ptr<Step> inner_;
};

bool is_about_the_body(std::string_view name) {
    for (auto const* const one : {"accept", "prefer", "range", "range-unit", "content-type"})
        if (equals_ignoring_case(name, one)) return true;
    return false;
}

}  // namespace

engine::Call Operation::call(Reading const& reading) const {
    return {.exchange = *prepared.exchange,
            .parameters = prepared.parameters,
            .principal = principal,
            .conditions = prepared.conditions,
            .pre_request = reading.pre_request(),
            .explain = prepared.explain};
}

Result<Operation> plan_operation(http::Request const& request, Principal principal, Kit const& kit) {
    auto schema = kit.engine.schema();
    TRY(auto asked, kit.reading.read(request));
    if (asked.action == Action::describe || asked.action == Action::options)
        return failure("BS400", "There is nothing to be run at this path");
    TRY(auto prepared, prepare(asked, kit.options, *schema, kit.plans));
    prepared.conditions.rollback = kit.reading.rolls_back(asked) && !prepared.exchange->read_only;
    kit.reading.add_settings(asked, std::move(prepared.settings), principal);
    RequestSettings(request).add_to(principal);
    return Operation{std::move(schema), std::move(principal), std::move(asked), std::move(prepared)};
}

std::unique_ptr<Step> single(Operation operation, Kit const& kit) {
    return std::make_unique<Single>(std::move(operation), kit);
}

Result<std::unique_ptr<Step>> preconditioned(http::Request const& request, Principal principal,
                                             Kit const& kit, std::unique_ptr<Step> inner) {
    auto as_get = std::make_unique<http::Request>(request);
    as_get->method = "GET";
    as_get->body = {};
    std::erase_if(as_get->headers, [](auto const& field) { return is_about_the_body(field.first); });
    TRY(auto read, plan_operation(*as_get, std::move(principal), kit));
    return std::make_unique<Preconditioned>(std::move(as_get), std::move(read), kit, request,
                                            std::move(inner));
}

}  // namespace backstay::api::rest
