#include "api/rest/openapi31.hpp"

#include <array>
#include <map>

#include "api/rest/choose_function.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace openapi31 {
namespace {

using namespace swagger;

struct Shared {
    std::string_view key, in, name, description, schema, example;
};
// What many operations take; docs/rest.md says more.
constexpr std::array shared_parameters = {
    Shared{"select", "query", "select", "Columns, casts, aggregates and embedded relations.", "", "*"},
    Shared{"order", "query", "order", "Columns to order by: name.desc.nullslast, ...", "", "id.desc"},
    Shared{"limit", "query", "limit", "Rows, at most.", R"({"type":"integer","minimum":0})", "20"},
    Shared{"offset", "query", "offset", "Rows to leave out.", R"({"type":"integer","minimum":0})", "0"},
    Shared{"after", "query", "after", "The cursor of Link: rel=next; empty for the first page.", "", ""},
    Shared{"columns", "query", "columns", "The keys of the body that count.", "", ""},
    Shared{"onConflict", "query", "on_conflict", "The unique columns that make an upsert.", "", ""},
    Shared{"range", "header", "Range", "Rows from and to, as in 0-24.", "", "0-24"},
    Shared{"count", "header", "Prefer", "count=exact, planned or estimated.", "", "count=exact"},
    Shared{"return", "header", "Prefer", "return=representation gives the rows back.", "",
           "return=representation"},
    Shared{"preferPost", "header", "Prefer",
           "return=representation; resolution=merge-duplicates or ignore-duplicates; missing=default.", "",
           "return=representation"},
    Shared{"ifMatch", "header", "If-Match",
           "The ETag that the rows were read with: 412 if they have changed.", "", "*"},
    Shared{"ifNoneMatch", "header", "If-None-Match", "The ETag that is known: 304 if it still holds.", "",
           ""},
    Shared{"idempotencyKey", "header", "Idempotency-Key",
           "Of a request that may be repeated: its first answer is given again for a day.", "",
           "8e03978e-40d5-43dd-bc93-6894a57f9324"}};

Members parameters() {
    Members out;
    for (auto const& one : shared_parameters) {
        bool const number = one.schema.contains("integer");
        auto const value = number ? std::string(one.example) : text(one.example);
        out.emplace_back(
            one.key,
            object({{"name", text(one.name)},
                    {"in", text(one.in)},
                    {"description", text(one.description)},
                    {"schema", one.schema.empty() ? R"({"type":"string"})" : std::string(one.schema)},
                    {"example", one.example.empty() ? "" : value}}));
    }
    return out;
}

constexpr auto error_schema =
    R"({"type":"object","required":["code","message"],"properties":{)"
    R"("code":{"type":"string","description":"SQLSTATE of PostgreSQL, PGRSTnnn of PostgREST, or BSnnn."},)"
    R"("message":{"type":"string"},"details":{"type":["string","null","array","object"]},)"
    R"("hint":{"type":["string","null"]},"operation":{"type":"integer","description":"Of a batch, from 1."}},)"
    R"("examples":[{"code":"23505","details":"Key (id)=(1) already exists.","hint":null,)"
    R"("message":"duplicate key value violates unique constraint \"task_pkey\""}]})";

constexpr auto batch_path =
    R"({"post":{"operationId":"batch","summary":"Several operations in one transaction","tags":["Batch"],)"
    R"("parameters":[{"$ref":"#/components/parameters/idempotencyKey"}],"requestBody":{"required":true,"content":)"
    R"({"application/json":{"schema":{"type":"array","items":{"type":"object","required":["method","path"],)"
    R"("additionalProperties":false,"properties":{"method":{"type":"string","enum":["GET","POST","PATCH","PUT","DELETE"]},)"
    R"("path":{"type":"string"},"body":{},"headers":{"type":"object","additionalProperties":{"type":"string"}}}}},)"
    R"("example":[{"method":"POST","path":"/project","body":{"name":"a"}},)"
    R"({"method":"POST","path":"/task","body":{"project_id":"$1.id"}}]}}},"responses":{"200":{"description":)"
    R"("An answer for each operation.","content":{"application/json":{"schema":{"type":"array","items":{"type":)"
    R"("object","properties":{"status":{"type":"integer"},"headers":{"type":"object"},"body":{}}}}}}},)"
    R"("default":{"$ref":"#/components/responses/error"}}}})";

std::string info(sql::Schema const& catalog, std::string const& schema) {
    auto const found = catalog.descriptions.find(schema);
    auto const said = found != catalog.descriptions.end() ? found->second : std::string();
    auto const [title, description] = summary_and_description(said);
    return object({{"title", text(title.empty() ? schema : title)},
                   {"description", if_any(description)},
                   {"version", text(BACKSTAY_VERSION)}});
}

std::string components(Members const& schemas) {
    auto const error = object({{"description", text("What was wrong.")},
                               {"content", json_content(reference("components/schemas/error"))}});
    auto all = schemas;
    all.emplace_back("error", error_schema);
    return object({{"schemas", object(all)},
                   {"parameters", object(parameters())},
                   {"responses", object({{"error", error}})},
                   {"securitySchemes", R"({"token":{"type":"http","scheme":"bearer","bearerFormat":"JWT"},)"
                                       R"("apikey":{"type":"apiKey","in":"header","name":"apikey"}})"}});
}

}  // namespace

void add_errors(Members& responses) {
    responses.emplace_back("default", reference("components/responses/error"));
}

std::string json_content(std::string schema) {
    return object({{"application/json", object({{"schema", std::move(schema)}})}});
}

std::string parameter_reference(std::string_view name) {
    return reference("components/parameters/" + std::string(name));
}

}  // namespace openapi31

std::string describe_api_31(Options const& options, sql::Schema const& catalog, std::string const& schema,
                            engine::Visible const& visible) {
    using namespace openapi31;
    using namespace swagger;
    openapi31::Members schemas;
    std::map<std::string, std::string> paths;
    for (auto at = catalog.relations.lower_bound({schema, ""});
         at != catalog.relations.end() && at->first.schema == schema; ++at) {
        if (!visible.relations.contains(at->first)) continue;
        add_schemas(catalog, at->second, visible, schemas);
        paths["/" + at->first.name] = openapi31::path_item(catalog, at->second);
    }
    std::map<std::string, Overloads> functions;
    for (auto const& [name, function] : catalog.functions)
        if (name.schema == schema && is_callable(function) && visible.functions.contains(function.id))
            functions[name.name].push_back(&function);
    for (auto const& [name, overloads] : functions)
        paths["/rpc/" + name] = openapi31::path_item(overloads, schema, visible);
    paths["/batch"] = batch_path;
    auto const server = object({{"url", text(options.prefix.empty() ? "/" : options.prefix)}});
    return object({{"openapi", text("3.1.0")},
                   {"info", info(catalog, schema)},
                   {"servers", array({server})},
                   {"security", R"([{},{"token":[]},{"apikey":[]}])"},
                   {"paths", object({paths.begin(), paths.end()})},
                   {"components", components(schemas)}});
}

}  // namespace backstay::api::rest
