"""From an empty form to the marketplace, with a browser alone: journey.py BASE PUBLISHER OPERATOR FOLDER OFFERCTL

A pipeline runs behind BASE; PUBLISHER and OPERATOR are tokens, FOLDER has the samples' images and the regions' stores. Ada publishes
a virtual machine by mouse in English and a container by keyboard alone in French, a customer reads Japanese, and an operator keeps the
pipeline going in Japanese, by keyboard and by mouse. Each check prints its name; one that fails says what was seen.
"""
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time

from devtools import Chromium
from person import Person, check, field, file_of, png, story

base, publisher, operator, folder, offerctl = sys.argv[1:6]
tag = str(time.time_ns() % 10**8)
MACHINE, CONTAINER = f"machine-{tag}", f"container-{tag}"
LISTED = {MACHINE: "3f2504e0-4f89-41d3-9a0c-0305e82c3301", CONTAINER: "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c"}
TITLES = {MACHINE: f"Journey Server {tag}", CONTAINER: f"Conteneur du voyage {tag}"}
ADDRESS = '"Lovelace, Ada" <ada@contoso.example>, Élodie <elodie@contoso.example>'
CHANGED = "A summary that was changed."
steps = {}
# How a ticket is seen: its number, who opened it.
opened = []
line = "Array.from(document.querySelectorAll('.line li .name'), (one) => one.textContent)"
answer = "performance.getEntriesByType('navigation')[0].responseStatus"
badge = "document.querySelector('.state .badge').classList"
samples = pathlib.Path(folder)
browser = Chromium()
ada = Person(browser, base).sign_in(publisher)
adele = Person(browser, base, "fr", "keyboard").sign_in(publisher)
taro = Person(browser, base, "ja", "keyboard")
olga = Person(browser, base, "ja", "keyboard").sign_in(operator)


def offer(name, rest=""):
    return f"/offers/contoso/{name}{rest}"


def listing(name):
    """What a publisher answers where the Editor asks, by place."""
    return {
        "/listing/summary": "A server that comes from a journey.",
        "/listing/description": "<p>Serves <b>at once</b>.</p>",
        "/listing/categories": "web",
        "/listing/privacyPolicyUrl": "https://www.contoso.example/privacy",
        "/listing/termsOfUse": "Use it as you like.",
        **{f"/media/logos/{size}x{size}": png(size, size) for size in (40, 90, 115)},
        **{f"/contacts/{who}/{what}": text for who in ("support", "engineering") for what, text in (
            ("name", "Contoso Support"), ("email", "support@contoso.example"), ("phone", "+1 425 555 0100"))},
        "/audience/previewSubscriptions/0/id": LISTED[name],
        "/audience/previewSubscriptions/0/type": ["pay-as-you-go"],
        "/leads/destination": ["none"],
        "/plans/0/id": "basic",
        "/plans/0/title": "Basic",
        "/plans/0/summary": "One server",
        "/plans/0/countries": "US\nFR\nJP",
    }


def machine():
    return listing(MACHINE) | {
        "/plans/0/operatingSystem/family": ["linux"],
        "/plans/0/operatingSystem/type": "Debian 12",
        "/plans/0/sizes": "standard-d2",
        "/plans/0/license": ["free"],
        "/plans/0/images/0/version": "1.0.0",
        "/plans/0/images/0/osDisk/url": f"file://{folder}/images/web-vm-os.vhd",
    }


def container():
    """The sample's layout with one tag: an offer declares all that a layout has."""
    layout = samples / "images/journey"
    shutil.copytree(samples / "images/web-container", layout)
    index = json.loads((layout / "index.json").read_text())
    index["manifests"] = [one for one in index["manifests"] if one["annotations"]["org.opencontainers.image.ref.name"] == "latest"]
    (layout / "index.json").write_text(json.dumps(index))
    return listing(CONTAINER) | {
        "/plans/0/images/0/layout": f"file://{layout}",
        "/plans/0/images/0/tags/0/tag": "latest",
        "/plans/0/images/0/tags/0/digest": index["manifests"][0]["digest"],
    }


# The publisher

def created(person, name, kind):
    person.use("a[href='/offers/new']")
    person.arrived("location.pathname == '/offers/new'")
    person.tick(f"input[value={kind}]")
    person.write("#id", name)
    person.write("#title", TITLES[name])
    person.follow("form.stack button.primary", f"location.pathname == '{offer(name, '/edit')}'")
    person.follow("form.editor .bar button[value=validate]", "location.search == '?check=1'")


def answered(person, place, answer):
    if isinstance(answer, bytes):
        person.pick(field(f"{place}!file"), file_of(answer))
    elif isinstance(answer, list):
        person.choose(field(place), answer[0])
    else:
        person.write(field(place), answer)


