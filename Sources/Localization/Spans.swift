// Time spans for people.

extension Localization {
    /// `90 min`, `4 days`, `5 business days`: in the largest unit that gives a whole number.
    public static func text(of span: Duration, business: Bool = false, in language: Language) -> String {
        let seconds = span.components.seconds
        let units: [(seconds: Int64, code: String)] = [
            (86_400, business ? "business-day" : "day"), (3_600, "hour"), (60, "minute"), (1, "second"),
        ]
        let unit = units.first { seconds % $0.seconds == 0 } ?? units[3]
        let count = seconds / unit.seconds
        return text("time.\(unit.code)\(count == 1 ? "" : "s")", ["count": "\(count)"], in: language)
    }
}
