"""What the tools that start servers share: a Backstay process, a private PostgreSQL, tokens, plain HTTP requests."""
import base64, contextlib, hashlib, hmac, http.client, json, os, pathlib, shutil, socket, subprocess, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECRET = "a secret for tests alone, longer than 32 bytes"

# A debug program that our tools start lives a second or a minute. A quarter of what the sanitizer adds to it is memory that is touched
# once: stacks of its own for what is used after a return (a thread has 1 MB for each size of them; 64 KB find as much, less long after
# the return), and freed memory that waits until it is used again (256 MB). Then the thirty callers of every allocation. The tests of
# units run with all of it.
SANITIZER = "max_uar_stack_size_log=16:quarantine_size_mb=16:malloc_context_size=12"
os.environ["ASAN_OPTIONS"] = ":".join(filter(None, [SANITIZER, os.environ.get("ASAN_OPTIONS")]))


def token(claims, secret=SECRET):
    """An HS256 access token with these claims, valid for an hour unless they say otherwise."""
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    claims = {"exp": int(time.time()) + 3600, **claims}
    signed = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (signed + b"." + part(hmac.digest(secret.encode(), signed, hashlib.sha256))).decode()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def temporary_folder():
    """A folder that other users (PostgreSQL's) may enter, removed at the end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="backstay-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def private_postgres(durable=False):
    """The address of a PostgreSQL server of our own."""
    with temporary_folder() as folder:
        environment = {**os.environ, "DURABLE": "1" if durable else "0"}
        tool = str(ROOT / "tools/private_postgres")
        started = subprocess.run([tool, "start", str(folder / "server")], env=environment, stdout=subprocess.PIPE, text=True, check=True)
        try:
            yield started.stdout.strip()
        finally:
            subprocess.run([tool, "stop", str(folder / "server")], check=False)


def clean():
    """The environment without settings of ours: they are those that a test gives. BACKSTAY_CONFORMANCE and the like are for tools."""
    return {name: value for name, value in os.environ.items() if not name.startswith("BACKSTAY_")}


def quick():
    """The clean environment of a command that runs hundreds of times: the search for leaks at its end takes as long as the command itself.
    Leaks of commands are found by tools/cli_test, those of a server when it ends, and the rest by the tests of units."""
    return {**clean(), "ASAN_OPTIONS": os.environ["ASAN_OPTIONS"] + ":detect_leaks=0"}


def psql(url, sql, *arguments):
    command = ["psql", url, "-XqAt", "-v", "ON_ERROR_STOP=1", *arguments]
    return subprocess.run(command + (["-c", sql] if sql else []), capture_output=True, text=True, check=True).stdout


class Failure(Exception):
    """Something that a test reports instead of an answer."""


class Process:
    """A server started by us: `with Process(command, environment, port, ready_path, log) as server:`"""

    def __init__(self, command, environment, port, ready_path, log, patience=60):
        self.port, self.log = port, log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(command, env={**clean(), **environment}, stdout=output, stderr=output)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failure(f"{command[0]} ended with code {self.process.returncode}:\n{self.tail()}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                if request(port, "GET", ready_path)[0] < 500:
                    return
            time.sleep(0.02)
        self.stop()
        raise Failure(f"{command[0]} did not answer {ready_path} within {patience} s:\n{self.tail()}")

    def tail(self):
        """The log's last lines; of a sanitizer's report, its first ones: they say what and where."""
        lines = pathlib.Path(self.log).read_text(errors="replace").splitlines()
        report = next((i for i, line in enumerate(lines) if "ERROR: " in line or "WARNING: ThreadSanitizer" in line or "runtime error: " in line), None)
        return "\n".join(lines[-15:] if report is None else lines[report:report + 60])

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def serve(program, project, database, port, log, environment=None):
    """`backstay serve` on a project folder, ready to answer."""
    command = [str(program), "serve", "--project", str(project), "--listen", f"127.0.0.1:{port}", "--database", database, "--migrate"]
    # Tests write passwords that are easy to read.
    settings = {"BACKSTAY_AUTH_JWT_SECRET": SECRET, "BACKSTAY_AUTH_COMMON_PASSWORDS": "true", **(environment or {})}
    return Process(command, settings, port, "/health/ready", log)


def request(port, method, path, headers=None, body=None, timeout=30):
    """Status, headers (names in lower case) and body of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text
    finally:
        connection.close()
