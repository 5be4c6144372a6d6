"""The pages as people meet them, in Chromium, on a line that runs: pages.py BASE TOKEN OFFER REJECTED [AXE.JS]

OFFER waits for its publisher, REJECTED failed; both are PUBLISHER/OFFER. Each check prints its name; one that fails says
what was seen, and the run ends with 1.
"""
import http.server
import sys
import threading

from devtools import Chromium

base, token, offer, rejected = sys.argv[1:5]
axe = open(sys.argv[5]).read() if len(sys.argv) > 5 else None
status = f"{base}/offers/{offer}"
badge = "document.querySelector('.state .badge').classList"
browser = Chromium()
failed = 0


def sign_in(page):
    page.go(f"{base}/sign-in")
    page.js("document.getElementById('token').focus()")
    page.type(token)
    page.press("Enter")
    page.until("location.pathname == '/offers'")
    return page


def check(name, holds, saw=""):
    global failed
    failed += not holds
    print(f"ok   {name}" if holds else f"FAIL {name}: {str(saw)[:1500]}", flush=True)


def done(action):
    """The form was answered with its page."""
    page.until(f"location.search == '?done={action}' && document.readyState == 'complete'")


def by_keyboard(page, wanted, most=60):
    """Tabs until the focus stands on what is wanted; gives the number of steps."""
    for steps in range(most):
        if page.js(f"document.activeElement.matches({wanted!r})"):
            return steps
        page.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by Tab; the focus stands on {page.js('document.activeElement.outerHTML')[:200]}")


def languages():
    for tag, title, button in (("en", "All offers", "Go live"), ("fr", "Toutes les offres", "Mettre en ligne"), ("ja", "すべてのオファー", "ライブに移行")):
        page.go(f"{base}/offers?lang={tag}")
        said = page.js("[document.documentElement.lang, document.querySelector('h1').textContent]")
        check(f"{tag}: all offers", said[0] == tag and title in said[1], said)
        page.go(status)
        said = page.js("document.querySelector('form[action$=go-live] button').textContent")
        check(f"{tag}: the language stays, and names the button", button in said, said)
    page.go(f"{base}/offers?lang=en")


def told_to_screen_readers():
    page.go(status)
    heard = page.tree()
    for role, name in (("main", None), ("banner", None), ("heading", None), ("list", "Publishing steps"), ("DisclosureTriangle", "Go live"), ("link", "All offers")):
        check(f"screen reader: {role} {name or ''}", any(r == role and (name is None or name in n) for r, n in heard), heard)
    nameless = [role for role, name in heard if role in ("button", "link", "textbox", "combobox", "progressbar") and not name.strip()]
    check("screen reader: whatever can be used has a name", not nameless, nameless)
    headings = page.js("Array.from(document.querySelectorAll('h1, h2, h3'), (one) => Number(one.tagName[1]))")
    check("headings begin with one h1 and leave out no level",
          headings[0] == 1 and headings.count(1) == 1 and all(b - a <= 1 for a, b in zip(headings, headings[1:])), headings)


def accessible():
    if not axe:
        print("left out: axe-core could not be had from PyPI", flush=True)
        return
    for address in (f"{base}/offers", status, f"{base}/offers/{rejected}"):
        for scheme in ("light", "dark"):
            page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            page.go(address)
            page.js(axe + "; 0")
            found = page.js("axe.run().then((told) => told.violations.map((one) => one.id + ': ' + one.nodes.map((node) => "
                            "node.target + ' ' + node.failureSummary).join(' | ')))")
            check(f"axe-core, {scheme}: {address.removeprefix(base)}", not found, found)
    page.call("Emulation.setEmulatedMedia", features=[])


def fits_a_phone():
    for width in (320, 390):
        phone.size(width, 800, phone=True)
        for tag in ("en", "fr", "ja"):
            for address in (f"{base}/offers", status, f"{base}/offers/{rejected}"):
                phone.go(f"{address}?lang={tag}")
                wide = phone.too_wide()
                check(f"{width} px wide, {tag}: {address.removeprefix(base)} needs no sideways scrolling", not wide, wide)
    small = phone.js("Array.from(document.querySelectorAll('button')).filter((one) => { const box = one.getBoundingClientRect(); "
                     "return box.width && (box.height < 24 || box.width < 24) }).length")
    check("buttons are large enough for a finger (WCAG 2.2, 2.5.8)", small == 0, small)


