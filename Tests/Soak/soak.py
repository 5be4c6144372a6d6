#!/usr/bin/env python3
"""A hostile publisher beside ten honest ones, on the pipeline as `make up` runs it: MINUTES of both, between some minutes of
the honest ones alone. Ends with tables and a line for each promise; exit status 1 where one does not hold.
Environment: MINUTES (20), PIPELINE_BIN (.build/release), SOAK_DIR (a folder, which is kept)."""
import http.client
import itertools
import json
import math
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from client import Gateway, publish
from watch import Watch

ROOT = pathlib.Path(__file__).resolve().parents[2]
MINUTES = float(os.environ.get("MINUTES", "20"))
PUBLISHERS = [f"honest-{number}" for number in range(10)]
# Bytes that a process may take: as in deploy/kubernetes/workers.yaml.
LIMIT = 512 << 20
# Seconds between two offers of a publisher: with the shortest offers, a quarter of the offers that a publisher may have.
PAUSE = 2
# Mails to strangers, by the policy's quotas: the hour may turn, and the last mails of an hour still go out to all.
MAILS = 2 * (400 + 20)


def environment(folder):
    env = dict(os.environ, OFFERS_DATA_DIR=str(folder), OFFERS_FILE_ROOTS=str(folder / "samples"),
               PIPELINE_BIN=os.environ.get("PIPELINE_BIN", str(ROOT / ".build/release")),
               OFFERS_ALLOWED_ADDRESSES="127.0.0.1", OFFERS_CA_FILE=str(folder / "tls.pem"),
               OFFERS_PORT=os.environ.get("OFFERS_PORT", str(random.randint(20_000, 30_000))))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "tls.key",
                    "-out", folder / "tls.pem"], check=True, capture_output=True)
    tokens = {}
    with open(folder / "tokens", "w") as file:
        for publisher in PUBLISHERS + ["mallory", "contoso", "*"]:
            made = subprocess.run([f"{env['PIPELINE_BIN']}/offer-gateway", "new-token", publisher], check=True,
                                  capture_output=True, text=True)
            file.write(made.stdout)
            tokens[publisher] = made.stderr.split()[-1]
    for who, publisher in (("contoso", "contoso"), ("operator", "*")):
        (folder / f"token-of-{who}").write_text(tokens[publisher])
    return env, tokens


def pipeline(env, word):
    return subprocess.run([ROOT / "deploy/local/pipeline", word], env=env, cwd=ROOT, capture_output=True, text=True)