def mended(person, name, answers):
    """Follows each problem of the list on top to its field and answers there, until none is left."""
    rounds = 0
    while places := person.js("Array.from(document.querySelectorAll('#told .problems a'), (one) => decodeURIComponent(one.hash.slice(1)))"):
        rounds += 1
        assert rounds < 9, f"still wrong: {person.text('#told')}"
        done = 0
        for place in dict.fromkeys(places):
            if place == "/plans":
                continue
            below = [one for one in answers if one == place or one.startswith(f"{place}/0/")]
            if not below:
                continue
            person.use(f"#told a[href='#{place}']")
            person.arrived(f"decodeURIComponent(location.hash) == '#{place}'")
            rows = sorted({"/".join(one.split("/")[:at]) for one in below for at in range(len(place.split("/")) + 1, len(one.split("/")))
                           if one.split("/")[at - 1] == "0"})
            for row in rows:
                person.use(f"details:has(> {field(row)}) > summary")
            for one in below:
                answered(person, one, answers[one])
                done += 1
        if "/plans" in places:
            person.use(".tabs a[href='#plans']")
            person.follow("button[value=add]", "!!document.getElementById('/plans/0/title')")
            done += 1
        assert done, f"nobody knows an answer: {person.text('#told')}"
        person.follow("form.editor .bar button[value=validate]", "location.search == '?check=1'")
    check(f"{person.language}, {person.hand}: {name} is mended where validation says", person.js("!!document.querySelector('.notice.good')"), person.text())
    shown = person.js("Array.from(document.querySelectorAll('img.shown'), (one) => one.complete && one.naturalWidth)")
    check(f"{person.language}, {person.hand}: its pictures are shown", shown[:3] == [40, 90, 115], shown)


def published(person, name, said=None):
    person.use("form.editor .bar button[value=publish]")
    person.arrived(f"location.pathname == '{offer(name, '/publish')}'")
    if said is None:
        person.write("#emails", ADDRESS)
    else:
        check("the addresses of the last time are there", said in person.js("document.getElementById('emails').value"))
    person.follow("form.editor .buttons button", "location.search == '?done=publish'")
    check(f"{person.language}, {person.hand}: {name} is published", person.js("!!document.querySelector('.notice.good')"), person.text())


def machine_by_mouse():
    created(ada, MACHINE, "virtual-machine")
    ada.open(offer(MACHINE))
    steps["draft"] = ada.js(line)
    ada.follow(f"a[href='{offer(MACHINE, '/edit')}']", "!!document.querySelector('form.editor')")
    ada.follow("form.editor .bar button[value=validate]", "location.search == '?check=1'")
    mended(ada, MACHINE, machine())
    published(ada, MACHINE)
    ada.js("window.loadedOnce = true")


def container_by_keyboard():
    adele.page.press("Tab")
    check("keyboard: the first stop leads past the header", adele.js("document.activeElement.matches('.skip')"))
    created(adele, CONTAINER, "container-image")
    mended(adele, CONTAINER, container())
    published(adele, CONTAINER)


def in_preview():
    ada.page.until(f"{badge}.contains('WaitingForPublisherReview')")
    check("the status followed by itself, without a reload", ada.js("window.loadedOnce === true"))
    adele.page.until(f"{badge}.contains('WaitingForPublisherReview')")
    steps[MACHINE] = ada.js(line)
    check("a draft shows the steps that it will take", steps["draft"] == steps[MACHINE] != [], steps)
    ada.use(f"a[href='/preview/contoso/{MACHINE}']")
    ada.arrived("location.pathname.startsWith('/preview/')")
    said = ada.text("body")
    check("the publisher sees the page as customers will, and what can be deployed", TITLES[MACHINE] in said and "sha256:" in said, said)


def linked(person, name):
    """Makes a link for the subscription on the allow-list; its address."""
    person.open(offer(name))
    person.use(f"a[href='{offer(name, '/preview-links')}']")
    person.arrived("location.pathname.endsWith('/preview-links')")
    person.choose("#subscription", LISTED[name])
    person.follow("form.filters button.primary", "!!document.querySelector('tbody a')")
    return person.js("document.querySelector('tbody a').href")


def seen_by_subscriptions():
    own, other = linked(ada, MACHINE), linked(adele, CONTAINER)
    taro.open(own)
    said = taro.text("body")
    check("an allow-listed subscription sees the preview", TITLES[MACHINE] in said and LISTED[MACHINE] in said, said)
    taro.open(own.split("access=")[0] + "access=" + other.split("access=")[1])
    check("another subscription finds nothing there", taro.js(answer) == 404 and TITLES[MACHINE] not in taro.text("body"), taro.text("body"))
    adele.follow("td form button.danger", "!document.querySelector('tbody a')")
    taro.open(other)
    check("nor does who has a link that was revoked", taro.js(answer) == 404 and TITLES[CONTAINER] not in taro.text("body"), taro.text("body"))


