// Publishers' text on a page: shown, never run.

import Base
import Testing

@testable import Assets
@testable import Stages

@Suite struct HTMLPageTests {
    @Test func `Text leaves neither its element nor its attribute`() {
        #expect("\"'><img src=x>\u{0}".escapedForHTML == "&quot;&#39;&gt;&lt;img src=x&gt;\u{FFFD}")
    }

    @Test func `An address that is not of the web does not become a link`() {
        var page = HTMLPage(title: "</title><script>")
        page.link("Click", "javascript:alert(1)")
        page.link("Docs", "https://contoso.example/?a=1&b=\"2\"")
        let html = String(decoding: page.bytes, as: UTF8.self)
        #expect(!html.contains("href=\"javascript"))
        #expect(html.contains("href=\"https://contoso.example/?a=1&amp;b=&quot;2&quot;\""))
        #expect(html.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"))
    }
}
