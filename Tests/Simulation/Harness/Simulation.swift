// A run from a seed: who continues next, when work ends, who dies, what people send and what comes twice or late.
// Everything comes from one generator, so the number of a failing run is enough to see it again.

import Base
import Coordination
import Log
import Offers
import TestSupport

/// How a run looks, made from its seed. Most are small, since a million small ones meet in more ways than fewer great ones
/// would, and cost as much; some are great, for what takes its time.
struct RunShape {
    var offers: Int
    var partitions: Int
    var instances: Int
    var rounds: Int
    /// How often everybody has a turn in the wind before it calms down.
    var passes: Int
    /// Of a thousand steps of a turn, how many are hit.
    var strength: Int
    var delivery: Invariants.DeliveryGuarantee
    /// Whether people do their part in the end.
    var isFinished: Bool

    init(_ random: inout SeededGenerator) {
        let isGreat = random.chance(12)
        offers = isGreat ? Int.random(in: 1...3, using: &random) : random.chance(70) ? 1 : 2
        partitions = Int.random(in: 1...4, using: &random)
        instances = random.chance(70) ? 1 : 2
        rounds = Int.random(in: isGreat ? 100...300 : 15...60, using: &random)
        passes = Int.random(in: 0...30, using: &random)
        strength = [0, 10, 30, 80].randomElement(using: &random) ?? 0
        delivery = random.chance(20) ? .atLeastOnce : .exactlyOnce
        isFinished = random.chance(40)
    }

    /// The same, harder: for finding what must be found soon.
    mutating func harden() {
        offers = 3
        rounds = max(300, rounds)
        strength = 150
        passes = 30
        partitions = min(2, partitions)
        isFinished = true
    }
}

