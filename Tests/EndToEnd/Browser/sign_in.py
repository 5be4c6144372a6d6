"""Signing in at an identity provider, in Chromium: sign_in.py BASE

The gateway has the offer contoso/web-server, and an identity provider that asks for a name and a publisher
(Tests/Servers/issuer.py). Each check prints its name; one that fails says what was seen, and the run ends with 1.
"""
import sys

from devtools import Chromium
from person import check, story

base = sys.argv[1]
browser = Chromium()


def visit(address, scripts=True):
    """A new browser before the sign-in page, sent there by a page that it asked for."""
    page = browser.page(scripts=scripts)
    page.call("Security.setIgnoreCertificateErrors", ignore=True)  # The provider's authority is the test's own.
    page.go(base + address)
    page.until("location.pathname == '/sign-in'")
    return page


def at_provider(page):
    page.click("a[href^='/sign-in/begin']")
    page.until("document.title == 'Test provider'")


def sign_in(page, name, publisher):
    at_provider(page)
    for field, text in (("name", name), ("publisher", publisher)):
        page.click(f"#{field}")
        page.type(text)
    page.click("#yes")


def main():
    page = visit("/offers/contoso/web-server?lang=en")
    check("the page offers the identity provider, and a token", page.js(
        "document.querySelector('a[href^=\"/sign-in/begin\"]').textContent.includes('localhost') && !!document.querySelector('#token')"))
    sign_in(page, "Carla Contoso", "contoso")
    page.until("location.pathname == '/offers/contoso/web-server' && document.readyState == 'complete'")
    check("back at the page that was asked for, with a name", page.js("document.querySelector('.who').textContent") == "Carla Contoso")
    check("nothing was forbidden on the way", page.js("forbidden.length") == 0, page.js("forbidden"))
    page.go(base + "/offers")
    check("signed in on the next page", page.js("!!document.querySelector('.who')"))
    page.go(base + "/sign-in/begin")  # Now at another site, which has a link.
    page.js(f"document.body.insertAdjacentHTML('beforeend', `<a id='mail' href='{base}/offers/contoso/web-server'>The offer</a>`)")
    page.click("#mail")
    page.until("location.pathname == '/offers/contoso/web-server' && document.readyState == 'complete'")
    check("a link on another site leads to its page, signed in", page.js("document.querySelector('.who').textContent") == "Carla Contoso")
    page.click("form[action='/sign-out'] button")
    page.until("document.title.includes('signed out')")
    page.click("main a.button")
    page.until("document.title == 'Goodbye'")
    page.go(base + "/offers")
    check("signed out", page.js("location.pathname") == "/sign-in", page.js("location.href"))

    plain = visit("/offers", scripts=False)
    sign_in(plain, "Fred Fabrikam", "fabrikam")
    plain.until("location.pathname == '/offers'")
    check("without scripts", plain.js("document.querySelector('.who').textContent") == "Fred Fabrikam")

    stranger = visit("/offers?lang=en")
    sign_in(stranger, "Sam Stranger", "")
    stranger.until("document.title.includes('could not be signed in')")
    said = stranger.js("document.querySelector('[role=alert]').textContent")
    check("a person without a publisher reads whom to ask", "claim “publisher”" in said, said)
    stranger.go(f"{base}/sign-in")
    at_provider(stranger)
    stranger.click("#no")
    stranger.until("document.querySelector('[role=alert]')?.textContent.includes('refused the sign-in')")
    check("who cancels reads it", True)
    stranger.go(base + "/offers")
    check("and is not signed in", stranger.js("location.pathname") == "/sign-in")


story([main], browser.close)
