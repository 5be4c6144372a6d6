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

    @Test func `A code from outside of any length gives itself, and at once`() {
        let code = "problem." + String(repeating: "title-too-long-", count: 50_000)
        #expect(Localization.text(code, in: .french) == code)
    }

    @Test func `Japanese has its own word for publishing`() {
        for (code, text) in Localization.table(.japanese) {
            if ["mail.", "page.", "refusal.", "state.", "step."].contains(where: code.hasPrefix) {
                #expect(!text.contains("公開"), "\(code): \(text)")
            }
        }
    }

    @Test(arguments: [
        (Duration.seconds(900), false, "15 min", "15 min", "15 分"), (.seconds(5400), false, "90 min", "90 min", "90 分"),
        (.seconds(3600), false, "1 h", "1 h", "1 時間"), (.seconds(86_400), false, "1 day", "1 jour", "1 日"),
        (.seconds(432_000), true, "5 business days", "5 jours ouvrés", "5 営業日"),
        (.seconds(1), false, "1 s", "1 s", "1 秒"),
    ])
    func `Spans are shown in whole units`(span: Duration, business: Bool, en: String, fr: String, ja: String) {
        #expect(Language.allCases.map { Localization.text(of: span, business: business, in: $0) } == [en, fr, ja])
    }
}
