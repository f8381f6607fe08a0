#pragma once

// Runs a jsonpath on a jsonb value.
//
//     PathRun run(path, R"({"a": [1, 2]})", "{}", PathErrors::thrown);
//     run.all()      {"1", "2"} for $.a[*]
//
// Lax paths take arrays apart and wrap what is none where that is needed, and give nothing where something is
// not there; strict ones are errors then.
// https://www.postgresql.org/docs/15/functions-json.html#FUNCTIONS-SQLJSON-PATH

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/values/jsonpath.hpp"

namespace backstay::engine::sqlite {

enum class PathErrors : std::uint8_t { thrown, silent };

class PathRun {
public:
    using Item = std::string_view;  // the canonical text of a value
    using Items = std::vector<Item>;

    // REQUIRES: all outlive the run; `root` and `variables` are canonical.
    PathRun(JsonPath const& path, Item root, Item variables, PathErrors errors)
        : path_(path),
          lax_(!path.strict),
          root_(root),
          current_(root),
          variables_(variables),
          thrown_(errors == PathErrors::thrown),
          ignore_structure_(lax_) {}

    // A silent error ends the items. They live as long as the run.
    Result<Items> all();
    // Nothing: a silent error.
    Result<std::optional<bool>> exists();

private:
    // What a step came to; `error` only where errors are silent.
    enum class Outcome : std::uint8_t { found, nothing, error };
    enum class Truth : std::uint8_t { no, yes, unknown };
    using Done = Result<Outcome>;

    // jsonpath_run.cpp. `found` is null where it is enough to know that there is something.
    Done run(PathNode const& n, Item item, Items* found) { return run(n, item, found, lax_); }
    Done run(PathNode const& n, Item item, Items* found, bool unwrap);
    Done next(PathNode const& n, Item item, Items* found);
    Done wrong(std::string_view code, std::string message, std::string detail = {});
    Done wrong_structure(std::string_view code, std::string message);
    // The steps from `n` on (or nothing more) for each value within a container.
    Done each(PathNode const* n, Item container, Items* found, std::uint32_t level, std::uint32_t first,
              std::uint32_t last, bool ignore_structure, bool unwrap);
    Done unwrapped(PathNode const& n, Item array, Items* found) {
        return each(&n, array, found, 1, 1, 1, false, false);
    }
    Done operand(PathNode const& n, Item item, bool unwrap, Items& found);
    Done key(PathNode const& n, Item item, Items* found, bool unwrap);
    Done any_key(PathNode const& n, Item item, Items* found, bool unwrap);
    Done any_array(PathNode const& n, Item item, Items* found);
    Done any_level(PathNode const& n, Item item, Items* found);
    Done subscripts(PathNode const& n, Item item, Items* found);
    Done elements(PathNode const& n, Items const& elements, std::int64_t from, std::int64_t to, Items* found);
    Result<std::optional<std::int64_t>> index(PathNode const& n, Item item);
    Done variable(PathNode const& n, Items* found);

    // jsonpath_method.cpp
    Done method(PathNode const& n, Item item, Items* found, bool unwrap);
    Done size(PathNode const& n, Item item, Items* found);
    Done rounding(PathNode const& n, Item item, Items* found, bool unwrap);
    Done to_double(PathNode const& n, Item item, Items* found, bool unwrap);
    Done datetime(PathNode const& n, Item item, Items* found, bool unwrap);
    Done key_value(PathNode const& n, Item item, Items* found, bool unwrap);
    Done arithmetic(PathNode const& n, Item item, Items* found);
    Done sign(PathNode const& n, Item item, Items* found);

    // jsonpath_condition.cpp
    Result<Truth> condition(PathNode const& n, Item item);
    Result<Truth> nested_condition(PathNode const& n, Item item);
    Result<Truth> and_or(PathNode const& n, Item item);
    Result<Truth> existence(PathNode const& n, Item item);
    Result<Truth> pairwise(PathNode const& n, Item item);
    Result<Truth> compare(PathNode const& n, Item left, Item right) const;
    // The values of an operand of a condition, whose errors are not thrown; nothing: an error.
    Result<std::optional<Items>> quiet(PathNode const& n, Item item, bool unwrap);

    Item keep(std::string text) { return kept_.emplace_back(std::move(text)); }

    JsonPath const& path_;
    bool lax_;
    Item root_, current_, variables_;
    bool thrown_;
    bool ignore_structure_;
    std::int64_t array_size_ = -1;       // of the innermost array that is subscripted
    std::deque<std::string> kept_ = {};  // values that were computed
};

}  // namespace backstay::engine::sqlite
