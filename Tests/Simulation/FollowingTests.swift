import Base
import Events
import Foundation
import JSON
import Log
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Coordination
@testable import Notifications
@testable import Offers
@testable import Runtime

/// Follows one offer through the logs of four programs.
@Suite struct FollowingTests {
    private final class Logs: Sendable {
        private let lines = Mutex<[String]>([])

        func journal(_ program: String) -> Logger {
            Logger(program: program, now: { Timestamp(milliseconds: 0) }) { [self] text in
                lines.withLock { $0 += text.split(separator: "\n").map(String.init) }
            }
        }

        /// The programs whose lines name all of these, in the order they did.
        func programs(naming fields: [String: String]) throws -> [String] {
            try lines.withLock { $0 }.compactMap { line in
                let members = try JSONNode(Array(line.utf8))
                return fields.allSatisfy { members[$0.key]?.text == $0.value } ? members["program"]?.text : nil
            }
        }
    }

    private struct Rejecting: StageHandler {
        static let stage = Stage.validatePrerequisites
        func perform(_ job: StageJob) async throws -> StageOutcome {
            .rejected([Problem(at: "/listing/title", "title-too-long", ["value": "60", "most": "50"])])
        }
    }

    private struct Posting: RecordHandler {
        static let name = "offer-mailer"
        static let input = Topic.notifications
        func group(of record: Message) -> [UInt8] { record.key ?? [] }
        func perform(_ record: Message) async throws -> [String: String] { [:] }
    }

    private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private let document =
        #"{"publisher":"acme","offer":"web","type":"virtual-machine","notifications":{"emails":["a@acme.example"]}}"#

    /// Runs the command through coordinator, stage, notifier and mailer until nothing moves.
    private func run(_ command: Message) throws -> (Logs, MemoryBroker) {
        let broker = MemoryBroker(partitions: 2)
        let logs = Logs()
        let executor = ManualExecutor()
        let world = World(now: { Timestamp(milliseconds: 1_800_000_000_000) }, newID: { "id" }, random: { 0.5 })
        let settings = Settings(["profiles": root.appending(path: "deploy/profiles").path])
        let policy = try RetryPolicy(settings)
        func keyed(_ process: some StatefulProcessor, _ name: String) -> WorkerLoop {
            let journal = logs.journal(name)
            return worker(
                StatefulTask(process, partitions: 2, world: world, logger: journal), name, process.inputs, journal)
        }
        func worker(_ role: any Processor, _ name: String, _ inputs: [Topic], _ journal: Logger) -> WorkerLoop {
            WorkerLoop(
                log: MemoryLog(broker, group: name, inputs: inputs), processor: role, world: world,
                telemetry: WorkerTelemetry(metrics: .init(program: name, version: "1"), logger: journal))
        }
        let stage = logs.journal("validate-prerequisites")
        let mailer = logs.journal("offer-mailer")
        let workers = [
            keyed(try Coordinator(settings), "offer-coordinator"),
            worker(
                StageProcessor(
                    .stage(Rejecting()), policy: policy, concurrency: 4, executor: executor, world: world,
                    logger: stage,
                    wake: {}), "validate-prerequisites", [.stage(.validatePrerequisites)], stage),
            keyed(try Notifier(settings), "offer-notifier"),
            worker(
                StageProcessor(
                    .records(Posting()), policy: policy, concurrency: 4, executor: executor, world: world,
                    logger: mailer, wake: {}),
                "offer-mailer", [.notifications], mailer),
        ]
        broker.append(command)
        for _ in 0..<12 {
            for worker in workers {
                try worker.turn(wait: .zero)
                executor.drain()
            }
        }
        return (logs, broker)
    }

    @Test func `One trace id and one submission id lead through all logs, from command to mail`() throws {
        var event = Command(
            .publish, offer: OfferKey(publisher: "acme", offer: "web"), id: "c-1", at: Timestamp(milliseconds: 0),
            document: Array(document.utf8)
        ).event
        event["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let (logs, broker) = try run(Message(topic: .commands, event: event))
        let everybody: Set = ["offer-coordinator", "validate-prerequisites", "offer-notifier", "offer-mailer"]
        let traced = try logs.programs(naming: ["trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"])
        #expect(Set(traced) == everybody)
        #expect(traced.first == "offer-coordinator" && traced.last == "offer-mailer")
        #expect(Set(try logs.programs(naming: ["submission": "acme/web/1"])) == everybody)
        let mails = broker.records(of: .notifications)
        #expect(mails.count == 1)
        let header = mails.first?.headers.first { $0.name == "ce_traceparent" }
        #expect(header.map { String(decoding: $0.value, as: UTF8.self) } == event["traceparent"])
    }

    @Test func `A bare document without a trace gets one, the same in every log`() throws {
        let (logs, broker) = try run(
            Message(topic: .commands, key: Array("acme/web".utf8), value: Array(document.utf8)))
        let scheduled = try #require(broker.records(of: .stage(.validatePrerequisites)).first?.value)
        let trace = try ScheduledStep(json: scheduled).traceContext
        #expect(Set(try logs.programs(naming: ["trace_id": trace.traceID])).count == 4)
    }

    @Test func `A plain traceparent header, as OpenTelemetry sends it, is taken; a broken one is not`() throws {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        for (sent, isTaken) in [(good, true), ("00-x\r\n", false)] {
            let (_, broker) = try run(
                Message(
                    topic: .commands, key: Array("acme/web".utf8), value: Array(document.utf8),
                    headers: [.init("traceparent", sent)]))
            let value = try #require(broker.records(of: .stage(.validatePrerequisites)).first?.value)
            #expect((try ScheduledStep(json: value).traceContext.description == sent) == isTaken)
        }
    }
}
