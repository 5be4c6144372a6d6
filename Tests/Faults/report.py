"""Writes the matrix of docs/guarantees.md from the figures in docs/guarantees.json, between the two marks."""

import json

from pipeline import ROOT

PAGE, FIGURES = ROOT / "docs" / "guarantees.md", ROOT / "docs" / "guarantees.json"
BEGIN, END = "<!-- matrix: made by make faults, not by hand -->\n", "<!-- end of the matrix -->\n"


def table(results):
    lines = ["| fault | row | figures | submissions | counts | time |", "|---|---|---|---|---|---|"]
    for row in results:
        figures = dict(row["figures"])
        submissions = figures.pop("submissions", 0)
        bad = {name: number for name, number in row["counts"].items() if number}
        told = "; ".join(f"{name} {value}" for name, value in figures.items()) or "–"
        scale = "" if row["scale"] == "full" else f" ({row['scale']})"
        counts = "all 0" if not bad else ", ".join(f"**{name} {number}**" for name, number in bad.items())
        load = f", load {row['load']}" if "load" in row else ""
        lines.append(f"| {row['fault']} | `{row['row']}`{scale} | {told} | {submissions:,} | {counts} | {row['seconds']} s{load} |")
    return "\n".join(lines) + "\n"


def write():
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    PAGE.write_text(before + BEGIN + table(json.loads(FIGURES.read_text())) + END + rest.split(END)[1])


if __name__ == "__main__":
    write()
