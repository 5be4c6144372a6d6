"""What other readers see in an archive: a list of the digests of its files, as far as they get."""
import hashlib
import io
import os
import shutil
import struct
import subprocess
import tarfile
import tempfile
import warnings
import zipfile
import zlib

warnings.simplefilter("ignore")


def digest(data):
    return hashlib.sha256(data).hexdigest()


def python_tar(data):
    seen = []
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                if member.isreg() and member.size <= len(data):
                    content = archive.extractfile(member).read()
                    if len(content) == member.size:
                        seen.append(digest(content))
    except (tarfile.TarError, OSError, ValueError, OverflowError, EOFError, KeyError, AttributeError, RecursionError):
        pass
    return seen


class Malformed(Exception):
    """What Go's archive/tar ends at."""


def go_number(field):
    if field[0] & 0x80:
        inverted = 0xFF if field[0] & 0x40 else 0
        number = 0
        for index, byte in enumerate(field):
            byte ^= inverted
            if index == 0:
                byte &= 0x7F
            if number >> 56:
                raise Malformed
            number = number << 8 | byte
        if number >> 63:
            raise Malformed
        return ~number if inverted else number
    return go_octal(field)


def go_octal(field):
    text = field.strip(b" \0")
    if not text:
        return 0
    text = text.split(b"\0")[0]
    if not text or any(byte not in b"01234567" for byte in text):
        raise Malformed
    return int(text, 8)


def go_text(field):
    return field.split(b"\0")[0]


def go_records(data):
    records = {}
    while data:
        space = data.find(b" ")
        if space < 0:
            raise Malformed
        try:
            length = int(data[:space].decode("ascii"), 10)
        except ValueError as error:
            raise Malformed from error
        if length < 5 or length > len(data) or data[:space].strip() != data[:space]:
            raise Malformed
        record, data = data[space + 1:length], data[length:]
        if record[-1:] != b"\n" or b"=" not in record:
            raise Malformed
        key, value = record[:-1].split(b"=", 1)
        if not key or b"\0" in (value if key in (b"path", b"linkpath", b"uname", b"gname") else key):
            raise Malformed
        records[key] = value
    return records


def go_tar(data):
    """Go's archive/tar (1.22), which containerd, Docker, Podman and umoci use, as far as it decides what a file is."""
    seen, at, pax, name_long = [], 0, {}, None
    try:
        while True:
            block = data[at:at + 512]
            if len(block) < 512:
                return seen
            at += 512
            if not any(block):
                return seen
            stated = go_octal(block[148:156])
            unsigned = sum(block) - sum(block[148:156]) + 256
            signed = unsigned - 256 * sum(byte > 127 for byte in block[:148] + block[156:])
            if stated not in (unsigned, signed):
                return seen
            magic, version = block[257:263], block[263:265]
            posix, gnu = magic == b"ustar\0", magic == b"ustar " and version == b" \0"
            star = posix and block[508:512] == b"tar\0"
            kind, size = block[156:157], go_number(block[124:136])
            for start, end in ((100, 108), (108, 116), (116, 124), (136, 148)) + (((329, 337), (337, 345)) if posix or gnu else ()):
                go_number(block[start:end])
            name = go_text(block[:100])
            if posix:
                prefix = go_text(block[345:476 if star else 500])
                name = prefix + b"/" + name if prefix else name
            if kind in b"xgLK" and kind:
                if size < 0 or size > 1 << 20 or at + size > len(data):
                    return seen
                content = data[at:at + size]
                at += size + -size % 512
                if kind == b"x":
                    pax = go_records(content)
                elif kind == b"g":
                    go_records(content)
                    pax, name_long = {}, None
                elif kind == b"L":
                    name_long = go_text(content)
                continue
            if pax.get(b"size"):
                try:
                    size = int(pax[b"size"].decode("ascii"))
                except ValueError:
                    return seen
            name = pax.get(b"path") or name
            name = name_long or name
            if kind == b"\0":
                kind = b"5" if name.endswith(b"/") else b"0"
            sparse = kind == b"S" or (pax.get(b"GNU.sparse.major"), pax.get(b"GNU.sparse.minor")) in (
                (b"0", b"0"), (b"0", b"1"), (b"1", b"0")) or (not pax.get(b"GNU.sparse.major") and pax.get(b"GNU.sparse.map"))
            pax, name_long = {}, None
            if kind in b"123456":
                size = 0
            if size < 0:
                return seen
            content = data[at:at + size]
            if kind in b"0" and kind and (len(content) == size or sparse):
                seen.append("sparse" if sparse else digest(content))
            if len(content) < size:
                return seen
            at += size + -size % 512
    except Malformed:
        return seen


def python_zip(data):
    seen = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if not info.filename.endswith("/"):
                    try:
                        seen.append(digest(archive.read(info)))
                    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
                        pass
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, struct.error, UnicodeDecodeError, RuntimeError):
        pass
    return seen


