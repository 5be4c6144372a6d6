"""What the servers of tests share. For HTTPS, a certificate authority of a test's own (ca.pem), and a certificate of it for
localhost and 127.0.0.1 (server.pem, server.key)."""
import http.server, os, ssl, subprocess, sys, threading


def make(folder):
    def openssl(*arguments): subprocess.run(['openssl', *arguments], check=True, cwd=folder, capture_output=True)
    key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    openssl('req', '-x509', *key, '-days', '2', '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', *key, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
    with open(folder + '/names', 'w') as names:
        names.write('subjectAltName=DNS:localhost,IP:127.0.0.1')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
            '-extfile', 'names', '-out', 'server.pem')


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_): pass  # clients that hang up are what some tests are about


def serve(handler, folder=None):
    """Prints the port, and serves until standard input ends: over HTTPS with certificates that it makes in a folder, or over HTTP."""
    server = Server(('127.0.0.1', 0), handler)
    if folder is not None:
        make(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + '/server.pem', folder + '/server.key')
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    print(server.server_address[1], flush=True)
    server.serve_forever()