/// A pipeline under fault injection, and the account of what was sent into it.
package final class Simulation {
    package let line: SimulatedPipeline
    let injection: FaultInjection
    let shape: RunShape
    let trace: ((String) -> Void)?
    private let chronicle: Chronicle
    var mail = PostBag()
    var offers: [RunOffer] = []

    /// `delivery`, `isHard` and `wrap` are for tests that plant a fault; `trace` receives everything that happens.
    package init(
        seed: Int, fixtures: Fixtures? = nil, with programs: [SimulatedProgram] = [],
        delivery: Invariants.DeliveryGuarantee? = nil,
        isHard: Bool = false, trace: ((String) -> Void)? = nil,
        wrap: @escaping SimulatedPipeline.Wrapping = { log, _ in log }
    ) throws {
        let fixtures = try fixtures ?? Fixtures.shared.get()
        var random = SeededGenerator(seed: UInt64(bitPattern: Int64(seed)))
        var shape = RunShape(&random)
        if let delivery { shape.delivery = delivery }
        if isHard { shape.harden() }
        for number in 0..<shape.offers { offers.append(fixtures.offer(number, testDrive: random.chance(50))) }
        let injection = FaultInjection(random: random, delivery: shape.delivery)
        self.shape = shape
        self.injection = injection
        self.trace = trace
        let own = [SimulatedProgram.keyed(fixtures.coordinator), .stage(fixtures.remembered)]
            .filter { program in !programs.contains { $0.name == program.name } }
        line = try SimulatedPipeline(
            .from(seed: seed), fixtures: fixtures, partitions: shape.partitions, instances: shape.instances,
            with: programs + own, wrap: { FaultyLog(wrap($0, $1), at: $1, injection) })
        let chronicle = Chronicle(trace: trace)
        self.chronicle = chronicle
        line.broker.onAppend = { chronicle.take($0) }
        if let trace { injection.seen = trace }
        let clock = line.clock
        injection.now = { clock.now }
        injection.passes = { clock.advance($0) }
        injection.meanwhile = { [unowned self] in try rounds(number(in: 1...30)) }
        trace?("\(shape)")
    }

    /// What is broken now.
    package func violations() throws -> [String] {
        chronicle.violations
            + Invariants(evidence: try Evidence(line), sent: mail.sent, delivery: shape.delivery).violations
    }

    /// A digest of everything that was written, in its order.
    package var digest: UInt64 { chronicle.digest }

    // MARK: Chance

    func number(in range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &injection.random) }
    func chance(_ percent: Int) -> Bool { injection.random.chance(percent) }
    func one<Element>(of list: [Element]) -> Element? { list.randomElement(using: &injection.random) }

    // MARK: FaultInjection

    /// The faults, as many and as hard as the seed says.
    package func blow() throws {
        injection.strength = shape.strength
        try rounds(shape.rounds)
        injection.strength = 0
    }

    private func rounds(_ count: Int) throws {
        for _ in 0..<count {
            switch number(in: 0...99) {
            case ..<50: try turn()
            case ..<72: work()
            case ..<78: line.clock.advance(.milliseconds(number(in: 1...3000)))
            case 78: line.clock.advance(.seconds(3600 * number(in: 1...60)))
            case 79: line.clock.advance(.seconds(-number(in: 1...3600)))
            case ..<82: try crash()
            case ..<84: try rebalance()
            case 84: poison()
            case ..<87: arrive()
            case 87: stop()
            case 88: goOn()
            default: ask()
            }
        }
    }

    private func turn() throws {
        // Who stands still in the middle of a turn has none until it wakes.
        guard let member = one(of: line.members.filter { !$0.standsStill }) else { return }
        _ = try turn(of: member)
    }

    /// True where something was read or committed, or somebody died of it.
    private func turn(of member: Member) throws -> Bool {
        do {
            trace?("turn of \(member.program.name)")
            line.clock.advance(.milliseconds(number(in: 0...30)))
            return try member.turn()
        } catch is Killed {
            // It may have been replaced meanwhile.
            guard let place = line.members.firstIndex(where: { $0 === member }) else { return true }
            if chance(70) { try line.crash(place) } else { line.kill(place) }
            return true
        }
    }

    private func work() {
        guard let busy = one(of: line.members.filter { $0.pieces > 0 }) else { return }
        trace?("work at \(busy.program.name)")
        busy.work(at: number(in: 0...busy.pieces - 1))
    }

    private func crash() throws {
        guard !line.members.isEmpty else { return }
        let place = number(in: 0...line.members.count - 1)
        trace?("crash of \(line.members[place].program.name)")
        try line.crash(place)
    }

    /// Somebody comes or goes; a program may for a while have nobody. Now and then a newcomer's clock is wrong.
    private func rebalance() throws {
        if line.members.count < line.programs.count * 2, let program = one(of: line.programs) {
            trace?("another \(program.name)")
            try line.join(program, skew: chance(20) ? .seconds(number(in: -3600...3600)) : .zero)
        } else if line.members.count > 1 {
            let place = number(in: 0...line.members.count - 1)
            trace?("\(line.members[place].program.name) leaves")
            line.kill(place)
        }
    }

    // MARK: Afterwards

    /// What was sent arrives, and the pipeline runs until it waits for people: first with faults still, then without.
    package func rest() throws {
        while !mail.delayed.isEmpty { arrive() }
        injection.strength = shape.strength
        for _ in 0..<shape.passes {
            guard try pass() else { break }
        }
        injection.strength = 0
        // Meanwhile people may have sent more.
        while !mail.delayed.isEmpty { arrive() }
        goOn()
        try comeBack()
        trace?("rest")
        try line.settle()
    }

    /// Everybody once, in any order; false where nobody had anything to do.
    private func pass() throws -> Bool {
        try comeBack()
        var moved = false
        for member in line.members.shuffled(using: &injection.random)
        where line.members.contains(where: { $0 === member }) {
            if member.pieces > 0 {
                moved = true
                if chance(80) { member.workOff() } else { member.work(at: number(in: 0...member.pieces - 1)) }
            }
            moved = try turn(of: member) || moved
        }
        if chance(30) { line.clock.advance(.milliseconds(number(in: 1...5000))) }
        if chance(10) { try crash() }
        return moved || line.members.contains { $0.role.isBusy }
    }

    private func comeBack() throws {
        for program in line.programs where !line.members.contains(where: { $0.program.name == program.name }) {
            try line.join(program)
        }
    }

    /// Every time that a step may take is up; before that, all may have been restarted, since what waits is to survive it.
    package func wait() throws {
        if chance(50) { try line.crashAll() }
        line.clock.advance(.seconds(40 * 86_400))
        try line.settle()
    }

    /// People do their part until nothing waits for them; false where something still does after long.
    package func finish() throws -> Bool {
        for _ in 0..<20 {
            let waiting = try line.rows().compactMap(Self.nextCommand)
            guard !waiting.isEmpty else { return true }
            for (kind, offer) in waiting { send(command(kind, offer)) }
            try rest()
        }
        return false
    }

    /// Each publisher ends the selling of what is live.
    package func stopSelling() throws {
        for row in try line.rows() where row.isLive { send(command(.stopSelling, row.key)) }
        try rest()
    }

    /// What moves an offer on, where it waits for people.
    private static func nextCommand(_ row: OfferStatus) -> (CommandKind, OfferKey)? {
        if row.paused != nil { return (.resume, row.key) }
        guard row.state != .waitingForPublisherReview else { return (.goLive, row.key) }
        guard row.state == .running, let step = row.currentStep else { return nil }
        return row.steps[step].state == .blocked ? (.resume, row.key) : (.approve, row.key)
    }
}
