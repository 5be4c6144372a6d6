// How long a text may be, and which characters it may not contain. A limit applies twice: to characters as people see
// them, because people read the listings, and to bytes, because one character can have any number of marks.

import Offers

extension Review {
    mutating func checkText(_ text: String, _ field: Policy.Field, at pointer: String) {
        let bytes = text.utf8.count
        if let most = field.mostBytes, bytes > most, text.count <= field.most ?? 0 {
            report("text-too-many-bytes", at: pointer, ["value": "\(bytes)", "most": "\(most)"])
        } else {
            checkLimit(text.count, field, at: pointer)
        }
        let hasLines = field.lines ?? (field.kind == .html)
        if let scalar = text.unicodeScalars.first(where: { hasLines ? $0.isControl : $0.breaksLine }) {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            report("text-control-character", at: pointer, ["value": name])
        }
    }
}

extension Unicode.Scalar {
    /// A control character that is not a line break or a tab.
    fileprivate var isControl: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F: true
        default: false
        }
    }

    /// Characters that do not belong in one line: control characters, line and paragraph separators, and characters
    /// that change the direction of writing (Unicode Standard Annex 9).
    fileprivate var breaksLine: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
