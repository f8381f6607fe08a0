"""The scenarios: a name, a request for each kind of server, and the goal against a peer.

A request is (method, path, body); {id} and its kin are drawn anew for each of 1,000 prepared requests. Kinds: `rest` is
Backstay's API, which @supabase/lite speaks too, `fastify` the servers of peers/, `floor` the raw epoll loop. `mix` has
several requests with their weights. `lite`: that @supabase/lite can do it. `fresh`: an algorithm, by which every request
has a token of its own, more of them than are remembered, so that each is verified; `refresh`: each request uses the token
that the answer to another one had.
"""
import json, random

import rows, tokens

FRESH = 4000  # tokens: four times what the server remembers
ISSUE = "id,project_id,title,body,state,priority,estimate,created_at"
OWNED = "id,title,body,state,created_at"
BULK = json.dumps([{"title": f"row {i}", "n": i} for i in range(1000)]).replace("{", "{{").replace("}", "}}")
POINT = ("GET", "/rest/v1/issue?id=eq.{id}&select=" + ISSUE, None)
PAGE = "/rest/v1/issue?project_id=eq.{project}&select=" + ISSUE
INSERT = '{{"title":"row {n}","n":{n}}}'

SCENARIOS = {
    "fixed": {"floor": ("GET", "/", None), "rest": ("GET", "/health/live", None), "fastify": ("GET", "/fixed", None),
              "goals": [("floor", 1.2, "at most")], "engines": ("sqlite",)},
    "point": {"rest": POINT, "fastify": ("GET", "/issue/{id}", None), "lite": True,
              "goals": [("fastify", 3, "times less"), ("lite", 10, "times less")]},
    "point+policy": {"token": "owner", "rest": ("GET", "/rest/v1/owned?id=eq.{id}&select=" + OWNED, None), "fastify": ("GET", "/owned/{id}", None),
                     "lite": True, "goals": [("fastify", 3, "times less"), ("lite", 10, "times less")]},
    "verify-hs256": {"token": "owner", "fresh": "HS256", "rest": ("GET", "/rest/v1/owned?id=eq.{id}&select=" + OWNED, None), "engines": ("sqlite",)},
    "verify-es256": {"token": "owner", "fresh": "ES256", "rest": ("GET", "/rest/v1/owned?id=eq.{id}&select=" + OWNED, None), "engines": ("sqlite",)},
    "refresh": {"refresh": True, "rest": ("POST", "/auth/v1/token?grant_type=refresh_token", None)},
    "page20": {"rest": ("GET", PAGE + "&order=id.desc&limit=20", None), "fastify": ("GET", "/issues/{project}", None), "lite": True,
               "goals": [("fastify", 2.5, "times less"), ("fastify pg", 2, "times less")]},
    "page20+policy": {"token": "member", "rest": ("GET", "/rest/v1/shared?team_id=eq.{team}&select=" + OWNED + "&order=id.desc&limit=20", None),
                      "fastify": ("GET", "/shared/{team}", None), "lite": True},
    "page20+count": {"headers": {"Prefer": "count=exact"}, "rest": ("GET", PAGE + "&order=id.desc&limit=20", None),
                     "fastify": ("GET", "/issues-counted/{project}", None), "engines": ("sqlite",)},
    "embed": {"rest": ("GET", PAGE + ",comment(id,body)&order=id.desc&limit=20", None), "fastify": ("GET", "/issues-embedded/{project}", None),
              "lite": True, "goals": [("fastify", 2.5, "times less"), ("fastify pg", 1.3, "times less")]},
    "embed2": {"rest": ("GET", PAGE + ",project(id,name),comment(id,body)&order=id.desc&limit=20", None),
               "fastify": ("GET", "/issues-embedded2/{project}", None), "engines": ("sqlite",)},
    "filter-in-100": {"rest": ("GET", "/rest/v1/issue?id=in.({hundred})&select=" + ISSUE, None), "fastify": ("GET", "/issues-among?ids={hundred}", None),
                      "engines": ("sqlite",)},
    "aggregate": {"rest": ("GET", "/rest/v1/issue?project_id=eq.{project}&select=state,id.count(),estimate.sum()", None),
                  "fastify": ("GET", "/issues-counts/{project}", None), "engines": ("sqlite",)},
    "rpc": {"rest": ("GET", "/rest/v1/rpc/issues_of?project={project}&select=" + ISSUE, None), "fastify": ("GET", "/issues/{project}", None),
            "engines": ("sqlite",)},
    "insert": {"rest": ("POST", "/rest/v1/written", INSERT), "fastify": ("POST", "/written", INSERT), "lite": True,
               "goals": [("fastify", 5, "times the throughput")]},
    "insert-bulk-1000": {"rest": ("POST", "/rest/v1/written", BULK), "fastify": ("POST", "/written-bulk", BULK), "engines": ("sqlite",)},
    "update": {"rest": ("PATCH", "/rest/v1/upserted?id=eq.{u}", '{{"n":{n}}}'), "fastify": ("PATCH", "/upserted/{u}", '{{"n":{n}}}'), "engines": ("sqlite",)},
    "upsert": {"headers": {"Prefer": "resolution=merge-duplicates"}, "rest": ("POST", "/rest/v1/upserted", '{{"id":{u},"title":"row","n":{n}}}'),
               "fastify": ("POST", "/upserted", '{{"id":{u},"title":"row","n":{n}}}'), "engines": ("sqlite",)},
    "mixed": {"rest": POINT, "fastify": ("GET", "/issue/{id}", None), "engines": ("sqlite",),  # nine reads, one write
              "mix": {"rest": ("POST", "/rest/v1/written", INSERT), "fastify": ("POST", "/written", INSERT)}},
    "csv-10k": {"headers": {"Accept": "text/csv"}, "rest": ("GET", "/rest/v1/issue?select=" + ISSUE + "&order=id&limit=10000", None),
                "fastify": ("GET", "/csv", None), "engines": ("sqlite",), "connections": 4},
}


