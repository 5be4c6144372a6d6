// A web server on 127.0.0.1 for one test: Python's, as a child process on a port the system chose.
import Foundation
import Testing

final class WebServer {
    let port: Int
    private let process = Process()
    /// Closes with us, however we end; the server ends with it.
    private let lifeline = Pipe()

    var base: String { "http://127.0.0.1:\(port)" }

    init(certificate: String? = nil) throws {
        let pipe = Pipe()
        process.standardInput = lifeline
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program, certificate ?? ""]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([10]) {
            line.append(byte)
        }
        port = try #require(Int(String(decoding: line, as: UTF8.self)), "the server did not start")
    }

    deinit {
        // A child of a dispatch thread inherits that thread's mask, in which SIGTERM is blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// /bytes/N: N bytes · /chunked/N: the same without a length · /status/N · /to/URL: a redirect · /loop · POST: echo
    /// /drip: a byte now and then, without end
    /// /answer/N?NAME=VALUE: status N and headers; the body is `body`, if that is among them
    private static let program = """
        import http.server, os, ssl, sys, threading, time
        from urllib.parse import unquote, urlsplit, parse_qsl
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def answer(self, status, body=b'', *headers):
                self.send_response(status)
                for name, value in headers: self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                _, kind, rest = (self.path.split('?')[0] + '/').split('/', 2)
                rest = rest[:-1]
                if kind == 'bytes': self.answer(200, b'x' * int(rest), ('Content-Length', rest))
                elif kind == 'zeros': self.answer(200, b'a' + bytes(int(rest)))
                elif kind == 'chunked': self.answer(200, b'x' * int(rest))
                elif kind == 'cut': self.answer(200, b'x' * 10, ('Content-Length', rest))
                elif kind == 'drip':
                    self.send_response(200)
                    self.end_headers()
                    while True: self.wfile.write(b'x'); self.wfile.flush(); time.sleep(0.1)
                elif kind == 'status': self.answer(int(rest), b'page')
                elif kind == 'answer':
                    headers = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
                    body = headers.pop('body', 'body').encode()
                    self.answer(int(rest), body, *headers.items())
                elif kind == 'to': self.answer(302, b'moved', ('Location', unquote(rest)))
                elif kind == 'loop': self.answer(302, b'', ('Location', '/loop/'))
                else: self.answer(404)
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                if self.path == '/moved': return self.answer(307, b'', ('Location', '/echo'))
                self.answer(500 if self.path == '/500' else 201, self.headers['Content-Type'].encode() + b' ' + body)
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        if sys.argv[1]:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1])
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
