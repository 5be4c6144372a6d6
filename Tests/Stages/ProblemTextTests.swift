// Every code that validation, a stage, the coordinator or Assets raises has its texts, and no text is left without a code.

import Base
import Foundation
import Localization
import Offers
import Testing

@testable import Assets
@testable import Stages
@testable import Validation

@Suite struct ProblemTextTests {
    /// The sources that raise problems and notes, as one text.
    private static func sources() throws -> String {
        try ["Assets", "Coordination", "Gateway/Portal", "Offers", "Stages", "Validation"].reduce(into: "") {
            all, module in
            let folder = Draft.root.appending(path: "Sources/\(module)")
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                all += try String(contentsOf: file, encoding: .utf8)
            }
        }
    }

    /// Codes of problems that the source or the policy raises.
    private static func problemCodes(_ text: String) throws -> Set<String> {
        var codes = Set(Policy.Kind.allCases.filter(\.isOneForm).map { "\($0.rawValue)-malformed" })
        codes.formUnion(try Draft().check.policy.fields.compactMap(\.code))
        codes.formUnion(text.matches(of: /report\(\s*"([a-z-]+)"/).map { String($0.1) })
        codes.formUnion(text.matches(of: /Problem\(at: .*?, "([a-z-]+)"/).map { String($0.1) })
        codes.formUnion(text.matches(of: /Asset(Finding|Problem)\(\s*"([a-z-]+)"/).map { String($0.2) })
        codes.remove("image-")
        let settings = ["fetch-limit-mib", "fetch-limit-minutes", "fetch-least-kib-per-second"]
        codes.formUnion(text.matches(of: /"(fetch-[a-z-]+)"/).map { String($0.1) }.filter { !settings.contains($0) })
        // What is wrong with a disk's address, in the words that publishers search for.
        codes.formUnion(codes.filter { $0.hasPrefix("fetch-") }.map { "image-" + $0 })
        codes.formUnion(
            text.matches(of: /(refused\(|code: )"((registry|layout|image|lead)-[a-z-]+)"/).map { String($0.2) })
        for group in CheckGroup.disk + CheckGroup.container + CheckGroup.package { codes.formUnion(group.codes) }
        return codes.union(CheckGroup.malwareCodes).union(DeploymentTemplate(nil).problems)
            .union(DeploymentTemplate(Data("{}".utf8)).problems).union(DeploymentTemplate(Data("[".utf8)).problems)
    }

    private static func remarks(_ text: String) -> Set<String> {
        Set(text.matches(of: /Remark\(\s*"([a-z-]+)"/).map { String($0.1) })
    }

    /// Codes of refusals, which are remarks with texts of their own.
    private static func refusals() throws -> Set<String> {
        let files = ["Offers/Status/Refusal.swift", "Gateway/API/CommandDesk+Drafts.swift"]
        return try files.reduce(into: []) { all, file in
            let path = Draft.root.appending(path: "Sources/\(file)")
            all.formUnion(remarks(try String(contentsOf: path, encoding: .utf8)))
        }
    }

    @Test func `Each refusal has a text, and each text a refusal`() throws {
        let texts = Localization.table(.english).keys.filter { $0.hasPrefix("refusal.") }
        #expect(Set(texts) == Set(try Self.refusals().map { "refusal.\($0)" }))
    }

    @Test func `Each code that is raised has a text and a remedy in every language`() throws {
        let text = try Self.sources()
        let codes = try Self.problemCodes(text)
        #expect(codes.count > 180)
        #expect(codes.filter { !Localization.knows("problem.\($0)") || !Localization.knows("remedy.\($0)") } == [])
        let notes = Self.remarks(text).subtracting(try Self.refusals())
        #expect(notes.count > 8)
        #expect(notes.filter { !Localization.knows("note.\($0)") } == [])
    }

    @Test func `Each text has a code that is raised`() throws {
        let text = try Self.sources()
        let codes = try Self.problemCodes(text)
        let built = ["object", "list", "boolean", "integer", "decimal", "text"].map { "wrong-type-\($0)" }
        let used = codes.union(built).union(text.matches(of: /"([a-z-]+)"/).map { String($0.1) })
        for key in Localization.table(.english).keys {
            let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
            guard ["problem", "remedy"].contains(parts[0]) else { continue }
            let isRaised = used.contains(parts[1]) || codes.contains { $0.hasSuffix("-\(parts[1])") }
            #expect(isRaised, "\(key)")
            let isWhole = Localization.knows("problem.\(parts[1])") && Localization.knows("remedy.\(parts[1])")
            #expect(isWhole, "\(key)")
        }
    }

    @Test func `The catalog has every problem that has a text, once`() {
        let listed = ProblemGroup.all.flatMap(\.codes).map(\.code)
        let texts = Localization.table(.english).keys.filter { $0.hasPrefix("problem.") }
            .map { String($0.dropFirst("problem.".count)) }.filter { !$0.hasPrefix("image-fetch-") }
        let difference = Set(listed).symmetricDifference(texts).sorted()
        #expect(difference == [])
        #expect(listed.count == Set(listed).count)
        for group in ProblemGroup.all { #expect(!group.codes.isEmpty, "\(group.title)") }
    }

    /// The tests as one text, without the lists of this file.
    private static func tests() throws -> String {
        let folder = Draft.root.appending(path: "Tests")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var all = ""
        for case let file as URL in files
        where file.lastPathComponent != "ProblemTextTests.swift"
            && (file.pathExtension == "swift" || file.pathExtension == "json" && file.path.contains("/Corpus/"))
        {
            all += try String(contentsOf: file, encoding: .utf8)
        }
        return all
    }

    @Test func `Each problem is raised in a test`() throws {
        let named = Set(try Self.tests().matches(of: /"(?:[^" ]* )?([a-z-]+)"/).map { String($0.1) })
        let untested = ProblemGroup.all.flatMap(\.codes).map(\.code).filter { code in
            !named.contains(code)
                && !(ProblemGroup.endings.contains(code) && named.contains { $0.hasSuffix("-\(code)") })
        }
        #expect(untested == [])
    }

    /// Codes whose remedies are followed in a test that is not a table's, by its name.
    private static let followed = [
        "not-json": "Texts that are not JSON are, once each name appears once",
        "nothing-to-certify": "An offer without an image and one with too many are refused",
        "images-count": "An offer without an image and one with too many are refused",
        "digest-differs": "Tags of document and layout must be the same, each with its digest",
        "image-bytes-too-many": "A publisher's day is full when its bytes are read, another's and the next day are not",
        "tag-moved": "A tag that is live does not move; latest does",
        "asset-changed": "A file that changes between its certification and its copy is the publisher's problem",
        "fetch-changed": "A file that changes at every try is the publisher's problem, until it stays as it is",
        "registry-not-public":
            "A repository that is not for everybody, or a tag that is not there, is the publisher's problem",
        "tag-not-in-registry":
            "A repository that is not for everybody, or a tag that is not there, is the publisher's problem",
        "test-drive-package-changed": "A test drive's package is scanned, and is the one that was validated",
        "fetch-too-slow": "A host that drips is the publisher's to change",
        "too-many-problems": "Fixing the problems that are listed leads to the others, and then to none",
        "not-approved": "An operator's rejection ends the submission with the operator's words",
    ]

    /// Codes whose remedies cannot be followed here, and why.
    private static let notFollowed = [
        "vhd-differencing": "Convert-VHD is a command of Windows, and nothing of Debian merges such a disk"
    ]

    @Test func `The remedy of each problem is followed in a test, or the reason is here`() throws {
        let tests = try Self.tests()
        let tables = Set(tests.matches(of: /Remedy\(\s*"([a-z-]+)"/).map { String($0.1) })
            .union(ImageRemedyTests.cases.map(\.code))
        for (code, test) in Self.followed { #expect(tests.contains("func `\(test)`"), "\(code)") }
        let others = Set(Self.followed.keys).union(Self.notFollowed.keys)
        let codes = ProblemGroup.all.flatMap(\.codes).map(\.code)
        #expect(codes.filter { !tables.contains($0) && !others.contains($0) } == [])
        #expect(others.filter { tables.contains($0) || !codes.contains($0) } == [])
        #expect(Set(Self.followed.keys).isDisjoint(with: Self.notFollowed.keys))
    }

    @Test func `A code takes the text of its ending, and a value is one short line`() {
        let problem = Problem(at: "/listing/title", "title-too-long", ["value": "{most}\r\nBcc: x", "most": "50"])
        #expect(problem.message(in: .english) == "The text has {most} Bcc: x characters; at most 50 are allowed.")
        #expect(problem.remedy(in: .english) == "Shorten it to 50 characters.")
        let long = Problem(at: "", "duplicate", ["value": String(repeating: "x", count: 1000)])
        #expect(long.values["value"]?.utf8.count == Remark.longestValue + 3)
        #expect(!Localization.knows("problem.no-such-thing"))
        let refused = Problem(at: "", "not-approved").message(in: .english)
        #expect(refused == "The marketplace’s operators did not approve this step.")
    }

    @Test func `A text is in the language of its reader, with what was measured`() throws {
        var draft = try Draft()
        draft.set("/listing/title", nil)
        let problems = try draft.problems()
        #expect(
            problems.map { $0.message(in: .french) } == ["Le champ obligatoire /listing/title est absent ou vide."])
        #expect(problems.map { $0.remedy(in: .japanese) } == ["値を入力してください。"])
        let small = Problem(AssetFinding("vhd-too-small", ["value": "5", "least": "20"]), at: "/a")
        #expect(
            small.message(in: .french)
                == "La taille virtuelle est de 5 Mio\u{A0}; il faut au moins 20 Mio.")
    }

    @Test func `A problem on the wire has its texts in English, and only its facts are read`() throws {
        let problem = Problem(at: "/a", "duplicate", ["value": "x"])
        let text = String(decoding: problem.json, as: UTF8.self)
        #expect(text.contains(#""message":"“x” appears more than once in this list.""#))
        let changed = text.replacing("Keep one of them.", with: "Something else.")
        #expect(changed != text)
        #expect(try Problem(json: Array(changed.utf8)) == problem)
    }
}

extension Policy.Kind {
    /// Kinds whose values `Form` checks.
    fileprivate var isOneForm: Bool {
        [
            .identifier, .planIdentifier, .email, .phone, .guid, .country, .currency, .version, .tag, .digest,
            .repository, .link,
            .secureLink,
        ].contains(self)
    }
}
