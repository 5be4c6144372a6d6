// Previews for people: what the marketplace would show.

import Offers

/// What `offerctl preview` prints.
enum PreviewPage {
    static func text(_ rows: [PreviewRow], _ palette: Palette) -> String {
        guard !rows.isEmpty else { return "This subscription sees no preview.\n" }
        return rows.map { text($0, palette) }.joined(separator: "\n")
    }

    private static func text(_ row: PreviewRow, _ palette: Palette) -> String {
        let listing = row.data["listing"]
        var lines = [palette.paint(printable("\(row.offer)  \(listing?["title"]?.text ?? "")"), .strong)]
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            let gap = String(repeating: " ", count: 12 - name.count)
            lines.append("  \(palette.paint(name, .quiet))\(gap)\(clipped(printable(value), to: 200))")
        }
        add("Submission", row.data["submission"]?.integer.map { "\(row.offer)/\($0)" })
        add("Link", row.data["link"]?.text)
        add("Summary", listing?["summary"]?.text)
        add("Categories", listing?["categories"]?.items.compactMap(\.text).joined(separator: ", "))
        for plan in row.data["plans"]?.items ?? [] {
            let words = [plan["id"]?.text, plan["title"]?.text, plan["license"]?.text].compactMap { $0 }
            add("Plan", words.joined(separator: ", "))
        }
        add("Package", row.data["package"]?.text)
        return lines.joined(separator: "\n") + "\n"
    }
}
