// The events about offers that the topics still contain, and their replay through the coordinator's own code.

import Base
import BrokerClient
import Coordination
import Events
import JSON
import Offers

/// The events that the topics still contain.
struct KeptEvents {
    struct Missing: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var history: [OfferKey: [Transition]] = [:]
    private var commands: [String: CloudEvent] = [:]
    private var outcomes: [OfferKey: [StepResult]] = [:]
    private var processes = ProcessCatalog()
    /// What a new submission can follow: the newest revision of each process.
    private var newest: [String: PublishingProfile] = [:]

    init(_ broker: BrokerClient, _ only: OfferKey?) throws {
        var seen: Set<String> = []
        _ = try broker.read(.history, only, .beginning) { record in
            // The refusal of an offer that never existed has no number and no row.
            guard let row = try? HistoryRow(record), row.transition.sequence > 0,
                only == nil || row.transition.key == only, seen.insert(row.id).inserted
            else { return }
            history[row.transition.key, default: []].append(row.transition)
        }
        // A command may be in any partition, because other clients have other partitioners.
        _ = try broker.read(.commands, nil, .beginning) { record in
            guard let value = record.value,
                let event = try? Command.read(
                    value: value, headers: record.headers, key: record.key, metadata: record.metadata
                ).event
            else { return }
            commands[event.id] = commands[event.id] ?? event
        }
        _ = try broker.read(.outcomes, only, .beginning) { record in
            guard let result = try? StepResult(json: record.value ?? []) else { return }
            outcomes[result.envelope.subject, default: []].append(result)
        }
        let revisions = try broker.newest(.processes).sorted { $0.metadata.time < $1.metadata.time }
        for record in revisions {
            guard let profile = try? PublishingProfile(json: record.value ?? []) else { continue }
            processes.add(PublishingProcess(profile))
            take(profile)
        }
    }

    /// An offer type has one default process: the last one that names it.
    private mutating func take(_ profile: PublishingProfile) {
        for name in newest.keys { newest[name]?.defaultFor.removeAll { profile.defaultFor.contains($0) } }
        newest[profile.name] = profile
    }

    /// The profiles that were used to decide a command: a submission follows the process that its entry names.
    private func profiles(for entry: Transition) throws -> [String: PublishingProfile] {
        guard entry.kind == .submitted, let reference = entry.process else { return newest }
        guard let process = processes[reference] else {
            throw Missing(description: "\(Topic.processes) has no \(reference)")
        }
        return [process.profile.name: process.profile]
    }

    /// The history has the order of commands and outcomes, which come from two topics. Outcomes without an entry
    /// (progress, and late ones) are replayed in their order among the others, before those that came after them.
    /// Returns the row.
    func replay(_ offer: OfferKey, largestDocument: Int?) throws -> [UInt8]? {
        let entries = (history[offer] ?? []).sorted { $0.sequence < $1.sequence }
        for (place, entry) in entries.enumerated() where entry.sequence != place + 1 {
            throw Missing(description: "its history has no entry \(place + 1)")
        }
        var replay = Replay(offer, by: try Coordinator(profiles: newest, largestDocument: largestDocument))
        var rest = (outcomes[offer] ?? [])[...]
        var last: String?
        for entry in entries where entry.cause != last {
            last = entry.cause
            if let command = commands[entry.cause] {
                while let first = rest.first, first.time < entry.time, !isCause(first.eventID, entries) {
                    try take(rest.removeFirst(), &replay)
                }
                let coordinator = try Coordinator(profiles: profiles(for: entry), largestDocument: largestDocument)
                try replay.take(command, at: entry.time, by: coordinator)
            } else if entry.by == .clock {
                try replay.takeDeadline(at: entry.time)
            } else if let place = rest.firstIndex(where: { $0.eventID == entry.cause }) {
                for result in rest[...place] { try take(result, &replay) }
                rest = rest[(place + 1)...]
            } else if replay.entries < entry.sequence {
                throw Missing(description: "what caused entry \(entry.sequence) (\(entry.cause)) has expired")
            }
        }
        for result in rest { try take(result, &replay) }
        return replay.row
    }

    private func isCause(_ id: String, _ entries: [Transition]) -> Bool { entries.contains { $0.cause == id } }

    /// Records that no coordinator could use became dead letters and changed nothing.
    private func take(_ result: StepResult, _ replay: inout Replay) throws {
        do { try replay.take(result) } catch is Deferred {}
    }
}
