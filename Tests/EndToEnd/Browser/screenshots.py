"""Takes the README's pictures: screenshots.py BASE TOKEN SAMPLES OFFERCTL FOLDER, on a line that is up and empty."""
import json
import pathlib
import subprocess
import sys
import time

from devtools import Chromium

base, token, samples, offerctl, folder = sys.argv[1:6]
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

browser = Chromium()


def picture(name, address, height, phone=False, **size):
    page = browser.page(height=height, phone=phone, **size)
    page.go(f"{base}/sign-in?lang=en")
    page.js("document.getElementById('token').focus()")
    page.type(token)
    page.press("Enter")
    page.until("location.pathname == '/offers'")
    page.go(f"{base}{address}")
    page.js("document.fonts.ready.then(() => 0)")
    page.picture(f"{folder}/{name}.png")


try:
    picture("all-offers", "/offers", 560, width=1080)
    picture("status", "/offers/contoso/web-server", 900, width=1080)
    picture("status-problem", "/offers/contoso/old-server", 900, width=1080)
    picture("status-ja", "/offers/contoso/web-server?lang=ja", 620, width=1080)
    picture("status-phone", "/offers/contoso/web-server?lang=fr", 780, phone=True, width=390)
finally:
    browser.close()
