// Where the texts of an event stand. An event is the record it was read from and the places of its attributes in it; a
// String is made of one only when somebody asks. What is set afterwards stands in bytes of its own beside.

import Base
import Glibc

/// The bytes behind an event's attributes.
struct EventText: Sendable {
    /// A stretch of the record, or of what was set since.
    struct Piece: Sendable {
        var start: Int32 = 0
        var count: Int32 = 0
        var isOwn = false
    }

    /// The record, never changed. A piece of it holds no escape, so it is the text itself.
    let record: [UInt8]
    /// Texts as set, not escaped.
    private(set) var own: [UInt8] = []

    init(_ record: [UInt8] = []) {
        self.record = record
    }

    func with<Result>(_ piece: Piece, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        (piece.isOwn ? own : record).withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[Int(piece.start)..<Int(piece.start + piece.count)]))
        }
    }

    func string(_ piece: Piece) -> String {
        with(piece) { String(decoding: $0, as: UTF8.self) }
    }

    func bytes(_ piece: Piece) -> [UInt8] {
        with(piece) { Array($0) }
    }

    func isEqual(_ piece: Piece, _ text: String) -> Bool {
        with(piece) { text.hasBytes($0) }
    }

    func isEqual(_ a: Piece, _ b: Piece) -> Bool {
        a.count == b.count && with(a) { a in with(b) { a.isEqual($0) } }
    }

    mutating func add(_ text: String) -> Piece {
        add { $0.append(text: text) }
    }

    /// Adds what `write` appends.
    mutating func add(_ write: (inout [UInt8]) -> Void) -> Piece {
        if own.isEmpty { own.reserveCapacity(512) }
        let start = own.count
        write(&own)
        return Piece(start: Int32(start), count: Int32(own.count - start), isOwn: true)
    }
}

extension [UInt8] {
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    mutating func append(decimal number: Int) {
        if (0...9).contains(number) {
            append(UInt8(ascii: "0") + UInt8(number))
        } else {
            append(text: String(number))
        }
    }
}

extension String {
    /// Whether the text is these bytes; makes no other text to find out.
    func hasBytes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard utf8.count == bytes.count else { return false }
        return utf8.withContiguousStorageIfAvailable { $0.isEqual(bytes) } ?? utf8.elementsEqual(bytes)
    }
}
