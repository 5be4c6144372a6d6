"""The same with static membership, where a restarted process is the same member."""

from rows import kill

FAULT = "`kill -9` of each process, random time (static membership)"


def run(bench):
    kill.run(bench, membership="static")
