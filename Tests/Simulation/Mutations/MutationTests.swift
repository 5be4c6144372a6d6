import Base
import Coordination
import Events
import Log
import Notifications
import Offers
import SimulationHarness
import Stages
import Testing

/// Faults that are planted on purpose must be found: a check that cannot fail proves nothing. Each is found by some seed
/// of the first few, under the rule that is there for it.
struct MutationTests {
    /// Runs seeds until one of them breaks the rule; gives what was broken on the way.
    private func found(
        _ expected: String, with programs: [SimulatedProgram] = [],
        wrap: @escaping SimulatedPipeline.Wrapping = { log, _ in log }
    ) throws -> Set<String> {
        var rules: Set<String> = []
        for seed in 1...100 where !rules.contains(expected) {
            let run = try SimulationRun(seed: seed, with: programs, delivery: .exactlyOnce, isHard: true, wrap: wrap)
            rules.formUnion(run.violations.map { String($0.prefix { $0 != ":" }) })
        }
        return rules
    }

    private func found(
        _ expected: String, _ fault: BrokenLog.Fault, at worker: String, with programs: [SimulatedProgram] = []
    ) throws -> Set<String> {
        var logs = 0
        return try found(expected, with: programs) { log, post -> any EventLog in
            guard post.worker == worker else { return log }
            logs += 1
            return BrokenLog(log, at: post, fault, seed: logs)
        }
    }

    @Test func `Without a fault nothing is found`() throws {
        let rules = try found("anything") { BrokenLog($0, at: $1, .sound, seed: 1) }
        #expect(rules == [])
    }

    @Test(arguments: [
        ("commit before produce", BrokenLog.Fault.losesOutputs(percent: 20), "provision-preview", "history"),
        ("produce without commit", .forgetsOffsets(percent: 30), "offer-notifier", "mail"),
        ("offset off by one", .finishesOneMore, "certify", "history"),
        ("records skipped", .skipsRecords(percent: 40), "package", "unfinished"),
        ("no fencing of a stage", .isNotFenced, "provision-preview", "handed off"),
        ("no fencing of the coordinator", .isNotFenced, "offer-coordinator", "dead letter"),
        ("no fencing of the notifier", .isNotFenced, "offer-notifier", "mail"),
        ("random ids of a stage", .makesIDsByChance, "package", "id"),
        ("random ids of the coordinator", .makesIDsByChance, "offer-coordinator", "id"),
        ("a stage's outcome twice", .writesTwice(.outcomes), "certify", "handed off"),
        ("a step scheduled twice", .writesTwice(.stage(.package)), "provision-preview", "handed off"),
        ("a mail lost", .loses(.notifications, percent: 20), "offer-notifier", "mail"),
        ("a status row lost", .loses(.status, percent: 10), "offer-coordinator", "history"),
        ("a catalog entry lost", .loses(.catalog, percent: 60), "go-live", "catalog"),
        ("a dead letter lost", .loses(.deadLetters, percent: 50), "offer-coordinator", "dead letter"),
        ("an outcome in another partition", .misplaces(.outcomes), "certify", "dead letter"),
        ("the coordinator's rows not restored", .restoresNothing, "offer-coordinator", "history"),
        ("sign-off not restored", .restoresNothing, "publisher-sign-off", "kept"),
        ("deadlines lost on restart", .restoresWithoutDeadlines, "offer-coordinator", "overdue"),
    ])
    func `A planted fault is found`(name: String, fault: BrokenLog.Fault, worker: String, rule: String) throws {
        let rules = try found(rule, fault, at: worker)
        #expect(rules.contains(rule), "\(name): \(rules)")
    }

    /// Some certifications stand still again and again, so that those behind them are finished first.
    @Test func `Metadata of the commit that is lost is found`() throws {
        let uneven = Script { $0.envelope.id.utf8.reduce(0, ^) & 1 == 0 ? .slow(parts: 8) : .complete }
        let rules = try found(
            "handed off", .forgetsWhatIsBeyond, at: "certify", with: [.scripted(AtCertify.self, uneven)])
        #expect(rules.contains("handed off"))
    }

    @Test func `Duplicates that are not dropped are found`() throws {
        let coordinator = Mutant(
            try Coordinator(profiles: Fixtures.shared.get().profiles),
            known: { state in
                var state = state
                state.status.commands = []
                state.status.answer = nil
                return state
            })
        let rules = try found("answer", with: [.keyed(coordinator)])
        #expect(rules.contains("answer"))
    }

    /// Submissions unfenced: what is said of an earlier one counts for the newest.
    @Test func `An outcome of an earlier submission that counts is found`() throws {
        let coordinator = Mutant(
            try Coordinator(profiles: Fixtures.shared.get().profiles),
            value: { value, state in
                guard var result = try? StepResult(json: value),
                    let status = try? state(result.envelope.subject)?.status, let step = status.currentStep
                else { return value }
                result.number = status.submissions
                result.stop = Route.Stop(step: step, stage: status.steps[step].stage)
                result.attempt = status.steps[step].attempt
                return result.json
            })
        let rules = try found("history", with: [.keyed(coordinator)])
        #expect(rules.contains("history"))
    }

    /// A coordinator that mails by itself, and then writes what it has mailed about.
    @Test func `A notice before the transition it is about is found`() throws {
        let notifier = try Notifier(Settings([:]))
        var followed = Followed()
        followed.processes = ProcessCatalog(try Fixtures.shared.get().profiles.values)
        let coordinator = Mutant(
            try Coordinator(profiles: Fixtures.shared.get().profiles),
            messages: { [followed] messages in
                let place = RecordMetadata(
                    topic: Topic.history.name, partition: 0, offset: 0, partitions: 1, time: Timestamp(milliseconds: 0))
                let mails = messages.filter { $0.topic == .history }.flatMap { message in
                    let entry = Input.record(value: message.value ?? [], headers: [], key: message.key, place)
                    return (try? notifier.handle(entry, followed, now: place.time) { _ in nil })?.messages ?? []
                }
                return mails + messages
            })
        let silent = Mutant(notifier, messages: { _ in [] })
        let rules = try found("before", with: [.keyed(coordinator), .keyed(silent)])
        #expect(rules.contains("before"))
    }

    @Test func `A retry that is dropped is found`() throws {
        let rules = try found("unfinished", with: [.stage(GivesUp())])
        #expect(rules.contains("unfinished"))
    }

    @Test func `A preview that is left standing is found`() throws {
        let signOff = Mutant(
            try PublisherSignOff(Settings([:])),
            messages: { $0.filter { !($0.topic == .preview && $0.value == nil) } })
        let rules = try found("preview", with: [.keyed(signOff)])
        #expect(rules.contains("preview"))
    }

    @Test func `An offer's bytes that are changed on the way are found`() throws {
        let signOff = Mutant(
            try PublisherSignOff(Settings([:])),
            messages: { messages in
                messages.map { message in
                    guard message.topic == .stage(.provisionProduction),
                        var step = try? ScheduledStep(json: message.value ?? [])
                    else { return message }
                    step.offer.bytes.insert(UInt8(ascii: " "), at: 1)
                    return step.message
                }
            })
        let rules = try found("document", with: [.keyed(signOff)])
        #expect(rules.contains("document"))
    }

    @Test func `An overdue step said again and again is found`() throws {
        let coordinator = Mutant(
            try Coordinator(profiles: Fixtures.shared.get().profiles),
            known: { state in
                var state = state
                for step in state.status.steps.indices { state.status.steps[step].overdue = false }
                return state
            })
        let rules = try found("once", with: [.keyed(coordinator)])
        #expect(rules.contains("once"))
    }
}
