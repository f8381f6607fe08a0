// Full text search: https://www.postgresql.org/docs/15/functions-textsearch.html

#include "engine/sqlite/runtime/search.hpp"

#include <algorithm>
#include <array>

#include "engine/sqlite/runtime/array.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/search/headline.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<Value>;
using search::Configuration;
using search::Entry;
using search::Query;
using search::Vector;

// What is stored was printed by print_vector() and print_query().
Result<Vector> vector(Arguments const& args, int index) { return search::read_vector(args.text(index)); }
Result<Query> query(Arguments const& args, int index) { return search::read_query(args.text(index)); }
Made stored(Vector const& value) { return Value(search::print_vector(value)); }
Made stored(Query const& value) { return Value(search::print_query(value)); }
Made truth(bool value) { return Value(std::int64_t{value ? 1 : 0}); }

Result<Configuration const*> of_session(Arguments const& args) {
    return search::find_configuration(
        setting_of(args.state(), "default_text_search_config").value_or("simple"));
}

// ---- texts as vectors and queries ----

Made to_tsvector(Arguments const& args) {
    TRY(auto const* configuration, search::find_configuration(args.text(0)));
    return stored(search::vector_of(*configuration, args.text(1)));
}
Made to_tsvector_of_session(Arguments const& args) {
    TRY(auto const* configuration, of_session(args));
    return stored(search::vector_of(*configuration, args.text(0)));
}

// The strings among the values of a JSON text, in their order.
void collect_strings(std::string_view json, std::vector<std::string>& out) {
    if (kind_of(json) == JsonKind::string) out.push_back(text_of(json));
    if (!is_container(json)) return;
    for (JsonWalk walk(json); walk.next();) collect_strings(walk.value(), out);
}
std::vector<std::string> strings_of(std::string_view json) {
    std::vector<std::string> out;
    collect_strings(trim_json(json), out);
    return out;
}
Made json_to_tsvector(Arguments const& args) {
    TRY(auto const* configuration, search::find_configuration(args.text(0)));
    return stored(search::vector_of(*configuration, strings_of(args.text(1))));
}
Made json_to_tsvector_of_session(Arguments const& args) {
    TRY(auto const* configuration, of_session(args));
    return stored(search::vector_of(*configuration, strings_of(args.text(0))));
}

template <search::Form form>
Made to_tsquery(Arguments const& args) {
    TRY(auto const* configuration, search::find_configuration(args.text(0)));
    TRY(auto const made, search::query_of(*configuration, args.text(1), form));
    return stored(made);
}
template <search::Form form>
Made to_tsquery_of_session(Arguments const& args) {
    TRY(auto const* configuration, of_session(args));
    TRY(auto const made, search::query_of(*configuration, args.text(0), form));
    return stored(made);
}
Made current_configuration(Arguments const& args) {
    TRY(auto const* configuration, of_session(args));
    return Value(std::string(configuration->name));
}

// ---- @@ ----

Made match(Arguments const& args) {
    TRY(auto const document, vector(args, 0));
    TRY(auto const sought, query(args, 1));
    return truth(search::matches(document, sought));
}
Made match_turned(Arguments const& args) {
    TRY(auto const document, vector(args, 1));
    TRY(auto const sought, query(args, 0));
    return truth(search::matches(document, sought));
}
Made match_text_query(Arguments const& args) {
    TRY(auto const* configuration, of_session(args));
    TRY(auto const sought, query(args, 1));
    return truth(search::matches(search::vector_of(*configuration, args.text(0)), sought));
}
Made match_texts(Arguments const& args) {
    TRY(auto const* configuration, of_session(args));
    TRY(auto const sought, search::query_of(*configuration, args.text(1), search::Form::plain));
    return truth(search::matches(search::vector_of(*configuration, args.text(0)), sought));
}

// ---- vectors ----

Made strip(Arguments const& args) {
    TRY(auto value, vector(args, 0));
    for (auto& entry : value.entries) entry.positions.clear();
    return stored(value);
}
Made length(Arguments const& args) {
    TRY(auto const value, vector(args, 0));
    return Value(static_cast<std::int64_t>(value.entries.size()));
}
Made concat(Arguments const& args) {
    TRY(auto const first, vector(args, 0));
    TRY(auto const second, vector(args, 1));
    return stored(search::joined(first, second));
}

Result<int> weight_of(std::string_view name) {
    auto const place = name.size() == 1 ? std::string_view("DdCcBbAa").find(name[0]) : std::string_view::npos;
    if (place != std::string_view::npos) return static_cast<int>(place / 2);
    auto const first = name.empty() ? 0 : static_cast<int>(name[0]);
    return failure("XX000", "unrecognized weight: " + std::to_string(first));
}

