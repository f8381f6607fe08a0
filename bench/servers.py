"""The servers that are measured: started, fed with the same rows, loaded by wrk and watched through /proc."""
import contextlib, hashlib, json, os, pathlib, re, shutil, signal, sqlite3, subprocess, sys, time, urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "tools"), str(HERE)]
import harness, rows
from tokens import KEYS, SECRET

WORK = ROOT / "build/bench"
TABLES = ("team", "member", "project", "issue", "comment", "owned", "shared", "upserted")


def cpu_seconds(pids):
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_mb(pid, field="VmRSS"):
    found = re.search(rf"{field}:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0


class Server:
    """One that is measured. `kind` says which requests of a scenario it gets, `cores` what it runs on."""

    def __init__(self, name, kind, engine, command, ready, environment=None, cores="0", folder=WORK, database=None):
        self.name, self.kind, self.engine, self.port = name, kind, engine, harness.free_port()
        self.command, self.ready, self.environment, self.cores, self.folder = command, ready, environment or {}, cores, folder
        self.database, self.process = database, None  # `database`: gives the processes of a database beside it

    def start(self):
        log = open(WORK / f"{self.name.replace(' ', '_')}.log", "wb")
        began = time.monotonic()
        self.process = subprocess.Popen(["taskset", "-c", self.cores, *[part.replace("PORT", str(self.port)) for part in self.command]],
                                        stdout=log, stderr=log, env={**os.environ, **self.environment}, cwd=self.folder)
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.ready}", timeout=2).read()
                break
            if self.process.poll() is not None or time.monotonic() - began > 60:
                raise SystemExit(f"bench: {self.name} does not start; see {log.name}")
            time.sleep(0.001)
        self.start_ms = (time.monotonic() - began) * 1000
        self.idle_mb, self.own_mb = memory_mb(self.process.pid), memory_mb(self.process.pid, "RssAnon")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
            self.process.kill()

    def load(self, script, seconds, connections, cores="1"):
        """What wrk and /proc say of a load: a row of results."""
        watched = [self.process.pid], self.database() if self.database else []
        before = [cpu_seconds(pids) for pids in watched]
        done = subprocess.run(["taskset", "-c", cores, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), f"http://127.0.0.1:{self.port}"],
                              capture_output=True, text=True, check=False, timeout=seconds + 60)
        found = re.search(r"RESULT (.*)", done.stdout)
        if not found:
            raise SystemExit(f"bench: wrk gave no result: {(done.stdout + done.stderr)[-400:]}")
        result = json.loads(found.group(1))
        spent = [cpu_seconds(pids) - earlier for pids, earlier in zip(watched, before)]
        count = max(result["requests"], 1)
        return {"cpu_us": spent[0] * 1e6 / count, "database_us": spent[1] * 1e6 / count, "per_second": count * 1e6 / result["us"],
                "mb_per_second": result["bytes"] / result["us"], "p50_us": result["p50"], "p99_us": result["p99"],
                "failed": result["socket"] + result["status"], "rss_mb": memory_mb(self.process.pid)}


def prepare(program, database):
    """The migrations and rows in a database of ours, by our own program; gives its URL."""
    url = database if database.startswith("postgres") else f"sqlite:{database}"
    subprocess.run([program, "migrate", "up", "--database", url, "--migrations", str(HERE / "migrations")], check=True, capture_output=True)
    for table, file in rows.write(WORK / "rows"):
        subprocess.run([program, "import", "--database", url, table, str(file)], check=True, capture_output=True)
    return url


def ours(program, name, engine, *arguments, **more):
    return Server(name, "rest", engine, [program, "serve", "--migrate", "--project", str(WORK / "project"), "--listen", "127.0.0.1:PORT", *arguments], "/health/live",
                  {"BACKSTAY_AUTH_JWT_SECRET": SECRET, "BACKSTAY_AUTH_SIGNING_KEYS": KEYS, "BACKSTAY_AUTH_ANONYMOUS": "true", "BACKSTAY_AUTH_RATE_LIMITS": "false",
                   "BACKSTAY_LOG_REQUESTS": "false", "BACKSTAY_REST_AGGREGATES": "true", **more.pop("environment", {})}, **more)


def npm_packages():
    folder = WORK / "peers"
    folder.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "peers").iterdir():
        shutil.copy(file, folder)
    stamp = folder / (".installed-" + hashlib.sha256((folder / "package.json").read_bytes()).hexdigest()[:12])
    if not stamp.exists():
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"], cwd=folder, check=True)
        stamp.touch()
    return folder


