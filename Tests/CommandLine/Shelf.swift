// A broker in memory behind the desk's closures, and the tool run against it with its output kept.

import Base
import Events
import Offers

@testable import CommandLine

/// Records by topic and partition, and what a coordinator would do when a command comes in.
final class Shelf {
    static let count = 8
    var records: [Topic: [Record]] = [:]
    var sent: [Message] = []
    /// Gives what is written to other topics when a message comes in.
    var reaction: (Message) -> [Message] = { _ in [] }
    var standing: [Topic: Int] = Dictionary(uniqueKeysWithValues: Topic.all.map { ($0, Shelf.count) })
    var creation: ([TopicPlan]) throws -> [Topic: Creation] = { plans in
        Dictionary(uniqueKeysWithValues: plans.map { ($0.topic, .created) })
    }

    /// What comes while somebody follows.
    var later: [Message] = []
    /// What groups have committed, and who is in them; nil: it is not told.
    var groups: [String: [Topic: Position]] = [:]
    var crew: [String: Int]? = [:]
    var mayWrite = true

    func put(_ message: Message, at time: Timestamp? = nil, partition: Int32? = nil) {
        let place = partition ?? Partitioner.partition(of: message.key ?? [], count: Self.count)
        let offset = records[message.topic, default: []].count { $0.partition == place }
        records[message.topic, default: []].append(
            Record(
                topic: message.topic.name, partition: place, offset: Int64(offset), key: message.key,
                value: message.value, headers: message.headers, time: time))
    }

    var desk: Desk {
        Desk(
            send: { message in
                self.sent.append(message)
                self.put(message)
                for answer in self.reaction(message) { self.put(answer) }
            },
            end: { topic, offer in self.end(topic, offer) },
            read: { topic, offer, start, each in
                for record in self.kept(topic, offer) where self.isFrom(start, record) { try each(record) }
                return self.end(topic, offer)
            },
            follow: { topic, position, _, each in
                for message in self.later { self.put(message) }
                self.later = []
                for record in self.records[topic] ?? [] where record.offset >= position[record.partition] ?? .max {
                    if try each(record) { return true }
                }
                return false
            },
            partitions: { self.standing },
            create: { plans in try self.creation(plans) },
            committed: { group, topic in self.groups[group]?[topic] ?? [:] },
            members: { self.crew },
            askToWrite: { if !self.mayWrite { throw PipelineError.brokerAway("no right to write") } })
    }

    private func isFrom(_ start: Start, _ record: Record) -> Bool {
        switch start {
        case .beginning: true
        case .offsets(let position): record.offset >= position[record.partition] ?? .max
        case .time(let time): record.time.map { $0 >= time } ?? true
        }
    }

    private func kept(_ topic: Topic, _ offer: OfferKey?) -> [Record] {
        let place = offer.map { Partitioner.partition(of: $0.bytes, count: Self.count) }
        return (records[topic] ?? []).filter { place == nil || $0.partition == place }
    }

    private func end(_ topic: Topic, _ offer: OfferKey?) -> Position {
        var end: Position = [:]
        for partition in 0..<Int32(Self.count) { end[partition] = 0 }
        for record in records[topic] ?? [] { end[record.partition] = record.offset + 1 }
        guard let offer else { return end }
        let place = Partitioner.partition(of: offer.bytes, count: Self.count)
        return [place: end[place] ?? 0]
    }
}

/// What a run printed and ended with.
struct Run: Equatable {
    var out = ""
    var err: [String] = []
    var code = ExitCode.done
}

/// The world of all tests here: one time, ids in a row.
let testWorld = World(now: { time("2026-11-21T09:30:00Z") }, newID: { "command-1" }, random: { 0.5 })

func time(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(milliseconds: 0) }

/// Runs the tool; `shelf` nil: a broker must not be asked for.
func offerctl(
    _ words: String..., environment: [String: String] = [:], shelf: Shelf? = nil, palette: Palette = .plain
) -> Run {
    var run = Run()
    let out = Out(palette: palette, write: { run.out += $0 }, warn: { run.err.append($0) })
    run.code = CommandLineTool.run(words, environment: environment, out: out, world: testWorld) { _, _ in
        guard let shelf else { throw PipelineError.brokerAway("no broker was to be asked") }
        return shelf.desk
    }
    return run
}