def draw(chance):
    issue = chance.randrange(1, rows.ISSUES + 1)
    team = chance.randrange(1, rows.TEAMS + 1)
    return {"id": issue, "owner": rows.user(issue % rows.USERS), "project": chance.randrange(1, rows.PROJECTS + 1), "team": team,
            "member": rows.user((team * 10 + chance.randrange(30)) % rows.USERS), "n": chance.randrange(1, 10_000), "u": chance.randrange(1, 10_001),
            "service": tokens.SERVICE + rows.user(issue % rows.USERS), "hundred": ",".join(str(chance.randrange(1, rows.ISSUES + 1)) for _ in range(100))}


def request_text(scenario, request, values, token=None):
    method, path, body = request
    headers = {"Host": "127.0.0.1", **scenario.get("headers", {})}
    if "token" in scenario:
        headers["Authorization"] = "Bearer " + (token or tokens.hs256(values[scenario["token"]]))
    text = None if body is None else body.format(**values)
    if text is not None:
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(text))}
    return f"{method} {path.format(**values)} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n" + (text or "")


DONE = """function done(summary, latency)
    io.write(string.format('RESULT {"requests":%d,"us":%d,"p50":%d,"p99":%d,"bytes":%d,"socket":%d,"status":%d}\\n', summary.requests,
        summary.duration, latency:percentile(50), latency:percentile(99), summary.bytes, summary.errors.connect + summary.errors.read + summary.errors.timeout,
        summary.errors.status))
end
"""


def refresh_script(request, file, port):
    """Four sessions for each connection of wrk; a request takes a token that no other one under way has."""
    method, path, _ = request
    begin = f"{method} {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Type: application/json\\r\\nContent-Length: "
    names = ", ".join(json.dumps(one) for one in tokens.refresh_tokens(port, 256))
    file.write_text(f"""local tokens = {{{names}}}
function request()
    local body = '{{"refresh_token":"' .. table.remove(tokens, 1) .. '"}}'
    return "{begin}" .. #body .. "\\r\\n\\r\\n" .. body
end
function response(status, headers, body)
    tokens[#tokens + 1] = string.match(body, '"refresh_token":"([^"]+)"')
end
{DONE}""")
    return file


def fresh_requests(scenario, request, chance):
    drawn = [draw(chance) for _ in range(FRESH)]
    users = [values[scenario["token"]] for values in drawn]
    signed = tokens.es256(users) if scenario["fresh"] == "ES256" else [tokens.hs256(user, number) for number, user in enumerate(users)]
    return [request_text(scenario, request, values, token) for values, token in zip(drawn, signed)]


def wrk_script(scenario, kind, file, port=None):
    """1,000 prepared requests, sent in turn, for wrk."""
    if scenario.get("refresh"):
        return refresh_script(scenario[kind], file, port)
    chance = random.Random(7)
    body = scenario[kind][2]
    requests = fresh_requests(scenario, scenario[kind], chance) if "fresh" in scenario else []
    for number in range(0 if requests else 1 if body and len(body) > 5000 else 1000):
        request = scenario["mix"][kind] if "mix" in scenario and number % 10 == 9 else scenario[kind]
        requests.append(request_text(scenario, request, draw(chance)))
    quoted = ",\n".join(json.dumps(one) for one in requests)  # Lua reads what JSON writes, as far as ASCII goes
    file.write_text(f"""local requests = {{{quoted}}}
local next = 0
function request() next = next % #requests + 1; return requests[next] end
{DONE}""")
    return file
