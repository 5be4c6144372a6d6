"""The outside world for tests, on 127.0.0.1 over HTTPS: a blob service, a table service, a web form and an endpoint for
leads. It keeps the rules that the real ones keep (signature, MD5, block lists, duplicate keys) and nothing else.

  python3 cloud.py FOLDER   makes a certificate authority and a certificate in FOLDER (ca.pem), prints the port, and ends
                            when its standard input does.

/container/…   Azure Blob; see blobs.py.
/table/…       Azure Table: POST an entity, GET /table/Name(PartitionKey='…',RowKey='…'). sig=secret.
/salesforce    web-to-lead form.   /leads, /leads/refusing, /leads/busy, /leads/moved: JSON.
/control       POST JSON: what the server is to do wrong.   /log: what it was asked, and the leads it took.
"""
import http.server, json, sys, threading
from urllib.parse import parse_qs, unquote, urlsplit

import blobs, certificates

folder = sys.argv[1]
lock = threading.Lock()
service = blobs.BlobService()
entities, log, leads = {}, [], []
wrong = service.wrong


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_): pass

    def answer(self, status, body=b'', **headers):
        self.send_response(status)
        headers = {name.replace('_', '-'): value for name, value in headers.items()}
        for name, value in headers.items(): self.send_header(name, value)
        if self.command != 'HEAD' and 'Content-Length' not in headers: self.send_header('Content-Length', len(body))
        self.end_headers()
        if self.command != 'HEAD': self.wfile.write(body)

    def refuse(self, status, code, **headers):
        page = f'<?xml version="1.0"?><Error><Code>{code}</Code></Error>'.encode()
        self.answer(status, page, x_ms_error_code=code, **headers)

    def handle_any(self):
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.name = unquote(parts.path)
        self.body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        kind = self.name.split('/')[1]
        with lock:
            if kind not in ('log', 'control'):
                log.append([self.command, self.name, self.query.get('comp', ''), self.query.get('blockid', ''),
                            'from' if 'x-ms-copy-source' in self.headers else ''])
            getattr(self, kind if kind in ('container', 'table', 'salesforce', 'leads', 'log', 'control') else 'none')()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any

    def none(self): self.answer(404)

    def control(self):
        wrong.clear()
        wrong.update(json.loads(self.body))
        if wrong.pop('clear', False): entities.clear()
        self.answer(204)

    def log(self):
        self.answer(200, json.dumps({'requests': log, 'leads': leads, 'blobs': {n: len(b.data) for n, b in service.blobs.items()},
                                     'pages': {n: len(b.pages) for n, b in service.blobs.items()},
                                     'waiting': {n: len(b) for n, b in service.blocks.items()},
                                     'entities': entities}).encode())

    def is_signed(self, permissions):
        return (self.query.get('sig') == 'secret' and self.query.get('se', '9') > '2026'
                and any(one in self.query.get('sp', '') for one in permissions))

    def container(self):
        try:
            status, headers, body = service.ask(self.command, self.name, self.query, self.headers, self.body)
        except blobs.Refused as refusal:
            return self.refuse(refusal.status, refusal.code, **refusal.headers)
        self.answer(status, body, x_ms_request_id='1', x_ms_version='2019-12-12', **headers)

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


certificates.serve(Handler, folder)