Result<std::vector<std::string>> texts(Arguments const& args, int index, std::string_view what) {
    std::vector<std::string> out;
    for (auto const& element : stored_array(args.text(index), {.base = sql::BaseType::text}).elements) {
        auto const* text = std::get_if<std::string>(&element);
        if (text == nullptr) return failure("22004", std::string(what) + " array may not contain nulls");
        out.push_back(*text);
    }
    return out;
}

// setweight(vector, weight [, lexemes])
Made setweight(Arguments const& args) {
    TRY(auto value, vector(args, 0));
    TRY(auto const weight, weight_of(args.text(1)));
    std::optional<std::vector<std::string>> only;
    if (args.size() > 2) {
        TRY(only, texts(args, 2, "lexeme"));
    }
    for (auto& entry : value.entries) {
        if (only && std::ranges::count(*only, entry.lexeme) == 0) continue;
        for (auto& position : entry.positions) position.weight = weight;
    }
    return stored(value);
}

Made to_array(Arguments const& args) {
    TRY(auto value, vector(args, 0));
    std::vector<Value> lexemes;
    for (auto& entry : value.entries) lexemes.emplace_back(std::move(entry.lexeme));
    return array_answer(ArrayValue::of(std::move(lexemes)));
}
Made from_array(Arguments const& args) {
    TRY(auto lexemes, texts(args, 0, "lexeme"));
    std::vector<Entry> entries;
    for (auto& lexeme : lexemes) {
        if (lexeme.empty()) return failure("2200F", "lexeme array may not contain empty strings");
        entries.push_back({.lexeme = std::move(lexeme), .positions = {}});
    }
    return stored(search::ordered(std::move(entries)));
}

Made without(Vector value, std::vector<std::string> const& lexemes) {
    std::erase_if(value.entries, [&](Entry const& e) { return std::ranges::count(lexemes, e.lexeme) > 0; });
    return stored(value);
}
Made remove(Arguments const& args) {
    TRY(auto value, vector(args, 0));
    return without(std::move(value), {std::string(args.text(1))});
}
Made remove_all(Arguments const& args) {
    TRY(auto value, vector(args, 0));
    TRY(auto const lexemes, texts(args, 1, "lexeme"));
    return without(std::move(value), lexemes);
}

// ts_filter(vector, weights): what has none of the weights is left out.
Made filter(Arguments const& args) {
    TRY(auto value, vector(args, 0));
    TRY(auto const names, texts(args, 1, "weight"));
    std::vector<int> weights;
    for (auto const& name : names) {
        auto const weight = weight_of(name);
        if (!weight) return failure("22023", "unrecognized weight: \"" + name.substr(0, 1) + "\"");
        weights.push_back(*weight);
    }
    for (auto& entry : value.entries)
        std::erase_if(entry.positions,
                      [&](search::Position const& p) { return std::ranges::count(weights, p.weight) == 0; });
    std::erase_if(value.entries, [](Entry const& entry) { return entry.positions.empty(); });
    return stored(value);
}

// ---- queries ----

Made numnode(Arguments const& args) {
    TRY(auto const value, query(args, 0));
    return Value(std::int64_t{search::count_nodes(value)});
}
Made tree(Arguments const& args) {
    TRY(auto const value, query(args, 0));
    return Value(search::indexable(value));
}
template <search::Node::Kind kind>
Made combine(Arguments const& args) {
    TRY(auto left, query(args, 0));
    TRY(auto right, query(args, 1));
    return stored(search::combined(kind, std::move(left), std::move(right)));
}
Made phrase(Arguments const& args) {
    TRY(auto left, query(args, 0));
    TRY(auto right, query(args, 1));
    auto const distance = args.size() > 2 ? args.integer(2) : 1;
    constexpr std::int64_t most = search::most_position + 1;
    if (distance < 0 || distance > most)
        return failure("22023", "distance in phrase operator must be an integer value between zero and " +
                                    std::to_string(most) + " inclusive");
    return stored(search::combined(search::Node::Kind::phrase, std::move(left), std::move(right),
                                   static_cast<int>(distance)));
}
Made negate(Arguments const& args) {
    TRY(auto value, query(args, 0));
    return stored(search::negated(std::move(value)));
}

// ---- ranks ----

constexpr search::Weights standard_weights{0.1F, 0.2F, 0.4F, 1.0F};

Made ranked(search::Weights const& weights, Arguments const& args, int first) {
    TRY(auto const document, vector(args, first));
    TRY(auto const sought, query(args, first + 1));
    auto const how = args.size() > first + 2 ? static_cast<int>(args.integer(first + 2)) : 0;
    return Value(static_cast<double>(search::rank(weights, document, sought, how)));
}
Made rank(Arguments const& args) { return ranked(standard_weights, args, 0); }

