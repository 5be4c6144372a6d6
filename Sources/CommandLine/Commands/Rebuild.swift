// `rebuild`: every row made anew from the history and from the events that it names, and held against the one that stands.
// Nothing is written: the row that counts is in the coordinator's memory, and writing beside it would make two truths.

import Base
import Coordination
import Events
import JSON
import Offers

/// What came of one offer; `--json` prints it.
struct RebuildReport: Codable, Equatable {
    enum Result: String, Codable {
        case same, different, unknown
    }

    var offer: String
    var result: Result
    /// Where they differ, as JSON pointers into the row.
    var differences: [String]?
    /// Why it could not be made anew.
    var reason: String?
}

extension Execution {
    func rebuild(_ offer: OfferKey?) throws {
        let folder = settings["profiles"] ?? "deploy/profiles"
        let coordinator: Coordinator
        // The coordinator's own settings, as far as they decide.
        let own = ["profiles": folder, "largest-document": settings["largest-document"] ?? ""]
        do { coordinator = try Coordinator(Settings(own)) } catch { throw FileError.badSetting("\(error)") }
        let kept = try KeptEvents(desk(), offer, coordinator)
        var standing: [OfferKey: OfferStatus] = [:]
        for record in try desk().newest(.status) {
            guard let status = readable({ try StatusRow(record) }, record)?.status else { continue }
            if offer == nil || status.key == offer { standing[status.key] = status }
        }
        let keys = Set(standing.keys).union(kept.history.keys).sorted { $0.description < $1.description }
        if let offer, keys.isEmpty { throw PipelineError.unknownOffer(offer) }
        let reports = keys.map { report($0, standing[$0], kept, coordinator) }
        for report in reports where isJSON { out.write(JSONLine.of(report)) }
        if !isJSON { out.write(RebuildPage.text(reports, out.palette)) }
        let wrong = reports.count { $0.result != .same }
        if wrong > 0 { throw PipelineError.rowsDiffer(wrong, of: reports.count) }
    }

    private func report(
        _ offer: OfferKey, _ standing: OfferStatus?, _ kept: KeptEvents, _ coordinator: Coordinator
    ) -> RebuildReport {
        let made: OfferStatus?
        do { made = try kept.replay(offer, by: coordinator) } catch {
            return RebuildReport(offer: offer.description, result: .unknown, reason: "\(error)")
        }
        // Byte for byte in the form that the coordinator writes.
        guard made?.json != standing?.json else { return RebuildReport(offer: offer.description, result: .same) }
        let nothing = JSONNode.object([])
        let documents = [standing, made].map { status in status.flatMap { try? JSONNode($0.json) } ?? nothing }
        let places = Difference.between(documents[0], documents[1]).map(\.pointer)
        return RebuildReport(offer: offer.description, result: .different, differences: places)
    }
}

/// What the topics still hold of what happened.
private struct KeptEvents {
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var history: [OfferKey: [Transition]] = [:]
    private var commands: [String: CloudEvent] = [:]
    private var outcomes: [OfferKey: [CloudEvent]] = [:]

    init(_ desk: Desk, _ only: OfferKey?, _ coordinator: Coordinator) throws {
        var seen: Set<String> = []
        _ = try desk.read(.history, only, .beginning) { record in
            guard let row = try? HistoryRow(record), let offer = OfferKey(row.transition.offer),
                only == nil || offer == only, seen.insert(row.id).inserted
            else { return }
            history[offer, default: []].append(row.transition)
        }
        // A command may lie anywhere, for other clients place records otherwise.
        _ = try desk.read(.commands, nil, .beginning) { record in
            let arrival = RecordMetadata(
                topic: record.topic, partition: record.partition, offset: record.offset, partitions: 1,
                time: record.time ?? Timestamp(milliseconds: 0))
            guard let value = record.value,
                let event = try? coordinator.read(
                    value: value, headers: record.headers, key: record.key, arrival: arrival)
            else { return }
            commands[event.id] = commands[event.id] ?? event
        }
        _ = try desk.read(.outcomes, only, .beginning) { record in
            guard let event = try? CloudEvent(headers: record.headers, value: record.value ?? []),
                let offer = OfferKey(event.subject), only == nil || offer == only
            else { return }
            outcomes[offer, default: []].append(event)
        }
    }

    /// The history tells the order of commands and outcomes, which come by two topics. Outcomes that left no entry
    /// (progress, and what was late) are taken where they stand among the others, and before what came after them.
    func replay(_ offer: OfferKey, by coordinator: Coordinator) throws -> OfferStatus? {
        let entries = (history[offer] ?? []).sorted { $0.sequence < $1.sequence }
        for (place, entry) in entries.enumerated() where entry.sequence != place + 1 {
            throw Missing(description: "its history has no entry \(place + 1) any more")
        }
        var replay = Replay(offer, by: coordinator)
        var rest = (outcomes[offer] ?? [])[...]
        var last: String?
        for entry in entries where entry.cause != last {
            last = entry.cause
            if let command = commands[entry.cause] {
                while let first = rest.first, first.time < entry.time, !isCause(first.id, entries) {
                    try take(rest.removeFirst(), &replay)
                }
                try replay.take(command: command, at: entry.time)
            } else if entry.by == "clock" {
                replay.takeDeadline(at: entry.time)
            } else if let place = rest.firstIndex(where: { $0.id == entry.cause }) {
                for event in rest[...place] { try take(event, &replay) }
                rest = rest[(place + 1)...]
            } else if replay.status?.memory.transitions ?? 0 < entry.sequence {
                throw Missing(description: "what caused entry \(entry.sequence) (\(entry.cause)) is no longer kept")
            }
        }
        for event in rest { try take(event, &replay) }
        return replay.status
    }

    private func isCause(_ id: String, _ entries: [Transition]) -> Bool { entries.contains { $0.cause == id } }

    /// What no coordinator could use became a dead letter and changed nothing.
    private func take(_ outcome: CloudEvent, _ replay: inout Replay) throws {
        do { try replay.take(outcome: outcome) } catch is Poison {} catch is Deferred {}
    }
}
