"""Archives that are nearly right: made of right and wrong parts, then changed here and there, with checksums that fit."""
import random
import struct
import zlib

NAMES = [b"a", b"app/run.com", b"./b", b"/etc/c", b"d/", b"a/../b", b"../out", b"long/" * 30 + b"x", b"caf\xc3\xa9", b"caf\x82",
         b"a\\b", b"BZh9", b"P*M\x18", b"\x1f\x8b\x08", b"", b".", b"A"]


class Dice(random.Random):
    """Chances of what is odd; half of the archives have little of it."""

    level = 1.0

    def odd(self, chance):
        return self.random() < chance * self.level


def block(rng, name, kind, size, link=b"", magic=None):
    field = bytearray(512)
    field[:100] = name[:100].ljust(100, b"\0")
    field[100:108] = b"0000644\0"
    field[108:116] = field[116:124] = b"0001750\0"
    number = b"%011o\0" % size
    if rng.odd(0.03):
        number = b"\x80" + size.to_bytes(11, "big")
    elif rng.odd(0.03):
        number = rng.choice([b"%11o " % size, b"%o\0" % size, b"\0" * 12, b" " * 12, b"0x1\0", b"\xff" * 12, b"%o \0junk" % size, b"-1\0"])
    field[124:136] = number.ljust(12, b"\0")[:12]
    field[136:148] = b"%011o\0" % 0
    field[156:157] = kind
    field[157:257] = link[:100].ljust(100, b"\0")
    if magic is None:
        odd = [b"\0" * 8, b"ustar\x0001", b"ustar 00"]
        magic = rng.choice(odd if rng.odd(0.2) else [b"ustar\x0000", b"ustar  \0"])
    field[257:265] = magic
    if rng.odd(0.08):
        prefix = rng.choice(NAMES)[:150]
        field[345:345 + len(prefix)] = prefix
    elif rng.odd(0.02):
        field[508:512] = b"tar\0"
    elif rng.odd(0.02):
        field[rng.randrange(345, 512)] = rng.randrange(256)
    return field


def summed(field, rng=None):
    field[148:156] = b" " * 8
    total = sum(field)
    if rng and rng.odd(0.01):
        total = sum(byte - 256 if byte > 127 else byte for byte in field)
    field[148:156] = b"%06o\0 " % (total & 0o777777)
    return bytes(field)


def padded(data):
    return data + bytes(-len(data) % 512)


def pax(rng):
    keys = [(b"path", rng.choice(NAMES)), (b"size", b"%d" % rng.choice([0, 3, 5, 512, 1024])), (b"linkpath", rng.choice(NAMES)),
            (b"comment", b"x"), (b"mtime", b"1.5"), (b"GNU.sparse.major", rng.choice([b"0", b"1", b"9"])), (b"GNU.sparse.minor", b"0"),
            (b"GNU.sparse.map", b"0,1"), (b"GNU.sparse.name", b"n"), (b"GNU.sparse.realsize", b"5"), (b"SCHILY.xattr.user.a", b"\0\1"),
            (b"SCHILY.realsize", b"1"), (b"path", b""), (b"hdrcharset", b"BINARY"), (b"path", b"a\0b")]
    out = b""
    for key, value in rng.sample(keys if rng.odd(0.6) else keys[:1] + keys[2:5] + keys[10:11], rng.randrange(1, 4)):
        rest = b" " + key + b"=" + value + b"\n"
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length += 1
        if rng.odd(0.04):
            length += rng.choice([-1, 1, 5])
        out += str(length).encode() + rest
    return out


def tar(rng):
    rng.level = rng.choice([0.1, 1])
    out = b""
    for number in range(rng.randrange(1, 5)):
        content = rng.choice([b"", b"abc", b"hello", b"x" * 512, b"y" * 700]) + (b"%d" % number if rng.random() < 0.9 else b"")
        name = rng.choice(NAMES if rng.odd(0.3) else NAMES[:4])
        choice = rng.random()
        if choice < 0.2:
            records = pax(rng)
            out += summed(block(rng, b"pax", b"g" if rng.odd(0.3) else b"x", len(records))) + padded(records)
        elif choice < 0.3:
            long = rng.choice(NAMES) + (rng.choice([b"", b"\0\0x"]) if rng.odd(0.4) else b"\0")
            out += summed(block(rng, b"././@LongLink", rng.choice([b"L", b"L", b"K"]), len(long))) + padded(long)
        kinds = [b"\0", b"7", b"3", b"S", b"V", b"D", b"A"]
        kind = rng.choice(kinds if rng.odd(0.3) else [b"0"] * 6 + [b"1", b"2", b"5", b"6"])
        size = len(content) if kind in b"0\x007" or rng.odd(0.05) else 0
        if size and rng.odd(0.04):
            size = rng.choice([0, 1, size + 512, size + 1, max(0, size - 1)])
        if kind == b"5" and not name.endswith(b"/") and rng.random() < 0.5:
            name += b"/"
        out += summed(block(rng, name, kind, size, rng.choice(NAMES) if kind in b"12" else b""), rng)
        if kind in b"0\x007" or size:
            inner = summed(block(rng, b"inner", b"0", 6, magic=b"ustar\x0000")) + padded(b"hidden") if rng.odd(0.05) else content
            out += padded(inner)
        if rng.odd(0.02):
            out += bytes(512 * rng.randrange(1, 3))
    out += rng.choice([bytes(512), bytes(1024) + b"x"] if rng.odd(0.2) else [bytes(1024), b"", bytes(10240)])
    return changed(rng, out, 512) if rng.odd(0.35) else out