def forms_from_elsewhere():
    """A page of another port posts to us with the publisher's cookie: same site, other origin."""
    form = f"<form method=post action={base}{offer(MACHINE, '/go-live')}><input name=form-token value=00></form><script>document.forms[0].submit()</script>"

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
    ada.open(f"http://127.0.0.1:{server.server_port}/")
    ada.arrived(f"location.href.startsWith({base!r})")
    server.shutdown()
    said = ada.js(answer)
    check("a form from elsewhere is refused", said == 403, said)
    ada.open(offer(MACHINE))
    check("and nothing was done", ada.js(f"{badge}.contains('WaitingForPublisherReview')"))


def live():
    for person, name in ((ada, MACHINE), (adele, CONTAINER)):
        person.open(offer(name))
        person.use("details:has(form[action$='go-live']) summary")
        person.follow("form[action$='go-live'] button", "location.search == '?done=go-live'")
    for person, name in ((ada, MACHINE), (adele, CONTAINER)):
        person.page.until(f"{badge}.contains('Succeeded')")
        said = person.js("document.getElementById('said').textContent")
        check(f"{person.language}, {person.hand}: {name} is live, and a screen reader was told", said, said)


def found():
    """A customer searches and reads."""
    for hand, name in (("keyboard", MACHINE), ("mouse", CONTAINER)):
        taro.hand = hand
        taro.open("/marketplace?lang=ja")
        taro.write("#q", TITLES[name])
        taro.page.press("Enter")
        taro.arrived("location.search.includes('q=')")
        taro.use(f".card a[href='/marketplace/contoso/{name}']")
        taro.arrived(f"location.pathname == '/marketplace/contoso/{name}'")
        check(f"ja, {hand}: {name} is found in the marketplace by search", TITLES[name] in taro.text(), taro.text())


# The operator, and what the publisher sees of it

def act(person, form, reason, button):
    person.write(f"{form} input[name=reason]", reason)
    person.use(f"{form} {button}")


def paused():
    olga.use("a[href='/operations']")
    olga.arrived("location.pathname == '/operations'")
    olga.use(".tabs a[href='/operations/stages']")
    olga.arrived("location.pathname == '/operations/stages'")
    olga.use("#certify summary")
    olga.write("#certify input[name=notice]", "We are moving the scanner.")
    act(olga, "#certify", "disk full", "button")
    olga.arrived("location.search == '?done=paused'")
    said = olga.text("#certify")
    check("ja, keyboard: a stage is paused, and the page says by whom and why", "Olga Operator" in said and "disk full" in said, said)


def changed():
    """The second half in Japanese: the words of the pages differ, the places do not."""
    ada.use("nav.languages a[lang=ja]")
    ada.arrived("document.documentElement.lang == 'ja'")
    ada.language = "ja"
    ada.open(offer(MACHINE, "/edit"))
    ada.use(".tabs a[href='#listing']")
    ada.write(field("/listing/summary"), CHANGED)
    published(ada, MACHINE, ADDRESS)
    ada.page.until("document.body.innerText.includes('We are moving the scanner.')")
    check("the publisher reads the operators' notice and not their reason", "disk full" not in ada.text("body"), ada.text())


def resumed():
    olga.hand = "mouse"
    olga.use("#certify summary")
    act(olga, "#certify", "more disk", "button")
    olga.arrived("location.search == '?done=resumed'")
    check("ja, mouse: the stage is resumed", "disk full" not in olga.text("#certify"), olga.text("#certify"))


def canceled():
    ada.page.until(f"{badge}.contains('WaitingForPublisherReview')")
    taro.open(f"/marketplace/contoso/{MACHINE}")
    check("the old version stays live beside it", TITLES[MACHINE] in taro.text() and CHANGED not in taro.text(), taro.text())
    ada.open(f"/preview/contoso/{MACHINE}")
    check("the preview has the new summary", CHANGED in ada.text(), ada.text())
    ada.open(offer(MACHINE))
    ada.use("details:has(form[action$='cancel']) summary")
    ada.follow("form[action$='cancel'] button", "location.search == '?done=cancel'")
    ada.page.until(f"{badge}.contains('Canceled')")
    seen = ada.js(line)
    check("after a cancel the status is back at step 1, with the same number of steps",
          len(seen) == len(steps[MACHINE]) and ada.js("!!document.querySelector('.line li:first-child[aria-current=step]')"), seen)
    taro.open(f"/marketplace/contoso/{MACHINE}")
    check("and the old version is still live", TITLES[MACHINE] in taro.text(), taro.text())


