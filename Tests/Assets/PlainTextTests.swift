import Testing

@testable import Assets

struct PlainTextTests {
    @Test(arguments: [
        ("", ""), (" \n\t", ""), ("a", "a"), ("  a b\r\n", "a b"), ("\u{2003}é ", "é"),
    ])
    func `White space around a text is taken off, and none within`(text: String, trimmed: String) {
        #expect(text.trimmed == trimmed)
    }

    @Test(arguments: [
        ("AZaz09-._~", "AZaz09-._~"), ("a b/c", "a%20b%2Fc"), ("=+", "%3D%2B"), ("é\n", "%C3%A9%0A"), ("%41", "%2541"),
    ])
    func `What an address cannot hold is written by its bytes, and comes back`(text: String, encoded: String) {
        #expect(text.percentEncoded() == encoded)
        #expect(encoded.percentDecoded == text)
    }

    @Test func `What is to be kept is kept`() {
        #expect("T(K='a:b')/c".percentEncoded(keeping: "()='") == "T(K='a%3Ab')%2Fc")
    }

    @Test(arguments: ["%", "%2", "%zz", "100%"]) func `An incomplete pair stays as it is`(text: String) {
        #expect(text.percentDecoded == text)
    }
}
