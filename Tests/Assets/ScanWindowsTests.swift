// Windows are scanned while the next ones are sent, never more at a time than was said, and reported in order.
import Foundation
import Testing

@testable import Assets

@Suite struct ScanWindowsTests {
    /// A clamd that answers nothing before so many windows are whole, and finds something in each that begins with `v`.
    private final class HoldingScanner {
        let address: ScannerAddress
        private let process = Process()
        private let lifeline = Pipe()

        init(_ folder: String, holds count: Int) throws {
            address = .unix(path: folder + "/scanner")
            let pipe = Pipe()
            process.standardInput = lifeline
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", "-c", Self.program, folder + "/scanner", "\(count)"]
            process.standardOutput = pipe
            try process.run()
            _ = try pipe.fileHandleForReading.read(upToCount: 1)
        }

        deinit {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        private static let program = """
            import os, socket, struct, sys, threading
            whole, held = threading.Semaphore(0), int(sys.argv[2])
            lock, count, ready = threading.Lock(), [0], threading.Event()
            def serve(peer):
                stream = peer.makefile('rb')
                stream.read(len(b'zINSTREAM\\0'))
                data = b''
                while True:
                    (length,) = struct.unpack('>I', stream.read(4))
                    if length == 0: break
                    data += stream.read(length)
                with lock:
                    count[0] += 1
                    if count[0] >= held: ready.set()
                ready.wait()
                peer.sendall(b'stream: Virus%d FOUND\\0' % data[1] if data[:1] == b'v' else b'stream: OK\\0')
                peer.close()
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(sys.argv[1])
            listener.listen(50)
            threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
            print('.', end='', flush=True)
            while True: threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
            """
    }

    private func scan(_ scanner: HoldingScanner, connections: Int, _ bytes: [UInt8]) throws -> WindowedScan {
        let clamd = MalwareScanner(
            scanner.address, window: 1000, overlap: 10, connections: connections, patienceSeconds: 2)
        let scan = WindowedScan(clamd, place: "disk")
        try bytes.withUnsafeBytes { try scan.take($0) }
        try scan.finish()
        return scan
    }

    @Test func `Three windows are scanned at once, and what they say is in their order`() throws {
        let scratch = try Scratch()
        let scanner = try HoldingScanner(scratch.path, holds: 3)
        var bytes = [UInt8](repeating: 0x61, count: 4960)
        // The first bytes of windows 2 and 4: each begins with the end of the one before.
        for (place, number) in [(990, 1), (2970, 3)] {
            bytes.replaceSubrange(place..<place + 2, with: [0x76, UInt8(number)])
        }
        let found = try scan(scanner, connections: 3, bytes)
        #expect(found.coverage.scannedBytes == 4960)
        #expect(found.coverage.windows == 5)
        #expect(found.findings.map { $0.values["value"] } == ["Virus1", "Virus3"])
    }

    @Test func `One window at a time waits for its answer before the next is sent`() throws {
        let scratch = try Scratch()
        let scanner = try HoldingScanner(scratch.path, holds: 2)
        #expect(throws: ScannerError.self) {
            _ = try scan(scanner, connections: 1, [UInt8](repeating: 0x61, count: 3000))
        }
    }

    @Test func `A pause ends a window, and the next begins with its end`() throws {
        let scratch = try Scratch()
        let scanner = try HoldingScanner(scratch.path, holds: 2)
        let clamd = MalwareScanner(scanner.address, window: 1000, overlap: 10, connections: 3, patienceSeconds: 60)
        let scan = WindowedScan(clamd, place: "disk")
        var bytes = [UInt8](repeating: 0x61, count: 500)
        bytes.replaceSubrange(490..<492, with: [0x76, 7])
        try bytes.withUnsafeBytes { try scan.take($0) }
        try scan.pause()
        try scan.pause()
        // Fewer zeros than overlap are a part of what is around them.
        for (index, part) in [[UInt8](repeating: 0, count: 5), [0x61]].enumerated() {
            try part.withUnsafeBytes {
                try scan.take(ImageChunk(offset: Int64(500 + 5 * index), bytes: $0, isHole: false))
            }
        }
        try scan.finish()
        #expect(scan.coverage.scannedBytes == 506)
        #expect((scan.coverage.windows, scan.coverage.zeroBytes) == (2, 0))
        #expect(scan.findings.map { $0.values["value"] } == ["Virus7"])
        #expect(scan.findings.map { $0.values["first"] } == ["490"])
    }
}
