"""Two answers to one request: are they the same, and if not, in what."""
import json, re

VOLATILE = {"date", "server", "connection", "keep-alive", "server-timing", "x-request-id"}
REFUSAL = "not supported on the embedded engine"


def code_of(body):
    """Code and message of an error's body."""
    try:
        error = json.loads(body)
    except ValueError:
        return "", ""
    return (error.get("code") or "", error.get("message") or "") if isinstance(error, dict) and {"code", "message"} <= error.keys() else ("", "")


def fault_of(answer):
    """The code of an error, also of an answer without a body."""
    return answer[1].get("proxy-status", "").rpartition("=")[2]


def refused(answer):
    code, message = code_of(answer[2])
    return code == "0A000" and message.startswith(REFUSAL)


def sorted_deeply(value):
    if isinstance(value, list):
        return sorted((sorted_deeply(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return {name: sorted_deeply(one) for name, one in value.items()} if isinstance(value, dict) else value


def same_rows(one, other):
    """Equal when the order of rows does not count."""
    if one == other:
        return True
    try:
        keep = {"parse_float": str, "parse_int": str}
        return sorted_deeply(json.loads(one, **keep)) == sorted_deeply(json.loads(other, **keep))
    except ValueError:
        return sorted(one.splitlines()) == sorted(other.splitlines())


def same_fault(request, one, other):
    """Equal but for the row, the relation or the key that was met first, where several are at fault."""
    code, again = code_of(one)[0], code_of(other)[0]
    if code != again:
        return False
    if code == "PGRST201":
        return sorted(one) == sorted(other)
    if code == "23505":  # two keys, or two rows
        return True
    if code == "PGRST200":  # of names that are equally near any may be meant
        return code_of(one)[1] == code_of(other)[1]
    of_rows = "::" in request.path or "/v" in request.path or "/rpc/listed" in request.path
    several = code == "42501" and "permission denied for" in one or code.startswith("23") and request.method in ("PATCH", "DELETE") or of_rows and code.startswith("22")
    return several and masked(code_of(one)[1]).replace("view", "table") == masked(code_of(other)[1]).replace("view", "table")


def met_no_row(request, expected, got):
    """PostgreSQL may find that no row can be meant before it reads a body or a pattern, or the other way about."""
    statuses = {expected[0], got[0]}
    fault = fault_of(expected) or fault_of(got)
    empty = next((answer for answer in (expected, got) if answer[0] in (200, 204)), None)
    if not empty or max(statuses) < 400 or empty[2] not in ("", "[]", "null"):
        return False
    if fault == "42501" and empty is expected and request.method in ("GET", "HEAD"):
        return True  # rights to what is nested in no row
    return fault in ("2201B", "22004") or "limit=0" in request.path or request.method == "PATCH" and fault[:2] in ("22", "23")


# What the planner or the rewriter of PostgreSQL says of a write, before or after its rights.
OF_WRITES = {"42501", "42P10", "0A000", "55000", "428C9", "42702"}


def several_faults(request, expected, got, ask):
    """Whether both refuse, and each for a fault that is there: without some part of it, PostgreSQL says the other one."""
    if expected[0] < 400 or got[0] < 400 or not fault_of(got):
        return False
    if fault_of(expected) == "42702":  # a spread that names a column twice
        return True
    if request.method not in ("GET", "HEAD"):
        return bool({fault_of(expected), fault_of(got)} & OF_WRITES)
    return any(fault_of(answer) == fault_of(got) and masked(code_of(answer[2])[1]) == masked(code_of(got[2])[1]) for answer in map(ask, request.without_parts()))


def differences(request, expected, got):
    """What differs, in the order of interest: status, body, headers."""
    found = []
    if met_no_row(request, expected, got):
        return found
    if expected[0] != got[0]:
        found.append(f"status {expected[0]} -> {got[0]}")
    body_differs = expected[2] != got[2] and not same_fault(request, expected[2], got[2])
    if body_differs and (request.ordered or not same_rows(expected[2], got[2])):
        found.append("body")
    names = sorted((expected[1].keys() | got[1].keys()) - VOLATILE)
    found += [f"header {name}" for name in names if expected[1].get(name) != got[1].get(name)]
    length_follows = "body" in found or expected[0] != got[0] or not body_differs and expected[2] != got[2]
    of_body = {"header content-length"} if length_follows else set()
    if length_follows or not request.ordered:
        of_body.add("header etag")
    return [one for one in found if one not in of_body]


def masked(text):
    return re.sub(r"\d+", "#", re.sub(r"\\?\"[^\"]*\"|'[^']*'", "_", text))


def signature(request, expected, got):
    """Differences that look alike have the same one."""
    one, other = code_of(expected[2]), code_of(got[2])
    kind = "call" if "/rpc/" in request.path else request.method
    if one == other == ("", ""):
        return f"{kind}: " + ", ".join(differences(request, expected, got))
    return f"{kind}: {expected[0]} {one[0]} {masked(one[1])} -> {got[0]} {other[0]} {masked(other[1])}" + (" (details)" if one == other else "")
