// An entry of a zip: its header in the central directory, and the local header, which must agree.
import FoundationEssentials

struct ZipEntry {
    enum Method: UInt16 { case stored = 0, deflated = 8 }

    /// With `/`, without leading `./`; a folder's name ends in `/`.
    let name: String
    let method: UInt16
    let crc: UInt32
    let packed: Int64
    let size: Int64
    /// Of the local header.
    let offset: Int64
    let isEncrypted: Bool
    /// The file type in Unix; 0 if the directory does not say.
    let unixType: UInt16
    private let isMarkedFolder: Bool
    /// A Windows link or mount point.
    private let isReparsePoint: Bool
    private let flags: UInt16
    private let rawName: [UInt8]

    /// Where its data begins, and where the data and what follows it end. Known after `place`.
    private(set) var data: Int64 = 0
    private(set) var end: Int64 = 0

    var isFolder: Bool { name.hasSuffix("/") || name.isEmpty }

    /// Neither a file nor a folder, or contradictory signs.
    var isOther: Bool {
        if isReparsePoint { return true }
        return switch unixType {
        case 0: isMarkedFolder && !isFolder
        case 0o100000: isFolder
        case 0o040000: !isFolder
        default: true
        }
    }

    private enum Flag {
        static let encrypted: UInt16 = 1 | 1 << 6 | 1 << 13
        static let deflateOptions: UInt16 = 1 << 1 | 1 << 2
        static let descriptor: UInt16 = 1 << 3
        static let utf8: UInt16 = 1 << 11
        static let known = encrypted | deflateOptions | descriptor | utf8
    }

    /// Reads one header of the central directory.
    init(_ bytes: inout ZipBytes) throws {
        guard try bytes.uint32() == 0x0201_4B50 else { throw PackageFindings.damaged() }
        _ = try bytes.uint32()  // versions
        flags = try bytes.uint16()
        method = try bytes.uint16()
        _ = try bytes.uint32()  // time
        crc = try bytes.uint32()
        let (packed, size) = (try bytes.uint32(), try bytes.uint32())
        let (nameLength, extraLength, commentLength) = (try bytes.uint16(), try bytes.uint16(), try bytes.uint16())
        let disk = try bytes.uint16()
        _ = try bytes.uint16()  // text or not
        let attributes = try bytes.uint32()
        let offset = try bytes.uint32()
        rawName = try bytes.take(Int(nameLength))
        let extra = try ZipExtra(try bytes.take(Int(extraLength)))
        _ = try bytes.take(Int(commentLength))
        name = try ZipName.read(rawName, isUTF8: flags & Flag.utf8 != 0, unicode: extra.unicodePath)
        guard disk == 0, flags & ~Flag.known == 0 else { throw PackageFindings.damaged(name) }
        isEncrypted = flags & Flag.encrypted != 0
        unixType = UInt16(attributes >> 16) & 0o170000
        isMarkedFolder = attributes & 0x10 != 0
        isReparsePoint = attributes & 0x400 != 0
        var long = ZipBytes(extra.sizes)
        self.size = try Self.number(size, &long, name)
        self.packed = try Self.number(packed, &long, name)
        self.offset = try Self.number(offset, &long, name)
        // The value fits into the header: some readers would take it from the field, others would not.
        guard long.isEmpty else { throw PackageFindings.damaged(name) }
    }

    private static func number(_ short: UInt32, _ long: inout ZipBytes, _ name: String) throws -> Int64 {
        guard short == .max else { return Int64(short) }
        guard let number = Int64(exactly: try long.uint64()), number < 1 << 62 else {
            throw PackageFindings.damaged(name)
        }
        return number
    }

