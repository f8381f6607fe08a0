"""Measurements that are no load of one request: each is a function of the options and a server, prints a line and gives figures."""
import http.client, json, socket, statistics, threading, time, urllib.error, urllib.request

from scenarios import OWNED, SCENARIOS, wrk_script
from servers import WORK, memory_mb, ours

MILLION = 1_000_000
SCAN = {"rest": "/rest/v1/comment?body=like.*nothing%20of%20it*&select=id", "fastify": "/slow"}
# What a policy costs: the same read of the same table by the service role, which no policy binds.
POLICIES = {"point": ("/rest/v1/owned?id=eq.{id}&select=" + OWNED, "owner", 1.15),
            "page20": ("/rest/v1/shared?team_id=eq.{team}&select=" + OWNED + "&order=id.desc&limit=20", "member", 1.5)}


def say(scenario, server, text):
    print(f"  {scenario:17} {server.name:11} {text}", flush=True)


def verdict(reached, goal):
    return f"goal at most {goal}: {reached:.2f}, {'met' if reached <= goal else 'MISSED'}"


def idle(server, count=1000):
    """Memory with so many connections that do nothing."""
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]
    time.sleep(0.5)
    held = memory_mb(server.process.pid)
    for one in sockets:
        one.close()
    return held


def beside(options, server, work, count):
    """Point reads alone, and while `count` threads do `work` over and over: what both loads say."""
    script = wrk_script(SCENARIOS["point"], server.kind, WORK / "beside.lua")
    server.load(script, 1, 16)
    alone = server.load(script, options.seconds, 16)
    stop, done = threading.Event(), []

    def repeat():
        while not stop.is_set():
            work()
            done.append(time.monotonic())

    workers = [threading.Thread(target=repeat) for _ in range(count)]
    for worker in workers:
        worker.start()
    began = time.monotonic()
    among = server.load(script, options.seconds, 16)
    took = time.monotonic() - began
    stop.set()
    for worker in workers:
        worker.join()
    return alone, among, len(done) / took


def slow(options, server):
    """Point reads while four clients run full scans: p99 alone, and then."""
    def scan():
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}{SCAN[server.kind]}", timeout=60).read()

    alone, among, _ = beside(options, server, scan, 4)
    say("slow", server, f"p99 of point reads {alone['p99_us']:.0f} us alone, {among['p99_us']:.0f} us among full scans; {among['per_second']:.0f}/s")
    return {"p99_alone_us": alone["p99_us"], "p99_us": among["p99_us"], "per_second": among["per_second"]}


