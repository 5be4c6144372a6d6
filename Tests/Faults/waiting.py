"""Waiting with a bound."""

import time


def until(holds, patience, what, strict=True):
    """Looks until it holds. After `patience` seconds: an error, or, where not strict, False."""
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            if strict:
                raise TimeoutError(f"not within {patience} s: {what}")
            return False
        time.sleep(0.05)
    return True
