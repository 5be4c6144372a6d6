"""Disks to measure with: fixed VHDs with a partition table and a footer, of noise throughout or of noise in many places."""
import os, random, struct


def footer(size):
    """Virtual Hard Disk Image Format Specification, "Hard Disk Footer Format"."""
    block = bytearray(512)
    block[0:8], block[28:32], block[36:40] = b'conectix', b'pipe', b'Wi2k'
    struct.pack_into('>IIQ', block, 8, 2, 0x00010000, 0xFFFFFFFFFFFFFFFF)
    struct.pack_into('>QQ', block, 40, size, size)
    struct.pack_into('>HBBI', block, 56, 65535, 16, 255, 2)
    block[68:84] = random.Random(1).randbytes(16)
    struct.pack_into('>I', block, 64, ~sum(block) & 0xFFFFFFFF)
    return bytes(block)


def make(path, size, share=1.0):
    """`size` bytes before the footer; `share` of them in pieces of 1 MiB that are spread evenly."""
    table = bytearray(512)
    table[446 + 4] = 0x83
    struct.pack_into('<II', table, 446 + 8, 2048, size // 512 - 2048)
    table[510:] = b'\x55\xaa'
    noise, piece = random.Random(2), 1 << 20
    pieces = size // piece
    with open(path, 'wb') as disk:
        disk.truncate(size)
        chosen = range(pieces) if share == 1 else [int(one / share) for one in range(int(pieces * share))]
        for place in chosen:
            disk.seek(place * piece)
            disk.write(noise.randbytes(piece))
        disk.seek(0)
        disk.write(table)
        disk.seek(size)
        disk.write(footer(size))
        disk.flush()
        os.fsync(disk.fileno())
