#include "api/rest/prepare.hpp"

#include <algorithm>

#include "api/rest/choose_function.hpp"
#include "base/text.hpp"
#include "query/compile/compile.hpp"
#include "query/plan/plan.hpp"

namespace backstay::api::rest {
namespace {

using query::Node;

struct Preparing {
    Asked& asked;
    Options const& options;
    sql::Schema const& schema;
    PlanCache& cache;

    query::PlanOptions plan_options() const {
        return {.aggregates = options.aggregates, .legacy_target_names = options.legacy_target_names};
    }

    sql::Format row_format() const {
        switch (asked.accepted.media) {
            case Media::object: return sql::Format::json_object;
            case Media::csv: return sql::Format::csv;
            default: return sql::Format::json_array;
        }
    }

    // What a plan depends on beside the query's shape.
    std::string key(std::string_view kind, sql::Format format) const {
        std::string out(kind);
        out += static_cast<char>('a' + static_cast<int>(format));
        out += asked.count ? '#' : '-';
        out += asked.accepted.strip_nulls ? 's' : '-';
        out += std::to_string(asked.schema.size()) + ":" + asked.schema;
        out += std::to_string(asked.target.name.size()) + ":" + asked.target.name;
        return out + "?" + asked.query.shape;
    }

    query::CompileOptions compile_options(sql::Format format, bool limited) const {
        return {.max_rows = limited ? options.max_rows : std::nullopt,
                .count = asked.count,
                .strip_nulls = asked.accepted.strip_nulls,
                .format = format};
    }

    template <class Make>
    Result<std::shared_ptr<sql::Exchange const>> planned(std::string key, Make make) const {
        if (auto known = cache.find(schema.version, key)) return known;
        TRY(auto exchange, make());
        exchange.schema_version = schema.version;
        auto kept = std::make_shared<sql::Exchange const>(std::move(exchange));
        cache.keep(std::move(key), kept);
        return kept;
    }

    Result<Node> plan(sql::QualifiedName name, sql::Relation const* relation) const {
        return query::plan_read(schema, plan_options(), asked.query, std::move(name), relation);
    }

    Result<Prepared> read() const {
        Prepared prepared{.singular = asked.accepted.media == Media::object};
        auto const format = asked.head ? sql::Format::json_array : row_format();
        TRY(prepared.exchange, planned(key("r", format), [&]() -> Result<sql::Exchange> {
                sql::QualifiedName const name{asked.schema, asked.target.name};
                TRY(auto const* const relation, query::find_relation(schema, name));
                TRY(auto const node, plan(name, relation));
                return query::compile_read(node, compile_options(format, true));
            }));
        if (prepared.singular) prepared.conditions.exactly = 1;
        prepared.parameters = asked.query.values;
        return prepared;
    }

    // ---- writes ----

    sql::Format write_format() const {
        return asked.prefer.returned == Return::representation ? row_format() : sql::Format::none;
    }

    Result<Body> body() const {
        auto const type = body_type(asked.request.header("content-type"));
        if (type != BodyType::json && type != BodyType::csv && type != BodyType::form)
            return failure("PGRST102", "Content-Type not acceptable: " +
                                           std::string(asked.request.header("content-type")));
        return read_body(asked.request.body, type, asked.query.columns);
    }

    Result<void> set_conflict(sql::Relation const& relation, query::WriteOptions& write) const {
        auto& resolution = asked.prefer.resolution;
        if (!resolution) return {};
        write.conflict_columns = asked.query.on_conflict.value_or(relation.primary_key);
        if (write.conflict_columns.empty()) {
            resolution.reset();
            return {};
        }
        write.conflict = resolution == Resolution::merge ? query::Conflict::merge : query::Conflict::ignore;
        return {};
    }

    std::vector<std::string> location_keys(sql::Relation const& relation) const {
        if (asked.action != Action::create || asked.prefer.returned != Return::headers_only) return {};
        return relation.primary_key;
    }

    void finish(Prepared& prepared) const {
        prepared.parameters = asked.query.values;
        prepared.singular = asked.accepted.media == Media::object;
        if (prepared.singular) prepared.conditions.exactly = 1;
        if (asked.prefer.max_affected) prepared.conditions.at_most = asked.prefer.max_affected;
    }

    static std::string write_key(query::WriteOptions const& write) {
        std::string out = write.many ? "[" : "{";
        out += write.no_rows ? "0" : "";
        out += write.missing_default ? "d" : "";
        out += static_cast<char>('0' + static_cast<int>(write.conflict));
        for (auto const& name : write.columns) out += std::to_string(name.size()) + ":" + name;
        out += '|';
        for (auto const& name : write.returned) out += std::to_string(name.size()) + ":" + name;
        return out;
    }

