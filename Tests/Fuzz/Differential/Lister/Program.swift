// Says what certification sees in archives: one answer for each that standard input brings (`t` or `z`, a length of four bytes
// little-endian, the bytes), as a line: `ok` or the code of the first problem, then name and digest of each file.

import Assets
import Foundation

@main enum Program {
    static func main() throws {
        let path = "\(CommandLine.arguments.dropFirst().first ?? "/tmp")/archive-lister-\(getpid())"
        defer { unlink(path) }
        while let kind = take(1)?.first, let length = take(4) {
            guard let bytes = take(length.reversed().reduce(0) { $0 << 8 | Int($1) }) else { return }
            var files: [(name: String, digest: Digest)] = []
            let code = try kind == UInt8(ascii: "t") ? tar(bytes, &files) : zip(bytes, at: path, &files)
            put(([code] + files.map { "\(hex($0.name)):\($0.digest.hex)" }).joined(separator: " ") + "\n")
        }
    }

    private static func tar(_ bytes: [UInt8], _ files: inout [(name: String, digest: Digest)]) throws -> String {
        let collector = Collector()
        let reader = TarReader(place: "", visitor: collector)
        defer { files = collector.files }
        do {
            guard LayerPacking.tar.fits(bytes.prefix(LayerPacking.headLength)) else { return "layer-packing" }
            try bytes.withUnsafeBytes { try reader.take($0) }
            try reader.finish()
            return "ok"
        } catch let problem as AssetProblem { return problem.findings[0].code }
    }

    private static func zip(
        _ bytes: [UInt8], at path: String, _ files: inout [(name: String, digest: Digest)]
    ) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        do {
            let names = try PackageArchive.inspect(path: path).entries.map(\.name)
            let report = try PackageArchive.inspect(path: path, keeping: Set(names))
            files = try report.entries.map {
                ($0.name, try report.contents[$0.name].map { try Digest.of($0) } ?? Digest.of([]))
            }
            return report.findings.first?.code ?? "ok"
        } catch let problem as AssetProblem { return problem.findings[0].code }
    }

    private static func take(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = bytes.withUnsafeMutableBytes { read(0, $0.baseAddress?.advanced(by: done), count - done) }
            guard part > 0 else { return nil }
            done += part
        }
        return bytes
    }

    private static func put(_ line: String) {
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
            let part = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            guard part > 0 else { return }
            rest = rest.dropFirst(part)
        }
    }

    private static func hex(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

private final class Collector: TarVisitor {
    var files: [(name: String, digest: Digest)] = []
    private var name = ""
    private var content: [UInt8] = []

    func begin(_ entry: TarEntry) {
        (name, content) = (entry.name, [])
    }
    func content(_ bytes: UnsafeRawBufferPointer) { content += bytes }
    func end() throws { files.append((name, try Digest.of(content))) }
}
