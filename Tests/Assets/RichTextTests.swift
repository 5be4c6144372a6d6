// Publishers' markup: what the standard's parser makes of it is what is judged and what is shown.
import Foundation
import ImageFixtures
import Testing

@testable import Assets

@Suite struct RichTextTests {
    private static let elements = MarkupSamples.elements

    private func read(_ text: String) -> RichText { RichText(text, elements: Self.elements) }

    @Test(arguments: MarkupSamples.plain)
    func `Text and the markup of the list are shown as browsers read them`(text: String, html: String) {
        let read = read(text)
        #expect(read.html == html)
        #expect(read.foreign == [])
    }

    @Test(arguments: [
        ("<b r>x</b r>", ["<b r>"]), ("<p class=\"a\">x</p>", ["<p class>"]), ("<!-- x -->y", ["<!-- x -->"]),
        ("</ b>x", ["</ b>"]), ("<?php x ?>", ["<?php x ?>"]), ("<a href='https://a.example'>x</a>", ["<a>"]),
        ("<o:p></o:p>", ["<o:p>"]), ("<script>b</script>", ["<script>"]), ("<table>x</table>", ["<table>"]),
        ("a <disk", ["<disk>"]), ("a <b title=\"x", ["<b title>"]), ("a <b title='x", ["<b title \">"]),
        ("memory <four GB, disk >30", ["<four>"]), ("a </b c", ["</b c"]),
        ("<u>x</u><u>y<s></u>", ["<u>", "<s>"]),
        ("<table><tr><td><script>", ["<table>", "<tbody>", "<tr>", "<td>", "<script>"]),
    ])
    func `Everything else is named`(text: String, foreign: [String]) { #expect(read(text).foreign == foreign) }

    @Test(arguments: MarkupSamples.attacks) func `Whatever goes in, only bare elements of the list come out`(
        _ attack: String
    ) {
        let once = read(attack)
        // Read again as a browser would, with every element allowed, nothing but the list is there.
        let again = read(once.html)
        #expect(again.foreign == [], "\(once.html)")
        #expect(again.html == once.html)
        for tag in once.html.matches(of: /<[^>]*>?/) {
            #expect(tag.output.wholeMatch(of: /<\/?(p|br|b|i|ul|ol|li|h1|div|span)>/) != nil, "\(tag.output)")
        }
    }

    @Test func `Every mixture of their pieces is as safe`() {
        var random = SystemRandomNumberGenerator()
        let pieces =
            MarkupSamples.attacks.flatMap { $0.split(separator: /(?=[<>"'])/).map(String.init) } + [
                "<p>", "</p>", "<b>", "</b>", "<li>", "</ul>",
            ]
        for _ in 0..<2_000 {
            let text = (0..<8).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let html = read(text).html
            #expect(read(html).foreign == [], "\(text)")
        }
    }

    @Test func `The longest text that validation lets through cannot exhaust the parser`() async {
        let deep = String(repeating: "<b>", count: 999) + "x"
        #expect(read(deep).html.hasPrefix("<b><b>"))
        let active = (0..<214).map { "<b \(String($0, radix: 36))=>" }.joined() + String(repeating: "<p>x", count: 375)
        #expect(read(active).foreign.count == 10)
        #expect(read(active).html == "")
        let long = String(repeating: "<b>", count: RichText.longest / 3 + 1)
        #expect(read(long).html == "")
        #expect(read(long).foreign.count == 1)
    }
}
