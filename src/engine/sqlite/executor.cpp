#include "engine/sqlite/executor.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/executor_functions.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/time_session.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr int steps_between_looks = 1000;
constexpr std::size_t largest_watched = 256 * 1024UL;
constexpr std::size_t most_plans = 2000;
constexpr std::size_t widest_prepared =
    32;  // written rows of so many columns have their table from the start

std::int64_t microseconds_now() {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

Result<std::unique_ptr<Executor>> Executor::open(std::string const& path, Role role, Sequences& sequences) {
    std::unique_ptr<Executor> executor(new Executor(sequences, role));
    TRY(executor->db_, Connection::open(path, Connection::Access::read_write));
    auto const* const pragmas =
        "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full; "
        "pragma foreign_keys = on; pragma mmap_size = 1073741824; pragma cache_size = -16000; "
        "pragma temp_store = memory; pragma case_sensitive_like = on; pragma recursive_triggers = on";
    TRY_VOID(executor->db_.execute(pragmas));
    if (role == Role::reader) TRY_VOID(executor->db_.execute("pragma query_only = on"));
    // Made now, outside of any transaction that could take them back.
    for (std::size_t width = 1; role == Role::writer && width <= widest_prepared; ++width)
        TRY_VOID(executor->keep_rows(width));
    if (role == Role::writer) executor->state_.sequences = &sequences;
    TRY_VOID(register_values(executor->db_, executor->state_));
    TRY_VOID(register_executor_functions(executor->db_, executor->state_));
    executor->install_calls();
    sqlite3_progress_handler(executor->db_.get(), steps_between_looks, progress, executor.get());
    return executor;
}

int Executor::progress(void* self) {
    auto& executor = *static_cast<Executor*>(self);
    // Only calls have limits. Nothing else may be stopped: a COMMIT that is leaves its transaction open.
    if (!executor.limited_) return 0;
    executor.spent_ += steps_between_looks;
    bool const large = executor.body_ != nullptr && executor.body_->size() > largest_watched;
    if (large || (executor.budget_ > 0 && executor.spent_ > executor.budget_)) {
        executor.over_budget_ = true;
        return 1;
    }
    // Reading the clock is cheap beside a thousand steps.
    if (std::chrono::steady_clock::now() > executor.deadline_) {
        executor.timed_out_ = true;
        return 1;
    }
    return 0;
}

Result<void> Executor::use(std::shared_ptr<sql::Catalog const> catalog) {
    if (catalog_ == catalog) return {};
    if (catalog_ != nullptr) {
        plans_.clear();
        own_statements_.clear();
        domain_checks_.clear();
        programs_.clear();
    }
    catalog_ = std::move(catalog);
    state_.catalog = catalog_.get();
    find_triggers();
    for (auto const& [id, type] : catalog_->enums) {
        auto& known = enum_labels_[id];
        if (known == type.labels) continue;
        known = type.labels;
        TRY_VOID(register_enum_collation(db_, type));
    }
    return {};
}

Result<void> Executor::become(Principal const& principal) {
    auto const* role = catalog_->find_role(principal.role);
    if (role == nullptr) return failure("22023", "role \"" + principal.role + "\" does not exist");
    role_ = role->id;
    state_.role = principal.role;
    state_.settings.clear();
    state_.principal = &principal;
    state_.timezone = "UTC";
    local_.clear();
    state_.now = held_now_.value_or(microseconds_now());
    std::string_view path = "public";
    for (auto const& [name, value] : principal.settings) {
        if (equals_ignoring_case(name, "search_path")) path = value;
        if (!equals_ignoring_case(name, "timezone")) continue;
        state_.timezone = value;
        TRY_VOID(TimeSession(state_.now, value).zone());
    }
    use_path(path);
    return {};
}

Result<void> Executor::set_role(std::string const& name) {
    auto const* role = catalog_->find_role(name);
    if (role == nullptr) return failure("22023", "role \"" + name + "\" does not exist");
    auto const own = catalog_->find_role(state_.session_user);
    bool const may = own == nullptr || own->superuser || catalog_->is_member(own->id, role->id);
    if (!may) return failure("42501", "permission denied to set role \"" + name + "\"");
    take_role(role->id);
    state_.settings["role"] = name;
    return {};
}

void Executor::hold_now() { held_now_ = microseconds_now(); }

void Executor::begin_transaction() { state_.now = microseconds_now(); }

Result<std::uint32_t> Executor::stored_version() {
    if (!version_statement_) {
        TRY(version_statement_, db_.prepare("pragma user_version"));
    }
    auto const code = version_statement_.step();
    auto const version = static_cast<std::uint32_t>(version_statement_.integer(0));
    version_statement_.reset();
    if (code != SQLITE_ROW) return std::unexpected(last_error());
    return version;
}

bool Executor::file_changed() {
    unsigned int version = 0;
    sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_DATA_VERSION, &version);
    return std::exchange(data_version_, version) != version;
}

