#include "api/rest/wording.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "query/parse/url.hpp"

namespace backstay::api::rest {
namespace {

constexpr std::size_t longest_key = 1000;
constexpr char cut = '\0';
constexpr std::array<std::string_view, 6> comparisons = {"eq.", "neq.", "gt.", "gte.", "lt.", "lte."};
// Parameters that are no filters, and of whose values nothing is cut out.
constexpr std::array<std::string_view, 6> others = {"select", "columns", "on_conflict",
                                                    "order",  "limit",   "offset"};

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_other(std::string_view name) {
    auto const dot = name.rfind('.');
    auto const last = dot == std::string_view::npos ? name : name.substr(dot + 1);
    return std::ranges::find(others, last) != others.end();
}

// "eq." of "eq.5", where that is one of the comparisons.
std::string_view comparison_of(std::string_view value) {
    for (auto const& word : comparisons)
        if (value.starts_with(word)) return word;
    return {};
}

struct Parameter {
    std::string_view name, value;
};

std::vector<Parameter> parameters_of(std::string_view query) {
    std::vector<Parameter> parameters;
    for (auto rest = query; !rest.empty();) {
        auto const end = rest.find('&');
        auto const part = rest.substr(0, end);
        auto const mark = part.find('=');
        bool const valued = mark != std::string_view::npos;
        if (!part.empty()) parameters.push_back({part.substr(0, mark), valued ? part.substr(mark + 1) : ""});
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return parameters;
}

bool is_cut(Parameter const& parameter) {
    return !parameter.name.empty() && std::ranges::all_of(parameter.name, is_plain) &&
           !is_other(parameter.name) && parameter.name != "and" && parameter.name != "or" &&
           !comparison_of(parameter.value).empty();
}

bool can_repeat(Asked const& asked, Prepared const& prepared) {
    auto const& exchange = *prepared.exchange;
    return asked.action == Action::read && asked.get && !asked.head && !prepared.explain &&
           !prepared.singular && prepared.settings.empty() && asked.accepted.handler == nullptr &&
           exchange.format == sql::Format::json_array && !exchange.count && !exchange.planned &&
           exchange.protection.none() && legacy_name_warning(asked.query).empty();
}

// Where the values that were cut out stand among the parameters; nothing when that cannot be told.
std::optional<std::vector<std::size_t>> places_of(std::vector<Parameter> const& parameters,
                                                  query::Query const& query, Parameters const& values) {
    std::vector<std::size_t> places;
    std::size_t next = 0;  // conditions stand in the order of their parameters
    for (auto const& parameter : parameters) {
        if (is_other(query::decode_url(parameter.name))) continue;
        if (next == query.conditions.size()) return {};
        auto const& condition = query.conditions[next++];
        if (!is_cut(parameter)) continue;
        auto const* const filter = std::get_if<query::Filter>(&condition.value.node);
        auto const place = filter == nullptr ? 0 : static_cast<std::size_t>(filter->value);
        if (place == 0 || place > values.size()) return {};
        auto const text = parameter.value.substr(comparison_of(parameter.value).size());
        if (values[place - 1] != query::decode_url(text)) return {};
        places.push_back(place - 1);
    }
    if (next != query.conditions.size()) return {};
    return places;
}

// Sorted by their names. Nothing when a name stands twice: then the values decide the order.
bool add_location(std::vector<Parameter> const& parameters, std::string path, Repeated& read) {
    struct Sorted {
        std::string name;
        std::size_t number;
    };
    std::vector<Sorted> sorted;
    for (auto const& parameter : parameters)
        sorted.push_back({query::decode_url(parameter.name), sorted.size()});
    std::ranges::sort(sorted, {}, &Sorted::name);
    if (std::ranges::adjacent_find(sorted, {}, &Sorted::name) != sorted.end()) return false;
    auto text = std::move(path);
    char divider = '?';
    for (auto const& [name, number] : sorted) {
        auto const& parameter = parameters[number];
        text += divider + query::encode_url(name) + '=';
        divider = '&';
        if (!is_cut(parameter)) {
            text += query::encode_url(query::decode_url(parameter.value));
            continue;
        }
        text += comparison_of(parameter.value);
        read.location_texts.push_back(std::exchange(text, {}));
        auto const before = std::span(parameters).first(number);
        auto const cut_before = static_cast<std::size_t>(std::ranges::count_if(before, is_cut));
        read.location_values.push_back(read.places[cut_before]);
    }
    read.location_texts.push_back(std::move(text));
    return true;
}

}  // namespace

bool Wording::read(http::Request const& request) {
    if (request.method != "GET" || request.path.size() + request.query.size() > longest_key) return false;
    key_.clear();
    values_.clear();
    authorization_.reset();
    apikey_.reset();
    if (!read_headers(request)) return false;
    key_ += '\n';
    key_ += request.path;
    for (auto rest = request.query; !rest.empty();) {
        auto const end = rest.find('&');
        read_parameter(rest.substr(0, end));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    return true;
}

// What a header may say beside who asks and which type is wanted is for the long way.
bool Wording::read_headers(http::Request const& request) {
    for (auto const& [name, value] : request.headers) {
        auto const is = [&name](std::string_view other) { return equals_ignoring_case(name, other); };
        switch (name.size()) {
            case 5:
                if (is("range")) return false;
                break;
            case 6:
                if (is("prefer")) return false;
                if (is("apikey") && !apikey_) apikey_ = value;
                if (!is("accept")) break;
                if (!key_.empty()) return false;
                key_ = value;
                break;
            case 8:
                if (is("if-match") || is("if-range")) return false;
                break;
            case 13:
                if (is("if-none-match")) return false;
                if (is("authorization") && !authorization_) authorization_ = value;
                break;
            case 14:
                if (is("accept-profile")) return false;
                break;
            default: break;
        }
    }
    return true;
}

void Wording::read_parameter(std::string_view part) {
    key_ += '&';
    auto const mark = part.find('=');
    if (mark != std::string_view::npos) {
        Parameter const parameter{part.substr(0, mark), part.substr(mark + 1)};
        if (is_cut(parameter)) {
            auto const word = comparison_of(parameter.value);
            key_.append(part.substr(0, mark + 1 + word.size()));
            key_ += cut;
            values_.push_back(parameter.value.substr(word.size()));
            return;
        }
    }
    key_ += part;
}

std::shared_ptr<Repeated const> learn(Wording const& wording, Asked const& asked, Prepared const& prepared,
                                      std::string const& path, bool may_be_large) {
    if (!can_repeat(asked, prepared)) return nullptr;
    auto const parameters = parameters_of(asked.request.query);
    auto places = places_of(parameters, asked.query, prepared.parameters);
    if (!places || places->size() != wording.values().size()) return nullptr;
    auto read = std::make_shared<Repeated>();
    read->exchange = prepared.exchange;
    read->parameters = prepared.parameters;
    read->places = *std::move(places);
    read->first_row = asked.first.value_or(0);
    read->content_type = asked.accepted.content_type();
    if (asked.profiled) read->content_profile = asked.schema;
    read->may_be_large = may_be_large;
    if (!add_location(parameters, path, *read)) return nullptr;
    return read;
}

void read_parameters(Repeated const& read, Wording const& wording, Parameters& parameters) {
    parameters.resize(read.parameters.size());
    std::ranges::copy(read.parameters, parameters.begin());
    for (std::size_t i = 0; i < read.places.size(); ++i)
        parameters[read.places[i]] = query::decode_url(wording.values()[i]);
}

void append_location(std::string& out, Repeated const& read, Parameters const& parameters) {
    for (std::size_t i = 0; i < read.location_values.size(); ++i) {
        out += read.location_texts[i];
        out += query::encode_url(*parameters[read.location_values[i]]);
    }
    out += read.location_texts.back();
}

}  // namespace backstay::api::rest