def read_without_scripts():
    plain = browser.page(scripts=False)
    plain.go(f"{base}/sign-in")
    plain.click("#token")
    plain.type(token)
    plain.press("Enter")
    # `evaluate` goes on working where the page's own scripts do not.
    plain.until("location.pathname == '/offers'")
    plain.go(f"{base}/offers/{rejected}")
    text = plain.js("document.querySelector('main').innerText")
    problems = plain.js("document.querySelectorAll('.problems li').length")
    check("without JavaScript: steps, states and problems can be read", "Rejected" in text and problems > 3, text)
    pointer = plain.js("document.querySelector('.problems code').textContent")
    check("each problem has its pointer", pointer.startswith("/"), pointer)
    plain.go(status)
    check("without JavaScript: the forms are there", plain.js("document.querySelectorAll('form[method=post] button').length") >= 3)


def forms_from_elsewhere():
    """A page of another port posts to us with the reader's cookie: same site, other origin."""
    before = page.js(f"fetch({status!r}).then((answer) => answer.text()).then((text) => text.includes('WaitingForPublisherReview'))")
    form = f"<form method=post action={status}/go-live><input name=form-token value=00></form><script>document.forms[0].submit()</script>"

    class Evil(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(form.encode())

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Evil)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.go(f"http://127.0.0.1:{server.server_port}/")
    page.until(f"location.href.startsWith({base!r}) && document.readyState == 'complete'")
    server.shutdown()
    said = page.js("performance.getEntriesByType('navigation')[0].responseStatus")
    check("CSRF: a form from elsewhere is refused", said == 403, said)
    page.go(status)
    check("CSRF: and nothing was done", before and page.js(f"{badge}.contains('WaitingForPublisherReview')"))


def by_keyboard_alone():
    phone.go(f"{status}?lang=en")  # It lies beside and is not touched: see `moves_by_itself`.
    phone.js("window.loadedOnce = true")
    page.go(status)
    page.press("Tab")
    check("keyboard: the first stop leads past the header", page.js("document.activeElement.matches('.skip')"))
    page.press("Enter")
    page.until("location.hash == '#main'")
    by_keyboard(page, "details:has(form[action$='go-live']) summary")
    page.press("Enter")
    by_keyboard(page, "form[action$='go-live'] button")
    outline = page.js("getComputedStyle(document.activeElement).outlineStyle")
    check("keyboard: where one stands can be seen", outline == "solid", outline)
    page.press("Enter")
    done("go-live")
    check("keyboard: go live is answered", page.js("!!document.querySelector('.notice.good[role=status]')"))


def moves_by_itself():
    phone.until(f"{badge}.contains('Succeeded')")
    check("live without a reload: the page followed the events", phone.js("window.loadedOnce === true"))
    said = phone.js("document.getElementById('said').textContent")
    check("and a screen reader was told", "Live" in said, said)


def published_again_and_canceled():
    page.go(status)
    page.click("a[href$='/publish']")
    page.until("location.pathname.endsWith('/publish') && document.readyState == 'complete'")
    check("what is live without a change is published only when asked twice", page.js("!document.querySelector('form button.primary')"))
    page.click("input[name=again]")
    page.click("form[action$='publish'] button")
    done("publish")
    page.until("!!document.querySelector(\"form[action$='cancel'] button:not(:disabled)\")")
    page.click("details:has(form[action$='cancel']) summary")
    page.click("form[action$='cancel'] button")
    done("cancel")
    page.until(f"!{badge}.contains('Running') && !{badge}.contains('WaitingForPublisherReview')")
    check("published again by button, and canceled", page.js(f"{badge}.contains('Canceled')"), page.js(f"{badge}.value"))


def support():
    page.click("details:has(form[action$='support']) summary")
    page.js("document.getElementById('text').focus()")
    page.type("Please help <b>us</b>\r\nBcc: everybody@example.org")
    page.click("form[action$='support'] button")
    done("support")
    check("support is asked by button", page.js("!!document.querySelector('.notice.good')"))


def nothing_forbidden():
    for one in (page, phone):
        # The refusal of the form from elsewhere is the one error that was to come.
        found = [text for text in one.complaints() if "403" not in text]
        check("no error in the console, nothing against the policy", not found, found)
    page.js("document.body.appendChild(Object.assign(document.createElement('script'), { textContent: 'window.evil = true' })); 0")
    page.until("forbidden.length > 0")
    check("a script put into the page would not have run, and been counted", page.js("window.evil === undefined"))


try:
    page, phone = sign_in(browser.page()), sign_in(browser.page(width=390, height=800, phone=True))
    for part in (languages, told_to_screen_readers, accessible, fits_a_phone, read_without_scripts, forms_from_elsewhere, by_keyboard_alone,
                 moves_by_itself, published_again_and_canceled, support, nothing_forbidden):
        part()
except AssertionError as error:
    failed += 1
    print(f"FAIL {error}", flush=True)
finally:
    browser.close()
sys.exit(failed > 0)