def changed(rng, data, unit):
    """A few bytes, or pieces, of it are others."""
    data = bytearray(data)
    for _ in range(rng.randrange(1, 4)):
        if not data:
            break
        at = rng.randrange(len(data))
        choice = rng.random()
        if choice < 0.4:
            data[at] = rng.choice([0, 0x20, 0x30, 0x2F, 0xFF, 0x80, rng.randrange(256)])
            if unit == 512:
                start = at // 512 * 512
                if start + 512 <= len(data) and data[start + 257:start + 262] == b"ustar":
                    data[start:start + 512] = summed(bytearray(data[start:start + 512]))
        elif choice < 0.6:
            start = at // unit * unit
            del data[start:start + unit * rng.randrange(1, 3)]
        elif choice < 0.8:
            start = at // unit * unit
            other = rng.randrange(len(data)) // unit * unit
            data[start:start] = data[other:other + unit]
        else:
            del data[at:]
    return bytes(data)


class Entry:
    """One entry of a zip, with all that its two headers say."""

    def __init__(self, rng, number):
        self.name = rng.choice(NAMES if rng.odd(0.3) else NAMES[:3]) + (b"%d" % number if rng.random() < 0.9 else b"")
        self.data = rng.choice([b"", b"abc", b"hello" * 40, b"z" * 3000]) + (b"%d" % number if rng.random() < 0.9 else b"")
        self.method = rng.choice([0, 8, 8])
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        self.packed = self.data if self.method == 0 else packer.compress(self.data) + packer.flush()
        self.flags = rng.choice([1, 0x40] if rng.odd(0.15) else [0, 0x800, 8, 2])
        self.extra = self.field(rng) if rng.odd(0.3) else b""
        self.attributes = rng.choice([0o120777 << 16, 0x10, 0o40755 << 16] if rng.odd(0.2) else [0, 0o100644 << 16])
        self.gap = rng.choice([b"PK\1\2" + bytes(42), b"x", bytes(4), b"PK\5\6" + bytes(18)]) if rng.odd(0.03) else b""
        self.wrong = rng.odd(0.1)

    def field(self, rng):
        other = rng.choice(NAMES)
        unicode = struct.pack("<BI", 1, zlib.crc32(self.name) if rng.random() < 0.8 else 1) + other
        sizes = struct.pack("<QQ", len(self.data), len(self.packed))
        return rng.choice([struct.pack("<HH", 0x7075, len(unicode)) + unicode, struct.pack("<HH", 1, 16) + sizes,
                           struct.pack("<HH", 0x5455, 5) + bytes(5), b"\0\0", b"\1\0\xff\0"])

    def local(self, rng):
        numbers = [self.flags, self.method, zlib.crc32(self.data), len(self.packed), len(self.data)]
        if self.flags & 8 and rng.random() < 0.8:
            numbers[2:] = [0, 0, 0]
        name = self.name
        if self.wrong:
            index = rng.randrange(6)
            if index == 5:
                name = rng.choice(NAMES)
            else:
                numbers[index] = rng.choice([0, 8, 1, 5, 0xFFFFFFFF if index > 1 else 0x800])
        flags, method, crc, packed, size = numbers
        out = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, flags, method, 0, 33, crc, packed, size, len(name), len(self.extra))
        out += name + self.extra + self.packed
        if self.flags & 8:
            sizes = struct.pack("<III", zlib.crc32(self.data), len(self.packed), len(self.data))
            if rng.random() < 0.2:
                sizes = struct.pack("<IQQ", zlib.crc32(self.data), len(self.packed), len(self.data))
            out += (b"PK\7\x08" if rng.random() < 0.7 else b"") + sizes
        return out

    def central(self, offset):
        return struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 0x0314, 20, self.flags, self.method, 0, 33, zlib.crc32(self.data),
                           len(self.packed), len(self.data), len(self.name), len(self.extra), 0, 0, 0, self.attributes,
                           offset) + self.name + self.extra


def zip_file(rng):
    rng.level = rng.choice([0.1, 1])
    entries = [Entry(rng, number) for number in range(rng.randrange(1, 4))]
    body, directory, count = b"", b"", 0
    if rng.odd(0.03):
        body = rng.choice([b"#!/bin/sh\n", b"PK\0\0", bytes(100)])
    start = len(body) if rng.random() < 0.7 else 0
    for entry in entries:
        offset = len(body) - len(body[:start]) * rng.odd(0.3)
        record = entry.central(rng.randrange(0, 80) if rng.odd(0.03) else offset)
        body += entry.local(rng) + entry.gap
        for _ in range(rng.choice([0, 2]) if rng.odd(0.06) else 1):
            directory, count = directory + record, count + 1
    comment = rng.choice([b"PK\5\6" + bytes(18), b"c" * 300] if rng.odd(0.2) else [b"", b"comment"])
    size, at = len(directory), len(body)
    if rng.odd(0.03):
        count, size, at = count + rng.choice([-1, 1, 0]), size + rng.choice([-46, 0, 1]), at + rng.choice([-30, 0, 1])
    out = body + directory
    if rng.random() < 0.1:
        wide = (count, count, max(0, size), max(0, at))
        out += struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, *map(abs, wide))
        out += struct.pack("<4sIQI", b"PK\6\7", 0, len(body + directory), 1)
        if rng.random() < 0.5:
            size, at = 0xFFFFFFFF, 0xFFFFFFFF
    out += struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, max(0, count), max(0, count), max(0, size), max(0, at), len(comment)) + comment
    if rng.odd(0.03):
        other = zip_file(Dice(rng.random()))
        out = rng.choice([out + other, other + out])
    return changed(rng, out, 1 if rng.random() < 0.5 else 16) if rng.odd(0.3) else out
