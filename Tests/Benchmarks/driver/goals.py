"""The goals: what is asked, what a run measured, whether it is met. The table is generated, never edited by hand."""

import statistics

from figures import medians, ratios


def ratio(results, part, figure, side="ours", base="bare"):
    shares = ratios(results.get(part) or [], figure, side, base)
    return statistics.median(shares) if shares else None


def median(results, part, figure, side="ours"):
    return medians(results.get(part) or [], figure).get(side)


def growth(results):
    """By how much the median of the costliest number of offers is above that of the cheapest, in percent."""
    costs = medians(results.get("growth") or [], "us_an_offer").values()
    return (max(costs) / min(costs) - 1) * 100 if len(costs) > 1 else None


def memory_growth(results):
    """How much memory grew between the first fifth of the records and the last, in percent."""
    rows = results.get("steady") or []
    return (rows[-1]["memory_mb"] / rows[0]["memory_mb"] - 1) * 100 if len(rows) > 1 else None


def goals(results):
    """Number, what is measured, its value, the bound, whether the value must stay below, its unit."""
    def r(*words, **sides):
        return ratio(results, *words, **sides)

    def m(*words):
        return median(results, *words)

    return [
        ("1", "coordinator: processor time an offer ÷ bare tracker", r("chain", "tracker_us"), 2, True, "×"),
        ("1", "one worker: processor time a record ÷ bare", r("worker", "us_a_record"), 1.5, True, "×"),
        ("2", "chain: processor time an offer ÷ bare", r("chain", "us_an_offer"), 1.8, True, "×"),
        ("2", "the same ÷ Python with orjson", r("chain", "us_an_offer", base="confluent"), 1, True, "×"),
        ("2", "the same ÷ Quix Streams", r("chain", "us_an_offer", base="quix"), 0.4, True, "×"),
        ("2", "chain: offers a second ÷ bare", r("chain", "offers_a_second"), 0.6, False, "×"),
        ("2", "the same ÷ Python with orjson", r("chain", "offers_a_second", base="confluent"), 1, False, "×"),
        ("2", "the same ÷ Quix Streams", r("chain", "offers_a_second", base="quix"), 2.5, False, "×"),
        ("3", "hop at 50/s: p50 ÷ bare", r("hop", "p50"), 1.2, True, "×"),
        ("3", "hop at 50/s: p99 ÷ bare", r("hop", "p99"), 1.2, True, "×"),
        ("3", "hop at 50/s: processor time ÷ bare", r("hop", "us_a_record"), 1, True, "×"),
        ("4", "full load: p99 of a hop", m("full", "p99"), 250, True, "ms"),
        ("5", "restart of the coordinator with all rows: time ÷ bare", r("restore", "seconds"), 1.3, True, "×"),
        ("5", "the same: bytes an offer above key and value", m("restore", "above_row_bytes"), 300, True, "bytes"),
        ("5", "the same: peak ÷ settled memory", m("restore", "peak_share"), 1.5, True, "×"),
        ("6", "memory of an idle stage", m("idle", "memory_mb"), 20, True, "MB"),
        ("6", "memory after the load ÷ bare", r("worker", "memory_mb"), 1.5, True, "×"),
        ("6", "peak memory ÷ bare", r("worker", "peak_mb"), 1.5, True, "×"),
        ("6", f"growth of memory over {results.get('steady_records', 0):,} records", memory_growth(results), 5, True,
         "%"),
        ("7", "start to first commit ÷ bare", r("start", "seconds"), 2, True, "×"),
        ("7", "the same after kill -9, static membership", m("killed", "seconds"), 1, True, "s"),
        ("8", "growth: costliest number of offers above the cheapest", growth(results), 5, True, "%"),
        ("9", "idle worker", m("idle", "percent_of_a_core"), 0.5, True, "% of a core"),
        ("10", "50 ms of work, 256 at once: share of the highest possible rate", m("waits", "percent_of_most"), 95,
         False, "%"),
        ("10", "the same while one offer hangs", m("waits", "percent_of_most", "hangs"), 95, False, "%"),
        ("11", "a status row", m("sizes", "row_bytes"), 900, True, "bytes"),
        ("11", "a history entry", m("sizes", "entry_bytes"), 500, True, "bytes"),
        ("11", "a scheduled step beyond the offer document", m("sizes", "step_bytes"), 450, True, "bytes"),
        ("11", "an outcome", m("sizes", "outcome_bytes"), 350, True, "bytes"),
        ("11", "an offer on all topics, keys included", m("sizes", "bytes_an_offer"), 22_000, True, "bytes"),
    ]


def table(results):
    lines = ["| # | figure | goal | measured | met |", "|---|---|---|---|---|"]
    for number, name, value, bound, below, unit in goals(results):
        goal = f"{'≤' if below else '≥'} {bound:,g} {unit}"
        if value is None:
            lines.append(f"| {number} | {name} | {goal} | – | not measured |")
            continue
        met = value <= bound if below else value >= bound
        lines.append(f"| {number} | {name} | {goal} | {value:,.2f} {unit} | {'yes' if met else '**no**'} |")
    return lines + [""]