    /// Reads the local header and what follows the data, and throws unless they agree with the directory.
    mutating func place(in file: OpenFile, before limit: Int64) throws {
        guard limit - offset >= 30 else { throw PackageFindings.overlap(name, nil) }
        var head = ZipBytes(try file.bytes(at: offset, count: 30))
        guard try head.uint32() == 0x0403_4B50 else { throw PackageFindings.headers(name) }
        _ = try head.uint16()  // version
        let (flags, method) = (try head.uint16(), try head.uint16())
        _ = try head.uint32()  // time
        let (crc, packed, size) = (try head.uint32(), try head.uint32(), try head.uint32())
        let (nameLength, extraLength) = (try head.uint16(), try head.uint16())
        let rest = Int(nameLength) + Int(extraLength)
        guard limit - offset - 30 >= rest else { throw PackageFindings.overlap(name, nil) }
        var tail = ZipBytes(try file.bytes(at: offset + 30, count: rest))
        let rawName = try tail.take(Int(nameLength))
        let extra = try ZipExtra(try tail.take(Int(extraLength)))
        guard flags == self.flags, method == self.method, rawName == self.rawName else {
            throw PackageFindings.headers(name)
        }
        // If only one header has a Unicode name, readers would see two different names.
        let localName = try ZipName.read(rawName, isUTF8: flags & Flag.utf8 != 0, unicode: extra.unicodePath)
        guard extra.unicodePath == nil || localName == name else { throw PackageFindings.headers(name) }
        data = offset + 30 + Int64(rest)
        let hasDescriptor = flags & Flag.descriptor != 0
        var long = ZipBytes(extra.sizes)
        // Values that the writer of a stream did not know yet are zero here, and follow the data.
        func agrees(_ stated: UInt32, _ real: Int64) throws -> Bool {
            let number = try Self.number(stated, &long, name)
            return number == real || hasDescriptor && number == 0
        }
        guard crc == self.crc || hasDescriptor && crc == 0, try agrees(size, self.size), try agrees(packed, self.packed)
        else { throw PackageFindings.headers(name) }
        guard self.packed <= limit - data else { throw PackageFindings.overlap(name, nil) }
        end = data + self.packed
        if hasDescriptor { end += try descriptor(in: file, before: limit) }
    }

    /// The length of the data descriptor: with or without its signature, with 32 or 64 bits.
    private func descriptor(in file: OpenFile, before limit: Int64) throws -> Int64 {
        let count = limit - end
        guard [12, 16, 20, 24].contains(count) else {
            // As long as possible, so that the bytes after it are reported as stray.
            guard count > 24 else { throw PackageFindings.headers(name) }
            return 0
        }
        var bytes = ZipBytes(try file.bytes(at: end, count: Int(count)))
        if count == 16 || count == 24 {
            guard try bytes.uint32() == 0x0807_4B50 else { throw PackageFindings.headers(name) }
        }
        let isLong = count >= 20
        guard try bytes.uint32() == crc,
            try isLong ? bytes.uint64() == UInt64(packed) : bytes.uint32() == UInt32(clamping: packed),
            try isLong ? bytes.uint64() == UInt64(size) : bytes.uint32() == UInt32(clamping: size)
        else { throw PackageFindings.headers(name) }
        return count
    }
}

/// The extra fields of a header that are read: 64-bit sizes, and a name in Unicode.
struct ZipExtra {
    private(set) var sizes: [UInt8] = []
    /// Version 1 of Info-ZIP's field: the CRC-32 of the header's name, and the name in UTF-8.
    private(set) var unicodePath: [UInt8]?

    /// Throws unless the fields fill the bytes and none appears twice.
    init(_ bytes: [UInt8]) throws {
        var rest = ZipBytes(bytes)
        var seen: Set<UInt16> = []
        while !rest.isEmpty {
            // Padding by zipalign and other programs.
            if rest.count < 4 {
                guard try rest.take(rest.count).allSatisfy({ $0 == 0 }) else { throw PackageFindings.damaged() }
                break
            }
            let id = try rest.uint16()
            let value = try rest.take(Int(try rest.uint16()))
            guard id != 1 && id != 0x7075 || seen.insert(id).inserted else { throw PackageFindings.damaged() }
            if id == 1 { sizes = value }
            if id == 0x7075, value.first == 1, value.count > 5 { unicodePath = Array(value.dropFirst()) }
        }
    }
}
