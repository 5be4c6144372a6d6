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
    def __init__(self, broker, every=2):
        self.broker, self.every = broker, every
        self.going = threading.Event()
        self.going.set()
        self.samples = collections.defaultdict(list)
        self.meant = set()  # What a row holds up on purpose and looks after itself: (group, topic, partition).
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

    def settle(self, patience):
        """Waits until every group has come to the ends of its topics, as far as they were when this began."""
        last = last_records(self.broker, [topic for topics in GROUPS.values() for topic in topics])
        began = time.monotonic()
        while time.monotonic() - began < patience:
            if not self.behind(last):
                return True
            time.sleep(1)
        return False

    def behind(self, last):
        """Places whose newest sample has not passed the last record."""
        return [place for place, samples in self.samples.items()
                if place[1:] in last and (not samples or (samples[-1][1] or 0) <= last[place[1:]])]

    def committed_since(self, group, moment):
        """Whether the group has committed something after `moment` (in seconds of the wall clock)."""
        for (name, _, _), samples in list(self.samples.items()):
            after = [offset for when, offset in samples if offset is not None and when > moment] if name == group else []
            if after and after[-1] > after[0]:
                return True
        return False

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
            if longest > LONGEST and (group, topic, partition) not in self.meant:
                found.append(f"{group} stood still at {topic}/{partition} for {longest:.0f} s")
        return found


def last_records(broker, topics):
    """Offset of the last committed record of each partition that has one. Behind it only markers of transactions."""
    from confluent_kafka import Consumer, KafkaError, TopicPartition
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "faults-lag", "isolation.level": "read_committed",
                         "enable.auto.commit": False, "enable.partition.eof": True,
                         "receive.message.max.bytes": 1_000_000_000})
    places = []
    for topic in topics:
        for number in range(8):
            _, end = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=20)
            places.append(TopicPartition(topic, number, max(0, end - 100)))
    consumer.assign(places)
    last, unread = {}, len(places)
    began = time.monotonic()
    while unread and time.monotonic() - began < 60:
        for message in consumer.consume(1000, timeout=0.2):
            if message.error() is None:
                last[(message.topic(), message.partition())] = message.offset()
            elif message.error().code() == KafkaError._PARTITION_EOF:
                unread -= 1
    consumer.close()
    return last
