// Who works on the line and what each may touch on the broker, declared once: access lists, deployments, scalers and
// service lists are made from here, so that none of them can forget a worker. The gateway is one of the crew that joins
// no group: it follows its topics whole.

import Events
import Offers

/// A worker as an operator deploys it.
public struct Service: Sendable {
    /// Name of the executable, consumer group, user on the broker.
    public var name: String
    /// What its group shares out; empty for the gateway.
    public var inputs: [Topic]
    /// Topics it reads back: a worker those of its partitions, the gateway all of them.
    public var tables: [Topic]
    /// All it writes, tables included.
    public var outputs: [Topic]
    /// Topics it follows whole, in no group.
    public var follows: [Topic]
    /// Whether it reads or copies images, and so needs the shared data folder.
    public var needsData = false
    /// Where people and programs reach it; nil for those that only Kafka does.
    public var port: Int?

    /// Whether it is one of a consumer group, and so may be asked for its members and its lag.
    public var joinsGroup: Bool { !inputs.isEmpty }
    /// What may be read: inputs, tables and what is followed.
    public var reads: [Topic] { inputs + tables + follows }

    private init(
        _ name: String, inputs: [Topic], tables: [Topic] = [], outputs: [Topic],
        follows: [Topic] = [.controls], needsData: Bool = false
    ) {
        self.name = name
        self.inputs = inputs
        self.tables = tables
        // What a worker cannot use, it puts there.
        self.outputs = outputs + tables + [.deadLetters]
        self.follows = follows
        self.needsData = needsData
    }

    /// Everybody, in the order an offer meets them.
    public static let all: [Service] =
        [
            Service(
                "offer-coordinator", inputs: [.commands, .outcomes], tables: [.status, .blocked],
                // Commands: one that came to the wrong partition is sent on to its own.
                outputs: [.commands, .history, .supportTickets, .controls] + Stage.all.map { .stage($0) })
        ] + Stage.all.map(stage) + [
            Service("offer-notifier", inputs: [.history], outputs: [.notifications], follows: []),
            Service("offer-mailer", inputs: [.notifications], outputs: [], follows: []),
            .gateway,
        ]

    /// Commands are read for the document that an offer was published with elsewhere; drafts are written in a
    /// transaction, whose id is the writer's lease.
    private static var gateway: Service {
        var gateway = Service("offer-gateway", inputs: [], outputs: [.commands, .drafts], follows: [])
        gateway.tables = [.status, .history, .preview, .catalogue, .drafts, .commands]
        gateway.outputs = [.commands, .drafts]
        gateway.port = 8080
        return gateway
    }

    private static func stage(_ stage: Stage) -> Service {
        // The route is data, so any stage may come next.
        let usual = [Topic.outcomes, .controls] + Stage.all.filter { $0 != stage }.map { .stage($0) }
        switch stage {
        case .publisherSignOff:
            return Service(
                stage.rawValue, inputs: [.stage(stage)], tables: [.awaitingSignOff, .preview], outputs: usual)
        case .goLive: return Service(stage.rawValue, inputs: [.stage(stage)], outputs: usual + [.catalogue])
        case .certify, .provisionPreview, .provisionProduction, .validateTestDrive, .package:
            return Service(stage.rawValue, inputs: [.stage(stage)], outputs: usual, needsData: true)
        default: return Service(stage.rawValue, inputs: [.stage(stage)], outputs: usual)
        }
    }
}