Result<void> Executor::become_owner() {
    take_role(catalog_->owner_role);
    state_.principal = nullptr;
    state_.settings.erase("role");
    state_.now = held_now_.value_or(microseconds_now());
    return {};
}

Analysis Executor::analysis() const {
    return Analysis{.catalog = *catalog_, .role = role_, .search_path = search_path_};
}

Error Executor::last_error() {
    if (state_.error) return *std::exchange(state_.error, std::nullopt);
    if (timed_out_) {
        timed_out_ = false;
        return failure("57014", "canceling statement due to statement timeout").error();
    }
    auto const code = sqlite3_errcode(db_.get());
    if (code == SQLITE_FULL) return failure("53100", "the disk is full").error();
    if ((code & 0xFF) == SQLITE_READONLY)
        return failure("25006", "cannot execute a statement that writes in a read-only transaction").error();
    if ((code & 0xFF) == SQLITE_BUSY)
        return failure("55P03", "the database is locked by another process").error();
    return db_.error();
}

Error Executor::commit_error() {
    if (sqlite3_extended_errcode(db_.get()) != SQLITE_CONSTRAINT_FOREIGNKEY) return last_error();
    return explain_violation({.db = db_, .state = state_, .changed = &changed_}, SQLITE_CONSTRAINT_FOREIGNKEY,
                             {});
}

Encoder Executor::encoder(Given const& given) {
    return {state_, given, [this] { return last_error(); }};
}

Result<void> Executor::require_time() {
    // A turn of a loop counts as so many steps, that a loop without SQL has an end, too.
    constexpr int steps_of_a_turn = 100;
    spent_ += steps_of_a_turn;
    over_budget_ = over_budget_ || (budget_ > 0 && spent_ > budget_);
    if (over_budget_) return failure("57014", "canceling statement due to its cost");
    if (std::chrono::steady_clock::now() <= deadline_) return {};
    return failure("57014", "canceling statement due to statement timeout");
}

Result<void> Executor::prepare(ReadPlan& plan) {
    if (!plan.statement) {
        auto statement = db_.prepare(plan.lowered.sql);
        if (!statement) return std::unexpected(last_error());
        plan.statement = *std::move(statement);
    }
    for (auto& item : plan.output)
        if (item.nested) TRY_VOID(prepare(*item.nested));
    return {};
}

Result<ExchangePlan*> Executor::plan(sql::Exchange const& exchange) {
    auto const key = std::pair(exchange.id, role_);
    if (auto const found = plans_.find(key); found != plans_.end()) return found->second.get();
    if (plans_.size() >= most_plans) plans_.clear();
    TRY(auto made, compile(exchange, analysis()));
    if (made->denied) return plans_.emplace(key, std::move(made)).first->second.get();
    if (made->write) TRY_VOID(keep_rows(made->write->query->targets.size()));
    if (made->read) TRY_VOID(prepare(*made->read));
    if (made->count) TRY_VOID(prepare(*made->count));
    if (made->planned) TRY_VOID(prepare(*made->planned));
    return plans_.emplace(key, std::move(made)).first->second.get();
}

