// Records as events of the state machine. Everything here was written by somebody else: it is bounded, and what no
// version of the coordinator can use is poison that says how a right one looks.

import Base
import Offers

/// Reads commands and outcomes.
struct CommandDecoding {
    /// Bounds on what a publisher can put into a row or a slip.
    enum Most {
        static let idBytes = 256
        static let allowListBytes = 16_384
        static let titleCharacters = 200
        static let textCharacters = 4_000
        static let addresses = 32
        /// RFC 5321, 4.5.3.1: 64 for the local part, 255 for the domain. A longer one stays too long, for validation.
        static let addressCharacters = 321
    }

    /// What leaves room for the envelope, which a stage's facts and a command's own words add to, below the client's
    /// usual `message.max.bytes`, 1,000,000.
    static let usualLargestDocument = 900_000

    let profiles: [String: PublishingProfile]
    var largestDocument = usualLargestDocument

    /// A command; `summary` is what is known of its document already, `parked` the offer's row of the blocked topic.
    func event(
        _ command: Command, _ summary: OfferSummary? = nil, parked: [UInt8]?, at time: Timestamp
    ) throws -> OfferEvent {
        guard command.event.id.utf8.count <= Most.idBytes else {
            throw Poison("too-large", "a command's id has at most \(Most.idBytes) bytes")
        }
        let isOperators = command.kind.isOperators || command.event[Command.Name.sender] == "operator"
        let order = CommandMetadata(
            command.kind, id: command.event.id, by: isOperators ? "operator" : "publisher", at: time,
            text: command.event[Command.Name.text].map { String($0.prefix(Most.textCharacters)) })
        return switch command.kind {
        case .publish: .publish(order, try publication(command, summary))
        case .goLive: .goLive(order)
        case .cancel: .cancel(order)
        case .requestSupport: .requestSupport(order)
        case .approve: .approve(order, parked: slip(parked))
        case .reject: .reject(order)
        case .resume: .resume(order, parked: slip(parked))
        case .pause: .pause(order)
        }
    }

    /// An outcome; throws `Poison` for events of a type or version that no outcome has.
    func report(_ event: Event) throws -> StepResult {
        guard !Outcome.types.contains(event.type) else { return try StepResult(event) }
        let parts = event.type.rawValue.split(separator: ".", omittingEmptySubsequences: false)
        let known = ["started", "progressed", "completed", "rejected", "faulted", "waiting"]
        guard parts.count == 4, parts[..<2] == ["offers", "step"], known.contains(String(parts[2])) else {
            let names = known.map { "offers.step.\($0).v1" }.joined(separator: ", ")
            throw Poison("unknown-type", "\"\(event.type)\" is no outcome; known are \(names)")
        }
        throw Poison("unknown-version", "\(event.type) is a version this coordinator does not know; send v1")
    }

    /// R3: the command's addresses win over the document's.
    private func publication(_ command: Command, _ summary: OfferSummary?) throws -> Publication {
        let about: OfferSummary
        do { about = try summary ?? OfferSummary(command.event.data) } catch {
            throw Poison("not-an-offer", "the offer document: \(error). Needed at least: publisher, offer, type")
        }
        guard about.key == command.offer else {
            throw Poison("wrong-publisher", "the document is \(about.key), but the command is about \(command.offer)")
        }
        guard (command.event[Command.Name.allowList] ?? "").utf8.count <= Most.allowListBytes else {
            throw Poison("too-large", "a command's allow-list has at most \(Most.allowListBytes) bytes")
        }
        let named = (command.event[Command.Name.notify] ?? "").split(separator: ",")
        let addresses = named.isEmpty ? about.emails : named.map { $0.split(separator: " ").joined(separator: " ") }
        let size = command.event.dataCount
        let chosen = profile(for: about.type, named: command.event[Command.Name.profile])
        return Publication(
            profile: size > largestDocument ? .failure(.offerTooLarge(bytes: size, most: largestDocument)) : chosen,
            type: about.type,
            title: about.title.cut(to: Most.titleCharacters), language: about.language,
            notify: addresses.prefix(Most.addresses).map { $0.cut(to: Most.addressCharacters) },
            hasTestDrive: about.hasTestDrive,
            trace: (command.event.trace ?? TraceParent(of: command.event.id)).description)
    }

    private func profile(for type: OfferType, named name: String?) -> Result<PublishingProfile, Refusal> {
        if let name {
            return profiles[name].map { .success($0) }
                ?? .failure(.unknownProfile(name, known: profiles.keys.sorted()))
        }
        return profiles.values.first { $0.defaultFor.contains(type) }.map { .success($0) }
            ?? .failure(.noProfile(for: type))
    }

    private func slip(_ parked: [UInt8]?) -> ScheduledStep? {
        parked.flatMap { try? ScheduledStep(Event(structured: $0)) }
    }
}

extension String {
    /// Its first characters. A text has no more of them than bytes, so one that is short is not counted.
    fileprivate func cut(to most: Int) -> String { utf8.count <= most ? self : String(prefix(most)) }
}
