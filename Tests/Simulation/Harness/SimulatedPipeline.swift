// The whole line in one process: the real coordinator, notifier, sign-off and stages on a broker in memory. Time, work
// and processes move only when told, so that a run can be had again from its seed.

import Base
import Coordination
import Events
import Log
import Notifications
import Offers
import Runtime
import Stages
import TestSupport

/// Broker, clock and workers. Used from one thread.
package final class SimulatedPipeline {
    /// The line still moved, or waited for something that never comes, after a very long time.
    package struct NotAtRest: Error {}

    /// Where a log is used.
    package struct Post {
        package var worker: String
        package var broker: MemoryBroker
    }

    /// What to put around a member's log: so a simulation run injects faults, and a test plants one.
    package typealias Wrapping = (any EventLog, Post) -> any EventLog

    package let broker: MemoryBroker
    package let clock: ManualClock
    package let programs: [SimulatedProgram]
    package private(set) var members: [Member] = []
    let journal = Logger(program: "line", level: .error, write: { _ in })
    let wrap: Wrapping

    /// A pipeline with so many instances of each worker; `more` replaces programs of the same name, or adds to them.
    package init(
        _ script: Script = Script(), profiles: [String: PublishingProfile]? = nil, fixtures: Fixtures? = nil,
        partitions: Int = 3, instances: Int = 1, with more: [SimulatedProgram] = [],
        wrap: @escaping Wrapping = { log, _ in log }
    ) throws {
        self.wrap = wrap
        let fixtures = try fixtures ?? Fixtures.shared.get()
        let clock = ManualClock()
        self.clock = clock
        broker = MemoryBroker(partitions: partitions, now: { clock.now })
        let usual: [SimulatedProgram] = [
            .keyed(try profiles.map { try Coordinator(profiles: $0) } ?? fixtures.shippedCoordinator),
            .keyed(fixtures.notifier), .keyed(fixtures.signOff), .stage(fixtures.validation),
            .scripted(AtTestDrive.self, script), .scripted(AtCertify.self, script),
            .scripted(AtPreview.self, script), .scripted(AtPackage.self, script),
            .scripted(AtProduction.self, script), .stage(fixtures.goLive),
        ]
        programs = usual.filter { program in !more.contains { $0.name == program.name } } + more
        for program in programs {
            for _ in 0..<instances { try join(program) }
        }
    }

    // MARK: Processes

    package func join(_ program: SimulatedProgram, skew: Duration = .zero) throws {
        members.append(try Member(program, of: self, skew: skew))
    }

    /// The member at a place dies and nobody takes its place yet.
    package func kill(_ place: Int) { members.remove(at: place).die() }

    /// The member at a place dies and a new process takes its place.
    package func crash(_ place: Int) throws {
        let program = members[place].program
        kill(place)
        members.insert(try Member(program, of: self, skew: .zero), at: place)
    }

    package func crashAll() throws {
        for place in members.indices { try crash(place) }
    }

    /// Every process ends; what it had at work is let go.
    package func stop() {
        while !members.isEmpty { kill(members.count - 1) }
    }

    /// Lets the line run until it has nothing to do but to wait for people.
    package func settle() throws {
        for _ in 0..<10_000 {
            var moved = false
            for member in members {
                moved = try member.turn() || moved || member.pieces > 0
                member.workOff()
            }
            if moved {
                clock.advance(.milliseconds(10))  // What is finished may wait for company.
                continue
            }
            guard members.contains(where: { $0.role.isBusy }) else { return }
            clock.advance(.seconds(5))  // Somebody rests after a fault.
        }
        throw NotAtRest()
    }

    // MARK: People

    /// A bare offer document, as `kcat -P` sends it.
    package func publish(_ offer: SampleOffer) {
        broker.append(Message(topic: .commands, key: offer.key.bytes, value: offer.document))
    }

    /// A bare command such as `{"command":"go-live","offer":"contoso/web-server"}`.
    package func command(_ kind: CommandKind, _ offer: OfferKey) {
        let json = #"{"command":"\#(kind.rawValue)","offer":"\#(offer)"}"#
        broker.append(Message(topic: .commands, key: offer.bytes, value: Array(json.utf8)))
    }
}
