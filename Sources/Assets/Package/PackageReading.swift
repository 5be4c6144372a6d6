// One pass over a zip with libarchive: owns the C handle, counts what comes out, stops at the first bound.
import CLibarchive
import FoundationEssentials
import Glibc

final class PackageReading {
    var report = PackageReport()
    private let archive: OpaquePointer
    private let keeping: Set<String>
    private let limits: PackageLimits
    private let packed: Int64
    private var unpacked: Int64 = 0
    private var names: Set<String> = []
    private var headers = 0

    init(path: String, keeping: Set<String>, limits: PackageLimits) throws {
        packed = try OpenFile.reading(path).length()
        guard let archive = archive_read_new() else {
            throw AssetError.library(name: "libarchive", reason: "out of memory")
        }
        (self.archive, self.keeping, self.limits) = (archive, keeping, limits)
        // Zip and nothing else: every further format is more code that a publisher's bytes would reach.
        guard archive_read_support_format_zip(archive) == ARCHIVE_OK else {
            throw AssetError.library(name: "libarchive", reason: "no zip support")
        }
        if archive_read_open_filename(archive, path, 64 << 10) != ARCHIVE_OK {
            report.findings = [PackageFindings.notZip]
        }
    }

    deinit { archive_read_free(archive) }

    func readAll(_ check: () throws -> Void) throws {
        guard report.findings.isEmpty else { return }
        while true {
            try check()
            // The entry belongs to the archive and is valid until the next header is read.
            var entry: OpaquePointer?
            switch archive_read_next_header(archive, &entry) {
            case ARCHIVE_EOF:
                if headers == 0 { throw AssetProblem([PackageFindings.empty]) }
                return
            case ARCHIVE_OK, ARCHIVE_WARN:
                guard let entry else { throw AssetProblem([PackageFindings.damaged]) }
                try read(entry, check)
            default: throw AssetProblem([headers == 0 ? PackageFindings.notZip : PackageFindings.damaged])
            }
        }
    }

    private func read(_ entry: OpaquePointer, _ check: () throws -> Void) throws {
        headers += 1
        guard headers <= limits.entries else { throw AssetProblem([PackageFindings.tooMany(limits.entries)]) }
        guard let text = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else {
            return found(PackageFindings.nameUnreadable)
        }
        let name = String(cString: text)
        guard Self.isSafe(name) else { return found(PackageFindings.unsafeName(name)) }
        guard names.insert(name).inserted else { return found(PackageFindings.twice(name)) }
        if archive_entry_is_encrypted(entry) != 0 { return found(PackageFindings.encrypted(name)) }
        let isLink = archive_entry_symlink(entry) != nil || archive_entry_hardlink(entry) != nil
        switch archive_entry_filetype(entry) {
        case S_IFDIR where !isLink: return
        case S_IFREG where !isLink: try readContent(name, check)
        default: found(PackageFindings.notFile(name))
        }
    }

    private func readContent(_ name: String, _ check: () throws -> Void) throws {
        var size: Int64 = 0
        var kept = Data()
        let isKept = keeping.contains(name)
        try withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            while true {
                try check()
                let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
                if count == 0 { return }
                guard count > 0 else { throw AssetProblem([PackageFindings.damaged]) }
                size += Int64(count)
                unpacked += Int64(count)
                try checkBounds()
                guard isKept else { continue }
                guard size <= limits.keptBytes else {
                    throw AssetProblem([PackageFindings.entryTooLong(name, limits.keptBytes)])
                }
                kept.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        report.entries.append(PackageReport.Entry(name: name, size: size))
        if isKept { report.contents[name] = kept }
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

    /// No absolute path, drive, backslash, control character, `.` or `..`; a directory may end in `/`.
    static func isSafe(_ name: String) -> Bool {
        guard (1...1_024).contains(name.utf8.count), !name.hasPrefix("/") else { return false }
        guard !name.unicodeScalars.contains(where: { $0.value < 32 || $0 == "\\" || $0 == ":" || $0.value == 127 })
        else {
            return false
        }
        var parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.last == "" { parts.removeLast() }
        return parts.allSatisfy { $0 != "" && $0 != "." && $0 != ".." }
    }
}
