// W3C Trace Context: one id to follow an offer through every record, mail and log line.

import Base
import Offers

/// A `traceparent` of version 00: `00-<trace id>-<parent id>-<flags>` (W3C Trace Context, section 3.2).
public struct TraceContext: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    /// 32 lower-case hexadecimal digits, not all zero.
    public var traceID: String {
        var text = description
        return text.withUTF8 { String(decoding: $0[Self.traceRange], as: UTF8.self) }
    }

    /// Reads one; nil if the recommendation calls it invalid. A later version is read by its first four fields and kept
    /// as version 00.
    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let trace = text.withUTF8({ TraceContext(utf8: $0) }) else { return nil }
        self = trace
    }

    private init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard Self.isValid(text) else { return nil }
        let isVersion00 = text[0] == UInt8(ascii: "0") && text[1] == UInt8(ascii: "0")
        let known = String(decoding: text[(isVersion00 ? 0 : 2)..<Self.length], as: UTF8.self)
        description = isVersion00 ? known : "00" + known
    }

    /// The length of version 00 in bytes; a later version may continue after another dash.
    private static let length = 55
    /// The bytes of the trace id and of the parent id.
    private static let traceRange = 3..<35, parentRange = 36..<52

    private static func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let zero = UInt8(ascii: "0"), dash = UInt8(ascii: "-")
        guard (length...128).contains(text.count), isHex(text[0..<2]), isHex(text[traceRange]),
            isHex(text[parentRange]), isHex(text[53..<55]), text[2] == dash, text[35] == dash, text[52] == dash,
            text[0] != UInt8(ascii: "f") || text[1] != UInt8(ascii: "f")
        else { return false }
        let isVersion00 = text[0] == zero && text[1] == zero
        guard text.count == length || !isVersion00 && text[length] == dash else { return false }
        return text[traceRange].contains { $0 != zero } && text[parentRange].contains { $0 != zero }
    }

    /// The trace of a submission that has none, derived from its id: everybody who knows the id knows the trace.
    public init(of command: String) {
        let digest = fnv1a(command.utf8)
        let (high, low) = (UInt64(truncatingIfNeeded: digest >> 64), UInt64(truncatingIfNeeded: digest))
        description = String(unsafeUninitializedCapacity: Self.length) { text in
            for (place, byte) in "00-".utf8.enumerated() { text[place] = byte }
            Self.write(high, to: text, at: 3)
            Self.write(low | 1, to: text, at: 19)  // Never all zero.
            text[35] = UInt8(ascii: "-")
            Self.write(high ^ low | 1, to: text, at: 36)
            for (place, byte) in "-01".utf8.enumerated() { text[52 + place] = byte }
            return Self.length
        }
    }

    private static func write(_ word: UInt64, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        for place in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * place)) & 15
            text[start + place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
    }

    private static func isHex(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        text.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension TraceContext {
    /// The trace of a submission: the one in its publish command, otherwise one derived from its name. Nil if there is
    /// neither.
    public init?(_ brought: String?, of submission: String?) {
        if let brought, let trace = TraceContext(brought) {
            self = trace
        } else if let submission {
            self.init(of: submission)
        } else {
            return nil
        }
    }
}

extension CloudEvent {
    /// The attribute that carries a trace (CloudEvents distributed tracing extension).
    public static let traceParent = "traceparent"

    /// The trace that the event belongs to; nil if it has none or an invalid one.
    public var trace: TraceContext? { self[Self.traceParent].flatMap { TraceContext($0) } }
}
