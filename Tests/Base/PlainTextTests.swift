// Texts of strangers between tags and in quoted attributes.

import Base
import Testing

@Suite struct PlainTextTests {
    @Test func `Text leaves neither its element nor its attribute`() {
        #expect("\"'><img src=x>\u{0}".escapedForHTML == "&quot;&#39;&gt;&lt;img src=x&gt;\u{FFFD}")
    }
}
