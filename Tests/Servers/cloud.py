"""The outside world for tests, on 127.0.0.1 over HTTPS: a blob service, a table service, a web form and an endpoint for
leads. It keeps the rules that the real ones keep (signature, MD5, block lists, duplicate keys) and nothing else.

  python3 cloud.py FOLDER   makes a certificate authority and a certificate in FOLDER (ca.pem), prints the port, and ends
                            when its standard input does.

/container/…   Azure Blob: PUT (BlockBlob, comp=block, comp=blocklist, comp=tier, restype=container), GET, HEAD. Signature:
               sig=secret, sp, se, sip. What an owner may set of the account: firewall, keyless, disabled, missing containers.
/table/…       Azure Table: POST an entity, GET /table/Name(PartitionKey='…',RowKey='…'). sig=secret.
/salesforce    web-to-lead form.   /leads, /leads/refusing, /leads/busy, /leads/moved: JSON.
/control       POST JSON: what the server is to do wrong.   /log: what it was asked, and the leads it took.
"""
import base64, hashlib, http.server, json, os, ssl, subprocess, sys, threading
from urllib.parse import parse_qs, unquote, urlsplit

folder = sys.argv[1]
lock = threading.Lock()
blobs, blocks, entities, tiers, log, leads = {}, {}, {}, {}, [], []
wrong = {}


def openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, cwd=folder, capture_output=True)


