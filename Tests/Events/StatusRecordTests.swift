// The rows of `offers.status` and the entries of `offers.history`.

import Base
import Events
import JSON
import Localization
import Offers
import Testing

@Suite struct StatusRecordTests {
    /// A status with a value for each of its members.
    static var status: OfferStatus {
        let name = LocalizedText(en: "Certify", fr: "Certifier", ja: "認定")
        let step = PublishingProfile.Step(
            stage: .certify, name: name, longest: .init(duration: "P3D", calendar: .business), approval: true)
        var status = OfferStatus(web, at: noon)
        status.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        status.title = "A \"quoted\" title \\ with\ttabs, é and 日本"
        status.type = .containerImage
        status.language = .french
        status.notify = ["a@b.example"]
        status.live = .init(submission: 2, since: noon, links: ["https://x.example/l"], terms: "vm")
        status.submissions = 3
        status.state = .running
        let profile = PublishingProfile(
            name: "p", title: name, cancel: .untilSignOff, reviewLabel: name,
            steps: Array(repeating: step, count: 4))
        status.follow(PublishingProcess(profile)) { _ in .notStarted }
        status.currentStep = 1
        status.steps[0].state = .complete
        status.steps[1].state = .inProgress
        status.steps[3].state = .skipped
        status.steps[0].scheduled = nil
        status.steps[0].began = noon
        status.steps[0].ended = noon
        status.steps[0].notes = [Remark("note", ["a": "b"])]
        status.steps[1].attempt = 2
        status.steps[1].scheduled = noon
        status.steps[1].progress = Progress(
            percent: 40, regions: [.init(name: "north", percent: 40, state: "copying", bytesDone: 4, bytesTotal: 10)])
        status.steps[1].problems = [Problem(at: "/plans/0", "bad")]
        status.steps[1].fault = Fault("away", "It is away.")
        status.previewLinks = ["https://x.example/p"]
        status.facts = ["previewlink": "https://x.example/p", "certifieddigest": "sha256:1"]
        status.paused = .init(since: noon, notice: "because", isHeld: true)
        status.certified = .init(digest: "sha256:2", submission: 2)
        status.answer = .init(command: "c-1", kind: .cancel, refusal: Refusal.cancelTooLate.remark)
        status.commands = ["c-0", "c-1"]
        status.transitions = 20
        return status
    }

    private func record(_ status: OfferStatus = status) -> StatusRecord {
        StatusRecord(status, cause: "c-1", source: "/offers/offer-coordinator")
    }

    @Test func `A row comes back as it was written`() throws {
        let message = record().message
        #expect(message.topic == .status)
        #expect(message.key == web.bytes)
        #expect(try StatusRecord(json: message.value ?? []) == record())
        #expect(try StatusRecord(json: message.value ?? []).status == Self.status)
        #expect(try CloudEvent(structured: message.value ?? []).json == message.value, "anybody reads it as an event")
    }

    @Test func `A row of an offer that was never published has only what must be there`() {
        #expect(
            String(decoding: record(OfferStatus(web, at: noon)).json, as: UTF8.self)
                == #"{"specversion":"1.0","id":"c-1/status","source":"/offers/offer-coordinator","#
                + #""type":"offers.status.changed.v1","subject":"contoso/web","time":"2026-11-21T09:00:00.000Z","#
                + #""data":{"title":"","type":"virtual-machine","state":"NeverPublished"}}"#)
    }

    @Test func `A step that has ended says so by its end, and one that has not begun by nothing`() {
        let text = String(decoding: Self.status.json, as: UTF8.self)
        let states = text.matches(of: /"state":"([A-Z][A-Za-z]+)"/).map { String($0.1) }
        #expect(states == ["Running", "InProgress", "Skipped"])
    }

