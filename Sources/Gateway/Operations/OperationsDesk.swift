// Operators' views and actions, for both the pages and the API.

import Base
import BrokerClient
import Events
import HTTP
import Offers

/// One operator's hands.
struct OperationsDesk {
    /// The limit of offers in one bulk action.
    static let mostAtOnce = 1_000
    let desk: CommandDesk
    private var model: ReadModel { desk.model }
    private var name: String { desk.principal?.name ?? "" }

    init(_ desk: CommandDesk) { self.desk = desk }

    /// Longest waiting first.
    func needs(_ filter: NeedFilter, _ words: Words) -> [Need] {
        let now = desk.world.now()
        let paused = model.operations.controls.offers
        return model.all(for: Principal(.operators)).compactMap { entry in
            entry.record.status.flatMap { status in
                Need(status, pause: paused[entry.key.description]?.reason, in: words.language)
            }
        }.filter { filter.fits($0, at: now) }.sorted { $0.since < $1.since }
    }

    /// The result of a command for one offer: nil, or why it failed.
    struct Result: Sendable {
        var key: OfferKey
        var refusal: Remark?
        var process: PublishingProcess?
        var isAnswered: Bool
    }

    /// Sends the same command for each offer. Waits for the answers together, no longer than for one.
    func act(_ kind: CommandKind, on keys: [OfferKey], reason: String) throws -> [Result] {
        let end = desk.world.now() + .milliseconds(desk.patienceMilliseconds)
        return try keys.prefix(Self.mostAtOnce).map { key in
            let left = Int((end - desk.world.now()).milliseconds)
            let answer = try desk.patient(max(0, left)).command(kind, key) {
                $0[Command.Name.text] = reason.isEmpty ? nil : String(reason.prefix(4_000))
            }
            switch answer {
            case .accepted: return Result(key: key, isAnswered: true)
            case .refused(let refusal, let process):
                return Result(key: key, refusal: refusal, process: process, isAnswered: true)
            case .none: return Result(key: key, isAnswered: false)
            }
        }
    }

    private func act(_ reason: String) -> OperatorAct {
        OperatorAct(
            by: name, reason: reason.isEmpty ? nil : String(reason.prefix(4_000)), id: desk.world.newID(),
            at: desk.world.now())
    }

    // MARK: Stages

    /// How a stage is doing.
    struct StageState: Sendable {
        var stage: Stage
        /// Nil if the broker does not say.
        var workers: Int?
        /// Records that its group has not read; nil if the broker cannot be asked.
        var lag: Int?
        /// Scheduled steps that have not begun, and those that have.
        var waiting = 0
        var running = 0
        var oldest: Timestamp?
        var pause: Controls.Pause?
    }

    /// `lag` is read from the broker, which takes a moment.
    func stages() -> [StageState] {
        let controls = model.operations.controls
        let members = try? desk.broker.members()
        var states = Stage.all.map { stage in
            StageState(
                stage: stage,
                workers: (members ?? nil).map { counts in counts[Installation.named(stage.rawValue)] ?? 0 },
                lag: (try? desk.broker.waiting(Installation.named(stage.rawValue), .stage(stage)))?.values.reduce(0, +),
                pause: controls.stages[stage])
        }
        for (_, record) in model.all(for: Principal(.operators)) {
            guard let status = record.status, case .running(let place) = Phase(status) else { continue }
            let step = status.steps[place]
            guard let row = states.firstIndex(where: { $0.stage == step.stage }) else { continue }
            if step.began == nil { states[row].waiting += 1 } else { states[row].running += 1 }
            if let time = step.scheduled { states[row].oldest = min(states[row].oldest ?? time, time) }
        }
        return states
    }

    var pipelinePause: Controls.Pause? { model.operations.controls.pipeline }

    /// Throws if a reason is missing or the scope cannot be paused.
    func control(_ scope: Controls.Scope, pauses: Bool, reason: String, notice: String) throws {
        guard !reason.isEmpty else { throw APIError.malformed("reason must say why, for operators") }
        switch scope {
        case .pipeline: break
        case .stage(let stage): guard Stage.all.contains(stage) else { throw APIError.unknownPath }
        case .offer, .record: throw APIError.unknownPath
        }
        let act = act(reason)
        let message = Controls.message(
            scope,
            pauses
                ? Controls.Pause(since: act.time, reason: act.reason, notice: notice.isEmpty ? nil : notice, by: name)
                : nil, id: act.id, source: "/offers/client")
        try desk.reach {
            if pauses {
                try desk.broker.pause(scope, notice: notice.isEmpty ? nil : notice, act)
            } else {
                try desk.broker.resume(scope, act)
            }
        }
        desk.remember(message)
    }

    // MARK: Dead letters

    /// With its value; nil if it does not exist.
    func letter(_ id: DeadLetterID) throws -> DeadLetter? {
        try desk.reach {
            try desk.broker.record(.deadLetters, partition: id.partition, offset: id.offset).map { DeadLetter($0) }
        }
    }

    /// Sends dead letters again; `value` replaces the value of a single one. Returns the refusals, by dead letter.
    func redrive(_ ids: [DeadLetterID], value: [UInt8]?, reason: String) throws -> [DeadLetterID: RedriveRefusal] {
        let letters = try ids.prefix(Self.mostAtOnce).compactMap { try letter($0) }
        guard !letters.isEmpty else { throw APIError.unknownDocument("dead letter") }
        let facts = value == nil ? try desk.reach { try desk.broker.redriveFacts(letters) } : RedriveFacts()
        var refusals: [DeadLetterID: RedriveRefusal] = [:]
        let act = act(reason)
        for letter in letters {
            do {
                try desk.reach(keeping: RedriveRefusal.self) {
                    try desk.broker.redrive(letter, value: value, facts, act)
                }
                remember(letter.id)
            } catch let refusal as RedriveRefusal { refusals[letter.id] = refusal }
        }
        return refusals
    }

    func discard(_ ids: [DeadLetterID], reason: String) throws {
        guard !reason.isEmpty else { throw APIError.malformed("reason must say why, for operators") }
        guard ids.allSatisfy(model.operations.has) else { throw APIError.unknownDocument("dead letter") }
        let act = act(reason)
        for id in ids.prefix(Self.mostAtOnce) {
            try desk.reach { try desk.broker.discard(id, act) }
            remember(id)
        }
    }

    /// The operator sees the effect at once.
    private func remember(_ id: DeadLetterID) {
        model.operations.handled(AuditEntry.letter(id.description))
    }
}