namespace {

std::string set_since(std::map<std::string, std::string> const& settings, char const* name) {
    if (settings.empty()) return {};
    auto const found = settings.find(name);
    return found == settings.end() ? std::string() : found->second;
}

}  // namespace

Result<void> Executor::read(ExchangePlan& plan, Call const& call, std::string& body, Outcome& outcome) {
    if (!plan.read) return {};
    auto encode = encoder(call.parameters);
    if (call.exchange.format == sql::Format::none) {
        TRY(outcome.rows, encode.encode(*plan.read, sql::Format::json_object, outcome.first_row_keys));
        return {};
    }
    TRY(outcome.rows, encode.encode(*plan.read, call.exchange.format, body));
    if (call.exchange.format == sql::Format::json_object && outcome.rows == 0) body += "null";
    return {};
}

Result<Outcome> Executor::carry_out(ExchangePlan& plan, Call const& call, std::string& body) {
    TRY_VOID(check_texts(call.parameters));
    if (plan.denied) return std::unexpected(*plan.denied);
    TRY_VOID(check_inputs(plan.nested_inputs, call.parameters));
    Outcome outcome;
    bool const reads_first = plan.write && plan.write->before;
    if (reads_first) {
        TRY_VOID(keep_before(*plan.write, call.parameters));
        TRY_VOID(read(plan, call, body, outcome));
    }
    if (plan.write) {
        TRY(outcome.affected, write(*plan.write, call.parameters, {}));
        if (outcome.affected == 0 && std::holds_alternative<sql::Update>(call.exchange.write->node))
            TRY_VOID(read_source(call));
        if (call.exchange.count_inserted) outcome.inserted = outcome.affected - state_.updated;
    }
    if (!reads_first) TRY_VOID(read(plan, call, body, outcome));
    auto encode = encoder(call.parameters);
    if (plan.count) {
        TRY(outcome.total, encode.number(*plan.count));
    }
    if (plan.planned) {
        TRY(outcome.planned, encode.number(*plan.planned));
    }
    return outcome;
}

Result<Outcome> Executor::run(Call const& call, std::string& body) {
    Asking const asking(*this);
    spent_ = 0;
    over_budget_ = timed_out_ = false;
    state_.error.reset();
    TRY_VOID(become(call.principal));
    request_ = Request::before;
    auto const first = call_first(call);
    request_ = Request::itself;
    if (!first) return std::unexpected(first.error());
    TRY(auto* const plan, this->plan(call.exchange));
    if (call.explain) return explain_plan(*plan, *call.explain, body);
    if (budget_ > 0 && plan->pace.is_long()) {
        over_budget_ = true;
        return failure("57014", "the read is known to be long");
    }
    auto outcome = run_plan(*plan, call, body);
    plan->pace.ran(over_budget_);
    if (!outcome) return std::unexpected(first_fault(*plan, call, std::move(outcome.error())));
    return outcome;
}

Result<Outcome> Executor::run_plan(ExchangePlan& plan, Call const& call, std::string& body) {
    auto const start = body.size();
    TRY(auto outcome, carry_out(plan, call, body));
    auto const setting = [&](char const* name) { return set_since(state_.settings, name); };
    outcome.response_status = setting("response.status");
    outcome.response_headers = setting("response.headers");
    auto const& must = call.conditions;
    auto const counted = plan.write ? outcome.affected : outcome.rows;  // a call is judged by its rows
    bool const bodiless = plan.write && call.exchange.format == sql::Format::none;
    if (must.exactly && (bodiless ? outcome.affected : outcome.rows) != *must.exactly)
        outcome.verdict = Verdict::not_exactly;
    if (must.at_most && counted > *must.at_most) {
        outcome.affected = counted;
        outcome.verdict = Verdict::too_many;
    }
    if (outcome.verdict != Verdict::committed) body.resize(start);
    if (must.rollback && outcome.verdict == Verdict::committed) outcome.verdict = Verdict::rolled_back;
    return outcome;
}

}  // namespace backstay::engine::sqlite
