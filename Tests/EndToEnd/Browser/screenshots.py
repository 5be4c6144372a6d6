"""Takes the pictures of docs/pictures: screenshots.py BASE TOKEN OPERATOR SAMPLES OFFERCTL FOLDER, on a pipeline that is up and empty."""
import json
import pathlib
import subprocess
import sys
import time

from devtools import Chromium
from person import Person

base, token, operator, samples, offerctl, folder = sys.argv[1:7]
OFFERS = {  # offer: (sample, title, the state to wait for)
    "web-server": ("web-vm", "Contoso Web Server", "WaitingForPublisherReview"),
    "site-container": ("web-container", "Contoso Site in a Container", "WaitingForPublisherReview"),
    "old-server": ("bad-offer", "Contoso Legacy Server", "Failed"),
    "mail-relay": ("infected-vm", "Contoso Mail Relay", "Failed"),
}


def state(offer):
    said = subprocess.run([offerctl, "status", f"contoso/{offer}", "--json"], capture_output=True, text=True)
    return json.loads(said.stdout)["state"] if said.returncode == 0 else None


def wait(offer, wanted):
    end = time.monotonic() + 180
    while state(offer) != wanted:
        assert time.monotonic() < end, f"{offer} is {state(offer)}, not {wanted}"
        time.sleep(0.3)


for offer, (sample, title, _) in OFFERS.items():
    document = json.loads(pathlib.Path(samples, f"{sample}.json").read_text())
    document["offer"] = offer
    document["listing"]["title"] = title
    file = pathlib.Path(samples, f"{offer}-picture.json")
    file.write_text(json.dumps(document))
    subprocess.run([offerctl, "publish", str(file)], check=True)
for offer, (_, _, wanted) in OFFERS.items():
    wait(offer, wanted)
subprocess.run([offerctl, "go-live", "contoso/site-container"], check=True)
wait("site-container", "Succeeded")

subprocess.run([offerctl, "support", "contoso/web-server", "--text", "When will the preview be available in Japan?"], check=True)
subprocess.run([offerctl, "pause", "--stage", "go-live", "--text", "the catalog moves to another disk",
                "--notice", "The marketplace is being updated. Your offer goes live this afternoon."], check=True)

browser = Chromium()


def picture(name, address, height, secret=token, width=1080, phone=False):
    person = Person(browser, base, width=width, height=height, phone=phone)
    if secret:
        person.sign_in(secret)
    person.open(address)
    person.js("document.fonts.ready.then(() => 0)")
    person.page.picture(f"{folder}/{name}.png")


try:
    picture("all-offers", "/offers", 560)
    picture("status", "/offers/contoso/web-server", 900)
    picture("status-problem", "/offers/contoso/old-server", 900)
    picture("status-ja", "/offers/contoso/web-server?lang=ja", 620)
    picture("status-phone", "/offers/contoso/web-server?lang=fr", 780, width=390, phone=True)
    picture("editor", "/offers/contoso/old-server/edit?check=1#listing", 900)
    picture("product", "/marketplace/contoso/site-container", 900, secret=None)
    picture("preview", "/preview/contoso/web-server", 1250)
    picture("operations", "/operations", 720, secret=operator)
finally:
    browser.close()
