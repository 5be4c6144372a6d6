import Base
import Foundation
import JSON
import Localization
import Testing

@testable import Offers

struct WireValueTests {
    private let time = Timestamp(milliseconds: 1_800_000_000_000)

    /// A row with everything that a row can hold.
    private var status: OfferStatus {
        let name = LocalizedText(en: "Certify", fr: "Certifier", ja: "認定")
        let step = PublishingProfile.Step(
            stage: .certify, name: name, longest: .init(duration: "P3D", calendar: .business), approval: true)
        var status = OfferStatus(OfferKey(publisher: "contoso", offer: "web-vm"), at: time)
        status.title = "A \"quoted\" title \\ with\ttabs, é and 日本"
        status.type = "virtual-machine"
        status.label = "Staged"
        status.submission = "contoso/web-vm/3"
        status.currentStep = 0
        status.steps = [StepStatus(step, language: .japanese, state: .inProgress)]
        status.steps[0].began = time
        status.steps[0].progress = Progress(
            percent: 40, regions: [.init(name: "north", percent: 40, state: "copying")])
        status.steps[0].problems = [Problem(at: "/plans/0", "duplicate", ["value": "x"])]
        status.steps[0].notes = ["a note"]
        status.steps[0].scheduled = time
        status.steps[0].ended = time
        status.steps[0].due = time
        status.steps[0].overdue = true
        status.steps[0].attempt = 2
        status.steps[0].reason = "a fault"
        status.profile = "virtual-machine"
        status.language = .french
        status.previewLinks = ["https://x.example/p"]
        status.liveLinks = ["https://x.example/l"]
        status.paused = .init(since: time, reason: "because", isHeld: true)
        status.canCancel = .init(allowed: false, reason: "too late")
        status.answer = .init(command: "c-1", kind: "cancel", accepted: false, reason: "too late", code: "late")
        status.notify = ["a@b.example"]
        status.memory.commands = ["c-1", "c-2"]
        status.memory.facts = ["previewlink": "https://x.example/a", "certifieddigest": "sha256:1"]
        status.memory.cancel = .untilSignOff
        status.memory.liveTerms = "{}"
        status.memory.liveSubmission = "contoso/web-vm/2"
        status.memory.certifiedDigest = "sha256:2"
        status.memory.certifiedBy = "contoso/web-vm/2"
        status.memory.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        status.memory.reviewLabel = "Staged"
        status.memory.submissions = 3
        status.memory.transitions = 20
        return status
    }

    @Test func `A status row's own JSON is its Codable form`() throws {
        #expect(try JSONDecoder().decode(OfferStatus.self, from: Data(status.json)) == status)
        #expect(try OfferStatus(json: wire(status)) == status)
        #expect(try OfferStatus(json: status.json) == status)
    }

    /// Whole rows and rows without what may be missing: what is passed over for another order must not be forgotten.
    @Test(arguments: [true, false]) func `A row is read in whatever order its members stand, and others among them`(
        isWhole: Bool
    ) throws {
        let row = isWhole ? status : OfferStatus(OfferKey(publisher: "contoso", offer: "web-vm"), at: time)
        let value = try JSONSerialization.jsonObject(with: Data(row.json))
        for order in [{ $0 < $1 }, { $0 > $1 }, { $0.reversed().description < $1.reversed().description }]
            as [(String, String) -> Bool]
        {
            for extra in [nil, "null", #"{"deep":[{"a":1}]}"#] {
                #expect(try OfferStatus(json: Array(text(value, order, extra).utf8)) == row)
            }
        }
    }

    @Test func `Null stands for what is missing, in order or not`() throws {
        var bare = status
        bare.label = nil
        let whole = String(decoding: status.json, as: UTF8.self)
        let label = #""label":"Staged","#
        #expect(whole.contains(label))
        let without = whole.replacing(label, with: "").dropLast()
        for row in [whole.replacing(label, with: #""label":null,"#), without + #","label":null}"#] {
            #expect(try OfferStatus(json: Array(row.utf8)) == bare)
        }
    }

    @Test func `A row that lacks something says what, in order or not`() throws {
        let whole = String(decoding: status.json, as: UTF8.self)
        for (name, value) in [("title", status.title.json), ("changed", status.changed.json)] {
            let member = "\"\(name)\":" + String(decoding: value, as: UTF8.self) + ","
            #expect(whole.contains(member))
            let error = #expect(throws: JSONError.self) {
                try OfferStatus(json: Array(whole.replacing(member, with: "").utf8))
            }
            #expect(error?.description == "/\(name) is missing")
        }
    }

    /// A value as text, members in that order, behind each another that nobody knows; facts may be any texts.
    private func text(_ value: Any, _ order: (String, String) -> Bool, _ extra: String?) -> String {
        if let members = value as? [String: Any] {
            return "{"
                + members.sorted { order($0.key, $1.key) }.map { name, value in
                    "\"\(name)\": " + text(value, order, ["facts", "values"].contains(name) ? nil : extra)
                        + (extra.map { ",\"\(name)_\":\($0)" } ?? "")
                }.joined(separator: ",") + "}"
        }
        if let elements = value as? [Any] {
            return "[" + elements.map { text($0, order, extra) }.joined(separator: ",") + "]"
        }
        let written = try? JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
        return String(decoding: written ?? Data(), as: UTF8.self)
    }

    @Test func `A line of history's own JSON is its Codable form`() throws {
        var line = Transition(.stepRejected, of: status, by: "certify", cause: "e-1", at: time)
        line.problems = status.steps[0].problems
        line.ticket = "contoso/web-vm/ticket-4"
        #expect(try JSONDecoder().decode(Transition.self, from: Data(line.json)) == line)
        #expect(try Transition(json: wire(line)) == line)
        #expect(try Transition(json: line.json) == line)
    }

    @Test func `A member that is missing is named, and so is a word nobody knows`() {
        #expect(throws: JSONError.self) { try OfferStatus.Answer(json: Array(#"{"command":"c"}"#.utf8)) }
        do {
            _ = try OfferStatus.CanCancel(json: Array(#"{"reason":"r"}"#.utf8))
            Issue.record("a missing member was taken")
        } catch { #expect("\(error)".hasPrefix("/allowed is missing")) }
        do {
            _ = try Language(json: Array(#""tlh""#.utf8))
            Issue.record("an unknown word was taken")
        } catch { #expect("\(error)".hasPrefix(#"unknown word "tlh""#)) }
    }

    @Test(arguments: 0..<24) func `A string ends at its quote wherever in a word of eight bytes it stands`(length: Int)
        throws
    {
        let plain = String(repeating: "x", count: length)
        for special in ["", "\"", "\\", "\n", "é\u{7F}"] {
            let text = plain + special + plain
            #expect(try String(json: text.json) == text)
        }
        #expect(throws: JSONError.self) { try String(json: Array("\"\(plain)\u{1}\(plain)\"".utf8)) }
    }
}
