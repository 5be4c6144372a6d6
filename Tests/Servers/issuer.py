"""An identity provider for tests, on 127.0.0.1 over HTTPS: what it publishes are files that the test writes.

  python3 issuer.py FOLDER

/.well-known/openid-configuration   FOLDER/openid-configuration
/keys                               FOLDER/keys

A file that is missing is answered with 503. Makes certificates in FOLDER (ca.pem) and prints its port. Writes a line of each
request's path to FOLDER/log. Ends when its standard input does.
"""
import http.server, pathlib, sys

import certificates

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


certificates.serve(Handler, str(folder))
