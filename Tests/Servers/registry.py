"""A registry with token authentication, its issuer, and a store of blobs that it redirects to, on 127.0.0.1 over HTTPS.

  python3 registry.py FOLDER   makes certificates in FOLDER (ca.pem), prints the port, and ends when its standard input does.
                               Images are PUT to the addresses where they are read, without a token.

/v2/NAME/manifests/…, /v2/NAME/blobs/…   OCI Distribution Specification, "Pull"; PUT to the same addresses.
/token                                   the issuer: a token for each scope that was asked for, good for `uses` answers.
/store/…                                 where blobs are when `redirect` is set; it refuses whoever brings a token.
/control                                 POST JSON: redirect=URL|true, uses=N, private=true, wrong=DIGEST, cut=N, busy=N, realm=URL.
/log                                     method, path, and what came: `token`, or ''.
"""
import hashlib, http.server, json, re, sys, threading
from urllib.parse import parse_qs, urlsplit

import certificates

folder = sys.argv[1]
lock = threading.Lock()
blobs, manifests, tokens, log, wish = {}, {}, {}, [], {}


def digest_of(data): return 'sha256:' + hashlib.sha256(data).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_): pass

    def answer(self, status, body=b'', headers=(), most=None):
        self.send_response(status)
        for name, value in headers: self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body if most is None else body[:most])
        if most is not None and most < len(body): self.close_connection = True

    def do_GET(self): self.handle_any()
    do_PUT = do_POST = do_GET

    def handle_any(self):
        parts = urlsplit(self.path)
        self.body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        bearer = self.headers.get('Authorization', '').removeprefix('Bearer ')
        if parts.path == '/log': return self.answer(200, json.dumps(log).encode())
        if parts.path == '/control':
            wish.clear()
            wish.update(json.loads(self.body))
            log.clear()
            return self.answer(204)
        with lock: log.append([self.command, parts.path, 'token' if bearer else ''])
        if parts.path == '/token': return self.token(parse_qs(parts.query))
        if parts.path.startswith('/store/'):
            if bearer: return self.answer(400, b'a token of somebody else')
            return self.blob(parts.path.rsplit('/', 1)[1])
        match = re.fullmatch(r'/v2/(.+)/(manifests|blobs)/([^/]+)', parts.path)
        if not match: return self.answer(404)
        name, kind, reference = match.groups()
        if self.command == 'PUT': return self.put(name, kind, reference)
        if not self.may_pull(name, bearer):
            realm = wish.get('realm') or f'https://{self.headers["Host"]}/token'
            return self.answer(401, b'{}', [('WWW-Authenticate', f'Bearer realm="{realm}",service="test registry",scope="repository:{name}:pull"')])
        if wish.get('busy', 0) > 0:
            wish['busy'] -= 1
            return self.answer(503, b'', [('Retry-After', '0')])
        if kind == 'manifests': return self.manifest(name, reference)
        if reference not in blobs: return self.answer(404)
        target = wish.get('redirect')
        if target: return self.answer(307, b'', [('Location', f'https://localhost:{self.server.server_address[1]}/store/{reference}' if target is True else target)])
        self.blob(reference)

    def put(self, name, kind, reference):
        if kind == 'blobs': blobs[digest_of(self.body)] = self.body
        else:
            for one in (reference, digest_of(self.body)): manifests[name, one] = (self.headers['Content-Type'], self.body)
        self.answer(201)

    def token(self, query):
        scope = query.get('scope', [''])[0]
        if wish.get('private') or query.get('service') != ['test registry']: return self.answer(401, b'{}')
        with lock:
            text = f'token-{len(tokens)}'
            tokens[text] = [scope, wish.get('uses', 1000)]
        self.answer(200, json.dumps({'token': text, 'expires_in': 60}).encode(), [('Content-Type', 'application/json')])

    def may_pull(self, name, bearer):
        with lock:
            known = tokens.get(bearer)
            if not known or known[0] != f'repository:{name}:pull' or known[1] <= 0: return False
            known[1] -= 1
            return True

    def manifest(self, name, reference):
        if (name, reference) not in manifests: return self.answer(404, b'{}')
        kind, body = manifests[name, reference]
        if kind not in self.headers.get('Accept', ''): return self.answer(404, b'{}')
        if wish.get('wrong') == reference: body = body + b' '
        self.answer(200, body, [('Content-Type', kind), ('Docker-Content-Digest', digest_of(body))])

    def blob(self, digest):
        body, headers = blobs[digest], [('ETag', f'"{digest}"'), ('Accept-Ranges', 'bytes')]
        if wish.get('wrong') == digest: body = b'?' + body[1:]
        match = re.fullmatch(r'bytes=(\d+)-(\d+)', self.headers.get('Range', ''))
        status = 200
        if match:
            first, last = int(match[1]), min(int(match[2]), len(body) - 1)
            headers.append(('Content-Range', f'bytes {first}-{last}/{len(body)}'))
            status, body = 206, body[first:last + 1]
        self.answer(status, body, headers, wish.get('cut'))


certificates.serve(Handler, folder)
