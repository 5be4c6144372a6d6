// Rows made anew from what a real coordinator has written, and rows that somebody has touched.

import Base
import BrokerClient
import Coordination
import Events
import Foundation
import Offers
import TestSupport
import Testing

@testable import CommandLine

@Suite struct RebuildTests {
    private static func profiles() throws -> [String: PublishingProfile] {
        try PublishingProfile.read(folder: Repository.root.appending(path: "deploy/profiles").path)
    }

    /// A coordinator beside the shelf, which writes there what it decides.
    private final class Line {
        let shelf = Shelf()
        private var coordinator: Coordinator
        private var states: [OfferKey: Coordinator.State] = [:]
        private var now = time("2026-11-21T09:00:00Z")
        private var commands = 0

        init() throws {
            coordinator = try Coordinator(profiles: profiles())
            announce()
        }

        /// Starts the coordinator again with other profiles.
        func restart(_ profiles: [String: PublishingProfile]) throws {
            coordinator = try Coordinator(profiles: profiles)
            announce()
        }

        private func announce() {
            for message in coordinator.announcements(Followed()) { shelf.put(message, at: now) }
        }

        func command(_ kind: CommandKind, _ offer: OfferKey = webServer, document: [UInt8] = []) throws {
            commands += 1
            try take(Command(kind, offer: offer, id: "c-\(commands)", at: now, document: document).message)
        }

        /// A bare document is known by its place.
        func bare(_ document: String) throws {
            try take(Message(topic: .commands, key: nil, value: Array(document.utf8)))
        }

        func say(_ outcome: Outcome, sequence: Int? = nil) throws {
            let step = try #require(
                shelf.records.filter { $0.key.name.hasPrefix("offers.stage.") }.values.joined()
                    .compactMap { try? ScheduledStep(json: $0.value ?? []) }
                    .max { ($0.stop.step, $0.attempt) < ($1.stop.step, $1.attempt) })
            if case .completed(let outputs) = outcome,
                let next = step.handedOff(at: now, adding: outputs.facts, source: "/offers/test")
            {
                shelf.put(next, at: now)
            }
            let result = StepResult(
                outcome, of: step, began: now, at: now, sequence: sequence, source: "/offers/test")
            try take(result.message)
        }

        func take(_ message: Message) throws {
            now = now + .seconds(7)
            shelf.put(message, at: now)
            let record = try #require(shelf.records[message.topic]?.last)
            var metadata = record.metadata
            metadata.partitions = Shelf.count
            let input = Input.record(
                value: message.value ?? [], headers: message.headers, key: message.key, metadata)
            let reaction = try coordinator.handle(input, Followed(), now: now) { states[$0] }
            if let state = reaction.state { states[state.status.key] = state }
            for output in reaction.messages {
                // A command that lies in another partition than its offer's is forwarded.
                if output.topic == .commands { try take(output) } else { shelf.put(output, at: now) }
            }
        }
    }

    private func walked() throws -> Line {
        let line = try Line()
        try line.command(.cancel)  // Refused: the offer never was.
        try line.bare(offerDocument)
        try line.say(.started)
        try line.say(.progressed(Progress(percent: 10)), sequence: 1)
        try line.say(.completed(StepOutputs(notes: [Remark("images-already-there")])))
        try line.command(.requestSupport)
        try line.say(.progressed(Progress(percent: 40)), sequence: 1)
        try line.say(.faulted(Fault("region-away", "a region is away")))
        try line.command(.publish, document: Array(offerDocument.utf8))  // Refused: one runs.
        try line.command(.pause)
        try line.command(.resume)
        try line.say(.completed(StepOutputs(["certifieddigest": "sha256:1"])))
        try line.say(.progressed(Progress(percent: 70)), sequence: 2)
        return line
    }

    private func rebuild(_ shelf: Shelf, _ more: String...) -> Run {
        offerctl(["rebuild"] + more, shelf: shelf)
    }

    @Test func `A row made by the line comes out of its history byte for byte`() throws {
        let line = try walked()
        #expect(rebuild(line.shelf) == Run(out: "1 same, 0 different, 0 that cannot be rebuilt\n"))
        #expect(
            rebuild(line.shelf, "contoso/web-server", "--json").out
                == #"{"offer":"contoso/web-server","result":"same"}"# + "\n")
    }

    @Test func `A submission follows the process that its history names, though the profile was replaced since`() throws
    {
        let line = try Line()
        try line.bare(offerDocument)
        try line.say(.rejected([]))
        var replaced = try Self.profiles()
        for name in replaced.keys { replaced[name]?.steps.removeAll { $0.stage == .package } }
        try line.restart(replaced)
        try line.bare(offerDocument)
        #expect(rebuild(line.shelf) == Run(out: "1 same, 0 different, 0 that cannot be rebuilt\n"))
        let newest = try #require(try line.shelf.broker.newest(.status, of: webServer))
        let row = try StatusRow(newest).status
        line.shelf.records[.processes]?.removeAll { $0.key == row.processReference.map { Array($0.utf8) } }
        #expect(rebuild(line.shelf, "--json").out.contains("offers.processes has no \(row.processReference ?? "")"))
    }

    @Test func `A row that was touched is reported with the places where it differs`() throws {
        let line = try walked()
        let newest = try #require(line.shelf.records[.status]?.last)
        let touched = String(decoding: newest.value ?? [], as: UTF8.self)
            .replacing(#""title":"""#, with: #""title":"Something else""#)
            .replacing(#""type":"virtual-machine""#, with: #""type":"container-image""#)
        line.shelf.put(Message(topic: .status, key: newest.key, value: Array(touched.utf8)))
        let run = rebuild(line.shelf)
        #expect(
            run.out == """
                contoso/web-server  different
                  /data/title
                  /data/type
                0 same, 1 different, 0 that cannot be rebuilt

                """)
        #expect(run.code == .refused)
        #expect(run.err.first?.hasPrefix("1 of 1 rows differ from their history") == true)
    }

    @Test func `A row that is lost is made anew, and one whose events are gone is said to be unknown`() throws {
        let line = try walked()
        let rows = line.shelf.records.removeValue(forKey: .status)
        #expect(rebuild(line.shelf).out.hasPrefix("contoso/web-server  different"))
        line.shelf.records[.status] = rows
        let commands = line.shelf.records.removeValue(forKey: .commands)
        let run = rebuild(line.shelf, "--json")
        #expect(run.out.contains(#""result":"unknown""#))
        #expect(run.out.contains("what caused entry 1"))
        #expect(run.code == .refused)
        line.shelf.records[.commands] = commands
        line.shelf.records[.history]?.remove(at: 1)  // The first has no number.
        #expect(rebuild(line.shelf, "--json").out.contains("its history has no entry 1"))
    }
}
