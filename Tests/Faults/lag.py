"""Looks every few seconds how far each group has come, so that a partition that stands still with records waiting is
seen. Time in which the broker does not answer is nobody's standing still."""

import bisect
import collections
import threading
import time

import records

GROUPS = {"offer-coordinator": ["offers.commands", "offers.outcomes"], "offer-notifier": ["offers.history"],
          **{stage: ["offers.stage." + stage] for stage in records.STAGES}}
LONGEST = 60


class Lag:
    def __init__(self, broker, every=5):
        self.broker, self.every = broker, every
        self.going = threading.Event()
        self.going.set()
        self.samples = collections.defaultdict(list)
        self.threads = [threading.Thread(target=self.watch, args=entry, daemon=True) for entry in GROUPS.items()]
        for thread in self.threads:
            thread.start()

    def watch(self, group, topics):
        from confluent_kafka import Consumer, KafkaException, TopicPartition
        asking = Consumer({"bootstrap.servers": self.broker, "group.id": group, "enable.auto.commit": False})
        places = [TopicPartition(topic, number) for topic in topics for number in range(8)]
        while self.going.is_set():
            try:
                for place in asking.committed(places, timeout=4):
                    self.samples[(group, place.topic, place.partition)].append((time.time(), max(place.offset, 0)))
            except KafkaException:
                for place in places:
                    self.samples[(group, place.topic, place.partition)].append((time.time(), None))
            time.sleep(self.every)
        # Not closed: it never joined, and closing would only wait for a broker that may be away.

    def stop(self):
        self.going.clear()
        for thread in self.threads:
            thread.join(10)

    def standing(self, run):
        """Where a group stayed at one offset for over a minute although a record had been waiting all that time."""
        waiting = collections.defaultdict(list)
        for record in run:
            waiting[(record.topic, record.partition)].append((record.offset, record.time / 1000))
        for behind in waiting.values():
            behind.sort()
        found = []
        for (group, topic, partition), samples in self.samples.items():
            since, at, longest = None, None, 0
            for moment, offset in samples:
                if offset is None or offset != at:
                    since, at = (moment, offset) if offset is not None else (None, None)
                    continue
                behind = waiting[(topic, partition)]
                first = bisect.bisect_left(behind, (offset, 0))
                if first < len(behind):
                    longest = max(longest, moment - max(since, behind[first][1]))
            if longest > LONGEST:
                found.append(f"{group} stood still at {topic}/{partition} for {longest:.0f} s")
        return found
