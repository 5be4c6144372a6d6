import Foundation
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
        status.steps[0].problems = [Problem(at: "/plans/0", "bad", "It is bad.", remedy: "Make it good.")]
        status.steps[0].notes = ["a note"]
        status.canCancel = .init(allowed: false, reason: "too late")
        status.answer = .init(command: "c-1", kind: "cancel", accepted: false, reason: "too late", code: "late")
        status.notify = ["a@b.example"]
        status.memory.commands = ["c-1", "c-2"]
        status.memory.facts = ["previewlink": "https://x.example/a", "certifieddigest": "sha256:1"]
        status.memory.cancel = .untilSignOff
        status.memory.liveTerms = "{}"
        return status
    }

    @Test func `A status row's own JSON is its Codable form`() throws {
        #expect(try JSONDecoder().decode(OfferStatus.self, from: Data(status.json)) == status)
        #expect(try OfferStatus(json: wire(status)) == status)
        #expect(try OfferStatus(json: status.json) == status)
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
