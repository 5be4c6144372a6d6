"""A certificate authority of a test's own (ca.pem), and a certificate of it for localhost and 127.0.0.1 (server.pem, server.key)."""
import subprocess


def make(folder):
    def openssl(*arguments): subprocess.run(['openssl', *arguments], check=True, cwd=folder, capture_output=True)
    key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    openssl('req', '-x509', *key, '-days', '2', '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem')
    openssl('req', *key, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
    with open(folder + '/names', 'w') as names:
        names.write('subjectAltName=DNS:localhost,IP:127.0.0.1')
    openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2',
            '-extfile', 'names', '-out', 'server.pem')
