"""A program as others have written for the Cloud Partner Portal's publishing API, against the gateway:
portal.py BASE TOKEN PUBLISHER OFFER DOCUMENT. It knows that API's documentation and nothing of this line.
"""
import json
import sys
import time
import urllib.error
import urllib.request

base, token, publisher, offer, document = sys.argv[1:6]
VERSION = "api-version=2017-10-31"
place = f"/api/publishers/{publisher}/offers/{offer}"
STEPS = ["displaydummycertify", "displaycertify", "displayprovision", "displaypackage", "publisher-signoff", "live"]


def call(method, path, body=None, **headers):
    address = base + path + ("" if "api-version=" in path else f"?{VERSION}")
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
               **{name.replace("_", "-"): value for name, value in headers.items()}}
    request = urllib.request.Request(address, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return answer.status, answer.headers, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        return error.code, error.headers, json.loads(error.read() or b"null")


def until(wanted, what, read):
    end = time.monotonic() + 180
    while (seen := read()) not in wanted:
        assert time.monotonic() < end, f"{what} is {seen}, not {wanted}"
        time.sleep(0.2)
    print(f"ok   {what}: {seen}")
    return seen


def check(name, holds, saw):
    assert holds, f"{name}: {saw}"
    print(f"ok   {name}")


wanted = json.load(open(document))
wanted["id"] = offer
wanted["definition"]["offer"]["of-another-program"] = {"kept": [1, 2.50, None]}

status, headers, got = call("PUT", place, wanted)
check("a document is created", status == 201 and headers["ETag"], got)
first = headers["ETag"]
status, headers, got = call("GET", place)
check("and given back with what only its program knows", headers["ETag"] == first
      and got["definition"]["offer"]["of-another-program"] == wanted["definition"]["offer"]["of-another-program"], got)
got["definition"]["offer"]["microsoft-azure-marketplace.summary"] = "Ready in half a minute."
status, headers, answer = call("PUT", place, got, If_Match=first)
check("changed as it was given, it is updated", status == 200, answer)
status, _, answer = call("PUT", place, got, If_Match=first)
check("a change of what was changed since is refused", status == 412, answer)
broken = json.loads(json.dumps(got))
broken["definition"]["offer"]["microsoft-azure-marketplace.title"] = ""
status, _, answer = call("PUT", place, broken, If_Match="*")
check("a document that breaks a rule is kept, and the rule is told with its place", status == 200 and any(
    "microsoft-azure-marketplace.title" in one["target"] for one in answer["problems"]), answer)
status, _, answer = call("POST", f"{place}/publish", {})
check("but it is not published", status == 422 and answer["error"]["details"], answer)
status, _, answer = call("PUT", place, got, If_Match="*")
check("corrected, it has no problem", status == 200 and "problems" not in answer, answer)

status, headers, answer = call("POST", f"{place}/publish", {"metadata": {"notification-emails": "a@b.example,c@d.example"}})
check("publish is accepted, and its operation named", status == 202 and "/operations/" in headers["Location"]
      and headers["Location"] == headers["Operation-Location"], answer)
operation = headers["Location"]
until(["succeeded"], "publish", lambda: call("GET", operation)[2]["submissionState"])
until(["waitingForPublisherReview"], "status", lambda: call("GET", f"{place}/status")[2]["status"])
_, _, answer = call("GET", f"{place}/status")
check("the steps are the portal's", [step["id"] for step in answer["steps"] if step["id"] in STEPS] == STEPS, answer)
check("the preview's link is filled", answer["previewLinks"][0]["uri"] and answer["notificationEmails"] == "a@b.example,c@d.example", answer)
status, _, answer = call("GET", operation)
check("the operation can be followed", status == 200 and answer["submissionType"] == "publish" and answer["slot"], answer)
status, _, answer = call("GET", f"{place}/slot/Preview")
check("the preview slot has the document", status == 200 and answer["version"] == 4, answer)

status, headers, answer = call("POST", f"{place}/golive")
check("go live is accepted", status == 202, answer)
until(["succeeded"], "status", lambda: call("GET", f"{place}/status")[2]["status"])
until(["succeeded"], "operation", lambda: call("GET", headers["Location"])[2]["status"])
_, _, answer = call("GET", f"{place}/status")
check("the live link is filled", answer["liveLinks"][0]["uri"], answer)
status, _, answer = call("POST", f"{place}/cancel")
check("a cancel of what is done is refused with the reason", status == 409 and answer["error"]["message"], answer)
_, _, offers = call("GET", f"/api/publishers/{publisher}/offers")
check("the list has it", any(one["id"] == offer and one["status"] == "succeeded" for one in offers), offers)
_, _, answer = call("GET", f"{place}/submissions")
check("and both of its submissions are told", [one["submissionType"] for one in answer] == ["goLive", "publish"], answer)
status, _, _ = call("GET", f"/api/publishers/somebody-else/offers/{offer}")
check("nobody else's offer is shown", status == 403, status)