    Result<Prepared> write() const {
        sql::QualifiedName const name{asked.schema, asked.target.name};
        TRY(auto const* const relation, query::find_relation(schema, name));
        query::WriteOptions write{.body = static_cast<int>(asked.query.values.size()) + 1};
        std::string json;
        if (asked.action != Action::remove) {
            TRY(auto given, body());
            write.many = given.many;
            write.no_rows = given.many && given.count == 0;
            write.columns = std::move(given.keys);
            json = std::move(given.json);
            write.missing_default = asked.prefer.missing_default.value_or(false);
        }
        if (asked.action == Action::update && write.no_rows) write.columns.clear();
        if (asked.action == Action::create) TRY_VOID(set_conflict(*relation, write));
        if (asked.action == Action::put) TRY_VOID(check_put(*relation, json, write));
        write.returned = location_keys(*relation);
        auto const format = write_format();
        Prepared prepared{.put = asked.action == Action::put, .location_keys = write.returned};
        auto const kind = asked.action == Action::update   ? "u"
                          : asked.action == Action::remove ? "d"
                          : asked.action == Action::put    ? "p"
                                                           : "i";
        TRY(prepared.exchange, planned(key(kind, format) + write_key(write), [&]() -> Result<sql::Exchange> {
                TRY(auto const node, plan(name, relation));
                auto const compile = compile_options(format, false);
                if (asked.action == Action::update) return query::compile_update(node, write, compile);
                if (asked.action == Action::remove) return query::compile_delete(node, write, compile);
                return query::compile_insert(node, write, compile);
            }));
        finish(prepared);
        if (asked.action != Action::remove) prepared.parameters.emplace_back(std::move(json));
        return prepared;
    }

    // Exactly the primary key's columns, each by eq, and the same in the body.
    Result<void> check_put(sql::Relation const& relation, std::string& json,
                           query::WriteOptions& write) const {
        if (!asked.query.ranges.empty() || asked.query.limit || asked.query.offset)
            return failure("PGRST114", "limit/offset querystring parameters are not allowed for PUT");
        std::vector<std::pair<std::string, std::string>> keys;
        for (auto const& [path, condition] : asked.query.conditions) {
            auto const* const filter = std::get_if<query::Filter>(&condition.node);
            bool const plain = path.empty() && filter != nullptr && !filter->negated && filter->op == "=" &&
                               filter->kind == query::FilterKind::simple &&
                               filter->quantified == query::Quantified::none && filter->field.path.empty();
            if (!plain) return bad_put();
            keys.emplace_back(filter->field.name,
                              asked.query.values[static_cast<std::size_t>(filter->value - 1)].value_or(""));
        }
        if (relation.primary_key.empty() || keys.size() != relation.primary_key.size()) return bad_put();
        for (auto const& column : relation.primary_key)
            if (std::ranges::find(keys, column, [](auto const& k) { return k.first; }) == keys.end())
                return bad_put();
        TRY_VOID(check_put_body(keys, json, write.many));
        // Of several objects the first is put.
        if (write.many) json = first_element(json);
        write.many = false;
        write.put = true;
        write.conflict = query::Conflict::merge;
        write.conflict_columns = relation.primary_key;
        return {};
    }

    static Failure bad_put() {
        return failure("PGRST105",
                       "Filters must include all and only primary key columns with 'eq' operators");
    }

    static Result<void> check_put_body(std::vector<std::pair<std::string, std::string>> const& keys,
                                       std::string json, bool many) {
        auto const mismatch = [] {
            return failure("PGRST115", "Payload values do not match URL in primary key column(s)");
        };
        if (many) json = first_element(json);
        auto const members = members_of(json);
        if (!members) return mismatch();
        for (auto const& [column, value] : keys) {
            auto const found = std::ranges::find(*members, column, [](auto const& m) { return m.first; });
            if (found == members->end() || found->second != value) return mismatch();
        }
        return {};
    }

    // ---- calls ----

    Result<Prepared> call() const {
        Sought sought{.name = {asked.schema, asked.target.name}, .by_post = !asked.get};
        query::CallOptions call;
        std::string json;
        if (asked.get) {
            for (auto const& [name, value] : asked.query.arguments) sought.arguments.push_back(name);
        } else {
            sought.type = body_type(asked.request.header("content-type"));
            TRY(json, call_body(sought, call));
        }
        std::ranges::sort(sought.arguments);
        sought.arguments.erase(std::ranges::unique(sought.arguments).begin(), sought.arguments.end());
        TRY(auto const chosen, choose_function(schema, sought));
        auto const& function = *chosen.function;
        if (asked.prefer.max_affected && !function.returns_set)
            return failure("PGRST128",
                           "Function must return SETOF or TABLE when max-affected preference is used with "
                           "handling=strict");
        Prepared prepared{.void_call = function.returns_void};
        prepared.parameters = asked.query.values;
        call.function = &function;
        call.single_unnamed = chosen.single_unnamed;
        add_arguments(sought, call, json, prepared);
        TRY(auto const format, call_format(function));
        auto key = this->key(chosen.single_unnamed ? "c1" : "c", format) + call_key(call);
        TRY(prepared.exchange, planned(std::move(key), [&] { return compile(function, call, format); }));
        prepared.singular = asked.accepted.media == Media::object && !function.result_columns.empty();
        if (prepared.singular) prepared.conditions.exactly = 1;
        if (asked.prefer.max_affected) prepared.conditions.at_most = asked.prefer.max_affected;
        return prepared;
    }

