"""A person before the pages: what somebody does with a mouse, or with the keyboard alone; and what the scripts check of it.

Nothing here sends a request or sets a value by itself: a click goes to where the thing is seen, a key to what has the focus.
"""
import json
import struct
import sys
import tempfile
import time
import zlib

from devtools import PATIENCE

failed = 0


def check(name, holds, saw=""):
    """Prints a check; one that fails says what was seen."""
    global failed
    failed += not holds
    print(f"ok   {name}" if holds else f"FAIL {name}: {str(saw)[:1500]}", flush=True)


def story(parts, close):
    """Runs the parts in their order; ends the program with 1 where a check has failed."""
    global failed
    try:
        for part in parts:
            part()
    except (AssertionError, RuntimeError) as error:
        failed += 1
        print(f"FAIL {error}", flush=True)
    finally:
        close()
    sys.exit(failed > 0)


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x20\x60\xd0" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def file_of(data, name="logo.png"):
    file = tempfile.NamedTemporaryFile(suffix=name, delete=False)
    file.write(data)
    file.close()
    return file.name


class Person:
    """Somebody with a browser of their own. `hand` is "mouse" or "keyboard"."""

    def __init__(self, browser, base, language="en", hand="mouse", **size):
        self.base, self.language, self.hand = base, language, hand
        self.page = browser.page(**size)
        self.page.call("DOM.enable")

    def sign_in(self, token):
        self.open(f"/sign-in?lang={self.language}")
        self.write("#token", token)
        self.page.press("Enter")
        self.arrived("location.pathname == '/offers'")
        return self

    # Going about

    def open(self, address):
        """Types an address, or follows a link out of a mail."""
        self.page.go(address if address.startswith("http") else self.base + address)

    def arrived(self, condition):
        self.page.until(f"({condition}) && document.readyState == 'complete'")

    def js(self, expression):
        return self.page.js(expression)

    def looks_again(self, condition, what):
        """Loads a page again until it shows something that takes a while."""
        end = time.monotonic() + 3 * PATIENCE
        while not self.js(condition):
            assert time.monotonic() < end, f"{what} does not come: {self.text()[:1500]}"
            time.sleep(0.3)
            self.open(self.js("location.href"))

    def text(self, selector="main"):
        return self.js(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    # What hands do

    def use(self, selector, key="Enter"):
        """A click, or Tab until it has the focus and then the key."""
        if self.hand == "mouse":
            return self.page.click(selector)
        self.reach(selector)
        self.page.press(key)

    def tick(self, selector):
        """A check box or a radio button; Tab leads to a group of radio buttons, and the arrows from one to the next."""
        one = f"document.querySelector({json.dumps(selector)})"
        if self.hand == "mouse" or self.js(f"{one}.type") != "radio":
            return self.use(selector, " ")
        self.reach(f"input[name={self.js(one + '.name')}]")
        self.page.press(" ")
        for _ in range(20):
            if self.js(f"{one}.checked"):
                return
            self.page.press("ArrowDown")
        raise AssertionError(f"{selector} cannot be chosen")

    def follow(self, selector, condition):
        """Uses a link or button that leads to another page."""
        self.js("window.left = true")
        self.use(selector)
        self.arrived(f"!window.left && ({condition})")

    def write(self, selector, text):
        """In place of what the field has."""
        if self.hand == "mouse":
            self.page.click(selector)
        else:
            self.reach(selector)
        self.page.chord("a")
        self.page.type(text)

    def choose(self, selector, value):
        """An option of a list: down or up to it."""
        self.reach(selector) if self.hand == "keyboard" else self.js(f"document.querySelector({json.dumps(selector)}).focus()")
        steps = self.js(f"""(() => {{
            const one = document.querySelector({json.dumps(selector)});
            const options = Array.from(one.options).filter((option) => !option.disabled || option.selected);
            return options.findIndex((option) => option.value == {json.dumps(value)}) - options.indexOf(one.selectedOptions[0]);
        }})()""")
        for _ in range(abs(steps)):
            self.page.press("ArrowDown" if steps > 0 else "ArrowUp")
        self.page.until(f"document.querySelector({json.dumps(selector)}).value == {json.dumps(value)}")

    def pick(self, selector, path):
        """A file, in the window that the browser opens for it."""
        self.page.call("Page.setInterceptFileChooserDialog", enabled=True)
        self.use(selector, " ")
        opened = self.page.event("Page.fileChooserOpened")
        self.page.call("DOM.setFileInputFiles", files=[path], backendNodeId=opened["backendNodeId"])
        self.page.call("Page.setInterceptFileChooserDialog", enabled=False)

    def reach(self, selector, most=500):
        """Tab until it has the focus; that must be seen."""
        here = f"document.activeElement.matches({json.dumps(selector)})"
        for _ in range(most):
            if self.js(here):
                outline = self.js("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"the focus on {selector} cannot be seen"
                return
            self.page.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab at {self.js('location.href')}: {self.text()[:600]}")


def field(pointer):
    """The selector of a field of the Editor."""
    return f'[id="{pointer}"]'
