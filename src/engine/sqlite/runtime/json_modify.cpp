// Changes of jsonb: ||, -, #-, jsonb_set(), jsonb_insert(). A value is changed by writing it anew around what
// stays as it is.

#include <array>
#include <cerrno>
#include <cstdlib>
#include <limits>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

using View = std::string_view;
using Path = std::vector<std::optional<std::string>>;

bool is_scalar(View json) { return !is_container(json); }

std::string array_of(std::vector<View> const& elements) {
    std::string out = "[";
    for (auto const element : elements) {
        if (out.size() > 1) out += ", ";
        out += element;
    }
    return out + "]";
}

std::string object_of(std::vector<JsonMember> const& members) {
    std::string out = "{";
    for (auto const& [key, value] : members) {
        if (out.size() > 1) out += ", ";
        ((out += key) += ": ") += value;
    }
    return out + "}";
}

// ---- || ----

std::string merged(View a, View b) {
    auto const left = members_of(a);
    auto const right = members_of(b);
    std::vector<JsonMember> members;
    auto i = left.begin();
    auto j = right.begin();
    while (i != left.end() || j != right.end()) {
        int const order = i == left.end() ? 1 : j == right.end() ? -1 : compare_keys(i->key, j->key);
        if (order == 0) ++i;
        members.push_back(order < 0 ? *i++ : *j++);
    }
    return object_of(members);
}

Result<Value> concat(Arguments const& args) {
    auto const a = args.text(0);
    auto const b = args.text(1);
    if (is_object(a) && is_object(b)) return Value(merged(a, b));
    auto elements = is_array(a) ? elements_of(a) : std::vector<View>{a};
    auto const more = is_array(b) ? elements_of(b) : std::vector<View>{b};
    elements.insert(elements.end(), more.begin(), more.end());
    return Value(array_of(elements));
}

// ---- - ----

Result<Value> without(View json, std::vector<std::string> const& names) {
    auto const named = [&](View quoted) {
        for (auto const& name : names)
            if (is_key(quoted, name)) return true;
        return false;
    };
    if (is_scalar(json)) return failure("22023", "cannot delete from scalar");
    if (is_object(json)) {
        auto members = members_of(json);
        std::erase_if(members, [&](JsonMember const& m) { return named(m.key); });
        return Value(object_of(members));
    }
    auto elements = elements_of(json);
    std::erase_if(elements, [&](View e) { return kind_of(e) == JsonKind::string && named(e); });
    return Value(array_of(elements));
}

Result<Value> delete_name(Arguments const& args) {
    return without(args.text(0), {std::string(args.text(1))});
}

Result<Value> delete_names(Arguments const& args) {
    std::vector<std::string> names;
    for (auto& name : texts_of(args, 1))
        if (name) names.push_back(*std::move(name));
    return without(args.text(0), names);
}

Result<Value> delete_index(Arguments const& args) {
    auto const json = args.text(0);
    if (is_scalar(json)) return failure("22023", "cannot delete from scalar");
    if (is_object(json)) return failure("22023", "cannot delete from object using integer index");
    auto elements = elements_of(json);
    auto const size = static_cast<std::int64_t>(elements.size());
    auto index = args.integer(1);
    if (index < 0) index += size;
    if (index >= 0 && index < size) elements.erase(elements.begin() + index);
    return Value(array_of(elements));
}

// ---- along a path ----

enum class Change : std::uint8_t { replace, create, insert_before, insert_after, remove };

class PathChange {
public:
    PathChange(Change change, Path const& path, View value) : change_(change), path_(path), value_(value) {}

    Result<std::string> at(View json, std::size_t level) {
        if (!path_[level])
            return failure("22004", "path element at position " + std::to_string(level + 1) + " is null");
        if (is_object(json)) return in_object(json, level);
        if (is_array(json)) return in_array(json, level);
        return std::string(json);
    }

private:
    bool inserts() const { return change_ == Change::insert_before || change_ == Change::insert_after; }
    bool creates() const { return inserts() || change_ == Change::create; }
    bool last(std::size_t level) const { return level + 1 == path_.size(); }

    Result<std::string> in_object(View json, std::size_t level) {
        auto const key = quoted_json(*path_[level]);
        auto members = members_of(json);
        std::string changed;
        auto place = members.begin();
        while (place != members.end() && compare_keys(place->key, key) < 0) ++place;
        bool const found = place != members.end() && place->key == key;
        if (!found) {
            if (creates() && last(level)) members.insert(place, {key, value_});
            return object_of(members);
        }
        if (!last(level)) {
            TRY(changed, at(place->value, level + 1));
            place->value = changed;
        } else if (inserts()) {
            return failure("22023", "cannot replace existing key")
                .hint("Try using the function jsonb_set to replace key value.");
        } else if (change_ == Change::remove) {
            members.erase(place);
        } else {
            place->value = value_;
        }
        return object_of(members);
    }

