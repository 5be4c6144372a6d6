// Numbers of bytes for people.

extension Localization {
    /// `512 bytes`, `3.2 GiB`: in the largest unit with at least one before the point.
    public static func text(ofBytes count: Int64, in language: Language) -> String {
        let units: [(size: Int64, code: String)] = [
            (1 << 40, "tebibytes"), (1 << 30, "gibibytes"), (1 << 20, "mebibytes"), (1 << 10, "kibibytes"),
        ]
        guard let unit = units.first(where: { count >= $0.size }) else {
            return text("bytes.bytes", ["count": "\(count)"], in: language)
        }
        // Truncated, not rounded: what is shown as complete is complete.
        let (whole, rest) = (count / unit.size, count % unit.size)
        let tenth = rest * 10 / unit.size
        let point = text("bytes.point", in: language)
        return text("bytes.\(unit.code)", ["count": "\(whole)\(point)\(tenth)"], in: language)
    }
}
