"""Medians of each side, and ratios pair by pair."""

import statistics


def medians(rows, figure):
    sides = {}
    for row in rows:
        if figure in row:
            sides.setdefault(row["side"], []).append(row[figure])
    return {side: statistics.median(values) for side, values in sides.items()}


def ratios(rows, figure, side="ours", base="bare"):
    """Ratios pair by pair: both of a pair saw about the same load."""
    pairs = {}
    for row in rows:
        if figure in row:
            pairs.setdefault(row["pair"], {})[row["side"]] = row[figure]
    return [pair[side] / pair[base] for pair in pairs.values() if side in pair and pair.get(base)]
