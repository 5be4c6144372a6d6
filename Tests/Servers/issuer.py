"""An identity provider for tests, on 127.0.0.1 over HTTPS: what it publishes are files that the test writes.

  python3 issuer.py FOLDER
  python3 issuer.py FOLDER CLIENT SECRET REDIRECT-URI

/.well-known/openid-configuration   FOLDER/openid-configuration
/keys                               FOLDER/keys

A file that is missing is answered with 503. With a client, people can sign in there as well (authorization code with PKCE): the
two files are the server's own, /authorize is a page that asks for a name and a publisher, /token takes the code, and /logout
says goodbye. Makes certificates in FOLDER (ca.pem) and prints its port. Writes a line of each request's path to FOLDER/log. Ends
when its standard input does.
"""
import base64, hashlib, html, http.server, json, pathlib, secrets, subprocess, sys, time, urllib.parse

import certificates

folder = pathlib.Path(sys.argv[1])
client, secret, redirect = sys.argv[2:5] if len(sys.argv) > 4 else (None, None, None)
served = {'/.well-known/openid-configuration': 'openid-configuration', '/keys': 'keys'}
key = str(folder / 'signing.pem')
codes = {}

PAGE = '''<!DOCTYPE html><html lang="en"><title>Test provider</title><h1>Test provider</h1>
<form method="post" action="/authorize">%s
<label>Name <input name="name" id="name" required></label>
<label>Publisher <input name="publisher" id="publisher"></label>
<button id="yes">Sign in</button></form>
<p><a id="no" href="%s">Cancel</a></p>'''


def base64url(data): return base64.urlsafe_b64encode(data).decode().rstrip('=')


def openssl(*arguments, given=b''):
    return subprocess.run(['openssl', *arguments], check=True, capture_output=True, input=given).stdout


def keys():
    modulus = openssl('rsa', '-in', key, '-noout', '-modulus').decode().strip().split('=')[1]
    return {'keys': [{'kid': 'rsa', 'kty': 'RSA', 'use': 'sig', 'alg': 'RS256', 'e': 'AQAB',
                      'n': base64url(bytes.fromhex(modulus))}]}


def signed(claims):
    parts = [{'alg': 'RS256', 'kid': 'rsa', 'typ': 'JWT'}, claims]
    text = '.'.join(base64url(json.dumps(part).encode()) for part in parts)
    return f"{text}.{base64url(openssl('dgst', '-sha256', '-sign', key, given=text.encode()))}"


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass

    def answer(self, status, body=b'', **headers):
        self.send_response(status)
        for name, value in headers.items(): self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def json(self, status, value): self.answer(status, json.dumps(value).encode(), Content_Type='application/json')

    def asked(self):
        with open(folder / 'log', 'a') as log: log.write(self.path + '\n')
        return urllib.parse.urlsplit(self.path)

    def back(self, state, **answer):
        self.answer(303, Location=f"{redirect}?{urllib.parse.urlencode({'state': state, **answer})}")

    def do_GET(self):
        address = self.asked()
        base = f"https://{self.headers['Host']}"
        if client and address.path == '/.well-known/openid-configuration':
            return self.json(200, {
                'issuer': base, 'jwks_uri': f'{base}/keys', 'authorization_endpoint': f'{base}/authorize',
                'token_endpoint': f'{base}/token', 'end_session_endpoint': f'{base}/logout'})
        if client and address.path == '/keys': return self.json(200, keys())
        if client and address.path == '/authorize': return self.ask(dict(urllib.parse.parse_qsl(address.query)))
        if client and address.path == '/logout':
            return self.answer(200, b'<!DOCTYPE html><title>Goodbye</title><h1>Goodbye</h1>', Content_Type='text/html')
        file = folder / served.get(address.path, 'none')
        body = file.read_bytes() if file.exists() else b''
        self.answer(200 if body else 503, body)

    def ask(self, sent):
        wanted = {'response_type': 'code', 'client_id': client, 'redirect_uri': redirect, 'code_challenge_method': 'S256'}
        if any(sent.get(name) != value for name, value in wanted.items()) or 'openid' not in sent.get('scope', '').split():
            return self.answer(400, b'<!DOCTYPE html><title>Wrong</title><h1>Wrong</h1>', Content_Type='text/html')
        kept = ''.join(f'<input type="hidden" name="{name}" value="{html.escape(sent.get(name, ""))}">'
                       for name in ('state', 'nonce', 'code_challenge'))
        no = f"{redirect}?{urllib.parse.urlencode({'state': sent.get('state', ''), 'error': 'access_denied'})}"
        self.answer(200, (PAGE % (kept, html.escape(no))).encode(), Content_Type='text/html')

    def do_POST(self):
        address = self.asked()
        text = self.rfile.read(int(self.headers['Content-Length'])).decode()
        form = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
        if address.path == '/authorize':
            code = secrets.token_urlsafe(16)
            codes[code] = form
            return self.back(form['state'], code=code, iss=f"https://{self.headers['Host']}")
        shown = base64.b64decode(self.headers.get('Authorization', '').removeprefix('Basic ')).decode()
        if shown != f"{urllib.parse.quote(client, '')}:{urllib.parse.quote(secret, '')}":
            return self.json(401, {'error': 'invalid_client'})
        begun = codes.pop(form.get('code'), None)
        challenge = base64url(hashlib.sha256(form.get('code_verifier', '').encode()).digest())
        if not begun or begun['code_challenge'] != challenge or form.get('redirect_uri') != redirect:
            return self.json(400, {'error': 'invalid_grant'})
        now = int(time.time())
        claims = {'iss': f"https://{self.headers['Host']}", 'aud': client, 'sub': begun['name'], 'iat': now, 'exp': now + 300,
                  'nonce': begun['nonce'], 'preferred_username': begun['name'], 'publisher': begun['publisher']}
        self.json(200, {'token_type': 'Bearer', 'access_token': 'opaque', 'id_token': signed(claims)})


if client: openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key)
certificates.serve(Handler, str(folder))