def honest(env, tokens, gateway, until, document, name):
    """Each publisher publishes an offer after another, one at least, to the end; how long each took. Ends the run if the gateway
    has stopped listening."""
    times, refused, gone = [], [], []

    def run(publisher):
        for number in itertools.count(1):
            try:
                times.append(publish(env, gateway, publisher, tokens[publisher], f"{name}-{number}", document))
            except (AssertionError, OSError, http.client.HTTPException) as error:
                refused.append(f"{publisher}: {type(error).__name__} {error}")
                if isinstance(error, ConnectionRefusedError):
                    gone.append(error)
            if gone or time.monotonic() > until:
                return
            time.sleep(PAUSE)

    threads = [threading.Thread(target=run, args=(publisher,), daemon=True) for publisher in PUBLISHERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if gone:
        sys.exit(f"the gateway is gone: {gone[0]}; see its log in {env['OFFERS_DATA_DIR']}/log")
    return times, refused


def main():
    # A signal ends the run as an error does: the pipeline is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))
    folder = pathlib.Path(os.environ.get("SOAK_DIR") or tempfile.mkdtemp(prefix="soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    env, tokens = environment(folder)
    subprocess.run([f"{env['PIPELINE_BIN']}/offer-samples", folder / "samples"], check=True, capture_output=True)
    document = (folder / "samples/web-container.json").read_text()
    up = pipeline(env, "up")
    if up.returncode != 0:
        sys.exit(f"the pipeline did not start:\n{up.stdout}{up.stderr}")
    try:
        gateway = Gateway(int(env["OFFERS_PORT"]))
        watch = Watch(folder, LIMIT)

        def phase(name, minutes):
            return honest(env, tokens, gateway, time.monotonic() + minutes * 60, document, name)

        # The first offers of all are slower: connections, caches.
        phase("first", 0)
        print(f"honest publishers alone for {MINUTES / 6:.1f} minutes", flush=True)
        before, refused = phase("before", MINUTES / 6)
        print(f"with a hostile one for {MINUTES:.1f} minutes", flush=True)
        mallory = hostile(env, folder, env["OFFERS_PORT"], tokens["mallory"])
        beside, more = phase("beside", MINUTES)
        refused += more
        met = json.loads(mallory.communicate()[0])
        # Its last submissions end: what they cost is not counted as alone.
        time.sleep(10)
        print(f"alone again for {MINUTES / 6:.1f} minutes", flush=True)
        after, more = phase("after", MINUTES / 6)
        refused += more
        processes = watch.stop()
    finally:
        pipeline(env, "down")
    good = report(before, beside, after, refused, processes, met, strangers_mails(folder))
    if good and "SOAK_DIR" not in os.environ:
        shutil.rmtree(folder)
    else:
        print(f"logs: {folder}/log")
    sys.exit(0 if good else 1)


def hostile(env, folder, port, token):
    return subprocess.Popen([sys.executable, pathlib.Path(__file__).parent / "attacks.py", folder, port, token],
                            env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def strangers_mails(folder):
    return sum("@stranger.example" in file.read_text(errors="replace") for file in (folder / "mail/new").iterdir())


def quantiles(times):
    """Of an offer in the middle, of the slowest of twenty, of a hundred, and of all."""
    ordered = sorted(times) or [0]
    return [ordered[math.ceil(len(ordered) * share) - 1] for share in (0.5, 0.95, 0.99, 1)]


def report(before, beside, after, refused, processes, mallory, mails):
    met, unworded = mallory["met"], mallory["unworded"]

    def row(name, times):
        print(f"  {name:<28}{len(times):>8}" + "".join(f"{seconds:>10.1f}" for seconds in quantiles(times)))

    print(f"\n  {'honest offers':<28}{'count':>8}{'median s':>10}{'p95 s':>10}{'p99 s':>10}{'longest s':>10}")
    row("alone, before", before)
    row("beside the hostile one", beside)
    row("alone, afterwards", after)
    print(f"\n  {'process':<28}{'peak MiB':>10}{'restarts':>10}")
    for name, (peak, restarts) in sorted(processes.items()):
        print(f"  {name:<28}{peak >> 20:>10}{restarts:>10}")
    print(f"\n  {'what the hostile one met':<40}{'times':>8}")
    for code, count in sorted(met.items()):
        print(f"  {code:<40}{count:>8}")
    print(f"  {'mails to strangers':<40}{mails:>8}")
    # A machine that others use is not the same before and afterwards, so the slower of both counts. And one offer in a thousand may
    # meet what was there in neither.
    alone = [max(pair) for pair in zip(quantiles(before), quantiles(after))]
    slow = sum(seconds > 2 * alone[-1] for seconds in beside)
    promises = [
        ("honest offers were published", bool(before) and bool(beside) and bool(after)),
        ("no honest publisher was refused", not refused),
    ] + [
        (f"{name} took at most twice as long as alone: {seconds:.1f} s, {usual:.1f} s", seconds <= 2 * usual)
        for name, seconds, usual in zip(("half of the honest offers", "95 % of them", "99 % of them"), quantiles(beside), alone)
    ] + [
        (f"one in a thousand, if any, took more than twice as long as the slowest alone: {slow}",
         slow <= max(1, len(beside) // 1000)),
        ("no process was ended", all(restarts == 0 for _, restarts in processes.values())),
        (f"no process took more than {LIMIT >> 20} MiB", all(peak <= LIMIT for peak, _ in processes.values())),
        ("drafts, submissions and requests were bounded", all(
            met.get(code) for code in ("422 too-many-draft-bytes", "too-many-submissions", "429 tooManyRequests"))),
        (f"strangers got some mails and at most {MAILS}", 0 < mails <= MAILS),
        ("each refusal had a code and words", not unworded),
    ]
    print()
    for promise, holds in promises:
        print(f"  {'ok' if holds else 'FAILED':<8}{promise}")
    for line in refused[:10]:
        print(f"          {line}")
    for line in unworded[:10]:
        print(f"          without words: {line}")
    return all(holds for _, holds in promises)


main()