    Result<std::string> call_body(Sought& sought, query::CallOptions& call) const {
        static_cast<void>(call);
        auto const& raw = asked.request.body;
        if (sought.type == BodyType::text || sought.type == BodyType::bytes || sought.type == BodyType::xml)
            return std::string(raw);
        if (sought.type == BodyType::other)
            return failure("PGRST102", "Content-Type not acceptable: " +
                                           std::string(asked.request.header("content-type")));
        TRY(auto given, read_body(raw.empty() && sought.type == BodyType::json ? "{}" : raw, sought.type,
                                  asked.query.columns));
        sought.arguments = std::move(given.keys);
        return given.many ? first_element(given.json) : std::move(given.json);
    }

    void add_arguments(Sought const& sought, query::CallOptions& call, std::string& json,
                       Prepared& prepared) const {
        auto const add = [&](std::string text) {
            prepared.parameters.emplace_back(std::move(text));
            return static_cast<int>(prepared.parameters.size());
        };
        if (asked.get) {
            for (auto const& [name, value] : asked.query.arguments)
                call.arguments.emplace_back(name, add(value));
            return;
        }
        if (sought.type == BodyType::form && !call.single_unnamed) {
            for (auto& [name, value] : form_fields(asked.request.body))
                call.arguments.emplace_back(name, add(std::move(value)));
            return;
        }
        call.names = sought.arguments;
        if (call.single_unnamed || !call.names.empty()) call.body = add(bytes_or_text(sought, json));
    }

    // bytea in its hex form: the one type whose text is not the body itself.
    static std::string bytes_or_text(Sought const& sought, std::string& json) {
        if (sought.type != BodyType::bytes) return std::move(json);
        constexpr std::string_view digits = "0123456789abcdef";
        std::string out = "\\x";
        for (char const c : json) {
            auto const byte = static_cast<unsigned char>(c);
            out += digits[byte >> 4U];
            out += digits[byte & 15U];
        }
        return out;
    }

    static std::string call_key(query::CallOptions const& call) {
        std::string out = "(";
        for (auto const& [name, number] : call.arguments) out += std::to_string(name.size()) + "=" + name;
        for (auto const& name : call.names) out += std::to_string(name.size()) + ":" + name;
        return out;
    }

    Result<sql::Format> call_format(sql::Function const& function) const {
        if (function.returns_void) return sql::Format::none;
        bool const scalar = function.result_columns.empty();
        auto const media = asked.accepted.media;
        if (media == Media::csv) return sql::Format::csv;
        if (scalar)
            return function.returns_set && media != Media::object ? sql::Format::scalar_array
                                                                  : sql::Format::scalar_json;
        if (!function.returns_set || media == Media::object) return sql::Format::json_object;
        return sql::Format::json_array;
    }

    Result<sql::Exchange> compile(sql::Function const& function, query::CallOptions const& call,
                                  sql::Format format) const {
        auto const* const relation =
            function.result_relation ? schema.find_relation(*function.result_relation) : nullptr;
        TRY(auto const node, plan(relation == nullptr ? function.name : relation->name, relation));
        TRY(auto exchange, query::compile_call(node, call, compile_options(format, function.returns_set)));
        exchange.read_only = asked.get || function.volatility != sql::Volatility::volatile_;
        return exchange;
    }
};

}  // namespace

std::shared_ptr<sql::Exchange const> PlanCache::find(std::uint64_t schema_version, std::string const& key) {
    if (schema_version != version_) {
        index_.clear();
        entries_.clear();
        version_ = schema_version;
        return nullptr;
    }
    auto const found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->second;
}

void PlanCache::keep(std::string key, std::shared_ptr<sql::Exchange const> exchange) {
    if (size_ == 0) return;
    if (entries_.size() >= size_) {
        index_.erase(entries_.back().first);
        entries_.pop_back();
    }
    entries_.emplace_front(std::move(key), std::move(exchange));
    index_[entries_.front().first] = entries_.begin();
}

Result<Prepared> prepare(Asked& asked, Options const& options, sql::Schema const& schema, PlanCache& cache) {
    Preparing const preparing{asked, options, schema, cache};
    switch (asked.action) {
        case Action::read: return preparing.read();
        case Action::call: return preparing.call();
        default: return preparing.write();
    }
}

}  // namespace backstay::api::rest