def streamed_zip(data):
    """By local headers alone, one behind the other, as readers of pipes do (Java's ZipInputStream, bsdtar on a pipe)."""
    seen, at = [], 0
    while data[at:at + 4] == b"PK\3\4" and at + 30 <= len(data):
        flags, method, _, _, crc, packed, size, name, extra = struct.unpack_from("<HHHHIIIHH", data, at + 6)
        fields, at = data[at + 30 + name:at + 30 + name + extra], at + 30 + name + extra
        while len(fields) >= 4:
            code, length = struct.unpack_from("<HH", fields)
            if code == 1 and min(length, len(fields) - 4) >= 16 and packed == 0xFFFFFFFF:
                size, packed = struct.unpack_from("<QQ", fields, 4)
            fields = fields[4 + length:]
        if method == 8:
            stream = zlib.decompressobj(-15)
            try:
                content = stream.decompress(data[at:])
            except zlib.error:
                return seen
            if not stream.eof:
                return seen
            at = len(data) - len(stream.unused_data)
        elif method == 0 and not flags & 8:
            content, at = data[at:at + packed], at + packed
        else:
            return seen
        if flags & 8:
            at += 4 if data[at:at + 4] == b"PK\7\x08" else 0
            if data[at:at + 4] != struct.pack("<I", zlib.crc32(content)):
                return seen
            at += 20 if struct.unpack_from("<QQ", data.ljust(at + 20, b"\0"), at + 4) == (0, len(content)) else 12
        if content:
            seen.append(digest(content))
    return seen


def unpacked(data, suffix, command):
    """What a program leaves in an empty folder; `{}` in the command is the archive."""
    folder = tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    try:
        archive, out = f"{folder}/archive.{suffix}", f"{folder}/out"
        os.mkdir(out)
        with open(archive, "wb") as file:
            file.write(data)
        subprocess.run([word.replace("{}", archive) for word in command], cwd=out, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20, check=False)
        seen = []
        for top, folders, names in os.walk(out):
            for name in folders:
                if not os.path.islink(f"{top}/{name}"):
                    os.chmod(f"{top}/{name}", 0o700)
            for name in names:
                path = f"{top}/{name}"
                if os.path.isfile(path) and not os.path.islink(path):
                    os.chmod(path, 0o600)
                    with open(path, "rb") as file:
                        seen.append(digest(file.read()))
        return seen
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def gnu_tar(data):
    # It leaves out a last block that is not whole, and so the end of the file in it.
    return unpacked(data + bytes(-len(data) % 512), "tar", ["tar", "--no-same-owner", "--no-same-permissions", "--delay-directory-restore", "-xf", "{}"])


def bsd_tar(data):
    return unpacked(data, "tar", ["bsdtar", "--no-same-owner", "--no-same-permissions", "-xf", "{}"])


def info_zip(data):
    return unpacked(data, "zip", ["unzip", "-qqo", "-P", "x", "{}"])


def bsd_unzip(data):
    return unpacked(data, "zip", ["bsdtar", "-xf", "{}"])


def umoci(data):
    """An image of this one layer, unpacked by umoci."""
    import json
    folder = tempfile.mkdtemp(dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    try:
        def blob(content):
            os.makedirs(f"{folder}/image/blobs/sha256", exist_ok=True)
            with open(f"{folder}/image/blobs/sha256/{digest(content)}", "wb") as file:
                file.write(content)
            return {"digest": "sha256:" + digest(content), "size": len(content)}
        kind = "application/vnd.oci.image."
        config = blob(json.dumps({"os": "linux", "architecture": "amd64", "config": {}, "rootfs": {
            "type": "layers", "diff_ids": ["sha256:" + digest(data)]}}).encode())
        manifest = blob(json.dumps({"schemaVersion": 2, "config": {"mediaType": kind + "config.v1+json", **config}, "layers": [
            {"mediaType": kind + "layer.v1.tar", **blob(data)}]}).encode())
        with open(f"{folder}/image/index.json", "w", encoding="utf-8") as file:
            json.dump({"schemaVersion": 2, "manifests": [{"mediaType": kind + "manifest.v1+json", **manifest, "annotations": {
                "org.opencontainers.image.ref.name": "latest"}}]}, file)
        with open(f"{folder}/image/oci-layout", "w", encoding="utf-8") as file:
            file.write('{"imageLayoutVersion":"1.0.0"}')
        subprocess.run(["umoci", "unpack", "--rootless", "--image", f"{folder}/image:latest", f"{folder}/out"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20, check=False)
        seen = []
        for top, _, names in os.walk(f"{folder}/out/rootfs"):
            for name in names:
                path = f"{top}/{name}"
                if os.path.isfile(path) and not os.path.islink(path):
                    os.chmod(path, 0o600)
                    with open(path, "rb") as file:
                        seen.append(digest(file.read()))
        return seen
    finally:
        shutil.rmtree(folder, ignore_errors=True)
