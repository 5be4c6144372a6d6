// Turns commands into events of the state machine. Other programs wrote everything here, so it is bounded, and a
// command that no version of the coordinator can use is poison that says what a correct one looks like.

import Base
import Events
import Offers

/// Reads commands.
struct CommandDecoding {
    /// Bounds on what a publisher can put into a row or a step.
    enum Most {
        static let idBytes = 256
        static let allowListBytes = 16_384
        // Of `String.beginning`: characters, and four bytes for each.
        static let titleCharacters = 200
        static let textCharacters = 4_000
        static let nameCharacters = 120
        static let addresses = 32
        /// RFC 5321, 4.5.3.1: 64 for the local part, 255 for the domain; with a name before it. A longer one stays too long,
        /// for validation.
        static let addressCharacters = 400
    }

    /// What leaves room for the envelope, which a stage's facts and a command's own words add to, below the client's
    /// usual `message.max.bytes`, 1,000,000.
    static let usualLargestDocument = 900_000

    /// The processes of new submissions, by name.
    let processes: [String: PublishingProcess]
    private let largestDocument: Int

    /// Throws `Settings.Wrong` if two profiles are the default for one type.
    init(profiles: [String: PublishingProfile], largestDocument: Int) throws {
        for type in OfferType.allCases {
            let takers = profiles.values.filter { $0.defaultFor.contains(type) }.map(\.name).sorted()
            guard takers.count <= 1 else {
                throw Settings.Wrong(
                    "profiles \(takers.joined(separator: " and ")) are both the default for \(type.rawValue): "
                        + "remove it from \"defaultFor\" of one")
            }
        }
        processes = profiles.mapValues { PublishingProcess($0) }
        self.largestDocument = largestDocument
    }

    /// The event. `summary` is what is already known about the document, `parked` the kept step, `full` why the
    /// publisher cannot publish now.
    func event(
        _ command: Command, _ summary: OfferSummary?, parked: ScheduledStep?, full: Refusal? = nil, at time: Timestamp
    ) throws -> OfferEvent {
        guard command.event.id.utf8.count <= Most.idBytes else {
            throw Poison("too-large", "a command's id has at most \(Most.idBytes) bytes")
        }
        guard command.event.source.utf8.count <= Most.idBytes else {
            throw Poison("too-large", "a command's source has at most \(Most.idBytes) bytes")
        }
        var actor = command.actor
        actor.name = actor.name.oneLine(Most.nameCharacters)
        var metadata = CommandMetadata(
            command.kind, id: command.event.id, from: command.event.source, by: actor, at: time,
            text: command.event[Command.Name.text].map { $0.beginning(Most.textCharacters) },
            notice: command.event[Command.Name.notice].map { $0.beginning(Most.textCharacters) })
        metadata.isAwaited = command.event[Command.Name.awaited] == "true"
        return switch command.kind {
        case .publish: .publish(metadata, try publication(command, summary, full))
        case .goLive: .goLive(metadata)
        case .cancel: .cancel(metadata)
        case .stopSelling: .stopSelling(metadata)
        case .requestSupport: .requestSupport(metadata)
        case .approve: .approve(metadata, parked: parked)
        case .reject: .reject(metadata)
        case .resume: .resume(metadata, parked: parked)
        case .pause: .pause(metadata)
        }
    }

    /// R3: the command's addresses replace the document's.
    private func publication(
        _ command: Command, _ summary: OfferSummary?, _ full: Refusal?
    ) throws -> Publication {
        guard let about = summary, about.key == command.offer else {
            throw Poison("not-an-offer", "a publish command needs the offer document of \(command.offer) as its data")
        }
        guard (command.event[Command.Name.allowList] ?? "").utf8.count <= Most.allowListBytes else {
            throw Poison("too-large", "a command's allow-list has at most \(Most.allowListBytes) bytes")
        }
        let named = Mailbox.split(command.event[Command.Name.notify] ?? "")
        let addresses = named.isEmpty ? about.emails : named
        let size = command.event.data.count
        let chosen =
            full.map { .failure($0) } ?? process(for: about.type, named: command.event[Command.Name.profile])
        return Publication(
            process: size > largestDocument ? .failure(.offerTooLarge(bytes: size, most: largestDocument)) : chosen,
            type: about.type, title: about.title.beginning(Most.titleCharacters), language: about.language,
            notify: addresses.prefix(Most.addresses).map { $0.beginning(Most.addressCharacters) },
            hasTestDrive: about.hasTestDrive, trace: command.event.trace?.description)
    }

    private func process(for type: OfferType, named name: String?) -> Result<PublishingProcess, Refusal> {
        if let name {
            return processes[name].map { .success($0) }
                ?? .failure(.unknownProfile(name, known: processes.keys.sorted()))
        }
        return processes.values.first { $0.profile.defaultFor.contains(type) }.map { .success($0) }
            ?? .failure(.noProfile(for: type))
    }
}