    // The index, counted from the end when negative; the least integer when it is before the start.
    Result<std::int64_t> index(std::size_t level, std::size_t count) const {
        constexpr auto before = std::numeric_limits<std::int64_t>::min();
        auto const& step = *path_[level];
        char* end = nullptr;
        errno = 0;
        auto const number = std::strtol(step.c_str(), &end, 10);
        bool const fits =
            number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max();
        if (end == step.c_str() || *end != '\0' || errno != 0 || !fits)
            return failure("22P02", "path element at position " + std::to_string(level + 1) +
                                        " is not an integer: \"" + step + "\"");
        auto const size = static_cast<std::int64_t>(count);
        if (number < 0) return -number > size ? before : size + number;
        return std::min<std::int64_t>(number, size);
    }

    Result<std::string> in_array(View json, std::size_t level) {
        auto elements = elements_of(json);
        TRY(auto const where, index(level, elements.size()));
        bool const outside = where < 0 || where >= static_cast<std::int64_t>(elements.size());
        std::string changed;
        if (outside) {
            if (creates() && last(level))
                elements.insert(where < 0 ? elements.begin() : elements.end(), value_);
            return array_of(elements);
        }
        auto const place = elements.begin() + where;
        if (!last(level)) {
            TRY(changed, at(*place, level + 1));
            *place = changed;
        } else if (change_ == Change::remove) {
            elements.erase(place);
        } else if (inserts()) {
            elements.insert(change_ == Change::insert_before ? place : place + 1, value_);
        } else {
            *place = value_;
        }
        return array_of(elements);
    }

    Change change_;
    Path const& path_;
    View value_;
};

Result<Value> changed(Change change, View json, Path const& path, View value) {
    if (path.empty()) return Value(std::string(json));
    TRY(auto text, PathChange(change, path, value).at(json, 0));
    return Value(std::move(text));
}

bool is_empty(View json) { return json == "{}" || json == "[]"; }

Result<Value> delete_path(Arguments const& args) {
    auto const json = args.text(0);
    if (is_scalar(json)) return failure("22023", "cannot delete path in scalar");
    if (is_empty(json)) return Value(std::string(json));
    return changed(Change::remove, json, texts_of(args, 1), {});
}

Result<Value> set_to(Arguments const& args, View value, bool create) {
    auto const json = args.text(0);
    if (is_scalar(json)) return failure("22023", "cannot set path in scalar");
    if (is_empty(json) && !create) return Value(std::string(json));
    return changed(create ? Change::create : Change::replace, json, texts_of(args, 1), value);
}

// jsonb_set(target, path, value [, create])
Result<Value> set(Arguments const& args) {
    return set_to(args, args.text(2), args.size() < 4 || args.boolean(3));
}

// jsonb_set_lax(target, path, value [, create [, what to do with NULL]])
Result<Value> set_lax(Arguments const& args) {
    bool const create_is_null = args.size() > 3 && args.is_null(3);
    if (args.is_null(0) || args.is_null(1) || create_is_null) return Value();
    auto const wrong = [] {
        return failure("22023",
                       "null_value_treatment must be \"delete_key\", \"return_target\", "
                       "\"use_json_null\", or \"raise_exception\"");
    };
    if (args.size() > 4 && args.is_null(4)) return wrong();
    bool const create = args.size() < 4 || args.boolean(3);
    if (!args.is_null(2)) return set_to(args, args.text(2), create);
    auto const treatment = args.size() > 4 ? args.text(4) : View("use_json_null");
    if (treatment == "use_json_null") return set_to(args, "null", create);
    if (treatment == "delete_key") return delete_path(args);
    if (treatment == "return_target") return Value(std::string(args.text(0)));
    if (treatment != "raise_exception") return wrong();
    return failure("22004", "JSON value must not be null")
        .detail("Exception was raised because null_value_treatment is \"raise_exception\".")
        .hint(
            "To avoid, either change the null_value_treatment argument or ensure that an SQL NULL is not "
            "passed.");
}

// jsonb_insert(target, path, value [, after])
Result<Value> insert(Arguments const& args) {
    auto const json = args.text(0);
    if (is_scalar(json)) return failure("22023", "cannot set path in scalar");
    bool const after = args.size() > 3 && args.boolean(3);
    return changed(after ? Change::insert_after : Change::insert_before, json, texts_of(args, 1),
                   args.text(2));
}

constexpr auto json_modify_functions = std::to_array<Scalar>({
    {"pg_jsonb_concat", 2, concat},
    {"pg_jsonb_delete_name", 2, delete_name},
    {"pg_jsonb_delete_names", 2, delete_names},
    {"pg_jsonb_delete_index", 2, delete_index},
    {"pg_jsonb_delete_path", 2, delete_path},
    {"pg_jsonb_set", -1, set},
    {"pg_jsonb_set_lax", -1, set_lax, Strictness::takes_null},
    {"pg_jsonb_insert", -1, insert},
});

}  // namespace

Result<void> register_json_changes(Connection const& db, StatementState& state) {
    return register_scalars(db, state, json_modify_functions);
}

}  // namespace backstay::engine::sqlite
