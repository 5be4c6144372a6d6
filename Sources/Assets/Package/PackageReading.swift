// One pass over the entries of a zip: unpacks each, counts the bytes, sends files to the scanner, and stops at the
// first limit.
import FoundationEssentials

final class PackageReading {
    var report = PackageReport()
    private let file: OpenFile
    private let keeping: Set<String>
    private let limits: PackageLimits
    private let scan: ContentScan
    private let packed: Int64
    private var unpacked: Int64 = 0
    private var names = ZipNames()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)

    init(path: String, keeping: Set<String>, limits: PackageLimits, scan: ContentScan) throws {
        file = try OpenFile.reading(path)
        packed = try file.length()
        (self.keeping, self.limits, self.scan) = (keeping, limits, scan)
    }

    deinit { buffer.deallocate() }

    func readAll(_ check: () throws -> Void) throws {
        for entry in try ZipDirectory(file, limits: limits).entries {
            try check()
            try read(entry, check)
        }
        // Only folders.
        if report.entries.isEmpty, report.findings.isEmpty { found(PackageFindings.empty) }
    }

    private func read(_ entry: ZipEntry, _ check: () throws -> Void) throws {
        let name = entry.name
        guard ZipName.isSafe(name) else { return found(PackageFindings.unsafeName(name)) }
        if let collision = names.add(name) { return found(collision) }
        if entry.isEncrypted { return found(PackageFindings.encrypted(name)) }
        if entry.isOther { return found(PackageFindings.notFile(name)) }
        guard let method = ZipEntry.Method(rawValue: entry.method) else {
            return found(PackageFindings.method(name, entry.method))
        }
        if entry.isFolder {
            guard entry.size == 0 else { return found(PackageFindings.notFile(name)) }
            return try unpack(entry, method, check) { _ in }
        }
        try readFile(entry, method, check)
    }

    private func readFile(_ entry: ZipEntry, _ method: ZipEntry.Method, _ check: () throws -> Void) throws {
        var kept: Data? = keeping.contains(entry.name) ? Data() : nil
        let content = scan.file("package/\(Hostile.cut(entry.name, 100))")
        try unpack(entry, method, check) { bytes in
            try content?.take(bytes)
            guard kept.map({ $0.count + bytes.count <= limits.keptBytes }) ?? true else {
                throw AssetProblem([PackageFindings.entryTooLong(entry.name, limits.keptBytes)])
            }
            kept?.append(contentsOf: bytes)
        }
        try scan.finish(content)
        report.entries.append(PackageReport.Entry(name: entry.name, size: entry.size))
        report.contents[entry.name] = kept
    }

    /// Passes on the entry's bytes, which must have the length and checksum in the directory.
    private func unpack(
        _ entry: ZipEntry, _ method: ZipEntry.Method, _ check: () throws -> Void,
        _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let inflater = method == .deflated ? try Inflater(.bare) : nil
        var (size, crc) = (Int64(0), UInt32(0))
        func take(_ bytes: UnsafeRawBufferPointer) throws {
            size += Int64(bytes.count)
            crc = CRC32.adding(bytes, to: crc)
            unpacked += Int64(bytes.count)
            guard size <= entry.size else { throw PackageFindings.damaged(entry.name) }
            try checkBounds()
            try sink(bytes)
        }
        var offset = entry.data
        let end = entry.data + entry.packed
        while offset < end {
            try check()
            let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(end - offset, Int64(buffer.count)))])
            guard try file.read(into: wanted, at: offset) == wanted.count else { throw PackageFindings.damaged() }
            let bytes = UnsafeRawBufferPointer(wanted)
            if let inflater {
                let used: Int
                do { used = try inflater.take(bytes, take) } catch is DamagedArchive {
                    throw PackageFindings.damaged(entry.name)
                }
                // Bytes of the entry after the end of its stream.
                guard used == bytes.count else { throw PackageFindings.damaged(entry.name) }
            } else {
                try take(bytes)
            }
            offset += Int64(bytes.count)
        }
        guard size == entry.size, crc == entry.crc, inflater?.isAtEnd ?? true else {
            throw PackageFindings.damaged(entry.name)
        }
    }

    private func checkBounds() throws {
        guard unpacked <= limits.totalBytes else {
            throw AssetProblem([PackageFindings.tooLarge(limits.totalBytes)])
        }
        guard unpacked <= max(1 << 20, packed.multipliedReportingOverflow(by: limits.ratio).partialValue) else {
            throw AssetProblem([PackageFindings.ratio(limits.ratio)])
        }
    }

    private func found(_ finding: AssetFinding) { report.findings.append(finding) }
}
