// Publishers' markup: what the standard's parser makes of it is what is judged and what is shown.
import Foundation
import Testing

@testable import Assets

@Suite struct RichTextTests {
    private static let elements: Set = ["p", "br", "b", "i", "ul", "ol", "li", "h1", "div", "span"]

    private func read(_ text: String) -> RichText { RichText(text, elements: Self.elements) }

    @Test(arguments: [
        ("plain", "plain"), ("<P>x</P>", "<p>x</p>"), ("a<br/>b<br />c", "a<br>b<br>c"),
        ("<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"), ("<p><b>x", "<p><b>x</b></p>"),
        ("<p>One<p>Two", "<p>One</p><p>Two</p>"), ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<p><b>x</p>", "<p><b>x</b></p>"),
        ("x</b> y", "x y"), ("</p>", "<p></p>"), ("<li>x</li>", "<li>x</li>"), ("< b>", "&lt; b&gt;"),
        ("memory < 4 GB, disk > 30", "memory &lt; 4 GB, disk &gt; 30"),
        ("A -> B, 3 <> 4, I <3", "A -&gt; B, 3 &lt;&gt; 4, I &lt;3"),
        ("&lt;b&gt; &nbsp;&eacute; &#x1F680; &bogus; &amp", "&lt;b&gt; &nbsp;é 🚀 &amp;bogus; &amp;"),
        ("\u{600}", "\u{600}"), ("'\">", "'\"&gt;"), ("", ""),
    ])
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

    /// Shapes that other sanitizers let through: what they took for text became markup when it was parsed once more.
    private static let attacks = [
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>",
        "<template><b onclick=x>y</b></template>z",
        "<!--><img src=x onerror=alert(1)>-->", "<!-- --!><img src=x onerror=alert(1)>",
        "<!--[if IE]><script>x</script><![endif]-->",
        "<![CDATA[<script>alert(1)</script>]]>", "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
        "<b title='\"><script>alert(1)</script>'>x</b>", "<b title=`><script>x</script>`>", "<b/onclick=alert(1)>x</b>",
        "<style>b{background:url(javascript:alert(1))}</style>", "<p style=\"background:url('javascript:x')\">x</p>",
        "<a href=\"&#106;avascript&colon;alert(1)\">x</a>", "<a href=\"java\tscript:alert(1)\">x</a>",
        "<iframe srcdoc=\"<script>x</script>\">",
        "<textarea><b></textarea><img src=x onerror=y>", "<xmp><p></xmp><script>x</script>", "<plaintext><b>x",
        "<title></p><script>x",
        "<select><template><script>x</script></template></select>", "<b><table><b onclick=x><td>y</table>",
        "<<script>alert(1)//<</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>", "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;img src=x onerror=y&amp;gt;",
        "<b\u{0}onclick=x>y</b>", "<\u{0}script>x</script>", "<ı onclick=x>y", "<İmg src=x>",
        "<svg><desc><b>x</b></desc><b>y", "<svg><b>x</b>y",
        "<math><mi><b>x</b><mtext><p>y", "<b></b><frameset onload=x>", "<body onload=x><html onclick=y>z",
        "<p><svg><p title=\"</svg><script>x</script>\">",
        "<ul><li><script>x</script><li onclick=y>z", "<isindex prompt=x>", "<base href=//a.example>",
        "<meta http-equiv=refresh content=0>",
        "<embed src=x><object data=x><param>", "<video><source onerror=x>", "<details ontoggle=x open>",
        "<keygen autofocus onfocus=x>",
    ]

    @Test(arguments: attacks) func `Whatever goes in, only bare elements of the list come out`(_ attack: String) {
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
            Self.attacks.flatMap { $0.split(separator: /(?=[<>"'])/).map(String.init) } + [
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
