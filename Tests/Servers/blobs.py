"""A blob service, as much of Azure's as stores and publishers' addresses need, and as strict: signatures, MD5, block lists,
page blobs, ranges with validators, copies from an address, metadata, tiers, leases, lists, deletion, 503 with Retry-After.

/ACCOUNT/CONTAINER/NAME. Signature: sig=secret, sp, se, sip. What an owner may set of the account: firewall, keyless, disabled,
missing containers.
"""
import base64, email.utils, hashlib, itertools, re, time, uuid
from urllib.parse import parse_qs, unquote, urlsplit

PAGE = 512
MOST_PAGES = 4 << 20
MOST_BLOCKS = 50_000
versions = itertools.count(1)


class Refused(Exception):
    def __init__(self, status, code, **headers):
        self.status, self.code, self.headers = status, code, headers


class Blob:
    def __init__(self, data, kind='BlockBlob'):
        self.data, self.kind, self.tier, self.metadata, self.pages = data, kind, 'Hot', {}, set()
        self.touch()

    def touch(self):
        self.tag, self.changed = f'"0x8D{next(versions):X}"', email.utils.formatdate(time.time() - 60, usegmt=True)


class BlobService:
    """`ask` answers one request: status, headers, body. The caller holds a lock."""

    def __init__(self):
        self.blobs, self.blocks, self.leases, self.wrong = {}, {}, {}, {}

    def ask(self, method, path, query, headers, body):
        headers = {name.lower(): value for name, value in headers.items()}
        needed = {'PUT': 'wc', 'DELETE': 'd'}.get(method, 'l' if query.get('comp') == 'list' else 'r')
        self.demand_signature(query, needed)
        if self.wrong.get('status'): raise Refused(self.wrong['status'], 'ServerBusy')
        is_container = query.get('restype') == 'container'
        if not is_container and path.split('/')[2] in self.wrong.get('missing', []): raise Refused(404, 'ContainerNotFound')
        if self.wrong.get('throttle', 0) > 0:
            self.wrong['throttle'] -= 1
            raise Refused(503, 'ServerBusy', Retry_After='0')
        md5 = headers.get('content-md5')
        if method == 'PUT' and md5 and base64.b64decode(md5) != hashlib.md5(body).digest():
            raise Refused(400, 'Md5Mismatch')
        name = query.get('comp') or query.get('restype') or {'BlockBlob': 'blob', 'PageBlob': 'pages_blob'}.get(
            headers.get('x-ms-blob-type'), 'blob')
        handler = getattr(self, f'{method.lower()}_{name}', None)
        if handler is None: raise Refused(400, 'UnsupportedQueryParameter')
        if method in ('PUT', 'DELETE') and name not in ('lease', 'tier', 'container'): self.demand_lease(path, headers)
        return handler(path, query, headers, body)

    def demand_signature(self, query, needed):
        """What account, network, address and signature say against it, in the order of storage."""
        if self.wrong.get('disabled'): raise Refused(403, 'AccountIsDisabled')
        if self.wrong.get('firewall'): raise Refused(403, 'AuthorizationFailure')
        if any(name.startswith('amp;') for name in query): raise Refused(400, 'InvalidQueryParameterValue')
        if 'sig' not in query: raise Refused(409, 'PublicAccessNotPermitted')
        if self.wrong.get('keyless'): raise Refused(403, 'KeyBasedAuthenticationNotPermitted')
        is_signed = query['sig'] == 'secret' and query.get('se', '9') > '2026' and query.get('sp')
        if not is_signed: raise Refused(403, 'AuthenticationFailed')
        if query.get('sip', '127.0.0.1') != '127.0.0.1': raise Refused(403, 'AuthorizationSourceIPMismatch')
        if not any(one in query.get('sp', '') for one in needed): raise Refused(403, 'AuthorizationPermissionMismatch')

    def found(self, path):
        if path not in self.blobs: raise Refused(404, 'BlobNotFound')
        return self.blobs[path]

    def readable(self, path):
        blob = self.found(path)
        if blob.tier == 'Archive': raise Refused(409, 'BlobArchived')
        return blob

    @staticmethod
    def described(blob):
        metadata = {f'x-ms-meta-{name}': value for name, value in blob.metadata.items()}
        return {'ETag': blob.tag, 'Last-Modified': blob.changed, 'Accept-Ranges': 'bytes',
                'x-ms-blob-type': blob.kind, 'Content-Type': 'application/octet-stream', **metadata}

    @staticmethod
    def range(text, length):
        """First byte and the one behind the last."""
        match = re.fullmatch(r'bytes=(\d+)-(\d*)', text)
        if not match: raise Refused(400, 'InvalidHeaderValue')
        first, last = int(match[1]), int(match[2] or length - 1)
        if first >= length: raise Refused(416, 'InvalidRange')
        return first, min(last + 1, length)

    def from_address(self, headers):
        """Bytes of another blob, read with that address's own signature."""
        parts = urlsplit(headers['x-ms-copy-source'])
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.demand_signature(query, 'r')
        blob = self.readable(unquote(parts.path))
        first, end = self.range(headers.get('x-ms-source-range', 'bytes=0-'), len(blob.data))
        data = bytes(blob.data[first:end])
        md5 = headers.get('x-ms-source-content-md5')
        if md5 and base64.b64decode(md5) != hashlib.md5(data).digest(): raise Refused(400, 'Md5Mismatch')
        return data

    def made(self, blob): return 201, {'ETag': blob.tag, 'Last-Modified': blob.changed}, b''

    def spoil(self, blob):
        """If it was asked for, bytes that nobody sent; after each write, since writes come in any order."""
        if self.wrong.get('damage'): blob.data = bytearray(b'?' + blob.data[1:])

    # Block blobs

    def put_blob(self, path, query, headers, body):
        if headers.get('x-ms-blob-type') != 'BlockBlob': raise Refused(400, 'MissingRequiredHeader')
        self.blobs[path] = Blob(bytearray(body))
        return self.made(self.blobs[path])

    def put_block(self, path, query, headers, body):
        left = self.wrong.get('blocks')
        if left is not None:
            if left <= 0: raise Refused(503, 'ServerBusy')
            self.wrong['blocks'] = left - 1
        if 'x-ms-copy-source' in headers: body = self.from_address(headers)
        try: identity = base64.b64decode(query['blockid'], validate=True)
        except ValueError: raise Refused(400, 'InvalidQueryParameterValue')
        waiting = self.blocks.setdefault(path, {})
        lengths = {len(base64.b64decode(one)) for one in waiting} | {len(identity)}
        if len(identity) > 64 or len(lengths) > 1 or not body: raise Refused(400, 'InvalidBlobOrBlock')
        waiting[query['blockid']] = body
        return 201, self.checksum(body), b''

    def checksum(self, body):
        """Of what was written; an owner may have a service without it."""
        return {} if self.wrong.get('unchecked') else {'Content-MD5': base64.b64encode(hashlib.md5(body).digest()).decode()}

    def put_blocklist(self, path, query, headers, body):
        waiting = self.blocks.get(path, {})
        ids = re.findall(r'<(?:Latest|Uncommitted)>([^<]*)<', body.decode())
        if len(ids) > MOST_BLOCKS or any(one not in waiting for one in ids): raise Refused(400, 'InvalidBlockList')
        blob = self.blobs[path] = Blob(bytearray(b''.join(waiting[one] for one in ids)))
        self.spoil(blob)
        self.blocks.pop(path, None)
        return self.made(blob)

    def get_blocklist(self, path, query, headers, body):
        if path not in self.blocks and path not in self.blobs: raise Refused(404, 'BlobNotFound')
        names = ''.join(f'<Block><Name>{one}</Name><Size>{len(data)}</Size></Block>'
                        for one, data in self.blocks.get(path, {}).items())
        page = '<?xml version="1.0"?><BlockList><CommittedBlocks/>' \
            f'<UncommittedBlocks>{names}</UncommittedBlocks></BlockList>'
        return 200, {'Content-Type': 'application/xml'}, page.encode()

    # Page blobs

    def put_pages_blob(self, path, query, headers, body):
        length = int(headers.get('x-ms-blob-content-length', -1))
        if body or length < 0 or length % PAGE: raise Refused(400, 'InvalidHeaderValue')
        self.blobs[path] = Blob(bytearray(length), 'PageBlob')
        return self.made(self.blobs[path])

    def put_page(self, path, query, headers, body):
        blob = self.found(path)
        if blob.kind != 'PageBlob': raise Refused(409, 'InvalidBlobType')
        if self.wrong.get('pages') is not None:
            if self.wrong['pages'] <= 0: raise Refused(503, 'ServerBusy')
            self.wrong['pages'] -= 1
        match = re.fullmatch(r'bytes=(\d+)-(\d+)', headers.get('x-ms-range') or headers.get('range', ''))
        if not match: raise Refused(400, 'MissingRequiredHeader')
        first, end = int(match[1]), int(match[2]) + 1
        if first % PAGE or end % PAGE or not first < end <= len(blob.data) or end - first > MOST_PAGES:
            raise Refused(416, 'InvalidPageRange')
        numbers = range(first // PAGE, end // PAGE)
        if headers.get('x-ms-page-write') == 'clear':
            blob.data[first:end] = bytes(end - first)
            blob.pages.difference_update(numbers)
        else:
            if 'x-ms-copy-source' in headers: body = self.from_address(headers)
            if len(body) != end - first: raise Refused(400, 'InvalidHeaderValue')
            blob.data[first:end] = body
            blob.pages.update(numbers)
        blob.touch()
        self.spoil(blob)
        status, headers, _ = self.made(blob)
        return status, {**headers, **self.checksum(body)}, b''

    def get_pagelist(self, path, query, headers, body):
        blob = self.found(path)
        if blob.kind != 'PageBlob': raise Refused(409, 'InvalidBlobType')
        runs = []
        for page in sorted(blob.pages):
            if runs and runs[-1][1] == page: runs[-1][1] = page + 1
            else: runs.append([page, page + 1])
        ranges = ''.join(f'<PageRange><Start>{first * PAGE}</Start><End>{end * PAGE - 1}</End></PageRange>'
                         for first, end in runs)
        page = f'<?xml version="1.0" encoding="utf-8"?><PageList>{ranges}</PageList>'
        return 200, {'Content-Type': 'application/xml', 'x-ms-blob-content-length': str(len(blob.data))}, page.encode()

    # Leases

    def lease(self, path):
        """The one that holds: its id, and when it ends."""
        held = self.leases.get(path)
        return held if held and held[1] > time.monotonic() else None

    def demand_lease(self, path, headers):
        """A blob that somebody holds is written and deleted under the id of that lease alone."""
        held, given = self.lease(path), headers.get('x-ms-lease-id')
        if held and not given: raise Refused(412, 'LeaseIdMissing')
        if held and given != held[0]: raise Refused(412, 'LeaseIdMismatchWithBlobOperation')
        if given and not held: raise Refused(412, 'LeaseNotPresentWithBlobOperation')

    def put_lease(self, path, query, headers, body):
        blob, held, action = self.found(path), self.lease(path), headers.get('x-ms-lease-action')
        given, status, more = headers.get('x-ms-lease-id'), 200, {}
        if action == 'acquire':
            seconds = int(headers.get('x-ms-lease-duration', 0))
            if seconds != -1 and not 15 <= seconds <= 60: raise Refused(400, 'InvalidHeaderValue')
            identity = headers.get('x-ms-proposed-lease-id') or str(uuid.uuid4())
            if held and held[0] != identity: raise Refused(409, 'LeaseAlreadyPresent')
            self.leases[path] = identity, float('inf') if seconds < 0 else time.monotonic() + seconds, seconds
            status, more = 201, {'x-ms-lease-id': identity}
        elif action == 'break':
            if not held: raise Refused(409, 'LeaseNotPresentWithLeaseOperation')
            del self.leases[path]
            status, more = 202, {'x-ms-lease-time': '0'}
        elif action in ('renew', 'release', 'change'):
            if path not in self.leases or self.leases[path][0] != given: raise Refused(409, 'LeaseIdMismatchWithLeaseOperation')
            identity, _, seconds = self.leases[path]
            if action == 'release': del self.leases[path]
            else:
                if action == 'change': identity = headers['x-ms-proposed-lease-id']
                self.leases[path] = identity, float('inf') if seconds < 0 else time.monotonic() + seconds, seconds
                more = {'x-ms-lease-id': identity}
        else: raise Refused(400, 'InvalidHeaderValue')
        return status, {'ETag': blob.tag, 'Last-Modified': blob.changed, **more}, b''

    # Every blob

    def put_metadata(self, path, query, headers, body):
        blob = self.found(path)
        blob.metadata = {name[10:]: value for name, value in headers.items() if name.startswith('x-ms-meta-')}
        blob.touch()
        return 200, {'ETag': blob.tag, 'Last-Modified': blob.changed}, b''

    def put_tier(self, path, query, headers, body):
        self.found(path).tier = headers['x-ms-access-tier']
        return 200, {}, b''

    def put_container(self, path, query, headers, body):
        self.wrong.get('missing', []).remove(path.split('/')[2])
        return 201, {}, b''

    def get_blob(self, path, query, headers, body):
        blob = self.readable(path)
        asked = headers.get('x-ms-range') or headers.get('range')
        if headers.get('if-match', blob.tag) != blob.tag: raise Refused(412, 'ConditionNotMet')
        if not asked or headers.get('if-range', blob.tag) not in (blob.tag, blob.changed):
            return 200, self.described(blob), bytes(blob.data)
        first, end = self.range(asked, len(blob.data))
        place = {'Content-Range': f'bytes {first}-{end - 1}/{len(blob.data)}'}
        return 206, {**self.described(blob), **place}, bytes(blob.data[first:end])

    def head_blob(self, path, query, headers, body):
        blob, held = self.found(path), self.lease(path)
        lease = {'x-ms-lease-status': 'locked' if held else 'unlocked', 'x-ms-lease-state': 'leased' if held else 'available'}
        return 200, {**self.described(blob), **lease, 'Content-Length': str(len(blob.data))}, b''

    def delete_blob(self, path, query, headers, body):
        self.found(path)
        del self.blobs[path]
        self.leases.pop(path, None)
        return 202, {}, b''

    def get_list(self, path, query, headers, body):
        top, prefix = path.rstrip('/') + '/', query.get('prefix', '')
        most = self.wrong.get('page', 5000)
        names = sorted(one[len(top):] for one in self.blobs if one.startswith(top + prefix))
        rest = [one for one in names if one > query.get('marker', '')]
        blobs = ''.join(
            f'<Blob><Name>{one}</Name><Properties><Last-Modified>{self.blobs[top + one].changed}</Last-Modified>'
            f'<Content-Length>{len(self.blobs[top + one].data)}</Content-Length>'
            f'<BlobType>{self.blobs[top + one].kind}</BlobType></Properties></Blob>'
            for one in rest[:most])
        marker = f'<NextMarker>{rest[most - 1]}</NextMarker>' if len(rest) > most else '<NextMarker/>'
        page = f'<?xml version="1.0"?><EnumerationResults><Blobs>{blobs}</Blobs>{marker}</EnumerationResults>'
        return 200, {'Content-Type': 'application/xml'}, page.encode()
