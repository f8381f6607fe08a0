// The casts that change nothing stored: the value of one type is, as it stands in the file, the value of the
// other. Casts that compute come with the functions that compute them.

#include "sql/builtin/families.hpp"

namespace backstay::sql {
namespace {

using enum BaseType;

std::vector<BuiltinCast> relabelling() {
    return {
        {.from = int2, .to = int4, .context = CastContext::implicit},
        {.from = int2, .to = int8, .context = CastContext::implicit},
        {.from = int4, .to = int8, .context = CastContext::implicit},
        {.from = text, .to = varchar, .context = CastContext::implicit},
        {.from = varchar, .to = text, .context = CastContext::implicit},
        {.from = name, .to = text, .context = CastContext::implicit},
        {.from = citext, .to = text, .context = CastContext::implicit},
        {.from = citext, .to = varchar, .context = CastContext::implicit},
        {.from = text, .to = citext, .context = CastContext::assignment},
        {.from = varchar, .to = citext, .context = CastContext::assignment},
    };
}

}  // namespace

Family relabelling_family() { return {.casts = relabelling()}; }

}  // namespace backstay::sql
