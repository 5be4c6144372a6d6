// The text form of a set of finished offsets, for the metadata of an offset commit. Base64, because the client cuts
// metadata at a zero byte (librdkafka #4876). A damaged text reads as nil: the reader then starts at the plain offset
// and repeats some work, which is harmless; trusting a damaged text could lose records.

import FoundationEssentials

package enum FinishedOffsets {
    /// The set as text: `1` + base64 of [form, checksum, base, set]; nil for an empty set. All offsets are ≥ `base`.
    package static func encode(_ offsets: Set<Int64>, from base: Int64) -> String? {
        guard let highest = offsets.max() else { return nil }
        let runs = runLengths(offsets, from: base)
        let bitmapSize = Int((highest - base) / 8) + 1
        var body: [UInt8] = []
        body.appendVarint(UInt64(base))
        if runs.count <= bitmapSize {
            body.append(contentsOf: runs)
        } else {
            var bitmap = [UInt8](repeating: 0, count: bitmapSize)
            for offset in offsets { bitmap[Int((offset - base) / 8)] |= 1 << UInt8((offset - base) % 8) }
            body.append(contentsOf: bitmap)
        }
        let form: UInt8 = runs.count <= bitmapSize ? 0 : 1
        let check = checksum(body, form: form)
        let bytes = [form, UInt8(truncatingIfNeeded: check), UInt8(truncatingIfNeeded: check >> 8)] + body
        return "1" + Data(bytes).base64EncodedString()
    }

    /// Reads the text of a commit at `base` in a log that ends at `end`; nil if it is damaged or belongs to another
    /// log.
    package static func decode(_ text: String, base: Int64, end: Int64) -> Set<Int64>? {
        guard text.first == "1", text.utf8.count <= 4096, let data = Data(base64Encoded: String(text.dropFirst())),
            data.count > 4
        else { return nil }
        let bytes = [UInt8](data)
        let body = Array(bytes[3...])
        let check = checksum(body, form: bytes[0])
        guard bytes[1] == UInt8(truncatingIfNeeded: check), bytes[2] == UInt8(truncatingIfNeeded: check >> 8) else {
            return nil
        }
        var position = 0
        guard let written = body.varint(at: &position), Int64(exactly: written) == base else { return nil }
        let offsets = bytes[0] == 0 ? runs(body, from: position, base: base) : bits(body, from: position, base: base)
        guard let offsets, offsets.allSatisfy({ $0 >= base && $0 < end }) else { return nil }
        return offsets
    }

    /// Alternating run lengths of unfinished and finished offsets, beginning with unfinished ones.
    private static func runLengths(_ offsets: Set<Int64>, from base: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        var position = base
        var runStart: Int64?
        func close(_ start: Int64, at end: Int64, from last: Int64) {
            bytes.appendVarint(UInt64(start - last))
            bytes.appendVarint(UInt64(end - start))
        }
        var last = base
        for offset in offsets.sorted() {
            if let start = runStart, offset != position {
                close(start, at: position, from: last)
                last = position
                runStart = offset
            } else if runStart == nil {
                runStart = offset
            }
            position = offset + 1
        }
        if let start = runStart { close(start, at: position, from: last) }
        return bytes
    }

    private static func runs(_ body: [UInt8], from start: Int, base: Int64) -> Set<Int64>? {
        var position = start
        var offset = base
        var offsets: Set<Int64> = []
        while position < body.count {
            guard let gap = body.varint(at: &position), let length = body.varint(at: &position),
                gap < 1 << 40, length < 1 << 20, offsets.count + Int(length) < 1 << 20
            else { return nil }
            offset += Int64(gap)
            for finished in offset..<offset + Int64(length) { offsets.insert(finished) }
            offset += Int64(length)
        }
        return offsets
    }

    private static func bits(_ body: [UInt8], from start: Int, base: Int64) -> Set<Int64> {
        var offsets: Set<Int64> = []
        for (index, byte) in body[start...].enumerated() where byte != 0 {
            for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 { offsets.insert(base + Int64(index * 8 + bit)) }
        }
        return offsets
    }

    /// Fletcher-16 of the form and the body.
    private static func checksum(_ bytes: [UInt8], form: UInt8) -> UInt16 {
        var low = UInt32(form) + 1
        var high = low
        for byte in bytes {
            low = (low + UInt32(byte)) % 255
            high = (high + low) % 255
        }
        return UInt16(high << 8 | low)
    }
}

extension [UInt8] {
    /// Unsigned LEB128.
    fileprivate mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    fileprivate func varint(at position: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < count, shift < 63 {
            let byte = self[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
