// The whole line in one process: the real coordinator, notifier, sign-off and stages on a broker in memory. Time, work
// and processes move only when told, so that a run can be had again from its seed.

import Coordination
import EventLog
import Foundation
import Notices
import Offers
import Stages
import TestSupport

@testable import WorkerRuntime

/// Broker, clock and workers. Used from one thread.
final class SimulatedLine {
    /// The line still moved, or waited for something that never comes, after a very long time.
    struct NotAtRest: Error {}

    /// What to put around a member's log, by the name of its crew: how a test plants a fault.
    typealias Wrapping = (MemoryLog, String) -> any EventLog

    let broker: MemoryBroker
    let clock: ManualClock
    let journal = Journal(program: "line", level: .error, write: { _ in })
    let wrap: Wrapping
    let crews: [Crew]
    private(set) var members: [Member] = []

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The profiles that ship.
    static func shippedProfiles() throws -> [String: PublishingProfile] {
        try PublishingProfile.read(folder: root.appending(path: "deploy/profiles").path)
    }

    /// A line with so many instances of each worker; `more` takes the place of crews of the same name, or adds to them.
    init(
        _ script: Script = Script(), profiles: [String: PublishingProfile]? = nil, partitions: Int = 3,
        instances: Int = 1, with more: [Crew] = [], wrap: @escaping Wrapping = { log, _ in log }
    ) throws {
        self.wrap = wrap
        let clock = ManualClock()
        self.clock = clock
        broker = MemoryBroker(partitions: partitions, now: { clock.now })
        let policy = Self.root.appending(path: "deploy/policy/policy.json").path
        let usual: [Crew] = [
            .keyed(try Coordinator(profiles: profiles ?? Self.shippedProfiles())),
            .keyed(try Notifier(Settings([:]))),
            .keyed(try PublisherSignOff(Settings([:]))),
            .stage(try ValidatePrerequisites(Settings(["policy": policy]))),
            .stage(SimulatedWork<AtTestDrive>(script)), .stage(SimulatedWork<AtCertify>(script)),
            .stage(SimulatedWork<AtPreview>(script)), .stage(SimulatedWork<AtPackage>(script)),
            .stage(SimulatedWork<AtProduction>(script)), .stage(try GoLive(Settings([:]))),
        ]
        crews = usual.filter { crew in !more.contains { $0.name == crew.name } } + more
        for crew in crews {
            for _ in 0..<instances { try join(crew) }
        }
    }

    // MARK: Processes

    func join(_ crew: Crew) throws { members.append(try Member(crew, of: self)) }

    /// The member at a place dies and nobody takes its place yet.
    func kill(_ place: Int) { members.remove(at: place).die() }

    /// The member at a place dies and a new process takes its place.
    func crash(_ place: Int) throws {
        let crew = members[place].crew
        kill(place)
        members.insert(try Member(crew, of: self), at: place)
    }

    func crashAll() throws {
        for place in members.indices { try crash(place) }
    }

    /// Lets the line run until it has nothing to do but to wait for people.
    func settle() throws {
        for _ in 0..<10_000 {
            var moved = false
            for member in members {
                moved = try member.turn() || moved || member.executor.waiting > 0
                member.executor.drain()
            }
            if moved { continue }
            guard members.contains(where: { $0.role.isBusy }) else { return }
            clock.advance(.seconds(5))  // Somebody rests after a fault; no wait is longer.
        }
        throw NotAtRest()
    }

    // MARK: People

    /// A bare offer document, as `kcat -P` sends it.
    func publish(_ offer: SampleOffer) {
        broker.append(Message(topic: .commands, key: offer.key.bytes, value: offer.document))
    }

    /// A bare command such as `{"command":"go-live","offer":"contoso/web-server"}`.
    func command(_ kind: CommandKind, _ offer: OfferKey) {
        let json = #"{"command":"\#(kind.rawValue)","offer":"\#(offer)"}"#
        broker.append(Message(topic: .commands, key: offer.bytes, value: Array(json.utf8)))
    }
}
