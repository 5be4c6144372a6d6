"""New offer, Editor and Publish dialog in Chromium: editor.py BASE TOKEN

The gateway knows contoso/web-server. A publisher without JavaScript, with the keyboard alone, on a phone: creates an offer, mends
what validation shows, and publishes. Each check prints its name; one that fails says what was seen, and the run ends with 1.
"""
import sys

from devtools import Chromium
from person import check, file_of, png, story

base, token = sys.argv[1:3]
browser = Chromium()


def sign_in(page):
    page.go(f"{base}/sign-in?lang=en")
    page.click("#token")
    page.type(token)
    page.press("Enter")
    page.until("location.pathname == '/offers' && document.readyState == 'complete'")
    return page


def field(page, pointer):
    page.js(f"document.getElementById({pointer!r}).focus()")


def fill(page, pointer, text):
    page.js(f"(() => {{ const one = document.getElementById({pointer!r}); one.focus(); one.select && one.select(); }})()")
    page.type(text)


def by_keyboard(page, wanted, most=400, shift=False):
    for _ in range(most):
        if page.js(f"!!document.activeElement.matches({wanted!r})"):
            return
        page.press("Tab", shift)
    raise AssertionError(f"{wanted} cannot be reached by Tab")


def arrived(page, condition):
    page.until(f"{condition} && document.readyState == 'complete'")


def choose(page, pointer, name, data):
    root = page.call("DOM.getDocument")["root"]["nodeId"]
    node = page.call("DOM.querySelector", nodeId=root, selector=f'[id="{pointer}!file"]')["nodeId"]
    page.call("DOM.setFileInputFiles", files=[file_of(data, name)], nodeId=node)


def created_by_keyboard():
    """No script, no mouse: from the list to a draft."""
    page = sign_in(browser.page(width=390, height=800, phone=True, scripts=False))
    by_keyboard(page, "a[href='/offers/new']")
    page.press("Enter")
    arrived(page, "location.pathname == '/offers/new'")
    by_keyboard(page, "#id")
    page.type("web-server")
    by_keyboard(page, "#title")
    page.type("Typed by keyboard")
    page.press("Enter")
    arrived(page, "!!document.querySelector('.notice.bad[role=alert]')")
    said = page.js("[document.querySelector('#id-told').innerText, document.querySelector('#title').value, document.querySelector('#id').getAttribute('aria-invalid')]")
    check("New offer says at once that the id is taken, and keeps the title", "another" in said[0] and said[1:] == ["Typed by keyboard", "true"], said)
    by_keyboard(page, "input[name=type]")
    page.press(" ")
    by_keyboard(page, "#id")
    page.js("document.activeElement.select()")
    page.type("by-keyboard")
    page.press("Enter")
    arrived(page, "location.pathname == '/offers/contoso/by-keyboard/edit'")
    check("and opens the Editor", page.js("document.querySelectorAll('form.editor section').length") == 8)
    return page


def mended(page):
    """What validation shows is mended beside the fields."""
    by_keyboard(page, "button[value=validate]")
    page.press("Enter")
    arrived(page, "location.search == '?check=1'")
    before = page.js("document.querySelectorAll('.notice .problems li').length")
    check("Validate lists what is missing", before > 10, before)
    counts = page.js("Array.from(document.querySelectorAll('.tabs .count'), (one) => parseInt(one.textContent))")
    check("each tab has its count, together all problems", sum(counts) == before, [counts, before])
    by_keyboard(page, "a[href='#/listing/summary']")
    page.press("Enter")
    page.until("location.hash == '#/listing/summary'")
    seen = page.js("(() => { const box = document.getElementById('/listing/summary').getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; })()")
    check("a problem leads to its field", seen)
    page.press("Tab")
    focused = page.js("document.activeElement.id || document.activeElement.name")
    check("and the keyboard goes on from there", focused in ("/listing/summary", "/listing/longSummary"), focused)
    described = page.js("(() => { const one = document.getElementById('/listing/summary'); return [one.getAttribute('aria-invalid'), one.getAttribute('aria-describedby').split(' ').every((id) => document.getElementById(id))]; })()")
    check("a screen reader hears what is wrong with the field", described == ["true", True], described)
    fill(page, "/listing/summary", "x" * 3000)
    by_keyboard(page, "button[value=validate]", shift=True)
    page.press("Enter")
    arrived(page, "document.querySelector('[data-counts=\"/listing/summary\"]').textContent == '3000 / 100'")
    kept = page.js("[document.getElementById('/listing/summary').value.length, document.querySelector('[data-counts=\"/listing/summary\"]').textContent]")
    check("3,000 characters are kept, counted and refused", kept == [3000, "3000 / 100"], kept)
    told = page.js("document.getElementById('/listing/summary!told').innerText")
    check("the problem names the limit", "100" in told, told)
    fill(page, "/listing/summary", "Short")
    page.press("Enter")
    arrived(page, "location.search == '?done=saved'")
    check("Enter in a field saves", page.js("document.getElementById('/listing/summary').value") == "Short")


