"""An identity provider for tests, on 127.0.0.1 over HTTPS: what it publishes are files that the test writes.

  python3 issuer.py FOLDER

/.well-known/openid-configuration   FOLDER/openid-configuration
/keys                               FOLDER/keys

A file that is missing is answered with 503. Prints its port; its certificate is FOLDER/issuer.pem. Writes a line of each
request's path to FOLDER/log. Ends when its standard input does.
"""
import http.server, os, pathlib, ssl, subprocess, sys, threading

folder = pathlib.Path(sys.argv[1])
served = {'/.well-known/openid-configuration': 'openid-configuration', '/keys': 'keys'}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_): pass

    def do_GET(self):
        with open(folder / 'log', 'a') as log: log.write(self.path + '\n')
        file = folder / served.get(self.path, 'none')
        body = file.read_bytes() if file.exists() else b''
        self.send_response(200 if body else 503)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
                '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', folder / 'issuer.key', '-out',
                folder / 'issuer.pem'], check=True, capture_output=True)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(folder / 'issuer.pem', folder / 'issuer.key')
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(server.server_address[1], flush=True)
server.serve_forever()
