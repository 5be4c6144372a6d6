"""Drives Debian's Chromium over its DevTools protocol, through a pipe: no driver and no library besides Python's own.

Every wait has a bound and looks again until it holds; nothing sleeps for a fixed time as synchronisation.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PATIENCE = int(os.environ.get("P","60"))
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38}


class Chromium:
    """One headless browser with a profile of its own; `close` ends it."""

    def __init__(self):
        program = next((found for name in ("chromium", "chromium-headless-shell", "google-chrome")
                        if (found := shutil.which(name))), None)
        if not program:
            raise SystemExit("no chromium on this machine: deploy/local/setup installs it")
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        to_browser, self.to = os.pipe()
        self.of, from_browser = os.pipe()
        words = [program, "--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                 "--force-color-profile=srgb", f"--user-data-dir={self.profile}"]
        if os.getuid() == 0:
            words.append("--no-sandbox")  # Chromium refuses to sandbox itself as root.

        def pipes():  # The protocol's descriptors are 3 (to the browser) and 4 (from it).
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(words, preexec_fn=pipes, pass_fds=(3, 4), stderr=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, env=dict(os.environ, LANGUAGE="en"))
        os.close(to_browser)
        os.close(from_browser)
        self.rest, self.number, self.events = b"", 0, []

    def close(self):
        try:
            self.call("Browser.close")
        except (OSError, EOFError):
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, session=None, **parameters):
        """Calls a method and gives its result; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while (answer := self.next(end)) is not None:
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)
        raise TimeoutError(f"{method} was not answered")

    def next(self, end):
        while b"\0" not in self.rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.of], [], [], left)[0]:
                return None
            piece = os.read(self.of, 1 << 20)
            if not piece:
                raise EOFError("the browser has ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def page(self, **size):
        return Page(self, **size)


class Page:
    """A tab with cookies of its own."""

    def __init__(self, browser, width=1200, height=900, phone=False, scripts=True):
        self.browser = browser
        context = browser.call("Target.createBrowserContext")["browserContextId"]
        target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")
        # Whatever the policy forbids is told to the page; here it is counted.
        self.call("Page.addScriptToEvaluateOnNewDocument", source="window.forbidden = []; addEventListener("
                  "'securitypolicyviolation', (told) => forbidden.push(told.violatedDirective + ' ' + told.blockedURI))")
        self.size(width, height, phone)
        if not scripts:
            self.call("Emulation.setScriptExecutionDisabled", value=True)

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def size(self, width, height, phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, mobile=phone,
                  deviceScaleFactor=2 if phone else 1)

    def go(self, address):
        error = self.call("Page.navigate", url=address).get("errorText")
        assert not error or error == "net::ERR_ABORTED", f"{address}: {error}"
        self.until("document.readyState == 'complete'")

    def js(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, f"{expression}: {answer.get('exceptionDetails')}"
        return answer["result"].get("value")

    def until(self, condition):
        """Looks until the condition holds, across navigations."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.js(condition):
                    return
            except (AssertionError, RuntimeError):
                pass  # The page is being replaced.
            time.sleep(0.05)
        raise AssertionError(f"not within {PATIENCE} s: {condition}\n{self.js('document.body.innerText')[:3000]}")

    def too_wide(self):
        """What reaches beyond the screen once each text has a word as long as a digest. The layout's width grows with what does not
        fit, the screen's does not."""
        return self.js("""(() => {
            for (const one of document.querySelectorAll("main :is(p, li, dd, h1, h2, h3, td, th, legend, .sub)"))
                if (!one.childElementCount && one.textContent.trim()) one.append(" sha256:" + "0".repeat(64));
            const wide = Array.from(document.querySelectorAll("body *")).filter((one) =>
                one.getBoundingClientRect().right > screen.width + 1 && !one.closest(".visually-hidden, .skip, thead, .scroll, .shots, .deploy"));
            return document.documentElement.scrollWidth > screen.width || wide.length ? wide.map((one) => one.outerHTML.slice(0, 90)) : null;
        })()""")

    def press(self, key, shift=False):
        text = {"Enter": "\r", " ": " "}.get(key)
        common = {"key": key, "code": {" ": "Space"}.get(key, key), "windowsVirtualKeyCode": KEYS[key], "modifiers": 8 if shift else 0}
        self.call("Input.dispatchKeyEvent", type="keyDown", **common, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def chord(self, key):
        """Control and a letter: what an editor of text makes of it."""
        command = {"a": ["selectAll"]}[key]
        common = {"key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper()), "modifiers": 2}
        self.call("Input.dispatchKeyEvent", type="rawKeyDown", commands=command, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def event(self, method):
        """The next event of that name, which is forgotten then."""
        end = time.monotonic() + PATIENCE
        while True:
            for one in self.browser.events:
                if one.get("sessionId") == self.session and one["method"] == method:
                    self.browser.events.remove(one)
                    return one["params"]
            answer = self.browser.next(end)
            assert answer, f"not within {PATIENCE} s: {method}"
            self.browser.events.append(answer)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def click(self, selector):
        """As a finger or mouse does it: at the middle of what is seen."""
        middle = f"""(() => {{
            const one = document.querySelector({json.dumps(selector)});
            if (!one) return null;
            one.scrollIntoView({{ block: "center", behavior: "instant" }});
            const box = one.getBoundingClientRect(), [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            const hit = box.width && document.elementFromPoint(x, y);
            return hit && (one.contains(hit) || hit.contains(one)) ? [x, y] : null;
        }})()"""
        place, before, end = None, None, time.monotonic() + PATIENCE
        while not place or place != before:  # What still moves is not clicked at.
            assert time.monotonic() < end, f"nothing to click at {selector} on {self.js('location.href')}"
            place, before = self.js(middle), place
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def tree(self):
        """What a screen reader hears: (role, name) of everything that is not ignored."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")]

    def picture(self, path, height=None):
        if height:
            width = self.js("innerWidth")
            self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, mobile=False, deviceScaleFactor=1)
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """Errors in the console and violations of the policy, since the tab was opened."""
        self.js("1")
        found = [event["params"]["entry"]["text"] for event in self.browser.events
                 if event.get("sessionId") == self.session and event["method"] == "Log.entryAdded"
                 and event["params"]["entry"]["level"] == "error"]
        found += [str(event["params"]["exceptionDetails"].get("text")) for event in self.browser.events
                  if event.get("sessionId") == self.session and event["method"] == "Runtime.exceptionThrown"]
        return found + (self.js("window.forbidden || []") or [])
