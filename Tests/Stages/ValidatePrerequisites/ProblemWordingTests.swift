import Base
import Foundation
import Localization
import Offers
import Testing

@testable import Stages
@testable import Validation

@Suite struct ProblemWordingTests {
    private func places(_ text: String) -> Set<Substring> { Set(text.matches(of: /\{[a-z]+\}/).map(\.output)) }

    @Test func `Each code is worded in all languages with the same places`() {
        let english = ProblemWording.all(in: .english)
        for language in Language.allCases {
            let others = ProblemWording.all(in: language)
            #expect(Set(others.keys) == Set(english.keys), "\(language)")
            for (code, wording) in others {
                let same = english[code].map { places($0.message) == places(wording.message) } ?? false
                #expect(same, "\(code) in \(language)")
                let known = places(wording.message + wording.remedy)
                    .isSubset(of: ["{value}", "{least}", "{most}", "{choices}"])
                #expect(known && !wording.message.isEmpty && !wording.remedy.isEmpty, "\(code) in \(language)")
            }
        }
    }

    @Test func `Each code that the rules report is worded`() throws {
        let folder = Draft.root.appending(path: "Sources/Validation")
        var codes = Set(Policy.Kind.allCases.filter(\.isOneForm).map { "\($0.rawValue)-malformed" })
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            codes.formUnion(text.matches(of: /report\(\s*"([a-z-]+)"/).map { String($0.output.1) })
        }
        codes.formUnion(try Draft().check.policy.fields.compactMap(\.code))
        #expect(codes.count > 80)
        #expect(codes.filter { !ProblemWording.knows($0) } == [])
    }

    @Test func `A code is worded by its ending, and a value cannot bring places of its own`() {
        let problem = ProblemWording.problem(
            "title-too-long", at: "/listing/title", ["value": "{most}\r\nBcc: x", "most": "50"], in: .english)
        #expect(problem.code == "title-too-long")
        #expect(problem.message == "The text has {most} Bcc: x characters; at most 50 are allowed.")
        #expect(problem.remedy == "Shorten it to 50 characters.")
        #expect(!ProblemWording.knows("no-such-thing"))
    }

    @Test func `Problems come in the language asked for`() throws {
        var draft = try Draft()
        draft.set("/listing/title", nil)
        draft.check.language = .french
        #expect(try draft.problems().map(\.message) == ["Le champ obligatoire /listing/title est absent ou vide."])
        draft.check.language = .japanese
        #expect(try draft.problems().map(\.remedy) == ["値を入力してください。"])
    }
}

extension Policy.Kind {
    /// Kinds whose values are told right from wrong by `Form`.
    fileprivate var isOneForm: Bool {
        [
            .identifier, .email, .phone, .guid, .country, .currency, .version, .tag, .digest, .repository, .link,
            .secureLink,
        ].contains(self)
    }
}
