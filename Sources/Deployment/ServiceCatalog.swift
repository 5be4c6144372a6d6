// The services of the pipeline, and the topics that each reads and writes. This is the only declaration: access lists,
// deployments, scalers, the topic reference and `offerctl lag` are made from it.

import Base
import Events
import Offers

/// A service as an operator deploys it.
public struct Service: Sendable {
    /// Name of the executable and of the user on the broker.
    public let name: String
    /// Topics whose partitions its consumer group shares. Empty for the gateway, which does not join a group.
    public let inputs: [Topic]
    /// Topics that hold its state. A worker restores those of its partitions, the gateway restores all of them.
    public let state: [Topic]
    /// All topics that it writes.
    public let outputs: [Topic]
    /// Topics that it reads completely, without a group.
    public let followed: [Topic]
    /// Its HTTP port; nil for services that only use Kafka.
    public let port: Int?

    /// Its consumer group.
    public var group: String { Installation.named(name) }
    /// Whether it has a consumer group, with members and a lag.
    public var joinsGroup: Bool { !inputs.isEmpty }
    /// All topics that it reads.
    public var reads: [Topic] { inputs + state + followed }

    /// A worker. It writes its state, and dead letters for records that it cannot use.
    private init(
        _ name: String, inputs: [Topic], state: [Topic] = [], outputs: [Topic], followed: [Topic] = []
    ) {
        self.init(
            name: name, inputs: inputs, state: state, outputs: outputs + state + [.deadLetters], followed: followed,
            port: nil)
    }

    private init(
        name: String, inputs: [Topic], state: [Topic], outputs: [Topic], followed: [Topic], port: Int?
    ) {
        self.name = name
        self.inputs = inputs
        self.state = state
        self.outputs = outputs
        self.followed = followed
        self.port = port
    }

    /// All services, in the order in which an offer reaches them.
    public static let all: [Service] = [coordinator] + Stage.all.map { stage($0) } + [notifier, mailer, gateway]

    /// Writes commands because it forwards those that arrived on the wrong partition.
    public static let coordinator = Service(
        "offer-coordinator", inputs: [.commands, .outcomes], state: [.status, .blocked],
        outputs: [.commands, .history, .catalog, .supportTickets, .controls, .processes] + Stage.all.map { .stage($0) },
        followed: Followed.topics)

    public static let notifier = Service(
        "offer-notifier", inputs: [.history], state: [.positions], outputs: [.notifications], followed: Followed.topics)

    public static let mailer = Service("offer-mailer", inputs: [.notifications], state: [.positions], outputs: [])

    /// Reads commands to find documents that were published by other programs. Writes drafts in a transaction, whose
    /// transactional id is the writer's lease.
    public static let gateway = Service(
        name: "offer-gateway", inputs: [],
        state: [
            .status, .history, .preview, .catalog, .drafts, .previewLinks, .sessions, .commands, .processes, .controls,
            .audit,
            .deadLetters,
        ],
        // Behind the controls and the audit are the topics to which an operator may send a dead letter again.
        outputs: [.commands, .drafts, .previewLinks, .sessions, .controls, .audit, .outcomes]
            + Stage.all.map { .stage($0) },
        followed: [], port: 8080)

    /// The service with those of its stage topics that the profiles need: a worker that reads hostile bytes must not be able
    /// to schedule a step that does not come next. The coordinator and the gateway write to every stage for operators.
    public func handingOff(by profiles: [PublishingProfile]) -> Service {
        guard let stage = Stage.all.first(where: { $0.rawValue == name }) else { return self }
        let next = Set(profiles.flatMap { $0.next(after: stage) }.map { Topic.stage($0) })
        let stages = Set(Stage.all.map { Topic.stage($0) })
        return Service(
            name: name, inputs: inputs, state: state,
            outputs: outputs.filter { !stages.contains($0) || next.contains($0) }, followed: followed, port: port)
    }

    /// The worker of a stage. It may write to every other stage because the route is data; see `handingOff(by:)`.
    public static func stage(_ stage: Stage) -> Service {
        let state: [Topic] = stage == .publisherSignOff ? [.awaitingSignOff, .preview] : []
        return Service(
            stage.rawValue, inputs: [.stage(stage)], state: state,
            outputs: [.outcomes, .controls] + Stage.all.filter { $0 != stage }.map { .stage($0) }
                + (stage == .goLive ? [.catalog] : []),
            // Only workers with state of their own follow processes, too.
            followed: state.isEmpty ? [.controls] : Followed.topics)
    }
}

extension PublishingProfile {
    /// The stages to which a worker may hand off: the next step, and those behind steps that an offer may not take.
    fileprivate func next(after stage: Stage) -> [Stage] {
        var next: [Stage] = []
        for index in steps.indices where steps[index].stage == stage {
            for step in steps[(index + 1)...] {
                next.append(step.stage)
                if step.when == nil { break }
            }
        }
        return next
    }
}
