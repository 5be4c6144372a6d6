#!/usr/bin/env python3
"""A hostile publisher beside ten honest ones, on the pipeline as `make up` runs it: MINUTES of both, behind some minutes of
the honest ones alone. Ends with a table and a verdict; exit status 1 where a promise does not hold.
Environment: MINUTES (20), PIPELINE_BIN (.build/release), SOAK_DIR (a folder, which is kept)."""
import http.client
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from attacks import Mallory
from client import Gateway, publish
from watch import Watch

ROOT = pathlib.Path(__file__).resolve().parents[2]
MINUTES = float(os.environ.get("MINUTES", "20"))
PUBLISHERS = [f"honest-{number}" for number in range(10)]
# Bytes that a process may take: as in deploy/kubernetes/workers.yaml.
LIMIT = 512 << 20


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
    """Each publisher publishes an offer after another, to the end; how long each took."""
    import threading
    times, refused = [], []

    def run(publisher):
        number = 0
        while time.monotonic() < until:
            number += 1
            try:
                times.append(publish(env, gateway, publisher, tokens[publisher], f"{name}-{number}", document))
            except (AssertionError, OSError, http.client.HTTPException) as error:
                refused.append(f"{publisher}: {type(error).__name__} {error}")
            time.sleep(1)

    threads = [threading.Thread(target=run, args=(publisher,)) for publisher in PUBLISHERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, refused


def main():
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
        print(f"honest publishers alone for {MINUTES / 5:.1f} minutes", flush=True)
        alone, early = honest(env, tokens, gateway, time.monotonic() + MINUTES * 12, document, "alone")
        print(f"with a hostile one for {MINUTES:.1f} minutes", flush=True)
        mallory = Mallory(env, tokens, gateway, folder)
        mallory.start()
        beside, late = honest(env, tokens, gateway, time.monotonic() + MINUTES * 60, document, "beside")
        mallory.stop()
        processes = watch.stop()
    finally:
        pipeline(env, "down")
    good = report(alone, beside, early + late, processes, mallory)
    if good and "SOAK_DIR" not in os.environ:
        shutil.rmtree(folder)
    else:
        print(f"logs: {folder}/log")
    sys.exit(0 if good else 1)


def report(alone, beside, refused, processes, mallory):
    def row(name, times):
        ordered = sorted(times) or [0]
        print(f"  {name:<28}{len(times):>8}{statistics.median(ordered):>10.1f}"
              f"{ordered[int(len(ordered) * 0.95) - 1]:>10.1f}{ordered[-1]:>10.1f}")

    print(f"\n  {'honest offers':<28}{'count':>8}{'median s':>10}{'p95 s':>10}{'longest s':>10}")
    row("alone", alone)
    row("beside the hostile one", beside)
    print(f"\n  {'process':<28}{'peak MiB':>10}{'restarts':>10}")
    for name, (peak, restarts) in sorted(processes.items()):
        print(f"  {name:<28}{peak >> 20:>10}{restarts:>10}")
    print(f"\n  {'what the hostile one met':<40}{'times':>8}")
    for code, count in sorted(mallory.met.items()):
        print(f"  {code:<40}{count:>8}")
    promises = [
        ("honest offers were published", bool(alone) and bool(beside)),
        ("no honest publisher was refused", not refused),
        ("none took more than twice as long as the slowest alone",
         bool(beside) and max(beside) <= 2 * max(alone, default=0)),
        ("no process was ended", all(restarts == 0 for _, restarts in processes.values())),
        (f"no process took more than {LIMIT >> 20} MiB", all(peak <= LIMIT for peak, _ in processes.values())),
        ("drafts, submissions and requests were bounded", all(
            mallory.met[code] for code in ("422 too-many-draft-bytes", "too-many-submissions", "429 tooManyRequests"))),
        ("each refusal had a code and words", not mallory.unworded),
    ]
    print()
    for promise, holds in promises:
        print(f"  {'ok' if holds else 'FAILED':<8}{promise}")
    for line in refused[:10]:
        print(f"          {line}")
    for line in mallory.unworded[:10]:
        print(f"          without words: {line}")
    return all(holds for _, holds in promises)


main()