Made rank_weighted(Arguments const& args) {
    auto const given = stored_array(args.text(0), {.base = sql::BaseType::float4});
    if (given.dimensions.size() != 1) return failure("2202E", "array of weight must be one-dimensional");
    if (given.elements.size() < 4) return failure("2202E", "array of weight is too short");
    search::Weights weights{};
    for (std::size_t i = 0; i < weights.size(); ++i) {
        auto const& element = given.elements[i];
        if (std::holds_alternative<std::monostate>(element))
            return failure("22004", "array of weight must not contain nulls");
        auto const* whole = std::get_if<std::int64_t>(&element);
        auto const value = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(element);
        weights[i] = value >= 0 ? static_cast<float>(value) : standard_weights[i];
        if (weights[i] > 1.0F) return failure("22023", "weight out of range");
    }
    return ranked(weights, args, 1);
}

// ---- headlines ----

// The text, the query and the options stand from `first` on.
Made headline_of(Configuration const& configuration, Arguments const& args, int first) {
    TRY(auto const sought, query(args, first + 1));
    search::HeadlineOptions options;
    if (args.size() > first + 2) {
        TRY(options, search::read_headline_options(args.text(first + 2)));
    }
    return Value(search::headline(configuration, args.text(first), sought, options));
}
Made headline(Arguments const& args) {
    TRY(auto const* configuration, search::find_configuration(args.text(0)));
    return headline_of(*configuration, args, 1);
}
Made headline_of_session(Arguments const& args) {
    TRY(auto const* configuration, of_session(args));
    return headline_of(*configuration, args, 0);
}

using search::Form;
constexpr auto strict = Strictness::strict;
constexpr auto changing = Purity::changing;
constexpr auto text_search_functions = std::to_array<Scalar>({
    {"pg_to_tsvector", 2, to_tsvector},
    {"pg_to_tsvector_of_session", 1, to_tsvector_of_session, strict, changing},
    {"pg_json_to_tsvector", 2, json_to_tsvector},
    {"pg_json_to_tsvector_of_session", 1, json_to_tsvector_of_session, strict, changing},
    {"pg_to_tsquery", 2, to_tsquery<Form::operators>},
    {"pg_to_tsquery_of_session", 1, to_tsquery_of_session<Form::operators>, strict, changing},
    {"pg_plainto_tsquery", 2, to_tsquery<Form::plain>},
    {"pg_plainto_tsquery_of_session", 1, to_tsquery_of_session<Form::plain>, strict, changing},
    {"pg_phraseto_tsquery", 2, to_tsquery<Form::phrase>},
    {"pg_phraseto_tsquery_of_session", 1, to_tsquery_of_session<Form::phrase>, strict, changing},
    {"pg_websearch_to_tsquery", 2, to_tsquery<Form::web>},
    {"pg_websearch_to_tsquery_of_session", 1, to_tsquery_of_session<Form::web>, strict, changing},
    {"pg_get_current_ts_config", 0, current_configuration, strict, changing},
    {"pg_ts_match", 2, match},
    {"pg_ts_match_turned", 2, match_turned},
    {"pg_ts_match_text_query", 2, match_text_query, strict, changing},
    {"pg_ts_match_texts", 2, match_texts, strict, changing},
    {"pg_tsvector_strip", 1, strip},
    {"pg_tsvector_length", 1, length},
    {"pg_tsvector_concat", 2, concat},
    {"pg_tsvector_setweight", 2, setweight},
    {"pg_tsvector_setweight", 3, setweight},
    {"pg_tsvector_to_array", 1, to_array},
    {"pg_array_to_tsvector", 1, from_array},
    {"pg_ts_delete", 2, remove},
    {"pg_ts_delete_all", 2, remove_all},
    {"pg_ts_filter", 2, filter},
    {"pg_tsquery_numnode", 1, numnode},
    {"pg_tsquery_tree", 1, tree},
    {"pg_tsquery_and", 2, combine<search::Node::Kind::and_>},
    {"pg_tsquery_or", 2, combine<search::Node::Kind::or_>},
    {"pg_tsquery_phrase", 2, phrase},
    {"pg_tsquery_phrase", 3, phrase},
    {"pg_tsquery_not", 1, negate},
    {"pg_ts_headline", 3, headline},
    {"pg_ts_headline", 4, headline},
    {"pg_ts_headline_of_session", 2, headline_of_session, strict, changing},
    {"pg_ts_headline_of_session", 3, headline_of_session, strict, changing},
    {"pg_ts_rank", 2, rank},
    {"pg_ts_rank", 3, rank},
    {"pg_ts_rank_weighted", 3, rank_weighted},
    {"pg_ts_rank_weighted", 4, rank_weighted},
});

}  // namespace

Result<void> register_search(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_search_functions);
}

}  // namespace backstay::engine::sqlite
