// W3C Trace Context: the one id by which an offer can be followed through every record, mail and log line.

/// A `traceparent` of version 00: `00-<trace id>-<parent id>-<flags>` (W3C Trace Context, section 3.2).
public struct TraceParent: Sendable, Hashable, CustomStringConvertible {
    /// 32 lower-case hexadecimal digits, not all zero.
    public let traceID: String
    public let description: String

    /// Reads one; nil for what the recommendation calls invalid. A later version is read by its first four fields and
    /// kept as version 00.
    public init?(_ text: some StringProtocol) {
        let fields = text.split(separator: "-", maxSplits: 4, omittingEmptySubsequences: false)
        guard fields.count >= 4, text.utf8.count <= 128, Self.isHex(fields[0], 2), fields[0] != "ff",
            fields[0] != "00" || fields.count == 4, Self.isHex(fields[1], 32), Self.isHex(fields[2], 16),
            Self.isHex(fields[3], 2), fields[1].contains(where: { $0 != "0" }),
            fields[2].contains(where: { $0 != "0" })
        else { return nil }
        traceID = String(fields[1])
        description = "00-\(fields[1])-\(fields[2])-\(fields[3])"
    }

    /// The trace that a command without one begins. Made from its id, so that the same command delivered twice, or looked
    /// at again after a crash, is in the same trace.
    public init(of command: String) {
        func hex(_ number: some FixedWidthInteger) -> String {
            let digits = String(number | 1, radix: 16)  // Never all zero.
            return String(repeating: "0", count: number.bitWidth / 4 - digits.count) + digits
        }
        let digest = Self.fnv1a(command.utf8)
        traceID = hex(digest)
        description = "00-\(traceID)-\(hex(UInt64(truncatingIfNeeded: digest ^ (digest >> 64))))-01"
    }

    /// FNV-1a, 128 bits (Fowler, Noll, Vo): spreads names, keeps no secrets.
    public static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt128 {
        bytes.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) { hash, byte in
            (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
        }
    }

    private static func isHex(_ text: some StringProtocol, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension Event {
    /// The trace the event belongs to; nil where it has none or a broken one.
    public var trace: TraceParent? { self[RoutingSlip.Name.traceParent].flatMap { TraceParent($0) } }
}
