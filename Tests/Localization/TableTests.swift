import Testing

@testable import Localization

@Suite struct TableTests {
    private func places(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{([a-zA-Z-]+)\}/).map { String($0.output.1) })
    }

    @Test(arguments: [Language.french, .japanese])
    func `Each language has the texts that English has, with the same places`(_ language: Language) {
        let english = Localization.table(.english)
        let other = Localization.table(language)
        #expect(Set(english.keys).symmetricDifference(other.keys) == [])
        for (code, text) in english {
            #expect(other[code].map(places) == places(text), "\(code)")
        }
    }

    @Test func `A value cannot bring places of its own`() {
        #expect(Localization.text("state.NeverPublished", in: .french) == "Jamais publiée")
        #expect(Localization.text("nothing.known", ["a": "b"], in: .english) == "nothing.known")
    }
}
