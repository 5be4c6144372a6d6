"""The marketplace, the preview, the operators' pages and the lists in Chromium: screens.py BASE TOKEN OPERATOR PREVIEW [AXE.JS [FOLDER]]

TOKEN is contoso's, OPERATOR an operator's, PREVIEW the address of a link to a preview. The gateway has the offers of
ScreenTests.swift. Each check prints its name; one that fails says what was seen, and the run ends with 1. With FOLDER the
screens are kept there as pictures.
"""
import sys

from devtools import Chromium

base, token, operator, preview = sys.argv[1:5]
axe = open(sys.argv[5]).read() if len(sys.argv) > 5 and sys.argv[5] else None
folder = sys.argv[6] if len(sys.argv) > 6 else None
browser = Chromium()
failed = 0
PUBLIC = ["/marketplace", "/marketplace/contoso/web", "/marketplace/contoso/plain", "/marketplace/contoso/none", preview]
PUBLISHER = ["/offers", "/offers/contoso/web-server", "/offers/contoso/web-server/history?before=1&after=draft",
             "/offers/contoso/web-server/tickets", "/offers/contoso/web-server/preview-links", "/offers/new",
             "/offers/contoso/web-server/edit?check=1", "/offers/contoso/web-server/publish"]
OPERATOR = ["/offers", "/operations", "/operations/stages", "/operations/dead-letters", "/operations/dead-letters/0/0", "/operations/audit"]


def check(name, holds, saw=""):
    global failed
    failed += not holds
    print(f"ok   {name}" if holds else f"FAIL {name}: {str(saw)[:1500]}", flush=True)


def sign_in(page, secret):
    page.go(f"{base}/sign-in?lang=en")
    page.click("#token")
    page.type(secret)
    page.press("Enter")
    page.until("location.pathname == '/offers'")
    return page


def language(address, tag):
    return f"{base}{address}{'&' if '?' in address else '?'}lang={tag}"


def all_tabs(page, address):
    """Opens a page with all of it in view: what a tab hides is looked at, too."""
    page.go(address)
    page.js("document.querySelectorAll('section[hidden]').forEach((one) => { one.hidden = false; })")


def accessible(page, addresses):
    if not axe:
        print("left out: axe-core could not be had from PyPI", flush=True)
        return
    for address in addresses:
        for scheme in ("light", "dark"):
            page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            all_tabs(page, base + address)
            page.js(axe + "; 0")
            found = page.js("axe.run().then((told) => told.violations.map((one) => one.id + ': ' + one.nodes.map((node) => "
                            "node.target + ' ' + node.failureSummary).join(' | ')))")
            check(f"axe-core, {scheme}: {address.split('?')[0]}", not found, found)
    page.call("Emulation.setEmulatedMedia", features=[])


def fits_a_phone(page, addresses):
    for width in (320, 390):
        page.size(width, 800, phone=True)
        for address in addresses:
            for tag in ("en", "fr", "ja"):
                all_tabs(page, language(address, tag))
                wide = page.too_wide()
                check(f"{width} px, {tag}: {address.split('?')[0]} needs no sideways scrolling", not wide, wide)
    page.size(1280, 900)


def speaks(page, addresses, own=()):
    for address in addresses:
        for tag in ("en", "fr", "ja"):
            page.go(language(address, tag))
            said = page.js("document.documentElement.lang")
            check(f"{tag}: {address.split('?')[0]}", said == tag or address in own, said)
            codes = page.js("Array.from(document.body.innerText.matchAll(/page\\.[a-z-]+/g), (one) => one[0])")
            check(f"{tag}: {address.split('?')[0]} has a text for everything", not codes, codes)
    page.go(f"{base}/marketplace?lang=en")


def headings(page, addresses):
    for address in addresses:
        page.go(base + address)
        levels = page.js("Array.from(document.querySelectorAll('h1, h2, h3'), (one) => Number(one.tagName[1]))")
        check(f"headings leave out no level: {address.split('?')[0]}",
              levels and levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels)
        nameless = [role for role, name in page.tree() if role in ("button", "link", "textbox", "combobox", "checkbox") and not name.strip()]
        check(f"whatever can be used has a name: {address.split('?')[0]}", not nameless, nameless)


def by_keyboard(page, wanted, most=120):
    for _ in range(most):
        if page.js(f"document.activeElement.matches({wanted!r})"):
            return
        page.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def found_and_read():
    """A customer with the keyboard alone: search, choose, read."""
    page = browser.page(scripts=False)
    page.go(f"{base}/marketplace?lang=en")
    by_keyboard(page, "#q")
    page.type("web")
    page.press("Enter")
    page.until("location.search.includes('q=web') && document.readyState == 'complete'")
    check("search without JavaScript finds the offer", page.js("document.querySelectorAll('.card').length") >= 1)
    by_keyboard(page, ".card a[href='/marketplace/contoso/web']")
    page.press("Enter")
    page.until("location.pathname == '/marketplace/contoso/web' && document.readyState == 'complete'")
    shown = page.js("[document.querySelectorAll('.shots img').length, Array.from(document.images).every((one) => one.naturalWidth > 0 || one.loading == 'lazy'), document.querySelectorAll('.plan').length]")
    check("the product page has its pictures and plans", shown[0] >= 3 and shown[1] and shown[2] >= 1, shown)
    check("no cookie is set", page.js("document.cookie") == "")