def sqlite_servers(options):
    """Ours, and unless --only-ours its peers, each over a file of its own with the same rows."""
    program, file = str(options.program), WORK / "project/data/backstay.db"
    stamp = WORK / ("project/of-" + hashlib.sha256(b"".join(file.read_bytes() for file in sorted((HERE / "migrations").iterdir()))).hexdigest()[:12])
    if not stamp.exists():
        shutil.rmtree(WORK / "project", ignore_errors=True)
        shutil.copytree(HERE / "migrations", WORK / "project/migrations")
        prepare(program, str(file))
        for old in ("fastify.db", "lite"):
            path = WORK / old
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        stamp.touch()
    servers = [ours(program, "backstay", "sqlite")]
    if options.only_ours:
        return servers
    peers, copy = npm_packages(), WORK / "fastify.db"
    if not copy.exists():
        make_plain_copy(file, copy)
    servers.append(Server("fastify", "fastify", "sqlite", ["node", str(peers / "fastify_sqlite.mjs"), str(copy), "PORT", SECRET], "/fixed"))
    lite = lite_server(peers, file)
    if lite:
        servers.append(lite)
    binary = WORK / "epoll"
    if not binary.exists():
        subprocess.run(["clang++-19", "-O2", "-std=c++20", "-o", str(binary), str(HERE / "floor/epoll.cpp")], check=True)
    servers.append(Server("floor", "floor", "sqlite", [str(binary), "PORT"], "/"))
    return servers


def make_plain_copy(ours_file, copy):
    """The same rows as a user of better-sqlite3 would keep them: SQLite's own types, no functions of ours."""
    part = copy.with_suffix(".part")
    part.unlink(missing_ok=True)
    tables = """
    create table team (id integer primary key, name text not null);
    create table member (team_id integer not null, user_id text not null, primary key (team_id, user_id)) without rowid;
    create table project (id integer primary key, team_id integer not null, owner text not null, name text not null);
    create table issue (id integer primary key, project_id integer not null, owner text not null, title text not null, body text not null, state text not null, priority integer not null, estimate real, created_at integer not null);
    create index issue_project on issue (project_id, id);
    create table comment (id integer primary key, issue_id integer not null, author text not null, body text not null, created_at integer not null);
    create index comment_issue on comment (issue_id, id);
    create table owned (id integer primary key, owner text not null, title text not null, body text not null, state text not null, created_at integer not null);
    create table shared (id integer primary key, team_id integer not null, title text not null, body text not null, state text not null, created_at integer not null);
    create index shared_team on shared (team_id, id);
    create table written (id integer primary key, title text not null, state text not null, n integer not null, created_at integer not null);
    create table upserted (id integer primary key, title text not null, n integer not null);
    """
    db = sqlite3.connect(part)
    db.executescript("pragma journal_mode = wal;" + tables)
    copy_rows(db, ours_file, lambda column: column)
    db.close()
    part.rename(copy)


def copy_rows(db, ours_file, expression):
    db.execute("attach ? as ours", (str(ours_file),))
    for table in TABLES:
        columns = [row[1] for row in db.execute(f"pragma main.table_info({table})")]
        db.execute(f"insert into main.{table} ({', '.join(columns)}) select {', '.join(map(expression, columns))} from ours.{table}")
    db.commit()


def lite_server(peers, ours_file):
    """@supabase/lite by its own command line, as its guide says for production; it needs Node 22, which npm's `node` brings."""
    node, main = peers / "node_modules/.bin/node", peers / "node_modules/@supabase/lite/dist/cli/index.js"
    folder, environment = WORK / "lite", {"LITE_TELEMETRY": "0", "NODE_ENV": "production"}
    port = harness.free_port()
    made = folder / "supabase/.temp/rows-are-there"
    (folder / "supabase/migrations").mkdir(parents=True, exist_ok=True)
    (folder / "supabase/config.toml").write_text(f"""[api]
port = {port}
[db]
driver = "sqlite-postgres"
url = "file:./supabase/.temp/data.db"
[auth]
enabled = true
jwt_secret = "{SECRET}"
jwt_expiry = 3600
""")
    if not made.exists():
        shutil.copy(HERE / "migrations/V1__bench.sql", folder / "supabase/migrations/20240101000000_bench.sql")
        done = subprocess.run([str(node), str(main), "migration", "up"], cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print(f"  lite is left out: {(done.stdout + done.stderr).strip()[-300:]}")
            return None
        moment = "strftime('%Y-%m-%dT%H:%M:%f+00:00', created_at / 1000000.0, 'unixepoch')"
        db = sqlite3.connect(folder / "supabase/.temp/data.db")
        copy_rows(db, ours_file, lambda column: {"created_at": moment, "estimate": "cast(estimate as real)"}.get(column, column))
        db.close()
        made.touch()
    server = Server("lite", "rest", "sqlite", [str(node), str(main), "start", "--no-admin"], "/rest/v1/team?limit=1", environment, folder=folder)
    server.port = port
    return server


@contextlib.contextmanager
def postgres_servers(options):
    program = str(options.program)
    with harness.private_postgres() as url:
        prepare(program, url)

        def backends():
            text = harness.psql(url, "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")
            return [int(pid) for pid in text.split()]

        servers = [ours(program, "backstay pg", "postgres", "--database", url, database=backends)]
        if not options.only_ours:
            servers.append(Server("fastify pg", "fastify", "postgres", ["node", str(npm_packages() / "fastify_pg.mjs"), url, "PORT", SECRET], "/issue/1", database=backends))
        yield servers