def sign_in(options, server):
    """Sign-ins with a password by eight clients, as many as the server can; and point reads meanwhile."""
    address, body = f"http://127.0.0.1:{server.port}/auth/v1/", {"email": "bench@example.org", "password": "what nobody else would think of"}

    def post(path):
        request = urllib.request.Request(address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    try:
        post("signup")
    except urllib.error.HTTPError as known:  # by an earlier run on the same database
        if b"user_already_exists" not in known.read():
            raise
    alone, among, rate = beside(options, server, lambda: post("token?grant_type=password"), 8)
    ratio = among["p99_us"] / alone["p99_us"]
    say("sign-in", server, f"{rate:.1f} sign-ins/s; p99 of point reads {alone['p99_us']:.0f} us alone, {among['p99_us']:.0f} us meanwhile; {verdict(ratio, 2)}")
    return {"per_second": rate, "p99_alone_us": alone["p99_us"], "p99_us": among["p99_us"], "ratio": ratio}


def policies(options, server):
    """CPU of reads under a policy against those of the service role, in turns."""
    found = {}
    for name, (path, who, goal) in POLICIES.items():
        cost = {}
        for token in ("service", who) * (options.rounds + 1):
            script = wrk_script({"token": token, "rest": ("GET", path, None)}, "rest", WORK / "policies.lua")
            cost.setdefault(token, []).append(server.load(script, options.seconds, 64))
        of = lambda token: statistics.median(one["cpu_us"] + one["database_us"] for one in cost[token][1:])
        ratio = of(who) / of("service")
        say("policies", server, f"{name}: {of('service'):.1f} us without a policy, {of(who):.1f} us with one; {verdict(ratio, goal)}")
        found[name] = {"without_us": of("service"), "with_us": of(who), "ratio": ratio}
    return found


def burst(options, server):
    """Ten times the connections of other scenarios for five seconds: what is accepted, and how late."""
    result = server.load(wrk_script(SCENARIOS["insert"], server.kind, WORK / "burst.lua"), 5, 640)
    accepted = result["per_second"] - result["failed"] / 5
    say("burst", server, f"{accepted:.0f} inserts/s accepted, {result['failed'] / 5:.0f}/s refused, p99 {result['p99_us'] / 1000:.1f} ms, {result['rss_mb']:.0f} MB")
    return {"accepted_per_second": accepted, "refused_per_second": result["failed"] / 5, "p99_us": result["p99_us"], "rss_mb": result["rss_mb"]}


class Peak:
    """The most memory that a server has while the block runs, looked at every 20 ms."""

    def __init__(self, server):
        self.pid, self.before, self.most, self.stop = server.process.pid, memory_mb(server.process.pid), 0.0, threading.Event()

    def watch(self):
        while not self.stop.wait(0.02):
            self.most = max(self.most, memory_mb(self.pid))

    def __enter__(self):
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        self.began = time.monotonic()
        return self

    def __exit__(self, *_):
        self.seconds = time.monotonic() - self.began
        self.stop.set()
        self.thread.join()
        self.most = max(self.most, self.before)


def stream(options, server):
    """A million rows out: how fast, and how much memory it takes."""
    size = 0
    with Peak(server) as peak, urllib.request.urlopen(f"http://127.0.0.1:{server.port}/rest/v1/million", timeout=600) as answer:
        while piece := answer.read(1 << 20):
            size += len(piece)
    say("stream-1M", server, f"{size / 1e6:.0f} MB in {peak.seconds:.2f} s, {size / 1e6 / peak.seconds:.0f} MB/s; memory {peak.before:.0f} MB before, {peak.most:.0f} MB at most")
    return {"seconds": peak.seconds, "mb": size / 1e6, "rss_before_mb": peak.before, "rss_most_mb": peak.most}


def insert_million(options, server):
    """A million rows in by one POST of NDJSON, in one transaction, sent in chunks."""
    def lines():
        for first in range(0, MILLION, 1000):
            yield "".join(f'{{"title":"row {number}","n":{number}}}\n' for number in range(first, first + 1000)).encode()

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    with Peak(server) as peak:
        connection.request("POST", "/rest/v1/written?columns=title,n", lines(), {"Content-Type": "application/x-ndjson", "Prefer": "return=minimal, count=exact", "Transfer-Encoding": "chunked"}, encode_chunked=True)
        answer = connection.getresponse()
        text = answer.read()
    connection.close()
    if answer.status != 201:
        raise SystemExit(f"bench: insert-1M: {answer.status} {text[:300]}")
    say("insert-1M", server, f"{MILLION / peak.seconds:.0f} rows/s; memory {peak.before:.0f} MB before, {peak.most:.0f} MB at most; {answer.getheader('Content-Range')}")
    return {"seconds": peak.seconds, "rss_before_mb": peak.before, "rss_most_mb": peak.most}


def threads(options, results):
    """Two threads against one, on reads, by CPU per request: what they cost each other."""
    script = wrk_script(SCENARIOS["point"], "rest", WORK / "threads.lua")
    cost = {}
    for count in (1, 2):
        server = ours(str(options.program), f"backstay {count} threads", "sqlite", environment={"BACKSTAY_THREADS": str(count)}, cores="0,1")
        server.start()
        try:
            server.load(script, 1, 64, "0,1")
            cost[count] = statistics.median(server.load(script, options.seconds, 64, "0,1")["cpu_us"] for _ in range(options.rounds))
        finally:
            server.stop()
    ratio = cost[2] / cost[1]
    say("threads", server, f"{cost[1]:.1f} us with one thread, {cost[2]:.1f} us with two; {verdict(ratio, 1.1)}")
    results.append({"scenario": "threads", "engine": "sqlite", "one_us": cost[1], "two_us": cost[2], "ratio": ratio})


BOTH = ("sqlite", "postgres")
# The function, the kinds of server and the engines that it is for; idle and threads are called by themselves.
EXTRA = {"idle": (None, (), ()), "policies": (policies, ("rest",), BOTH), "sign-in": (sign_in, ("rest",), BOTH), "slow": (slow, ("rest", "fastify"), ("sqlite",)),
         "burst": (burst, ("rest", "fastify"), ("sqlite",)), "stream-1M": (stream, ("rest",), BOTH), "insert-1M": (insert_million, ("rest",), BOTH), "threads": (None, (), ())}
