// Inserts from a body of any size: the statement of an ordinary insert, run again and again with a part of
// the rows, in one transaction.

#include <simdjson.h>

#include <algorithm>

#include "api/rest/row_reader.hpp"
#include "api/rest/sealed_write.hpp"
#include "api/rest/step.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

constexpr std::size_t most_rows = 1'000;
constexpr std::size_t most_bytes = 512 * 1024UL;

// Rows as a JSON array, each with its line.
struct Part {
    std::vector<std::string> rows;
    std::vector<int> lines;
    std::size_t bytes = 0;

    bool full() const { return rows.size() >= most_rows || bytes >= most_bytes; }
    std::string json() const {
        std::string out;
        out.reserve(bytes + rows.size() + 2);
        out += '[';
        for (auto const& row : rows) {
            if (out.size() > 1) out += ',';
            out += row;
        }
        return out + ']';
    }
};

Result<Part> read_part(RowReader& reader) {
    Part part;
    std::string row;
    while (!part.full()) {
        TRY(bool const more, reader.next(row));
        if (!more) break;
        part.bytes += row.size();
        part.rows.push_back(std::move(row));
        part.lines.push_back(reader.line());
    }
    return part;
}

Error at_line(Failure failed, int line) {
    auto error = std::move(failed).error();
    name_line(error, line);
    return error;
}

// That each row is an object with these keys and no others.
class Keys {
public:
    explicit Keys(std::optional<std::vector<std::string>> columns) : any_(columns.has_value()) {}

    Result<void> check(Part const& part) {
        for (std::size_t i = 0; i < part.rows.size(); ++i) {
            simdjson::dom::object object;
            simdjson::padded_string const padded(part.rows[i]);
            simdjson::dom::element root;
            if (parser_.parse(padded).get(root) != simdjson::SUCCESS)
                return std::unexpected(at_line(failure("PGRST102", "Empty or invalid json"), part.lines[i]));
            if (root.get(object) != simdjson::SUCCESS || !fits(object))
                return std::unexpected(
                    at_line(failure("PGRST102", "All object keys must match"), part.lines[i]));
        }
        return {};
    }

private:
    bool fits(simdjson::dom::object object) {
        if (any_) return true;
        std::vector<std::string_view> keys;
        for (auto const [key, value] : object) keys.push_back(key);
        std::ranges::sort(keys);
        keys.erase(std::ranges::unique(keys).begin(), keys.end());
        if (keys_.empty()) keys_.assign(keys.begin(), keys.end());
        return std::ranges::equal(keys, keys_);
    }

    bool any_;
    std::vector<std::string> keys_;
    simdjson::dom::parser parser_;
};

class InsertedStream final : public Step {
public:
    InsertedStream(http::Request const& request, std::unique_ptr<http::Request> first, Operation operation,
                   Kit const& kit)
        : request_(request), first_(std::move(first)), operation_(std::move(operation)), kit_(kit) {}

    Task<Answered> run(engine::Transaction& transaction) override {
        RowReader reader(request_, body_type(request_.header("content-type")));
        Keys keys(operation_.asked.query.columns);
        engine::Outcome sum;
        while (true) {
            CO_TRY(auto const part, read_part(reader));
            if (part.rows.empty()) break;
            CO_TRY_VOID(keys.check(part));
            CO_TRY(auto outcome, co_await insert(transaction, part));
            sum.affected += outcome.affected;
            if (outcome.inserted) sum.inserted = sum.inserted.value_or(0) + *outcome.inserted;
            sum.first_row_keys = std::move(outcome.first_row_keys);
            sum.response_status = std::move(outcome.response_status);
            sum.response_headers = std::move(outcome.response_headers);
        }
        CO_TRY(auto response, respond(operation_.asked, kit_.options, operation_.prepared, sum, {}));
        auto const& conditions = operation_.prepared.conditions;
        co_return Answered{std::move(response),
                           conditions.rollback ? engine::Ending::rollback : engine::Ending::commit};
    }

private:
    // When the part fails, its rows are tried one by one, to say which of them it is.
    Task<engine::Outcome> insert(engine::Transaction& transaction, Part const& part) {
        CO_TRY_VOID(co_await transaction.save());
        auto outcome = co_await insert(transaction, part.json());
        if (outcome) co_return outcome;
        for (std::size_t i = 0; i < part.rows.size(); ++i) {
            // What was cut at its time limit has taken the whole transaction with it.
            if (i == 0 && !co_await transaction.undo()) break;
            auto one = co_await insert(transaction, "[" + part.rows[i] + "]");
            if (one) continue;
            name_line(one.error(), part.lines[i]);
            co_return one;
        }
        name_line(outcome.error(), part.lines.front());
        co_return outcome;
    }

    Task<engine::Outcome> insert(engine::Transaction& transaction, std::string json) {
        operation_.prepared.parameters.back() = std::move(json);
        std::string body;
        co_return co_await run_prepared(transaction, operation_.call(kit_.reading), operation_.prepared,
                                        kit_.options.vault.get(), body);
    }

    http::Request const& request_;
    std::unique_ptr<http::Request> first_;
    Operation operation_;
    Kit kit_;
};

}  // namespace

Result<std::unique_ptr<Step>> inserted_stream(http::Request const& request, Principal principal,
                                              Kit const& kit) {
    RowReader reader(request, body_type(request.header("content-type")));
    std::string row;
    TRY(bool const any, reader.next(row));
    // The plan is that of an insert whose body is the first row alone.
    auto first = std::make_unique<http::Request>(request);
    first->file.reset();
    auto const text = any ? "[" + row + "]" : std::string("[]");
    first->body = text;
    std::erase_if(first->headers,
                  [](auto const& field) { return equals_ignoring_case(field.first, "content-type"); });
    auto planned = plan_operation(*first, std::move(principal), kit);
    if (!planned) {
        name_line(planned.error(), reader.line());
        return std::unexpected(std::move(planned).error());
    }
    if (planned->prepared.exchange->format != sql::Format::none)
        return failure("BS400", "The rows of a body that is read as a stream are not given back")
            .hint("Leave out Prefer: return=representation.");
    first->body = {};
    return std::make_unique<InsertedStream>(request, std::move(first), *std::move(planned), kit);
}

}  // namespace backstay::api::rest
