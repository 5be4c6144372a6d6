// Columns for people: as wide as their widest cell, two blanks apart, no blanks at the end of a line.

/// A table for a terminal.
struct Table {
    /// A cell; its text is made printable here, so that it cannot break the layout.
    struct Cell {
        var text: String
        var tone: Palette.Tone?

        /// Cut to `most` columns, because other people's texts may be of any length.
        init(_ text: String, _ tone: Palette.Tone? = nil, most: Int = 60) {
            self.text = clipped(printable(text), to: most)
            self.tone = tone
        }
    }

    private var rows: [(cells: [Cell], below: [String])] = []
    private let header: [String]
    private let rightAligned: Set<Int>

    /// Columns with their headings; those in `rightAligned` hold numbers.
    init(_ header: [String], rightAligned: Set<Int> = []) {
        self.header = header
        self.rightAligned = rightAligned
    }

    /// A row, and whole lines below it.
    mutating func add(_ cells: [Cell], below: [String] = []) {
        rows.append((cells, below))
    }

    /// The lines, heading first.
    func lines(_ palette: Palette) -> [String] {
        let all = [header.map { Cell($0, .quiet) }] + rows.map(\.cells)
        let widths = header.indices.map { column in all.map { displayWidth($0[column].text) }.max() ?? 0 }
        let laid = all.map { line($0, widths, palette) }
        return [laid[0]] + zip(laid.dropFirst(), rows).flatMap { [$0] + $1.below }
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ palette: Palette) -> String {
        var line = ""
        var owed = 0  // Blanks before the next text: written only when a text follows.
        for (column, cell) in cells.enumerated() {
            let gap = widths[column] - displayWidth(cell.text)
            let isRight = rightAligned.contains(column)
            owed += isRight ? gap : 0
            if !cell.text.isEmpty {
                line += String(repeating: " ", count: owed) + palette.paint(cell.text, cell.tone)
                owed = 0
            }
            owed += (isRight ? 0 : gap) + 2
        }
        return line
    }
}
