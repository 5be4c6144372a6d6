"""The marketplace, the preview, the operators' pages and the lists in Chromium: screens.py BASE TOKEN OPERATOR PREVIEW [AXE.JS [FOLDER]]

TOKEN is contoso's, OPERATOR an operator's, PREVIEW the address of a link to a preview. The gateway has the offers of
ScreenTests.swift. Each check prints its name; one that fails says what was seen, and the run ends with 1. With FOLDER the
screens are kept there as pictures.
"""
import sys

from devtools import Chromium
from person import check, story

base, token, operator, preview = sys.argv[1:5]
axe = open(sys.argv[5]).read() if len(sys.argv) > 5 and sys.argv[5] else None
folder = sys.argv[6] if len(sys.argv) > 6 else None
browser = Chromium()
PUBLIC = ["/marketplace", "/marketplace/contoso/web", "/marketplace/contoso/plain", "/marketplace/contoso/none", preview, "/sign-in"]
PUBLISHER = ["/offers", "/offers?needs=paused", "/offers/contoso/web-server", "/offers/contoso/draft", "/offers/contoso/rejected", "/offers/contoso/paused",
             "/offers/contoso/blocked-0", "/offers/contoso/sold", "/offers/contoso/web-server/history?before=1&after=draft",
             "/offers/contoso/web-server/tickets", "/offers/contoso/web-server/preview-links", "/offers/new",
             "/offers/contoso/web-server/edit?check=1", "/offers/contoso/web-server/publish"]
OPERATOR = ["/offers", "/operations", "/operations/stages", "/operations/dead-letters", "/operations/dead-letters/0/0", "/operations/quotas", "/operations/audit"]
# Buttons and boxes below 24 × 24 CSS pixels.
SMALL = """Array.from(document.querySelectorAll('button, summary, select, input:not([type=hidden])')).filter((one) => {
    const box = (one.closest('label') ?? one).getBoundingClientRect();
    return box.width && (box.height < 24 || box.width < 24);
}).map((one) => one.outerHTML.slice(0, 90))"""


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
            # French has the longest words.
            for tag in ("en", "fr", "ja") if width == 390 else ("fr",):
                all_tabs(page, language(address, tag))
                wide = page.too_wide()
                check(f"{width} px, {tag}: {address.split('?')[0]} needs no sideways scrolling", not wide, wide)
            small = page.js(SMALL)
            check(f"{width} px: what is pressed on {address.split('?')[0]} is large enough for a finger (WCAG 2.2, 2.5.8)", not small, small)
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


def plain(page, scripted, addresses):
    """Without JavaScript everything is there that is there with it, and nothing waits for a script to show it."""
    there = ("Array.from(document.querySelectorAll('main :is(h1, h2, h3, button, label, legend, summary, th)')).filter((one) => "
             "!one.closest('[hidden]')).map((one) => one.textContent.trim())")
    for address in addresses:
        all_tabs(scripted, language(address, "en"))
        page.go(language(address, "en"))
        missing = set(scripted.js(there)) - set(page.js(there))
        check(f"without JavaScript: {address.split('?')[0]} has everything", not missing and page.js("document.querySelector('h1').innerText") != "", missing)


def kept(page, name, address, width, phone=False):
    if not folder:
        return
    page.size(width, 900, phone=phone)
    page.go(base + address)
    height = page.js("Math.min(document.documentElement.scrollHeight, 3200)")
    page.size(width, height, phone=phone)
    page.picture(f"{folder}/{name}-{width}.png")
    page.size(1280, 900)


def pictures():
    seller, boss = sign_in(browser.page(width=1280), token), sign_in(browser.page(width=1280), operator)
    for width, phone in ((1280, False), (390, True)):
        for name, address in (("market", "/marketplace"), ("product", "/marketplace/contoso/web"), ("plain", "/marketplace/contoso/plain"), ("preview", preview)):
            kept(visitor, name, address, width, phone)
        for address in PUBLISHER:
            kept(seller, "seller" + address.split("?")[0].replace("/", "-"), address, width, phone)
        for address in OPERATOR:
            kept(boss, "boss" + address.replace("/", "-"), address, width, phone)


def all_screens():
    seller, boss = sign_in(browser.page(width=1280), token), sign_in(browser.page(width=1280), operator)
    for page, addresses, own, secret in ((visitor, PUBLIC, PUBLIC[1:3] + [preview], None), (seller, PUBLISHER, (), token), (boss, OPERATOR, (), operator)):
        speaks(page, addresses, own)
        headings(page, addresses)
        fits_a_phone(page, addresses)
        page.go(language(addresses[0], "en"))
        accessible(page, addresses)
        scriptless = browser.page(width=1280, scripts=False)
        plain(sign_in(scriptless, secret) if secret else scriptless, page, addresses)
        found = [text for text in page.complaints() if "404" not in text]
        check("no error in the console, nothing against the policy", not found, found)


visitor = browser.page(width=1280)
story(([pictures] if folder else []) + [all_screens, found_and_read, nothing_of_theirs_runs], browser.close)
