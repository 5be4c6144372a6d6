// Rows made anew from what a real coordinator has written, and rows that somebody has touched.

import Base
import BrokerClient
import Coordination
import Events
import Foundation
import Offers
import Testing

@testable import CommandLine

@Suite struct RebuildTests {
    private static let profiles = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "deploy/profiles").path

    /// A coordinator beside the shelf, which writes there what it decides.
    private final class Line {
        let shelf = Shelf()
        private let coordinator: Coordinator
        private var rows: [Topic: [OfferKey: [UInt8]]] = [:]
        private var now = time("2026-11-21T09:00:00Z")
        private var commands = 0

        init() throws { coordinator = try Coordinator(profiles: PublishingProfile.read(folder: profiles)) }

        func command(_ kind: CommandKind, _ offer: OfferKey = webServer, document: [UInt8] = []) throws {
            commands += 1
            try take(Command(kind, offer: offer, id: "c-\(commands)", at: now, document: document).message)
        }

        /// A bare document is known by its place.
        func bare(_ document: String) throws {
            try take(Message(topic: .commands, key: nil, value: Array(document.utf8)))
        }

        func say(_ outcome: Outcome, sequence: Int? = nil) throws {
            let step = shelf.records.filter { $0.key.name.hasPrefix("offers.stage.") }.values.joined()
                .compactMap { try? ScheduledStep(CloudEvent(structured: $0.value ?? [])) }
                .max { ($0.stop.step, $0.attempt) < ($1.stop.step, $1.attempt) }
            let slip = try #require(step)
            let report = StepResult(outcome, of: slip, began: now, at: now, sequence: sequence)
            if case .completed(let facts) = outcome,
                let next = slip.handedOn(at: now, adding: facts.slip, source: "/offers/test")
            {
                shelf.put(next, at: now)
            }
            try take(report.message(source: "/offers/test"))
        }

        func take(_ message: Message) throws {
            now = now + .seconds(7)
            shelf.put(message, at: now)
            let record = try #require(shelf.records[message.topic]?.last)
            let place = RecordMetadata(
                topic: record.topic, partition: 0, offset: record.offset, partitions: 1, time: record.time ?? now)
            var arrival = place
            arrival.partition = record.partition
            let event = try coordinator.read(
                value: message.value ?? [], headers: message.headers, key: message.key, arrival: arrival)
            let offer = try #require(OfferKey(event.subject))
            let known = rows.compactMapValues { $0[offer] }
            for output in try coordinator.react(to: event, arrival: place, rows: Rows(known), now: now) {
                shelf.put(output, at: now)
                if coordinator.tables.contains(output.topic) { rows[output.topic, default: [:]][offer] = output.value }
            }
        }
    }

    private func walked() throws -> Line {
        let line = try Line()
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
        offerctl(["rebuild", "--profiles", Self.profiles] + more, shelf: shelf)
    }

    @Test func `A row made by the line comes out of its history byte for byte`() throws {
        let line = try walked()
        #expect(rebuild(line.shelf) == Run(out: "1 same, 0 different, 0 that cannot be rebuilt\n"))
        #expect(
            rebuild(line.shelf, "contoso/web-server", "--json").out
                == #"{"offer":"contoso/web-server","result":"same"}"# + "\n")
    }

    @Test func `A row that was touched is told with the places where it differs`() throws {
        let line = try walked()
        let newest = try #require(line.shelf.records[.status]?.last)
        var status = try StatusRow(newest).status
        status.title = "Something else"
        status.memory.submissions = 7
        line.shelf.put(row(status))
        let run = rebuild(line.shelf)
        #expect(
            run.out == """
                contoso/web-server  different
                  /memory/submissions
                  /title
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
        line.shelf.records[.history]?.removeFirst()
        #expect(rebuild(line.shelf, "--json").out.contains("its history has no entry 1"))
    }
}
