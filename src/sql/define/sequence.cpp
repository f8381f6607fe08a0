#include <limits>

#include "sql/define/work.hpp"

namespace backstay::sql::defining {
namespace {

std::int64_t greatest_of(BaseType type) {
    if (type == BaseType::int2) return std::numeric_limits<std::int16_t>::max();
    if (type == BaseType::int4) return std::numeric_limits<std::int32_t>::max();
    return std::numeric_limits<std::int64_t>::max();
}

std::int64_t least_of(BaseType type) {
    if (type == BaseType::int2) return std::numeric_limits<std::int16_t>::min();
    if (type == BaseType::int4) return std::numeric_limits<std::int32_t>::min();
    return std::numeric_limits<std::int64_t>::min();
}

// Fills in what was not said, as PostgreSQL does.
Result<SequenceOptions> complete(SequenceOptions options, BaseType type) {
    auto const increment = options.increment.value_or(1);
    if (increment == 0) return failure("22023", "INCREMENT must not be zero");
    bool const up = increment > 0;
    options.increment = increment;
    options.min_value = options.min_value.value_or(up ? 1 : least_of(type));
    options.max_value = options.max_value.value_or(up ? greatest_of(type) : -1);
    options.start = options.start.value_or(up ? *options.min_value : *options.max_value);
    if (*options.min_value >= *options.max_value)
        return failure("22023", "MINVALUE (" + std::to_string(*options.min_value) +
                                    ") must be less than MAXVALUE (" + std::to_string(*options.max_value) +
                                    ")");
    if (*options.start < *options.min_value)
        return failure("22023", "START value (" + std::to_string(*options.start) +
                                    ") cannot be less than MINVALUE (" + std::to_string(*options.min_value) +
                                    ")");
    if (*options.start > *options.max_value)
        return failure("22023", "START value (" + std::to_string(*options.start) +
                                    ") cannot be greater than MAXVALUE (" +
                                    std::to_string(*options.max_value) + ")");
    return options;
}

// OWNED BY table.column: the sequence goes when the column does.
Result<void> own(Work& work, ObjectId sequence, std::vector<std::string> const& owner) {
    if (owner.size() < 2) return {};
    QualifiedName const table{owner.size() > 2 ? owner[owner.size() - 3] : "", owner[owner.size() - 2]};
    TRY(auto* relation, find_table(work, table));
    TRY(auto* column, find_column(*relation, owner.back()));
    column->sequence = sequence;
    return {};
}

}  // namespace

Result<ObjectId> add_sequence(Work& work, QualifiedName const& name, SequenceOptions const& options,
                              BaseType type) {
    TRY_VOID(require_free_name(work, name));
    TRY(auto complete_options, complete(options, type));
    CatalogRelation sequence{.id = work.new_id(), .name = name, .kind = CatalogRelationKind::sequence};
    sequence.owner = work.context.role;
    sequence.sequence = std::move(complete_options);
    sequence.grants = default_grants(work, name.schema, ObjectKind::sequence);
    auto const id = sequence.id;
    work.catalog().relations[id] = std::move(sequence);
    work.change(CreateSequenceChange{id});
    return id;
}

Result<void> create_sequence(Work& work, CreateSequence const& statement) {
    TRY(auto const name, new_name(work, statement.name));
    if (statement.if_not_exists && find_any_relation(work, name) != nullptr) {
        work.notice("relation \"" + name.name + "\" already exists, skipping");
        return {};
    }
    auto type = BaseType::int8;
    if (statement.options.type) {
        TRY(auto const named, find_type(work, *statement.options.type));
        type = named.base;
    }
    if (type != BaseType::int2 && type != BaseType::int4 && type != BaseType::int8)
        return failure("22023", "sequence type must be smallint, integer, or bigint");
    TRY(auto const id, add_sequence(work, name, statement.options, type));
    return own(work, id, statement.options.owned_by);
}

Result<void> alter_sequence(Work& work, AlterSequence const& statement) {
    if (statement.if_exists && find_any_relation(work, statement.name) == nullptr) {
        work.notice("relation \"" + statement.name.name + "\" does not exist, skipping");
        return {};
    }
    TRY(auto* sequence, find_sequence(work, statement.name));
    TRY_VOID(require_owner(work, sequence->owner, "sequence " + sequence->name.name));
    auto const& change = statement.options;
    auto& options = sequence->sequence;
    auto const id = sequence->id;
    if (change.increment) options.increment = change.increment;
    if (change.min_value) options.min_value = change.min_value;
    if (change.max_value) options.max_value = change.max_value;
    if (change.start) options.start = change.start;
    if (change.cycle) options.cycle = true;
    if (change.restart || change.restart_plain)
        work.change(RestartSequenceChange{id, change.restart.value_or(options.start.value_or(1))});
    return own(work, id, change.owned_by);
}

}  // namespace backstay::sql::defining
