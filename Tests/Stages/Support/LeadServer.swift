// A web server on 127.0.0.1 for one test: Python's, as a child on a port the system chose. It answers a POST to /N with
// status N and writes what it got to a file; a GET of any name gets the scratch folder's file of that name.

import Foundation
import Testing

final class LeadServer {
    let port: Int
    private let process = Process()
    private let log: String

    /// What was posted: the Idempotency-Key and the body, a pair of lines for each lead.
    var received: [String] {
        ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    init(_ scratch: StageScratch) throws {
        log = scratch.file("leads.log")
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.program, log, scratch.path]
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
        // A child of a pool thread inherits that thread's blocked signals, so that SIGTERM would never reach it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func leads(status: Int) -> String {
        #"{"destination": "https", "settings": {"url": "http://127.0.0.1:\#(port)/\#(status)"}}"#
    }

    private static let program = """
        import http.server, sys
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *a): pass
            def do_GET(self):
                try: body = open(sys.argv[2] + self.path, 'rb').read()
                except OSError: return self.send_error(404)
                self.send_response(200)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                with open(sys.argv[1], 'ab') as log:
                    log.write(self.headers['Idempotency-Key'].encode() + b'\\n' + body + b'\\n')
                self.send_response(int(self.path[1:]))
                self.send_header('Content-Length', '0')
                self.end_headers()
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
