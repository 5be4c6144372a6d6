// JSON of the tool's own reports.

import Foundation

enum JSONLine {
    /// Names sorted, in one line.
    static func of(_ report: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers, times and lists: nothing can fail.
        return [UInt8]((try? encoder.encode(report)) ?? Data())
    }
}