def ticket():
    ada.use("details:has(form[action$='support']) summary")
    ada.write("#text", "Please help <b>us</b>\r\nBcc: everybody@example.org")
    ada.follow("form[action$='support'] button", "location.search == '?done=support'")
    ada.use(f"a[href='{offer(MACHINE, '/tickets')}']")
    ada.arrived("location.pathname.endsWith('/tickets')")
    ada.looks_again("document.querySelectorAll('.entries li').length > 0", "the ticket")
    said = ada.text(".entries")
    check("a ticket is opened; its number and its text are shown", "Please help <b>us</b>" in said and any(one.isdigit() for one in said), said)
    opened.extend([ada.text(".entries strong").split()[-1], *re.findall(r"\(.+?\)", ada.text(".entries .sub"))])


def call(*words):
    said = subprocess.run([offerctl, *words], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr


def blocked_at_once():
    """The disk of the packages is away: a file lies where their folder was. Five offers meet it."""
    packages = samples / "packages"
    packages.rename(samples / "kept")
    packages.write_text("not a folder")
    document = json.loads((samples / "web-container.json").read_text())
    for number in range(5):
        document["offer"] = f"blocked-{number}-{tag}"
        (samples / "blocked.json").write_text(json.dumps(document))
        call("publish", str(samples / "blocked.json"), "--no-wait")
    olga.hand = "keyboard"
    seen = "document.querySelectorAll('tbody input[name^=\"offer:contoso/blocked-\"]').length"
    olga.open("/operations?needs=operator")
    olga.looks_again(f"{seen} == 5", "what is blocked")
    said = olga.text()
    check("an operator finds on one page what needs them", said.count("storage-failed") >= 5, said)
    check("also the ticket, with its number and who opened it", all(one in said for one in opened), (opened, said))
    packages.unlink()
    (samples / "kept").rename(packages)
    olga.tick("input[name=all]")
    act(olga, ".bulk", "The disk is back", "button[value=resume]")
    olga.arrived("!!document.querySelector('.notice.good')")
    said = olga.text(".notice.good")
    check("ja, keyboard: five offers are resumed at once", said.count("5") == 2, said)
    olga.open("/offers?state=WaitingForPublisherReview")
    ready = f"Array.from(document.querySelectorAll('main a'), (one) => one.href).filter((one) => /blocked-[0-4]-{tag}$/.test(one)).length"
    olga.looks_again(f"{ready} >= 5", "the preview of five offers")
    check("and all five reach the preview", olga.js(ready) >= 5)


def dead_letter():
    """Somebody has sent a document that cannot be read. The operator mends it on the page and sends it again."""
    good = (samples / "blocked.json").read_text().replace(f"blocked-4-{tag}", f"mended-{tag}")
    (samples / "broken.json").write_text(good.replace('"type":', '"type"'))
    sent = subprocess.run(["kcat", "-P", "-b", os.environ["OFFERS_BROKER"], "-t", "offers.commands", samples / "broken.json"])
    assert sent.returncode == 0
    olga.hand = "mouse"
    olga.open("/operations/dead-letters")
    olga.looks_again("!!document.querySelector('tbody a')", "the dead letter")
    olga.follow("tbody a", "!!document.getElementById('value')")
    check("ja, mouse: a dead letter is shown with its value", f"mended-{tag}" in olga.js("document.getElementById('value').value"))
    olga.write("#value", good)
    act(olga, "form.stack", "a colon was missing", "button[value=edit]")
    olga.arrived("location.search == '?done=redriven'")
    olga.open("/offers")
    olga.looks_again(f"!!document.querySelector(\"main a[href$='/mended-{tag}']\")", "the mended offer")
    check("edited and sent again, it becomes an offer", True)


def audited():
    olga.open("/operations")
    olga.use(".tabs a[href='/operations/audit']")
    olga.arrived("location.pathname == '/operations/audit'")
    said = olga.text()
    for text in ("Ada Lovelace", "Olga Operator", "disk full", "more disk", "The disk is back", "a colon was missing"):
        check(f"the audit names who did what and why: {text}", text in said, said)


def nothing_forbidden():
    for one in (ada, adele, taro, olga):
        # The refusals that were to come.
        found = [text for text in one.page.complaints() if "403" not in text and "404" not in text]
        check("no error in the console, nothing against the policy", not found, found)
    ada.js("document.body.appendChild(Object.assign(document.createElement('script'), { textContent: 'window.evil = true' })); 0")
    ada.page.until("forbidden.length > 0")
    check("a script put into the page would not have run, and been counted", ada.js("window.evil === undefined"))


story([machine_by_mouse, container_by_keyboard, in_preview, seen_by_subscriptions, forms_from_elsewhere, live, found, paused, changed, resumed,
       canceled, ticket, blocked_at_once, dead_letter, audited, nothing_forbidden], browser.close)
