// Numbers of bytes as people read them.

extension Localization {
    /// `512 bytes`, `3.2 GiB`: in the largest unit that leaves a whole number in front.
    public static func text(ofBytes count: Int64, in language: Language) -> String {
        let units: [(size: Int64, code: String)] = [
            (1 << 40, "tebibytes"), (1 << 30, "gibibytes"), (1 << 20, "mebibytes"), (1 << 10, "kibibytes"),
        ]
        guard let unit = units.first(where: { count >= $0.size }) else {
            return text("bytes.bytes", ["count": "\(count)"], in: language)
        }
        // Cut, not rounded: what is shown as whole is whole.
        let (whole, rest) = (count / unit.size, count % unit.size)
        let tenth = rest * 10 / unit.size
        let point = text("bytes.point", in: language)
        return text("bytes.\(unit.code)", ["count": "\(whole)\(point)\(tenth)"], in: language)
    }
}
