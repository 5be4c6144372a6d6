// A clamd from Debian for the tests: in a directory of its own, with signatures of our own, on a unix socket there and on
// a free port. Started once for all tests that ask for it, ended with the process.

import Assets
import Base
import Foundation
import Offers
import Synchronization
import TestSupport

/// What runs and what lies about, for the end of the process.
private let leftovers = Mutex<[(process: pid_t, folder: String)]>([])
private let cleanUp: Void = {
    atexit {
        for (process, folder) in leftovers.withLock({ $0 }) {
            // The whole group that timeout(1) made, by what cannot be blocked: a child of a pool thread inherits that thread's
            // blocked signals, so that SIGTERM never reaches it.
            kill(-process, SIGKILL)
            try? FileManager.default.removeItem(atPath: folder)
        }
    }
    return ()
}()

struct RealClamd: Sendable {
    struct NotStarted: Error { var log: String }

    /// Finds EICAR anywhere; takes up to 100 MiB in one piece.
    static let usual = Result { try RealClamd([eicar]) }
    /// Has a signature, but not the one that every scanner has.
    static let blind = Result { try RealClamd(["Pipeline.Test.Other:0:*:00112233445566778899aabbccddeeff"]) }
    /// Takes no more than 1 MiB.
    static let narrow = Result { try RealClamd([eicar], limit: "1M") }

    /// Answers OK to what is encrypted, or to what it stopped in at a limit.
    static let silent = ["AlertEncrypted yes", "AlertExceedsMax yes"].map { setting in
        Result { try RealClamd([eicar], without: setting) }
    }
    /// Answers OK to what it does not open.
    static let unaware = Result { try RealClamd([eicar], without: unopened) }
    /// Has learned that `mark` is malware.
    static let learned = Result { try RealClamd([eicar, signature("Pipeline.Test.Mark", mark)]) }
    static let mark = Array("a mark that is malware from tomorrow on".utf8)

    private static let unopened = "unopened.ndb"

    let unix: ScannerAddress
    let tcp: ScannerAddress

    private static let eicar = signature("Pipeline.Test.EICAR", EICAR.bytes)

    private static func signature(_ name: String, _ bytes: [UInt8]) -> String {
        "\(name):0:*:" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    private init(_ signatures: [String], limit: String = "100M", without setting: String? = nil) throws {
        var template = Array("/tmp/clamd-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw POSIXError(.EIO) }
        let folder = String(cString: made)
        let port = try freePort()
        unix = .unix(path: "\(folder)/socket")
        tcp = .tcp(host: "127.0.0.1", port: port)
        try FileManager.default.createDirectory(atPath: "\(folder)/signatures", withIntermediateDirectories: true)
        try Data((signatures.joined(separator: "\n") + "\n").utf8).write(
            to: URL(filePath: "\(folder)/signatures/own.ndb"))
        if setting != Self.unopened {
            try FileManager.default.copyItem(
                atPath: Draft.root.appending(path: "deploy/local/clamd/\(Self.unopened)").path,
                toPath: "\(folder)/signatures/\(Self.unopened)")
        }
        let settings = """
            DatabaseDirectory \(folder)/signatures
            LocalSocket \(folder)/socket
            TCPSocket \(port)
            TCPAddr 127.0.0.1
            TemporaryDirectory \(folder)
            LogFile \(folder)/log
            Foreground yes
            StreamMaxLength \(limit)
            MaxFileSize \(limit)
            MaxScanSize 400M
            AlertExceedsMax yes
            AlertEncrypted yes

            """
        let lines = settings.split(separator: "\n").filter { $0 != setting ?? "" }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: "\(folder)/clamd.conf"))
        // Should the tests be killed, it does not outlive them for long.
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        let process = try Spawn.start(
            ["/usr/bin/timeout", "3600", "/usr/sbin/clamd", "--config-file=\(folder)/clamd.conf"], input: nothing,
            output: nothing)
        leftovers.withLock { $0.append((process, folder)) }
        _ = cleanUp
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: "\(folder)/socket") { usleep(100_000) }
        guard FileManager.default.fileExists(atPath: "\(folder)/socket") else {
            throw NotStarted(log: (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? "")
        }
    }
}
