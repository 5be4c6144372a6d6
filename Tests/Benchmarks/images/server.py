"""A web server for one file on 127.0.0.1, as fast as the kernel: ranges, a validator, sendfile. /cut breaks off the connection
that brings the last byte of a tenth of the file. Beside it a proxy that holds every byte back for a while each way.

  python3 server.py FILE DELAY-MS   prints the ports of server and proxy; writes to FILE.sent how many bytes it has sent, when
                                    it is asked for /sent; ends when its standard input does.
"""
import asyncio, http.server, os, re, sys, threading

path, delay = sys.argv[1], float(sys.argv[2]) / 2000
size = os.path.getsize(path)
lock = threading.Lock()
sent, cuts = 0, 0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_): pass

    def do_GET(self):
        global sent, cuts
        if self.path == '/sent':
            body, sent, cuts = str(sent).encode(), 0, 0
            self.send_response(200)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            return self.wfile.write(body)
        match = re.fullmatch(r'bytes=(\d+)-(\d*)', self.headers.get('Range', ''))
        first, end = (int(match[1]), int(match[2] or size - 1) + 1) if match else (0, size)
        self.send_response(206 if match else 200)
        if match: self.send_header('Content-Range', f'bytes {first}-{end - 1}/{size}')
        for name, value in (('Accept-Ranges', 'bytes'), ('ETag', '"1"'), ('Content-Type', 'application/octet-stream'),
                            ('Content-Length', str(end - first))): self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()
        with open(path, 'rb') as file:
            while first < end:
                count = os.sendfile(self.connection.fileno(), file.fileno(), first, min(end - first, 1 << 20))
                first += count
                with lock:
                    sent += count
                    if self.path == '/file' or sent < (cuts + 1) * size // 10: continue
                    cuts += 1
                self.close_connection = True
                return

    def do_HEAD(self):
        self.send_response(200)
        for name, value in (('Accept-Ranges', 'bytes'), ('ETag', '"1"'), ('Content-Length', str(size))):
            self.send_header(name, value)
        self.end_headers()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_): pass


async def forward(reader, writer):
    """What comes is sent on when its time has come; how much may wait bounds the rate of one connection."""
    queue, loop = asyncio.Queue(64), asyncio.get_running_loop()

    async def send():
        while (item := await queue.get()) is not None:
            due, data = item
            await asyncio.sleep(max(0, due - loop.time()))
            writer.write(data)
            await writer.drain()
        writer.close()

    async with asyncio.TaskGroup() as group:
        group.create_task(send())
        while data := await reader.read(256 << 10): await queue.put((loop.time() + delay, data))
        await queue.put(None)


async def relay(reader, writer):
    """Between a client and the server, until one of them leaves."""
    theirs = await asyncio.open_connection('127.0.0.1', server.server_address[1], limit=1 << 20)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(forward(reader, theirs[1]))
            group.create_task(forward(theirs[0], writer))
    except* OSError: pass
    finally:
        for end in writer, theirs[1]: end.close()


async def main():
    proxy = await asyncio.start_server(relay, '127.0.0.1', 0, limit=1 << 20)
    print(server.server_address[1], proxy.sockets[0].getsockname()[1], flush=True)
    await proxy.serve_forever()

server = Server(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
asyncio.run(main())