def pictured(page):
    page.go(f"{base}/offers/contoso/by-keyboard/edit")
    fill(page, "/listing/longSummary", "Typed beside a picture")
    choose(page, "/media/logos/40x40", "logo.png", b"GIF89a no picture")
    page.click("form.editor .bar button[value=save]")
    arrived(page, "!!document.querySelector('.notice.bad')")
    said = page.js("[document.getElementById('/media/logos/40x40!told').innerText, document.getElementById('/listing/longSummary').value]")
    check("a picture that is no PNG is refused at its field, and nothing typed is lost", "PNG" in said[0] and said[1] == "Typed beside a picture", said)
    choose(page, "/media/logos/40x40", "logo.png", png(40, 40))
    page.click("form.editor .bar button[value=save]")
    arrived(page, "location.search == '?done=saved'")
    shown = page.js("Array.from(document.querySelectorAll('img.shown'), (one) => [one.width, one.height, one.complete && one.naturalWidth])")
    check("a PNG is shown as it will appear", shown == [[40, 40, 40]], shown)


def planned(page):
    page.click("button[value=add]")
    arrived(page, "!!document.getElementById('/plans/0/title')")
    fill(page, "/plans/0/id", "small")
    fill(page, "/plans/0/title", "Small <b>plan</b>")
    page.click("button[value='copy 0']")
    arrived(page, "!!document.getElementById('/plans/1/title')")
    names = page.js("[0, 1].map((at) => [document.getElementById(`/plans/${at}/id`).value, document.getElementById(`/plans/${at}/title`).value])")
    check("a plan is added and copied with what was typed", names == [["small", "Small <b>plan</b>"], ["small-2", "Small <b>plan</b>"]], names)
    page.click("button[value='up 1']")
    arrived(page, "document.getElementById('/plans/0/id').value == 'small-2'")
    page.click("button[value='remove 1']")
    arrived(page, "!document.getElementById('/plans/1/title')")
    check("moved and removed", page.js("document.getElementById('/plans/0/id').value") == "small-2")


def two_editors(page):
    other = sign_in(browser.page())
    for one in (page, other):
        one.go(f"{base}/offers/contoso/by-keyboard/edit#/listing/title")
    fill(other, "/listing/title", "Theirs")
    other.click("form.editor .bar button[value=save]")
    arrived(other, "location.search == '?done=saved'")
    fill(page, "/listing/title", "Mine")
    page.click("form.editor .bar button[value=save]")
    arrived(page, "!!document.querySelector('.theirs')")
    said = page.js("[document.getElementById('/listing/title').value, document.querySelector('.theirs blockquote').innerText]")
    check("the second of two sees both values", said == ["Mine", "Theirs"], said)
    page.click("form.editor .bar button[value=save]")
    arrived(page, "location.search == '?done=saved'")
    check("and may keep the own", page.js("document.getElementById('/listing/title').value") == "Mine")


