"""Random requests of the REST API over a schema: reads, writes, calls, and what must be refused."""
import dataclasses, json, urllib.parse

from .schemas import KEYS, PEOPLE
from .values import KINDS

COMPARED = ["eq", "neq", "gt", "gte", "lt", "lte", "isdistinct"]
PATTERNS = ["like", "ilike", "match", "imatch"]
PATTERN_TEXTS = ["a*", "*b*", "A%", "_b", "*", "^a", "[a-c]+", "b$", "É*", "", "a\\*", "(", "\\d", "a|b", "*'*"]
BROKEN = ["eq", "eq.", ".x", "foo.1", "not.", "in.1", "in.(", "in.(1", "is.maybe", "cs.x", "like(any).{a", "not.not.eq.1", "fts.", "eq(some).{1}", "(", "in.()", "in.(,)", "not.is.null", "IS.NULL", "is.NOT_NULL", "is.unknown"]


@dataclasses.dataclass
class Request:
    method: str
    path: str
    headers: dict
    body: str = None
    who: tuple = ()
    ordered: bool = True  # the order of its rows is given

    def text(self):
        """As the text specs write it."""
        lines = [f"request {self.method} {self.path}"]
        if self.who:
            lines.append(f"as {self.who[0]} {json.dumps(self.who[1])}")
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\n".join(lines + (["body", self.body] if self.body is not None else []))


    def without_parts(self):
        """The same without one of its parameters, or one of the members of its select, at a time; then without two of them."""
        path, _, query = self.path.partition("?")
        parts = query.split("&")
        fewer = [parts[:i] + parts[i + 1:] for i in range(len(parts))]
        for place, part in enumerate(parts):
            if part.startswith("select="):
                members = top_level(part[7:])
                fewer += [parts[:place] + ["select=" + ",".join(members[:i] + members[i + 1:])] + parts[place + 1:] for i in range(len(members)) if len(members) > 1]
        fewer += [parts[:i] + parts[i + 1:j] + parts[j + 1:] for i in range(len(parts)) for j in range(i + 1, len(parts))]
        return [dataclasses.replace(self, path=path + "?" + "&".join(some)) for some in fewer[:60]]


def top_level(chosen):
    """The members of a select, embeds whole."""
    members, depth = [""], 0
    for letter in chosen:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            members.append("")
        else:
            members[-1] += letter
    return members


def quoted(name):
    return name if all(letter.isalnum() or letter == "_" for letter in name) else f'"{name}"'


