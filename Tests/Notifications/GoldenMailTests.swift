import Localization
import Testing

@testable import Notifications
@testable import Offers

@Suite struct GoldenMailTests {
    @Test(arguments: Language.allCases)
    func `A mail is exactly these bytes`(language: Language) throws {
        let golden = LocalizedText(en: Golden.english, fr: Golden.french, ja: Golden.japanese)
        let mail = try #require(try Sample.messages(Sample.rejection(in: language)).first).mail
        #expect(mail == golden[language].replacing("\n", with: "\r\n"))
    }
}

/// The exact mails, each in a file of its own: read through by people before they are changed.
enum Golden {}