    @Test func `A row says in its envelope when its step becomes overdue`() throws {
        // Three working days from Saturday begin on Monday and end with Wednesday.
        let due = try #require(Timestamp("2026-11-26T00:00:00Z"))
        let row = record().json
        #expect(StatusRecord.deadline(of: row) == due)
        let event = try CloudEvent(structured: row)
        #expect(event["deadline"] == due.description)
        #expect(event[CloudEvent.traceParent] == Self.status.trace)
        var told = Self.status
        told.steps[1].overdue = true
        #expect(StatusRecord.deadline(of: record(told).json) == nil)
        #expect(StatusRecord.deadline(of: record(OfferStatus(web, at: noon)).json) == nil)
        let canonical = try JSONNode(row).canonical
        #expect(StatusRecord.deadline(of: canonical) == due, "also of a row in another order")
        #expect(StatusRecord.deadline(of: Array("nothing".utf8)) == nil)
        #expect(StatusRecord.deadline(of: []) == nil)
    }

    @Test func `A title cannot pass for a deadline`() throws {
        var status = OfferStatus(web, at: noon)
        status.title = #"","deadline":"2026-11-21T09:00:00.000Z"#
        let row = record(status).json
        #expect(StatusRecord.deadline(of: row) == nil)
        #expect(try StatusRecord(json: row).status == status)
    }

    @Test func `A row in another order, with white space and unknown members, is the same row`() throws {
        let node = try JSONNode(record().json)
        #expect(try StatusRecord(json: node.canonical) == record())
        guard case .object(let members) = node else { throw Poison("not-a-row", "") }
        let more = JSONNode.object([.init("new", [["x": 1]])] + members.reversed())
        #expect(try StatusRecord(json: more.json) == record())
    }

    @Test func `A row with a byte changed is read and written alike, or refused`() {
        let bytes = record().json
        for place in bytes.indices {
            #expect(throws: JSONError.self) { try StatusRecord(json: Array(bytes[..<place])) }
            for other in [UInt8](#""\,}0 "#.utf8) {
                var changed = bytes
                changed[place] = other
                guard let read = try? StatusRecord(json: changed) else { continue }
                #expect((try? StatusRecord(json: read.json))?.status == read.status)
            }
        }
    }
}

@Suite struct HistoryEntryTests {
    private var transition: Transition {
        var entry = Transition(
            .stepRejected, of: StatusRecordTests.status, by: Actor(.system, name: "certify"), cause: "e-1", at: noon)
        entry.command = .cancel
        entry.refusal = Refusal.cancelTooLate.remark
        entry.fault = Fault("away", "It is away.")
        entry.text = "P3D"
        entry.ticket = "contoso/web/ticket-4"
        entry.problems = [Problem(at: "/plans/0", "bad", ["most": "5"])]
        entry.notes = [Remark("note")]
        entry.links = ["https://x.example/p"]
        return entry
    }

    @Test func `An entry comes back as it was written`() throws {
        for trace in [nil, StatusRecordTests.status.trace] {
            let entry = HistoryEntry(transition, trace: trace, source: "/offers/offer-coordinator")
            let message = entry.message
            #expect(message.topic == .history)
            #expect(message.key == web.bytes)
            #expect(entry.envelope.id == "contoso/web/transition-20")
            #expect(try HistoryEntry(json: message.value ?? []) == entry)
            #expect(try CloudEvent(structured: message.value ?? []).json == message.value)
        }
    }

    @Test func `An entry has only what there is to say`() {
        let status = OfferStatus(web, at: noon)
        let entry = Transition(.supportRequested, of: status, by: Actor(.publisher), cause: "c", at: noon)
        #expect(
            String(decoding: entry.json, as: UTF8.self)
                == #"{"sequence":0,"kind":"support-requested","by":{"kind":"publisher"},"cause":"c","#
                + #""state":"NeverPublished"}"#)
    }

    @Test func `Two refusals of an offer that never was are two entries`() {
        func id(_ cause: String) -> String {
            let entry = Transition(
                .commandRefused, of: OfferStatus(web, at: noon), by: Actor(.publisher), cause: cause, at: noon)
            return HistoryEntry(entry, trace: nil, source: "/s").envelope.id
        }
        #expect(id("c-1") == id("c-1"))
        #expect(id("c-1") != id("c-2"), "by the same id the second would be taken for the first once more")
    }
}
