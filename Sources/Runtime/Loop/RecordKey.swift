// A record's key as the key of a table.

import Base

/// The bytes of a record's key. Hashed and compared as a whole, where an array goes byte by byte.
struct RecordKey: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func == (a: RecordKey, b: RecordKey) -> Bool {
        a.bytes.withUnsafeBufferPointer { a in b.bytes.withUnsafeBufferPointer { a.isEqual($0) } }
    }

    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
