// The query of a signed URL: its parameters, and the required form of dates and times.
import FoundationEssentials

package struct SASQuery {
    private var values: [String: String] = [:]
    /// Parameters that appear twice: it is unclear which one the server uses.
    package private(set) var doubled: [String] = []

    package init(_ text: String) {
        for pair in text.split(separator: "&").prefix(100) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = parts.count > 1 ? parts[1] : ""
            if values.updateValue(value.percentDecoded, forKey: parts[0]) != nil, !doubled.contains(parts[0]) {
                doubled.append(parts[0])
            }
        }
    }

    package subscript(name: String) -> String? { values[name] }

    /// `2030-01-31T12:00Z` or `2030-01-31T12:00:00Z`, possibly with a fraction of a second, which is dropped, and
    /// possibly with an offset such as `+02:00` instead of `Z`.
    package static func time(_ text: String) -> Date? {
        let form = /(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,7})?)?(?:Z|([+-])(\d{2}):(\d{2}))/
        guard text.utf8.count <= 40, let match = text.wholeMatch(of: form) else { return nil }
        var parts = DateComponents()
        (parts.year, parts.month, parts.day) = (Int(match.1), Int(match.2), Int(match.3))
        (parts.hour, parts.minute, parts.second) = (Int(match.4), Int(match.5), match.6.flatMap { Int($0) } ?? 0)
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        parts.calendar = calendar
        guard parts.isValidDate, let date = calendar.date(from: parts) else { return nil }
        let offset = 60 * (match.8.flatMap { Int($0) } ?? 0) + (match.9.flatMap { Int($0) } ?? 0)
        return date.addingTimeInterval(60 * Double(match.7 == "-" ? offset : -offset))
    }
}
