"""A Chromium without a window, driven over the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/).

    with Browser(folder) as browser:
        browser.open("http://127.0.0.1:8000/admin")
        browser.click("#sign-out")
        browser.until("document.title.startsWith('Sign in')")
"""
import base64, json, os, pathlib, select, shutil, subprocess, time


class BrowserFault(Exception):
    pass


class Browser:
    KEYS = {"Enter": ("Enter", 13, "\r"), "Tab": ("Tab", 9, ""), "Escape": ("Escape", 27, ""), "Space": ("Space", 32, " ")}

    def __init__(self, folder, patience=60):
        self.patience, self.number, self.buffer = patience, 0, b""
        self.exceptions, self.violations = [], []
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        if not program:
            raise BrowserFault("there is no chromium")
        to_browser, ours_out = os.pipe()
        ours_in, from_browser = os.pipe()
        self.out, self.into = ours_out, ours_in

        def place():  # --remote-debugging-pipe reads from 3 and writes to 4
            os.dup2(os.dup(to_browser), 100)
            os.dup2(os.dup(from_browser), 101)
            os.dup2(100, 3)
            os.dup2(101, 4)

        self.log = open(pathlib.Path(folder) / "chromium.log", "ab")
        self.process = subprocess.Popen(
            [program, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
             "--window-size=1200,800", f"--user-data-dir={folder}/chromium", "about:blank"],
            preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        os.close(to_browser)
        os.close(from_browser)
        self.session = None
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "DOM", "Accessibility"]:
            self.command(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.out)
        os.close(self.into)
        self.log.close()

    def message(self, deadline):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.into], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self.into, 1 << 16) if ready else b""
            if not part:
                raise BrowserFault("chromium did not answer")
            self.buffer += part
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def command(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        deadline = time.monotonic() + self.patience
        while True:
            message = self.message(deadline)
            if message.get("method") == "Runtime.exceptionThrown":
                self.exceptions.append(message["params"]["exceptionDetails"])
            if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["source"] == "security":
                self.violations.append(message["params"]["entry"]["text"])
            if message.get("id") == self.number:
                if "error" in message:
                    raise BrowserFault(f"{method}: {message['error']['message']}")
                return message["result"]

    def value(self, expression):
        result = self.command("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise BrowserFault(result["exceptionDetails"]["exception"].get("description", "an exception"))
        return result["result"].get("value")

    def until(self, expression):
        deadline = time.monotonic() + self.patience
        while not self.value(f"Boolean({expression})"):
            if time.monotonic() > deadline:
                raise BrowserFault(f"never true: {expression}; the page says: " + self.value("document.body.innerText"))
            time.sleep(0.05)

    def open(self, url):
        self.command("Page.navigate", url=url)
        self.until("document.readyState === 'complete'")

    def click(self, selector, text=None):
        """The first element that is shown, matches, and has the text."""
        find = (f"[...document.querySelectorAll({json.dumps(selector)})].find(e => e.checkVisibility()"
                + (f" && e.textContent.trim() === {json.dumps(text)}" if text else "") + ")")
        self.until(find)
        place = self.value(f"(() => {{ const e = {find}; e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect();"
                           " return [r.left + r.width / 2, r.top + r.height / 2]; })()")
        for kind in ["mousePressed", "mouseReleased"]:
            self.command("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def type(self, text):
        self.command("Input.insertText", text=text)

    def key(self, name, shift=False):
        code, number, text = self.KEYS[name]
        for kind in ["keyDown", "keyUp"]:
            extra = {"text": text} if text and kind == "keyDown" else {}
            self.command("Input.dispatchKeyEvent", type=kind, key=" " if name == "Space" else name, code=code,
                         windowsVirtualKeyCode=number, modifiers=8 if shift else 0, **extra)

    def picture(self, path):
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(path).write_bytes(base64.b64decode(self.command("Page.captureScreenshot", format="png")["data"]))

    def controls(self):
        """Role and name of everything a screen reader offers to use."""
        roles = {"button", "link", "textbox", "searchbox", "checkbox", "combobox"}
        nodes = self.command("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes
                if not node.get("ignored") and node.get("role", {}).get("value") in roles]
