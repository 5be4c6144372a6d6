// Publishers' text on a page: shown, never run.

import Base
import Testing

@testable import Assets
@testable import Stages

@Suite struct HTMLPageTests {
    private let text = HTMLText(elements: ["p", "b", "br", "ul", "li"])

    @Test(arguments: [
        ("<p>Fast & <b>small</b></p>", "<p>Fast &amp; <b>small</b></p>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<p onclick=\"x()\">a</p>", "&lt;p onclick=&quot;x()&quot;&gt;a&lt;/p&gt;"),
        ("<b>open", "<b>open</b>"),
        ("</section></p><p>a", "&lt;/section&gt;&lt;/p&gt;<p>a</p>"),
        ("a<br/>b<BR>c", "a<br>b<br>c"),
        ("caf&eacute; &#233; &lt;script&gt; &bad", "caf&eacute; &#233; &lt;script&gt; &amp;bad"),
        ("<<p>>", "&lt;<p>&gt;</p>"),
        ("<p", "&lt;p"),
        ("1 < 2 and 3 > 2", "1 &lt; 2 and 3 &gt; 2"),
    ])
    func `Only bare elements of the list come back as markup`(hostile: String, safe: String) {
        #expect(text.rich(hostile) == safe)
    }

    @Test func `Text leaves neither its element nor its attribute`() {
        #expect("\"'><img src=x>\u{0}".escapedForHTML == "&quot;&#39;&gt;&lt;img src=x&gt;\u{FFFD}")
    }

    @Test func `An address that is not of the web is no link`() {
        var page = HTMLPage(title: "</title><script>")
        page.link("Click", "javascript:alert(1)")
        page.link("Docs", "https://contoso.example/?a=1&b=\"2\"")
        let html = String(decoding: page.bytes, as: UTF8.self)
        #expect(!html.contains("href=\"javascript"))
        #expect(html.contains("href=\"https://contoso.example/?a=1&amp;b=&quot;2&quot;\""))
        #expect(html.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"))
    }
}
