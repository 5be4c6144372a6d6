"""A web server with one file, for downloads that go wrong. On 127.0.0.1 over HTTP; prints its port, and ends when its standard
input does.

/file?size=N&…   noise with stretches of zeros, also at its end, N bytes, with a validator and ranges, and whatever else the query says:
  cut=N          every answer breaks off after N bytes          stall=N     the first N answers say nothing after half a part
  ranges=none    Accept-Ranges: none, and no ranges             ranges=ignored   every answer is the whole file
  ranges=shifted ranges begin one byte late                     ranges=other     ranges are of a file of another length
  ranges=short   ranges are half as long as asked for           validator=date|weak|none
  changes=N      another version from the answer after N on, N > 0; changes=-1: each answer is of another version
  busy=N         N answers of 503 after the first answer        encoding=NAME    ranges have this content encoding
  expires=N      403 after N answers                            slow=1      bodies come 64 KiB at a time
  length=none    the whole file comes without a length          every=N     each Nth answer is 503
  hold=N         the answers behind the first N come when /release was asked
/log             what was asked: Range, If-Range, and the bytes of the body that were sent. /reset forgets it, and holds again.
"""
import email.utils, http.server, json, random, re, threading, time
from urllib.parse import parse_qsl, urlsplit

import certificates

PIECE = 64 << 10
lock = threading.Lock()
asked = []
released = threading.Event()
contents = {}


def content(size, version):
    """A third of it is zeros, and so is its end."""
    key = size, version
    if key not in contents:
        noise, parts, place = random.Random(version), [], 0
        while place < size:
            count = min(size - place, noise.randrange(50_000, 400_000))
            parts.append(bytes(count) if noise.random() < 0.33 else noise.randbytes(count))
            place += count
        contents[key] = b''.join(parts)[:max(0, size - 200_000)] + bytes(min(size, 200_000))
    return contents[key]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_): pass

    def say(self, status, body=b'', headers=(), most=None):
        self.send_response(status)
        for name, value in headers: self.send_header(name, value)
        if 'length=none' not in self.path: self.send_header('Content-Length', str(len(body)))
        else: self.close_connection = True
        self.end_headers()
        sent = body if most is None else body[:most]
        self.entry['sent'] = len(sent)
        for place in range(0, len(sent), PIECE if 'slow=1' in self.path else len(sent) or 1):
            self.wfile.write(sent[place:place + PIECE] if 'slow=1' in self.path else sent)
            if 'slow=1' in self.path: time.sleep(0.01)
        if len(sent) < len(body): self.close_connection = True

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == '/log': return self.plain(json.dumps(asked).encode())
        if parts.path == '/reset':
            asked.clear()
            released.clear()
            return self.plain(b'')
        if parts.path == '/release':
            released.set()
            return self.plain(b'')
        wish = dict(parse_qsl(parts.query))
        with lock:
            number = len(asked)
            self.entry = {'range': self.headers.get('Range'), 'if': self.headers.get('If-Range'), 'sent': 0}
            asked.append(self.entry)
        self.file(number, wish, lambda name: int(wish.get(name, 0)))

    def plain(self, body):
        self.entry = {}
        self.say(200, body)

    def file(self, number, wish, count):
        if 'hold' in wish and number >= count('hold'): released.wait()
        if count('expires') and number >= count('expires'): return self.say(403, b'expired')
        is_busy = 0 < number <= count('busy') or count('every') and number % count('every') == count('every') - 1
        if is_busy: return self.say(503, b'busy', [('Retry-After', '0')])
        changes = count('changes')
        version = number if changes < 0 else int(changes > 0 and number >= changes)
        body, kind, ranges = content(count('size'), version), wish.get('validator', 'tag'), wish.get('ranges', '')
        tag, date = f'"{version}"', email.utils.formatdate(1_700_000_000 + version, usegmt=True)
        headers = {'tag': [('ETag', tag), ('Last-Modified', date)], 'date': [('Last-Modified', date)],
                   'weak': [('ETag', 'W/' + tag)], 'none': []}[kind]
        headers.append(('Accept-Ranges', 'none' if ranges == 'none' else 'bytes'))
        most = count('cut') or None
        stalls = number < count('stall')
        match = re.fullmatch(r'bytes=(\d+)-(\d+)', self.headers.get('Range', ''))
        is_same = self.headers.get('If-Range') in (tag, date)
        if not match or not is_same or ranges in ('none', 'ignored'): return self.give(200, body, headers, most, stalls)
        first, last = int(match[1]), int(match[2])
        length = len(body)
        if ranges == 'shifted': first += 1
        if ranges == 'short': last = first + (last - first) // 2
        if ranges == 'other': length += 512
        headers.append(('Content-Range', f'bytes {first}-{last}/{length}'))
        if 'encoding' in wish: headers.append(('Content-Encoding', wish['encoding']))
        self.give(206, body[first:last + 1], headers, most, stalls)

    def give(self, status, body, headers, most, stalls):
        if not stalls: return self.say(status, body, headers, most)
        self.say(status, body, headers, len(body) // 2)
        self.wfile.flush()
        time.sleep(30)


certificates.serve(Handler)
