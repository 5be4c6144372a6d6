import Base
import Events
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@Suite struct RouteTests {
    private func profile(_ name: String) throws -> PublishingProfile {
        let file = "deploy/profiles/\(name).json"
        return try PublishingProfile(json: Data(Repository.bytes(file)), file: file)
    }

    private func scheduled(_ changes: (inout Event) -> Void = { _ in }) throws -> ScheduledStep {
        var event = CloudEvent(
            id: "x", source: "/offers/coordinator", type: .stepScheduled, subject: "contoso/web",
            time: Timestamp(milliseconds: 0), data: Array(#"{"a": 1}"#.utf8))
        event["submission"] = "contoso/web/1"
        event["route"] = "0:validate-prerequisites 2:certify 7:go-live"
        event.set("step", .integer(2))
        event.set("attempt", .integer(1))
        event["traceparent"] = "00-1-2-01"
        changes(&event)
        return try ScheduledStep(event)
    }

    @Test func `Steps whose condition does not hold are left out, the others keep their index`() throws {
        let vm = try profile("vm-2018")
        let without = Route(vm) { _ in false }
        #expect(Route(vm) { _ in true }.stops.count == 8)
        #expect(
            without.description
                == "0:validate-prerequisites 2:certify 3:provision-preview 4:package 5:publisher-sign-off 6:provision-production 7:go-live"
        )
        #expect(without.next(after: 0)?.stage == .certify)
        #expect(without.next(after: 7) == nil)
        #expect(without.stop(at: 1) == nil)
        #expect(Route(without.description) == without)
    }

    @Test(arguments: ["", " ", "certify", "0:", "x:certify", "0:certify 1"])
    func `What is no route is none`(_ text: String) {
        #expect(Route(text) == nil)
    }

    @Test func `A slip is handed on with the same bytes, the facts and a derived id`() throws {
        let slip = try scheduled()
        let message = try #require(
            slip.handedOn(at: Timestamp(milliseconds: 5), adding: ["digest": "d"], source: "/offers/certify"))
        #expect(message.topic == .stage(.goLive))
        #expect(message.key == Array("contoso/web".utf8))
        let next = try ScheduledStep(CloudEvent(structured: #require(message.value)))
        #expect(next.event.id == "contoso/web/1/7-go-live/1/scheduled")
        #expect(next.event.data == slip.event.data)
        #expect(next.event["digest"] == "d")
        #expect(next.event["traceparent"] == "00-1-2-01")
        #expect(next.handedOn(at: next.event.time, adding: [:], source: "/s") == nil)
        let again = try ScheduledStep(
            CloudEvent(structured: #require(slip.again(at: slip.event.time, source: "/s").value)))
        #expect(again.attempt == 2)
        #expect(again.stop == slip.stop)
    }

    @Test func `A slip whose parts do not agree is poison`() {
        let changes: [(inout Event) -> Void] = [
            { $0["route"] = nil }, { $0["step"] = "1" }, { $0["attempt"] = "0" },
            { $0["attempt"] = "9223372036854775807" }, { $0["submission"] = "contoso/web" },
            { $0.subject = "contoso/other" }, { $0.type = .statusChanged },
        ]
        for change in changes { #expect(throws: Poison.self) { try scheduled(change) } }
    }

    @Test func `Outcomes come back as they were sent, with ids that are the same on every try`() throws {
        let slip = try scheduled()
        let outcomes: [Outcome] = [
            .started, .progressed(Progress(percent: 50, regions: [.init(name: "eu", percent: 50, state: "copying")])),
            .completed(StepOutputs(["digest": "x"], notes: ["n"])), .waiting(StepOutputs()),
            .rejected([Problem(at: "/a", "b-c", "m", remedy: "r")]), .faulted(Fault("region-away", "gone")),
        ]
        for outcome in outcomes {
            let report = StepResult(outcome, of: slip, began: slip.event.time, at: Timestamp(milliseconds: 9))
            let message = report.message(source: "/offers/certify")
            #expect(message == report.message(source: "/offers/certify"))
            #expect(report.eventID == "contoso/web/1/2-certify/1/\(outcome.kind)")
            #expect(try StepResult(CloudEvent(structured: #require(message.value))) == report)
        }
        for attempt in [0, Int.max] {
            let report = StepResult(.started, of: slip, began: slip.event.time, at: slip.event.time)
            var event = try CloudEvent(structured: #require(report.message(source: "/offers/certify").value))
            event.set("attempt", .integer(attempt))
            #expect(throws: Poison.self) { try StepResult(event) }
        }
        let faulted = StepResult(.faulted(Fault("a", "b")), of: slip, began: slip.event.time, at: slip.event.time)
        #expect(try ScheduledStep(CloudEvent(structured: #require(faulted.parked))).submission == slip.submission)
    }
}