def make_certificates():
    key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    openssl('req', '-x509', *key, '-days', '2', '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', *key, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
    with open(folder + '/names', 'w') as names:
        names.write('subjectAltName=DNS:localhost,IP:127.0.0.1')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
            '-extfile', 'names', '-out', 'server.pem')


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_): pass

    def answer(self, status, body=b'', **headers):
        self.send_response(status)
        for name, value in headers.items(): self.send_header(name.replace('_', '-'), value)
        if self.command != 'HEAD' and 'Content_Length' not in headers: self.send_header('Content-Length', len(body))
        self.end_headers()
        if self.command != 'HEAD': self.wfile.write(body)

    def refuse(self, status, code):
        self.answer(status, f'<?xml version="1.0"?><Error><Code>{code}</Code></Error>'.encode(), x_ms_error_code=code)

    def handle_any(self):
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.name = unquote(parts.path)
        self.body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        kind = self.name.split('/')[1]
        with lock:
            if kind not in ('log', 'control'):
                log.append([self.command, self.name, self.query.get('comp', ''), self.query.get('blockid', '')])
            getattr(self, kind if kind in ('container', 'table', 'salesforce', 'leads', 'log', 'control') else 'none')()

    do_GET = do_HEAD = do_PUT = do_POST = handle_any

    def none(self): self.answer(404)

    def control(self):
        wrong.clear()
        wrong.update(json.loads(self.body))
        if wrong.pop('clear', False): entities.clear()
        self.answer(204)

    def log(self):
        self.answer(200, json.dumps({'requests': log, 'leads': leads, 'blobs': {n: len(b) for n, b in blobs.items()},
                                     'waiting': {n: len(b) for n, b in blocks.items()}, 'entities': entities}).encode())

    def is_signed(self, permissions):
        return (self.query.get('sig') == 'secret' and self.query.get('se', '9') > '2026'
                and any(one in self.query.get('sp', '') for one in permissions))

    def refusal(self, permissions):
        """What account, network, address and signature say against it, as storage does; None for nothing."""
        if wrong.get('disabled'): return 403, 'AccountIsDisabled'
        if wrong.get('firewall'): return 403, 'AuthorizationFailure'
        if any(name.startswith('amp;') for name in self.query): return 400, 'InvalidQueryParameterValue'
        if 'sig' not in self.query: return 409, 'PublicAccessNotPermitted'
        if wrong.get('keyless'): return 403, 'KeyBasedAuthenticationNotPermitted'
        if not self.is_signed(self.query.get('sp', '')): return 403, 'AuthenticationFailed'
        if self.query.get('sip', '127.0.0.1') != '127.0.0.1': return 403, 'AuthorizationSourceIPMismatch'
        if not self.is_signed(permissions): return 403, 'AuthorizationPermissionMismatch'
        if wrong.get('status'): return wrong['status'], 'ServerBusy'
        if self.query.get('restype') != 'container' and self.name.split('/')[2] in wrong.get('missing', []):
            return 404, 'ContainerNotFound'
        return None

    def container(self):
        refusal = self.refusal('wc' if self.command == 'PUT' else 'r')
        if refusal: return self.refuse(*refusal)
        getattr(self, 'blob_' + self.command.lower())()

    def blob_put(self):
        if self.query.get('restype') == 'container':
            wrong.get('missing', []).remove(self.name.split('/')[2])
            return self.answer(201)
        if self.query.get('comp') == 'tier':
            tiers[self.name] = self.headers['x-ms-access-tier']
            return self.answer(200)
        md5 = self.headers.get('Content-MD5')
        if md5 and base64.b64decode(md5) != hashlib.md5(self.body).digest(): return self.refuse(400, 'Md5Mismatch')
        waiting = blocks.setdefault(self.name, {})
        if self.query.get('comp') == 'block':
            left = wrong.get('blocks')
            if left is not None:
                if left <= 0: return self.refuse(503, 'ServerBusy')
                wrong['blocks'] = left - 1
            waiting[self.query['blockid']] = self.body
        elif self.query.get('comp') == 'blocklist':
            ids = [part.split('<')[0] for part in self.body.decode().split('<Latest>')[1:]]
            if any(one not in waiting for one in ids): return self.refuse(400, 'InvalidBlockList')
            blobs[self.name] = b''.join(waiting[one] for one in ids)
            if wrong.pop('damage', False): blobs[self.name] = b'?' + blobs[self.name][1:]
            del blocks[self.name]
        elif self.headers.get('x-ms-blob-type') == 'BlockBlob': blobs[self.name] = self.body
        else: return self.refuse(400, 'MissingRequiredHeader')
        self.answer(201)

    def blob_get(self):
        if self.query.get('comp') == 'blocklist':
            names = ''.join(f'<Block><Name>{one}</Name></Block>' for one in blocks.get(self.name, {}))
            page = f'<?xml version="1.0"?><BlockList><UncommittedBlocks>{names}</UncommittedBlocks></BlockList>'
            known = self.name in blocks or self.name in blobs
            return self.answer(200, page.encode()) if known else self.refuse(404, 'BlobNotFound')
        if self.name not in blobs: return self.refuse(404, 'BlobNotFound')
        if tiers.get(self.name) == 'Archive': return self.refuse(409, 'BlobArchived')
        self.answer(200, blobs[self.name])

    def blob_head(self):
        if self.name not in blobs: return self.answer(404)
        self.answer(200, Content_Length=len(blobs[self.name]))

    blob_post = none

    def table(self):
        if not self.is_signed('a' if self.command == 'POST' else 'r'): return self.refuse(403, 'AuthenticationFailed')
        if self.command == 'POST':
            entity = json.loads(self.body)
            key = f"{self.name}(PartitionKey='{entity['PartitionKey']}',RowKey='{entity['RowKey']}')"
            if key in entities: return self.refuse(409, 'EntityAlreadyExists')
            if wrong.get('spoil'): entity['description'] = 'the row of somebody else'
            if not wrong.get('forget'): entities[key] = entity
            return self.answer(204)
        if self.name not in entities: return self.refuse(404, 'ResourceNotFound')
        self.answer(200, json.dumps(entities[self.name]).encode(), Content_Type='application/json')

    def salesforce(self):
        form = {name: values[0] for name, values in parse_qs(self.body.decode()).items()}
        if form.get('oid') != '00D000000000001': return self.answer(200, b'', Is_Processed='false, reason: oid')
        leads.append(form)
        self.answer(200, b'', Is_Processed='true')

    def leads(self):
        if self.name.endswith('/refusing'): return self.answer(400, b'no')
        if self.name.endswith('/busy'): return self.answer(503)
        if self.name.endswith('/moved'): return self.answer(307, Location='/leads')
        leads.append({'body': json.loads(self.body), 'key': self.headers.get('Idempotency-Key')})
        self.answer(202)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_): pass  # clients that hang up are what some tests are about


make_certificates()
server = Server(('127.0.0.1', 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder + '/server.pem', folder + '/server.key')
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(server.server_address[1], flush=True)
server.serve_forever()
