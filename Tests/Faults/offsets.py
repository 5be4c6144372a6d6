"""What Debian's client does not offer: metadata of offset commits, written and read, and the place of a key."""

import base64
import socket
import struct

OFFSET_COMMIT, OFFSET_FETCH, DELETE_GROUPS = 8, 9, 42


def home(key, partitions=8):
    """The partition of a key, as the Java client's partitioner has it: murmur2."""
    data, mix, word = key.encode(), 0x5BD1E995, 0xFFFFFFFF
    hashed = 0x9747B28C ^ len(data)
    whole = len(data) - len(data) % 4
    for place in range(0, whole, 4):
        part = int.from_bytes(data[place:place + 4], "little") * mix & word
        part = (part ^ part >> 24) * mix & word
        hashed = hashed * mix & word ^ part
    if whole < len(data):
        hashed = (hashed ^ int.from_bytes(data[whole:], "little")) * mix & word
    hashed = (hashed ^ hashed >> 13) * mix & word
    return ((hashed ^ hashed >> 15) & 0x7FFFFFFF) % partitions


def commit(broker, group, topic, offsets, metadata):
    """OffsetCommit, version 2: commits `offsets` (by partition) of one topic with the same metadata. The group must have no members."""
    partitions = b"".join(struct.pack(">iq", number, offset) + text(metadata) for number, offset in offsets.items())
    body = (text(group) + struct.pack(">i", -1) + text("") + struct.pack(">q", -1) + struct.pack(">i", 1) + text(topic)
            + struct.pack(">i", len(offsets)) + partitions)
    answer = ask(broker, OFFSET_COMMIT, 2, body)
    # One topic: its count, its name, the count of partitions, and of each its number and error.
    place = 4 + 2 + len(topic) + 4
    errors = [struct.unpack_from(">ih", answer, place + 6 * index)[1] for index in range(len(offsets))]
    if any(errors):
        raise RuntimeError(f"offsets of {group} could not be committed: errors {errors}")


def committed(broker, group, topic, partition):
    """OffsetFetch, version 1: the offset that the group has committed in one partition (-1 for none), and its metadata."""
    body = text(group) + struct.pack(">i", 1) + text(topic) + struct.pack(">ii", 1, partition)
    answer = ask(broker, OFFSET_FETCH, 1, body)
    place = 4 + 2 + len(topic) + 4
    _, offset, length = struct.unpack_from(">iqh", answer, place)
    return offset, answer[place + 14:place + 14 + max(0, length)].decode()


def delete_group(broker, group):
    """DeleteGroups, version 0; the error, 0 for none. The group must have no members."""
    answer = ask(broker, DELETE_GROUPS, 0, struct.pack(">i", 1) + text(group))
    return struct.unpack_from(">h", answer, len(answer) - 2)[0]


def reach(metadata, base):
    """How far beyond `base` the highest finished offset is that metadata tells of: `2`, offset and time of the newest record
    read, and the finished offsets, with commas between; these are `1` and base64 of form, checksum (two bytes), base and
    set, the set as run lengths (form 0) or as a bitmap (form 1)."""
    parts = metadata.split(",")
    if len(parts) != 4 or not parts[3]:
        return 0
    data = base64.b64decode(parts[3][1:])
    written, place = varint(data, 3)
    if written != base:
        raise ValueError(f"metadata of a commit at {written} stands at {base}")
    if data[0] == 1:
        return (len(data) - place - 1) * 8 + data[-1].bit_length()
    at = 0
    while place < len(data):
        length, place = varint(data, place)
        at += length
    return at


def varint(data, place):
    """Unsigned LEB128; the number and where the next one begins."""
    value, shift = 0, 0
    while True:
        value |= (data[place] & 0x7F) << shift
        shift, place = shift + 7, place + 1
        if data[place - 1] < 0x80:
            return value, place


def ask(broker, api, version, body):
    host, port = broker.rsplit(":", 1)
    request = struct.pack(">hhi", api, version, 1) + text("faults") + body
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(struct.pack(">i", len(request)) + request)
        file = connection.makefile("rb")
        size = struct.unpack(">i", file.read(4))[0]
        return file.read(size)[4:]


def text(words):
    return struct.pack(">h", len(words.encode())) + words.encode()
