"""What is measured beside or against: a web server, clamd and a bare client of it, and the blob service of the tests.

  rival.py FILE SOCKET CONNECTIONS   sends the windows of a file that certification sends, over so many connections
"""
import json, os, socket, ssl, struct, subprocess, sys, threading, time, urllib.request

WINDOW, OVERLAP = 24 << 20, 1 << 20


def send(path, place, address):
    with socket.socket(socket.AF_UNIX) as one, open(path, 'rb') as file:
        one.connect(address)
        one.sendall(b'zINSTREAM\0')
        file.seek(place)
        left = WINDOW
        while left and (data := file.read(min(left, 1 << 20))):
            one.sendall(struct.pack('>I', len(data)) + data)
            left -= len(data)
        one.sendall(struct.pack('>I', 0))
        answer = one.recv(4096)
        assert answer.startswith(b'stream: OK'), answer


def client(path, address, connections):
    places = list(range(0, os.path.getsize(path), WINDOW - OVERLAP))
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                if not places: return
                place = places.pop(0)
            send(path, place, address)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for one in threads: one.start()
    for one in threads: one.join()


class Web:
    """The web server that downloads come from."""

    def __init__(self, source): self.source = source

    def __enter__(self):
        server = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'server.py')
        self.child = subprocess.Popen([sys.executable, server, self.source, '50'], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
        straight, delayed = (f'http://127.0.0.1:{port}/' for port in self.child.stdout.readline().split())
        self.file, self.delayed, self.cut, self.count = straight + 'file', delayed + 'file', straight + 'cut', straight + 'sent'
        return self

    def sent(self):
        """Bytes that it has sent since it was last asked."""
        return {'sent': int(urllib.request.urlopen(self.count).read())}

    def __exit__(self, *_):
        self.child.stdin.close()
        self.child.wait()


class Clamd:
    """The project's clamd, with one signature."""

    def __init__(self, folder, top): self.folder, self.top, self.socket = folder, top, folder + '/clamd.ctl'

    def start(self):
        environment = dict(os.environ, OFFERS_DATA_DIR=self.folder)
        self.child = subprocess.Popen([self.top + '/deploy/local/clamd/run', self.socket], env=environment,
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            if self.child.poll() is not None: return False
            if os.path.exists(self.socket): return True
            time.sleep(0.1)
        return False

    def multiscan(self, disk):
        """The same windows as files; they are made before it is measured."""
        folder = self.folder + '/windows'
        os.makedirs(folder, exist_ok=True)
        with open(disk, 'rb') as file:
            for place in range(0, os.path.getsize(disk), WINDOW - OVERLAP):
                file.seek(place)
                with open(f'{folder}/{place}', 'wb') as window: window.write(file.read(WINDOW))
        return ['clamdscan', '--multiscan', '--quiet', f'--config-file={self.folder}/clamd/clamd.conf', folder]

    def stop(self):
        self.child.terminate()
        self.child.wait()


class Cloud:
    def __init__(self, folder, top): self.folder, self.top = folder + '/cloud', top

    def __enter__(self):
        os.makedirs(self.folder)
        self.child = subprocess.Popen([sys.executable, self.top + '/Tests/Servers/cloud.py', self.folder],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.base = f'https://localhost:{int(self.child.stdout.readline())}'
        self.container, self.ca = self.base + '/container/images?sp=rwcdl&sig=secret', self.folder + '/ca.pem'
        return self

    def pages(self):
        """Pages that were written."""
        context = ssl.create_default_context(cafile=self.ca)
        with urllib.request.urlopen(self.base + '/log', context=context) as log: return sum(json.load(log)['pages'].values())

    def __exit__(self, *_):
        self.child.stdin.close()
        self.child.wait()


if __name__ == '__main__': client(sys.argv[1], sys.argv[2], int(sys.argv[3]))