def counted():
    """With scripts: counters follow, and a page with something typed asks before it is left."""
    page = sign_in(browser.page())
    page.go(f"{base}/offers/contoso/web-server/edit")
    shown = "Array.from(document.querySelectorAll('form.editor section:not([hidden])'), (one) => one.id)"
    check("one tab at a time is shown", page.js(shown) == ["settings"], page.js(shown))
    by_keyboard(page, ".tabs a[href='#listing']")
    page.press("Enter")
    page.until("!document.getElementById('listing').hidden")
    check("a tab is chosen by keyboard", page.js(shown) == ["listing"] and page.js("document.querySelector('.tabs [aria-current]').hash") == "#listing", page.js(shown))
    page.js("(() => { const one = document.getElementById('/listing/title'); one.focus(); one.select(); })()")
    page.type("é" * 51)
    said = page.js("(() => { const one = document.querySelector('[data-counts=\"/listing/title\"]'); return [one.textContent, one.classList.contains('over')]; })()")
    check("the counter follows what is typed", said == ["51 / 50", True], said)
    asks = page.js("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    check("a page with something typed asks before it is left", asks)
    page.click("form.editor .bar button[value=save]")
    arrived(page, "location.search == '?done=saved'")
    check("the tab stays over a save", page.js(shown) == ["listing"], page.js(shown))
    check("a save does not ask", page.js("document.getElementById('/listing/title').value") == "é" * 51)
    found = page.complaints()
    check("no error in the console, nothing against the policy", not found, found)


def session_ended():
    page = sign_in(browser.page(scripts=False))
    page.go(f"{base}/offers/contoso/web-server/edit")
    fill(page, "/listing/title", "Typed, then ended")
    page.call("Network.clearBrowserCookies")
    page.click("form.editor .bar button[value=save]")
    arrived(page, "!!document.querySelector('#token')")
    check("a session that ended is said so, with what was typed", page.js("document.querySelector('input[name=\"/listing/title\"]').value") == "Typed, then ended")
    page.click("#token")
    page.type(token)
    page.press("Enter")
    arrived(page, "location.search == '?done=saved'")
    check("signing in saves it", page.js("document.getElementById('/listing/title').value") == "Typed, then ended")


def published():
    page = sign_in(browser.page(width=390, height=800, phone=True, scripts=False))
    page.go(f"{base}/offers/contoso/web-server/edit")
    fill(page, "/listing/title", "Contoso Web Server")
    page.click("form.editor .bar button[value=publish]")
    arrived(page, "location.pathname == '/offers/contoso/web-server/publish'")
    fill(page, "emails", "ada@contoso.example")
    page.click("form.editor summary")
    check("the dialog says what will happen", "Certification" in page.js("document.querySelector('main').innerText"))
    page.click("form.editor .buttons button")
    arrived(page, "location.search == '?done=publish'")
    check("and publishes", page.js("!!document.querySelector('.notice.good')"))


def listed():
    """With scripts: new rows of a list, by keyboard and by mouse, and all of them kept by one save."""
    page = sign_in(browser.page())
    page.go(f"{base}/offers/contoso/web-server/edit#media")
    at = page.js("Number(document.querySelector('[name=\"rows /media/videos\"]').value)")
    for index, key in ((at, "Enter"), (at + 1, " ")):
        by_keyboard(page, "[id='/media/videos'] > details:not([open]) > summary")
        heard = page.js("document.activeElement.textContent")
        check(f"the next row has a name, {index}", heard == f"Add: Video {index + 1}", heard)
        page.press(key)
        page.until(f"document.activeElement.id == '/media/videos/{index}/title'")
        page.type(f"Video number {index}")
    said = page.js(f"document.querySelector('[data-counts=\"/media/videos/{at + 1}/title\"]').textContent")
    check("a row that was added counts what is typed", said == f"{len(f'Video number {at + 1}')} / 50", said)
    heard = [name for role, name in page.tree() if role == "group" and name.startswith("Video ")]
    check("and a screen reader hears which row it is", heard[-2:] == [f"Video {at + 1}", f"Video {at + 2}"], heard)
    page.click("form.editor .bar button[value=save]")
    arrived(page, "location.search == '?done=saved'")
    kept = page.js(f"[{at}, {at + 1}, {at + 2}].map((row) => document.getElementById(`/media/videos/${{row}}/title`).value)")
    check("both are kept by one save", kept == [f"Video number {at}", f"Video number {at + 1}", ""], kept)
    for language in ("en", "fr", "ja"):
        page.go(f"{base}/offers/contoso/web-server/edit?lang={language}#listing")
        most = page.js("Number(document.querySelector('[name=\"new /listing/usefulLinks\"]').dataset.most)")
        for _ in range(most):
            page.click("[id='/listing/usefulLinks'] > details:not([open]) > summary")
        names = page.js("Array.from(document.querySelectorAll('[id=\"/listing/usefulLinks\"] > details'), (one) => [one.open, one.querySelector('summary').textContent, one.querySelector('legend').textContent])")
        first, ok = names[0], len(names) == most and most > 1
        for more, (opened, summary, legend) in enumerate(names):
            number = 3 - most + more + 1
            ok &= opened and all(text.endswith(f" {number}") for text in (summary, legend))
            ok &= (summary[:-1], legend[:-1]) == (first[1][:-1], first[2][:-1])
        check(f"a list grows up to its most, in {language}", ok, names)
    found = page.complaints()
    check("nothing against the policy while rows were added", not found, found)


def all_of_it():
    keyboard = created_by_keyboard()
    mended(keyboard)
    pictured(keyboard)
    planned(keyboard)
    two_editors(keyboard)


story([all_of_it, counted, session_ended, published, listed], browser.close)