class Requests:
    def __init__(self, random, schema):
        self.random, self.schema = random, schema

    def next(self):
        random = self.random
        made = random.choices([self.read, self.write, self.call, self.odd], [10, 6, 4, 1])[0]()
        made.who = self.who()
        return made

    def who(self):
        random = self.random
        role = random.choice(["service_role", "service_role", "authenticated", "authenticated", "anon", ""])
        if not role:
            return ()
        claims = {"sub": random.choice(PEOPLE)} if role == "authenticated" else {}
        if random.random() < 0.2:
            claims["level"] = random.choice(["high", "low"])
        return role, claims

    def relation(self):
        return self.random.choice(list(self.schema.relations.values()))

    # --- filters ------------------------------------------------------------------------------------------------------

    def element(self, text):
        """A text within a list of in.() or a logic tree."""
        if self.random.random() < 0.8 or any(letter in text for letter in ',()."{}\\ '):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return text

    def text_of(self, kind):
        return self.random.choice(kind.bad if kind.bad and self.random.random() < 0.12 else kind.texts)

    def predicate(self, column, inside=False):
        """op.value for a column."""
        random, kind = self.random, column.kind
        wrapped = self.element if inside else (lambda text: text)
        if random.random() < 0.02:
            return random.choice(BROKEN)
        negated = "not." if random.random() < 0.15 else ""
        choice = random.random()
        if choice < 0.1:
            return negated + "is." + random.choice(["null", "not_null", "true", "false", "unknown"] if kind.family == "bool" or random.random() < 0.1 else ["null", "not_null"])
        if choice < 0.25:
            texts = [self.text_of(kind) for _ in range(random.randint(0, 3))]
            return negated + "in.(" + ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if random.random() < 0.7 or set(text) & set(',()"\\') else text for text in texts) + ")"
        if choice < 0.3 and kind.family != "array":
            op = random.choice(["eq", "gt", "like", "ilike", "match", "neq", "lte"])
            texts = [self.text_of(kind) for _ in range(random.randint(0, 3))]
            return negated + f"{op}({random.choice(['any', 'all'])})." + wrapped("{" + ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts) + "}")
        if (kind.family == "text" and choice < 0.55) or choice > 0.985:
            return negated + random.choice(PATTERNS) + "." + wrapped(random.choice(PATTERN_TEXTS))
        if (kind.family in ("array",) or kind.name == "jsonb") and choice < 0.65 or choice > 0.975:
            return negated + random.choice(["cs", "cd", "ov"] if kind.family == "array" or random.random() < 0.1 else ["cs", "cd"]) + "." + wrapped(self.text_of(kind))
        return negated + random.choice(COMPARED) + "." + wrapped(self.text_of(kind))

    def field(self, relation):
        """A column of a filter, perhaps with a path, and the kind of what it gives."""
        random = self.random
        if relation.computed and random.random() < 0.1:
            return random.choice(relation.computed), KINDS["text"]
        column = random.choice(relation.columns)
        if column.kind.family == "json" and random.random() < 0.6:
            path = random.choice(["->>a", "->a", "->0", "->>0", "->a->>b", "->-1", "->>b", "->a->0", "->>n"])
            return quoted(column.name) + path, KINDS["text"] if "->>" in path else KINDS["jsonb"]
        if random.random() < 0.02 and column.kind.family == "array":
            return quoted(column.name) + random.choice(["->0", "->>1"]), KINDS["jsonb"]
        return quoted(column.name), column.kind

    def condition(self, relation):
        name, kind = self.field(relation)
        column = dataclasses.make_dataclass("Field", ["kind"])(kind)
        return name, column

    def tree(self, relation, depth=0):
        random, members = self.random, []
        for _ in range(random.randint(1, 3)):
            if depth < 2 and random.random() < 0.25:
                members.append(random.choice(["", "not."]) + random.choice(["and", "or"]) + self.tree(relation, depth + 1))
            else:
                name, column = self.condition(relation)
                members.append(f"{name}.{self.predicate(column, True)}")
        return "(" + ",".join(members) + ")"

    def filters(self, relation, prefix="", least=0):
        parts = []
        for _ in range(self.random.choice([0, 0, 1, 1, 2]) or least):
            if self.random.random() < 0.2:
                negated = self.random.choice(["", "", "not."])
                parts.append((f"{prefix}{negated}{self.random.choice(['or', 'and'])}", self.tree(relation)))
            else:
                name, column = self.condition(relation)
                parts.append((prefix + name, self.predicate(column)))
        return parts

    def order(self, relation, prefix="", total=True):
        random, terms = self.random, []
        for _ in range(random.choice([0, 0, 1, 2])):
            name, kind = self.field(relation)
            if kind.ordered or random.random() < 0.05:
                terms.append(name + random.choice(["", ".asc", ".desc", ".desc.nullslast", ".asc.nullsfirst", ".nullsfirst", ".nullslast"]))
        if total:
            terms += [quoted(name) for name in relation.key]
        return [(prefix + "order", ",".join(terms))] if terms else []

    def pages(self, prefix=""):
        random, parts = self.random, []
        if random.random() < 0.15:
            parts.append((prefix + "limit", random.choice(["0", "1", "2", "3", "100", "-1", "x"] if random.random() < 0.1 else ["0", "1", "2", "5"])))
        if random.random() < 0.1:
            parts.append((prefix + "offset", random.choice(["0", "1", "2", "50"])))
        return parts

    # --- select -------------------------------------------------------------------------------------------------------

    def links(self, relation):
        """What may be embedded: (name of the target, its relation, to one)."""
        found = []
        for key in self.schema.keys:
            if key.table == relation.name:
                target = self.schema.relations[key.target]
                found += [(target.name, target, True), (f"{target.name}!{key.name}", target, True), (f"{target.name}!{key.columns[0]}", target, True)] if key.target != key.table else [(key.columns[0], target, True)]
            if key.target == relation.name:
                source = self.schema.relations[key.table]
                found += [(source.name, source, key.unique), (f"{source.name}!{key.name}", source, key.unique)]
        if relation.name != "j" and "j" in self.schema.relations:
            ends = [key.target for key in self.schema.keys if key.table == "j"]
            if relation.name in ends and len(set(ends)) == 2:
                other = next(end for end in ends if end != relation.name)
                found += [(f"{other}!j", self.schema.relations[other], False)]
        for view in self.schema.relations.values():
            if view.is_view and self.random.random() < 0.1:
                found.append((view.name, view, False))
        return found

    def item(self, relation):
        random = self.random
        if relation.computed and random.random() < 0.1:
            return random.choice(relation.computed)
        column = random.choice(relation.columns)
        name, kind = self.field(relation) if random.random() < 0.3 else (quoted(column.name), column.kind)
        alias = random.choice(["", "", "", f"x{random.randint(0, 99)}:"])
        cast = "::" + random.choice(kind.casts) if random.random() < 0.12 and kind.casts else ""
        return alias + name + cast

    def select(self, relation, prefix="", depth=0):
        """The list of a select and the parameters that its embeds bring along."""
        random, items, parts = self.random, [], []
        choice = random.random()
        if choice < 0.1:
            items = self.aggregates(relation)
        elif choice < 0.4:
            items = ["*"]
        else:
            items = sorted({self.item(relation) for _ in range(random.randint(1, 4))})
            random.shuffle(items)
        links = self.links(relation)
        taken = set()  # names of embeds: two of one name would share their parameters
        while links and depth < 2 and random.random() < (0.4 if depth == 0 else 0.25):
            item, more = self.embed(random.choice(links), prefix, depth, taken)
            items.append(item)
            parts += more
        if random.random() < 0.01:
            items.append(random.choice(["nothing", "a:b:c", "x::", "(", "id->", "...id", "id.sum", "t0()", "count()", "*::text", "id::nothing"]))
        return ",".join(items), parts

    def embed(self, link, prefix, depth, taken):
        random = self.random
        name, target, to_one = link
        spread = random.random() < 0.15
        alias = "" if spread or random.random() < 0.6 else f"e{random.randint(0, 9)}"
        join = random.choice(["", "", "!inner", "!left"])
        called = alias or name.split("!")[0]
        if called in taken and not spread:
            alias = called = f"e{10 + len(taken)}"
        taken.add(called)
        below = f"{prefix}{called}."
        inside, parts = self.select(target, below, depth + 1)
        if random.random() < 0.05:
            inside = ""
        if random.random() < 0.3:
            parts += self.filters(target, below)
        if not to_one and not aggregated(inside):
            parts += self.order(target, below)
            parts += self.pages(below) if not spread else []
        if random.random() < 0.06:
            parts.append((prefix + called, random.choice(["is.null", "not.is.null"])))
        return ("..." if spread else f"{alias}:" if alias else "") + f"{name}{join}({inside})", parts

    def aggregates(self, relation):
        random, items = self.random, []
        if random.random() < 0.6:
            items.append(quoted(random.choice([column for column in relation.columns if column.kind.ordered]).name))
        for number in range(random.randint(1, 3)):
            column = random.choice(relation.columns)
            aggregate = random.choice(column.kind.aggregates)
            items.append(f"a{number}:{quoted(column.name)}.{aggregate}()" + random.choice(["", "", "", "::text"]))
        if random.random() < 0.3:
            items.append("count()")
        return items

    # --- requests -----------------------------------------------------------------------------------------------------

    def target(self, name, parts):
        random = self.random
        shuffled = parts[:]
        random.shuffle(shuffled)
        return f"/rest/v1/{name}" + ("?" if parts else "") + "&".join(f"{escape(key)}={escape(value)}" for key, value in shuffled)

    def headers(self, *preferences):
        random, headers = self.random, {}
        preferences = [one for one in preferences if one]
        if random.random() < 0.15:
            preferences.append("count=exact")
        if random.random() < 0.08:
            preferences.append("timezone=" + random.choice(["America/New_York", "Asia/Kolkata", "UTC", "Europe/Berlin", "Nowhere/Land", "+02:00"]))
        if random.random() < 0.06:
            preferences.append(random.choice(["handling=strict", "handling=lenient", "foo=bar", "return=nothing", "max-affected=1", "handling=strict, max-affected=1", "tx=rollback"]))
        if preferences:
            headers["Prefer"] = ", ".join(preferences)
        if random.random() < 0.12:
            headers["Accept"] = random.choice(["application/vnd.pgrst.object+json", "text/csv", "text/csv", "application/vnd.pgrst.array+json;nulls=stripped", "application/vnd.pgrst.object+json;nulls=stripped",
                                               "application/xml", "*/*", "text/html, application/json;q=0.5", "application/octet-stream"])
        return headers

    def read(self):
        random, relation = self.random, self.relation()
        chosen, parts = self.select(relation)
        if chosen != "*" or random.random() < 0.5:
            parts.append(("select", chosen))
        parts += self.filters(relation)
        if aggregated(chosen):
            own = outermost(chosen)
            groups = [part for part in own.split(",") if part and "(" not in part and ":" not in part and part != "*"]
            parts += [("order", ",".join(groups))] if groups and random.random() < 0.8 else []
        else:
            parts += self.order(relation)
        parts += self.pages()
        headers = self.headers()
        if random.random() < 0.08:
            headers["Range"] = random.choice(["0-1", "1-", "0-0", "5-2", "2-100", "x"])
        return Request(random.choice(["GET"] * 9 + ["HEAD"]), self.target(relation.name, parts), headers, ordered=not aggregated(chosen))

    def row(self, relation, keyed=True):
        random, row = self.random, {}
        for column in relation.columns:
            if column.generated and random.random() < 0.95:
                continue
            if column.name in relation.key:
                if keyed:
                    row[column.name] = self.reference(relation, column) or column.kind.json(random.choice(key_texts(column.kind)))
            elif random.random() < 0.6 or column.not_null:
                row[column.name] = "null" if random.random() < 0.15 else self.reference(relation, column) or column.kind.json(self.text_of(column.kind))
        if random.random() < 0.02:
            row["nothing"] = "1"
        return row

    def reference(self, relation, column):
        key = next((key for key in self.schema.keys if key.table == relation.name and column.name in key.columns), None)
        if not key or self.random.random() < 0.1:
            return None
        return column.kind.json(self.random.choice(key_texts(column.kind)))

    def body(self, relation, keyed=True):
        random = self.random
        if random.random() < 0.02:
            return random.choice(["", "{", "[]", "{}", "[{}]", "1", "null", '[{"id":1},{"code":2}]', "[1]", '"x"', "[{},{}]", "[null]"])
        row = self.row(relation, keyed)
        if random.random() < 0.35:
            rows = [row]
            for _ in range(random.randint(0, 2)):
                other = self.row(relation, keyed)
                rows.append({name: other.get(name, "null") for name in row})
            return "[" + ", ".join(map(written, rows)) + "]"
        return written(row)

    def write(self):
        return self.random.choices([self.insert, self.upsert, self.put, self.update, self.delete], [4, 3, 1, 4, 2])[0]()

    def shown(self, relation):
        """The preference of what comes back, and the parameters that go with it."""
        random = self.random
        preference = random.choice(["", "return=representation", "return=representation", "return=minimal", "return=headers-only"])
        parts = []
        if preference == "return=representation":
            chosen = "*"
            if random.random() < 0.6:
                chosen, parts = self.select(relation)
                parts.append(("select", chosen))
            parts += [] if aggregated(chosen) else self.order(relation)
        return preference, parts

    def insert(self, *extra):
        random, relation = self.random, self.relation()
        preference, parts = self.shown(relation)
        headers = self.headers(preference, *extra, "missing=default" if random.random() < 0.2 else "")
        body = self.body(relation, random.random() < 0.9)
        if random.random() < 0.1:
            parts.append(("columns", ",".join(quoted(column.name) for column in relation.columns if random.random() < 0.7)))
        if random.random() < 0.05 and body.startswith("{"):
            headers["Content-Type"] = "text/csv"
            row = self.row(relation)
            body = ",".join(csv(name) for name in row) + "\n" + ",".join(csv(text_of_json(value)) for value in row.values())
        elif random.random() < 0.05:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = "&".join(f"{escape(name)}={escape(text_of_json(value))}" for name, value in self.row(relation).items())
        return Request("POST", self.target(relation.name, parts), headers, body)

    def upsert(self):
        random = self.random
        made = self.insert(random.choice(["resolution=merge-duplicates", "resolution=ignore-duplicates"]))
        relation = self.schema.relations[made.path.split("/")[3].partition("?")[0]]
        if random.random() < 0.3:
            target = random.choice([relation.key, *relation.uniques, [random.choice(relation.columns).name]])
            made.path += ("&" if "?" in made.path else "?") + "on_conflict=" + ",".join(escape(quoted(name)) for name in target)
        return made

    def put(self):
        random, relation = self.random, self.relation()
        preference, parts = self.shown(relation)
        row = self.row(relation)
        parts += [(quoted(name), "eq." + text_of_json(row[name])) for name in relation.key if name in row]
        row |= {column.name: "null" for column in relation.columns if column.name not in row and not column.generated and random.random() < 0.95}
        return Request("PUT", self.target(relation.name, parts), self.headers(preference), written(row))

    def update(self):
        random, relation = self.random, self.relation()
        preference, parts = self.shown(relation)
        row = self.row(relation, random.random() < 0.15)
        names = random.sample(sorted(row), min(len(row), random.randint(1, 3)))
        extra = "missing=default" if random.random() < 0.1 else ""
        parts += self.filters(relation, least=1)
        return Request("PATCH", self.target(relation.name, parts), self.headers(preference, extra), written({name: row[name] for name in names}))

    def delete(self):
        relation = self.relation()
        preference, parts = self.shown(relation)
        return Request("DELETE", self.target(relation.name, parts + self.filters(relation, least=1)), self.headers(preference))

    def call(self):
        random, function = self.random, self.random.choice(self.schema.functions)
        given = [parameter for parameter in function.parameters if not parameter[2] or random.random() < 0.7]
        if random.random() < 0.03:
            given = given[1:]
        values = {name: self.text_of(kind) for name, kind, _ in given}
        parts = []
        if function.result in ("rows", "one") and isinstance(function.returns, str):
            relation = self.schema.relations[function.returns]
            chosen = "*"
            if random.random() < 0.6:
                chosen, parts = self.select(relation)
                parts.append(("select", chosen))
            parts += self.filters(relation) + ([] if aggregated(chosen) else self.order(relation)) + self.pages()
        headers = self.headers()
        if random.random() < 0.5 and function.name != "body":
            for name, value in values.items():
                if function.name == "total" and random.random() < 0.6:
                    parts += [(name, str(random.randint(-3, 9))) for _ in range(random.randint(0, 3))]
                else:
                    parts.append((name, value))
            method = random.choice(["GET", "GET", "GET", "HEAD"])
            return Request(method, self.target("rpc/" + function.name, parts), headers, ordered="()" not in dict(parts).get("select", ""))
        if function.name == "body":
            return Request("POST", self.target("rpc/body", parts), headers, random.choice(KINDS["json"].texts + KINDS["json"].bad))
        kinds = {name: kind for name, kind, _ in given}
        row = {name: "null" if random.random() < 0.1 else kinds[name].json(value) for name, value in values.items()}
        return Request("POST", self.target("rpc/" + function.name, parts), headers, written(row), ordered="()" not in dict(parts).get("select", ""))

    def odd(self):
        """A request with something broken in it."""
        random = self.random
        made = random.choice([self.read, self.write, self.call])()
        choice = random.randrange(4)
        if choice == 0:
            place = random.randint(9, len(made.path))
            made.path = made.path[:place] + random.choice(["x", ".", ",", "(", ")", "&", "=", "::", "->", "%22", "!"]) + made.path[place + random.randint(0, 1):]
        elif choice == 1:
            made.path = made.path.replace("/t", "/nothing", 1)
        elif choice == 2 and made.body:
            place = random.randint(0, len(made.body))
            made.body = made.body[:place] + random.choice(['"', "{", "}", ",", "x", "1"]) + made.body[place:]
        else:
            made.method = random.choice(["GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "HEAD"])
        made.ordered = False
        return made


def outermost(chosen):
    """A select without what stands inside the parentheses of its embeds."""
    out, depth = "", 0
    for place, letter in enumerate(chosen):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 or chosen[place:place + 2] == "()" or depth == 1 and letter == "(":
            out += letter
    return out


def aggregated(chosen):
    return any(f".{one}()" in outermost(chosen) for one in ("count", "sum", "avg", "max", "min")) or ",count()" in "," + outermost(chosen)


def key_texts(kind):
    """Keys of rows that are there, and one of a row that is not."""
    known = {"int4": KEYS["int"] + ["9"], "int8": KEYS["int"] + ["9"], "text": KEYS["text"] + ["k9"], "uuid": KEYS["uuid"]}
    return known.get(kind.name, kind.texts)


def written(row):
    return "{" + ", ".join(f"{json.dumps(name, ensure_ascii=False)}: {value}" for name, value in row.items()) + "}"


def text_of_json(value):
    return json.loads(value) if value.startswith('"') else "NULL" if value == "null" else value


def csv(text):
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n\r') else text


def escape(text):
    return urllib.parse.quote(text, safe="!$'()*,-./:;?@_~{}|>[]")
