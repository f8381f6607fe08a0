"""A server that a spec plays: what others would answer (a gateway, a hook, a provider of captchas), and what they were asked."""
import base64, hashlib, hmac, http.server, json, threading, time


class Stub(http.server.ThreadingHTTPServer):
    """`with Stub() as stub:` answers {} to everything until told otherwise. `stub.url` is its address."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.lock = threading.Lock()
        self.once, self.always, self.calls = {}, {}, {}
        # It looks so often whether it is to end, which every spec waits for.
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def answer(self, path, lines, once=False):
        with self.lock:
            if once:
                self.once.setdefault(path, []).append(lines)
            else:
                self.always[path] = lines

    def next_answer(self, path, call):
        with self.lock:
            self.calls.setdefault(path, []).append(call)
            queued = self.once.get(path)
            return queued.pop(0) if queued else self.always.get(path, ["200", "{}"])

    def call(self, path, patience=10):
        """The oldest call of the path that has not been looked at: (headers, body); nothing if there is none in time."""
        deadline = time.monotonic() + patience
        while True:
            with self.lock:
                if self.calls.get(path):
                    return self.calls[path].pop(0)
            if time.monotonic() > deadline:
                return None
            time.sleep(0.02)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        lines = self.server.next_answer(self.path, ({name.lower(): value for name, value in self.headers.items()}, body))
        headers, text = {"Content-Type": "application/json"}, ""
        for number, line in enumerate(lines[1:], 1):
            name, colon, value = line.partition(": ")
            if line.startswith("pause "):
                time.sleep(float(line[6:]))
            elif line.startswith("bytes "):
                text = "x" * int(line[6:])
            elif line.startswith("echo "):
                text = json.dumps(merged(json.loads(body), json.loads("\n".join([line[5:], *lines[number + 1:]]))))
                break
            elif colon and name.replace("-", "").isalnum():
                headers[name] = value
            else:
                text = "\n".join(lines[number:])
                break
        try:
            self.send_response(int(lines[0]))
            for name, value in headers.items():
                if value != "none":
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())
        except OSError:
            pass  # who asked has not waited

    def log_message(self, *_):
        pass


def merged(value, changes):
    """JSON with the members of `changes` in it, at every level; a member that is null there goes."""
    if not isinstance(value, dict) or not isinstance(changes, dict):
        return changes
    out = {**value, **{name: merged(value.get(name), change) for name, change in changes.items()}}
    return {name: member for name, member in out.items() if not (name in changes and changes[name] is None)}


def is_signed(headers, body, secret):
    """Whether the call has a signature by that secret, v1,whsec_<base64>, as Standard Webhooks has it."""
    key = base64.b64decode(secret.removeprefix("v1,whsec_"))
    signed = f"{headers.get('webhook-id')}.{headers.get('webhook-timestamp')}.".encode() + body
    right = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    fresh = abs(time.time() - int(headers.get("webhook-timestamp") or 0)) < 60
    return fresh and right in headers.get("webhook-signature", "").split()