def nothing_of_theirs_runs():
    page = browser.page()
    for address in ("/marketplace", "/marketplace/contoso/evil", "/marketplace?q=%22%3E%3Cscript%3E"):
        page.go(base + address)
        page.js("window.evil === undefined")
        ran = page.js("[window.evil === undefined, document.querySelectorAll('main script, main iframe, main svg, main [onerror], main [onload], main [onclick]').length, forbidden]")
        check(f"nothing of a publisher's runs or is even tried: {address}", ran == [True, 0, []], ran)


def resumed_at_once(page):
    page.go(f"{base}/operations?lang=en")
    count = page.js("document.querySelectorAll('tbody tr').length")
    check("an operator sees what is blocked", count >= 5, count)
    by_keyboard(page, "input[name=all]")
    page.press(" ")
    by_keyboard(page, "input[name=reason]")
    page.type("The scanner is back")
    by_keyboard(page, "button[value=resume]")
    page.press("Enter")
    page.until("!!document.querySelector('.notice.good')")
    said = page.js("document.querySelector('.notice.good').textContent")
    check("and resumes all by keyboard, with a reason", f"{count} of {count}" in said, said)


def paused_with_reason(page):
    page.go(f"{base}/operations/stages?lang=en")
    page.click("#certify summary")
    page.js("document.querySelector('#certify input[name=reason]').focus()")
    page.type("disk full")
    page.click("#certify button")
    page.until("location.search == '?done=paused' && document.readyState == 'complete'")
    said = page.js("document.querySelector('#certify').innerText")
    check("a stage is paused; the page says by whom and why", "disk full" in said and "Olga" in said, said)


def edited(page):
    page.go(f"{base}/operations/dead-letters/0/0?lang=en")
    page.js("document.getElementById('value').value = '{\"mended\": true}'; document.getElementById('reason').value = 'mended'; 0")
    page.click("button[value=edit]")
    page.until("location.search == '?done=redriven' && document.readyState == 'complete'")
    check("a dead letter is edited and sent again", page.js("!document.querySelector('a[href=\"/operations/dead-letters/0/0\"]')"))
    page.go(f"{base}/operations/audit?lang=en")
    said = page.js("document.querySelector('main').innerText")
    check("the audit says who did it and why", "Olga Operator" in said and "disk full" in said, said)


def kept(page, name, address, width, phone=False):
    if not folder:
        return
    page.size(width, 900, phone=phone)
    page.go(base + address)
    height = page.js("Math.min(document.documentElement.scrollHeight, 3200)")
    page.size(width, height, phone=phone)
    page.picture(f"{folder}/{name}-{width}.png")
    page.size(1280, 900)


try:
    visitor = browser.page(width=1280)
    if folder:
        seller, boss = sign_in(browser.page(width=1280), token), sign_in(browser.page(width=1280), operator)
        for width, phone in ((1280, False), (390, True)):
            for name, address in (("market", "/marketplace"), ("product", "/marketplace/contoso/web"), ("plain", "/marketplace/contoso/plain"), ("preview", preview)):
                kept(visitor, name, address, width, phone)
            for address in PUBLISHER:
                kept(seller, "seller" + address.split("?")[0].replace("/", "-"), address, width, phone)
            for address in OPERATOR:
                kept(boss, "boss" + address.replace("/", "-"), address, width, phone)
    seller, boss = sign_in(browser.page(width=1280), token), sign_in(browser.page(width=1280), operator)
    for page, addresses, own in ((visitor, PUBLIC, PUBLIC[1:3] + [preview]), (seller, PUBLISHER, ()), (boss, OPERATOR, ())):
        speaks(page, addresses, own)
        headings(page, addresses)
        fits_a_phone(page, addresses)
        page.go(language(addresses[0], "en"))
        accessible(page, addresses)
    found_and_read()
    nothing_of_theirs_runs()
    resumed_at_once(boss)
    paused_with_reason(boss)
    edited(boss)
    for page in (visitor, seller, boss):
        found = [text for text in page.complaints() if "404" not in text]
        check("no error in the console, nothing against the policy", not found, found)
except (AssertionError, RuntimeError) as error:
    failed += 1
    print(f"FAIL {error}", flush=True)
finally:
    browser.close()
sys.exit(failed > 0)
