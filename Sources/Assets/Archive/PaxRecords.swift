// The records of a pax extended header that change how an entry is read. Source: POSIX.1-2017, pax, "pax Extended
// Header"; other records are for runtimes.
import FoundationEssentials

struct PaxRecords {
    enum Wrong: Error {
        /// Not in the standard's form, or a record appears twice.
        case form
        /// A record that makes some readers see another entry, or other bytes; with its key.
        case key(String)
    }

    private(set) var path: [UInt8]?
    private(set) var target: [UInt8]?
    private(set) var size: Int64?

    /// Nothing is changed.
    init() {}

    /// Reads `<length> <key>=<value>\n` to the last byte. Throws `Wrong`.
    init(_ bytes: [UInt8]) throws(Wrong) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard (1...7).contains(digits.count), digits.first != 0x30, rest.dropFirst(digits.count).first == 0x20
            else {
                throw .form
            }
            let length = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            guard length > digits.count + 1, length <= rest.count else { throw .form }
            let record = rest.prefix(length).dropFirst(digits.count + 1)
            guard record.last == 0x0A, let equals = record.firstIndex(of: 0x3D), equals > record.startIndex else {
                throw .form
            }
            try take(String(decoding: record[..<equals], as: UTF8.self), Array(record[(equals + 1)...].dropLast()))
            rest = rest.dropFirst(length)
        }
    }

    private mutating func take(_ key: String, _ value: [UInt8]) throws(Wrong) {
        switch key {
        case "path": path = try name(value, before: path)
        case "linkpath": target = try name(value, before: target)
        case "size":
            guard size == nil, (1...18).contains(value.count), value.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .form
            }
            size = value.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
        // Sparse files, volumes and directory lists of GNU tar; sparse files of star and Solaris; star's file type.
        case _ where key.hasPrefix("GNU."), "SCHILY.realsize", "SCHILY.filetype", "SCHILY.offset", "SUN.holesdata":
            throw .key(key)
        default: break
        }
    }

    private func name(_ value: [UInt8], before: [UInt8]?) throws(Wrong) -> [UInt8] {
        guard before == nil, !value.isEmpty, !value.contains(0) else { throw .form }
        return value
    }
}
