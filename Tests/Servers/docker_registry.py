"""Debian's docker-registry on 127.0.0.1 over HTTPS, with token authentication by an issuer of ours.

  python3 docker_registry.py FOLDER LAYOUT NAME   makes certificates in FOLDER (ca.pem), starts the registry, pushes the images
                                                  of an OCI image layout under the tags it has, prints the port, and ends when
                                                  its standard input does. Ends with 77 where the registry is not installed.

Tokens are as the registry's token authentication specification has them: JWT, RS256, the certificate in x5c. Anybody may pull;
to push, the password `push` is needed.
"""
import base64, http.server, json, os, shutil, socket, ssl, subprocess, sys, threading, time, urllib.error, urllib.request
from urllib.parse import parse_qs, urlsplit

import certificates

folder, layout, name = sys.argv[1:4]
if not shutil.which('docker-registry'): sys.exit(77)
certificates.make(folder)
subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=Issuer', '-keyout',
                'issuer.key', '-out', 'issuer.pem'], check=True, cwd=folder, capture_output=True)
context = ssl.create_default_context(cafile=folder + '/ca.pem')


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def encoded(data): return base64.urlsafe_b64encode(data).rstrip(b'=')


def token(scope):
    der = ''.join(open(folder + '/issuer.pem').read().split('\n')[1:-2])
    kind, repository, actions = scope.split(':')
    claims = {'iss': 'test issuer', 'sub': '', 'aud': 'test registry', 'nbf': int(time.time()) - 10, 'iat': int(time.time()),
              'exp': int(time.time()) + 60, 'jti': os.urandom(8).hex(),
              'access': [{'type': kind, 'name': repository, 'actions': actions.split(',')}]}
    parts = [encoded(json.dumps(one).encode()) for one in ({'typ': 'JWT', 'alg': 'RS256', 'x5c': [der]}, claims)]
    signed = subprocess.run(['openssl', 'dgst', '-sha256', '-sign', folder + '/issuer.key'], input=b'.'.join(parts),
                            check=True, capture_output=True).stdout
    return b'.'.join(parts + [encoded(signed)]).decode()


class Issuer(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        scope = query['scope'][0]
        if 'push' in scope and query.get('password') != ['push']: return self.send_error(401)
        body = json.dumps({'token': token(scope)}).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def start():
    issuer = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Issuer)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(folder + '/server.pem', folder + '/server.key')
    issuer.socket = server_side.wrap_socket(issuer.socket, server_side=True)
    threading.Thread(target=issuer.serve_forever, daemon=True).start()
    port = free_port()
    config = {
        'version': 0.1, 'log': {'level': 'error'}, 'storage': {'filesystem': {'rootdirectory': folder + '/registry'}},
        'http': {'addr': f'127.0.0.1:{port}', 'tls': {'certificate': folder + '/server.pem', 'key': folder + '/server.key'}},
        'auth': {'token': {'realm': f'https://127.0.0.1:{issuer.server_address[1]}/token', 'service': 'test registry',
                           'issuer': 'test issuer', 'rootcertbundle': folder + '/issuer.pem'}}}
    with open(folder + '/registry.yml', 'w') as file: json.dump(config, file)  # JSON is YAML
    child = subprocess.Popen(['docker-registry', 'serve', folder + '/registry.yml'], stdout=subprocess.DEVNULL,
                             stderr=open(folder + '/registry.log', 'w'))
    base = f'https://127.0.0.1:{port}'
    for _ in range(600):
        try:
            urllib.request.urlopen(base + '/v2/', context=context)
            break
        except urllib.error.HTTPError: break  # 401: it is there
        except OSError: time.sleep(0.1)
    return child, base, port


def push(base):
    bearer = 'Bearer ' + token(f'repository:{name}:pull,push')

    def send(method, address, body=b'', kind='application/octet-stream'):
        request = urllib.request.Request(address, body, {'Authorization': bearer, 'Content-Type': kind}, method=method)
        return urllib.request.urlopen(request, context=context)

    def blob(digest):
        with open(f'{layout}/blobs/sha256/{digest[7:]}', 'rb') as file: return file.read()

    def manifest(descriptor, reference):
        document = json.loads(blob(descriptor['digest']))
        for one in document.get('manifests', []): manifest(one, one['digest'])
        for one in [document['config'], *document['layers']] if 'config' in document else []:
            place = send('POST', f'{base}/v2/{name}/blobs/uploads/').headers['Location']
            place = place if place.startswith('http') else base + place
            send('PUT', place + ('&' if '?' in place else '?') + 'digest=' + one['digest'], blob(one['digest']))
        send('PUT', f'{base}/v2/{name}/manifests/{reference}', blob(descriptor['digest']), descriptor['mediaType'])

    with open(layout + '/index.json') as file: index = json.load(file)
    for one in index['manifests']:
        manifest(one, one.get('annotations', {}).get('org.opencontainers.image.ref.name', one['digest']))


child, base, port = start()
try:
    push(base)
    print(port, flush=True)
    sys.stdin.read()
finally:
    child.kill()
