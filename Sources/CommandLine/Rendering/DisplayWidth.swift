// How many columns of a terminal a text takes: Chinese, Japanese and Korean characters take two (Unicode Standard
// Annex #11, classes W and F), combining marks none.

/// Columns a text takes.
func displayWidth(_ text: String) -> Int {
    text.reduce(0) { $0 + displayWidth($1) }
}

/// The width of one visible character: as wide as its widest scalar, so that an accent or joiner adds nothing.
private func displayWidth(_ character: Character) -> Int {
    character.unicodeScalars.reduce(0) { max($0, width($1)) }
}

private func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: 0
    case _: wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}

private let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // Hangul Jamo
    0x2E80...0x303E,  // radicals, ideographic punctuation
    0x3041...0x33FF,  // kana, compatibility forms
    0x3400...0x4DBF, 0x4E00...0x9FFF,  // ideographs
    0xA000...0xA4CF,  // Yi
    0xA960...0xA97F, 0xAC00...0xD7A3,  // Hangul
    0xF900...0xFAFF, 0xFE30...0xFE6F,  // compatibility
    0xFF00...0xFF60, 0xFFE0...0xFFE6,  // full-width forms
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,  // pictographs
    0x20000...0x3FFFD,
]

/// The text cut to this many columns; `…` replaces the last one if something was cut.
func clipped(_ text: String, to columns: Int) -> String {
    guard displayWidth(text) > columns else { return text }
    var cut = ""
    var width = 0
    for character in text {
        width += displayWidth(character)
        if width > columns - 1 { break }
        cut.append(character)
    }
    return cut + "…"
}
