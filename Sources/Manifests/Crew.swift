// Who works on the line and what each may touch on the broker, declared once: access lists, deployments, scalers and
// service lists are made from here, so that none of them can forget a worker.

import Offers

/// A worker as an operator deploys it.
public struct CrewMember: Sendable {
    /// Name of the executable, consumer group, user on the broker.
    public var name: String
    public var inputs: [Topic]
    /// Compacted topics it reads back when it gets a partition.
    public var tables: [Topic]
    /// All it writes, tables included.
    public var outputs: [Topic]
    /// Topics it follows whole, in no group.
    public var follows: [Topic]
    /// Whether it reads or copies images, and so needs the shared data folder.
    public var needsData = false

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
    public static let all: [CrewMember] =
        [
            CrewMember(
                "offer-coordinator", inputs: [.commands, .outcomes], tables: [.status, .blocked],
                // Commands: one that came to the wrong partition is sent on to its own.
                outputs: [.commands, .history, .supportTickets, .controls] + Stage.all.map { .stage($0) })
        ] + Stage.all.map(stage) + [
            CrewMember("offer-notifier", inputs: [.history], outputs: [.notifications], follows: []),
            CrewMember("offer-mailer", inputs: [.notifications], outputs: [], follows: []),
        ]

    private static func stage(_ stage: Stage) -> CrewMember {
        // The route is data, so any stage may come next.
        let usual = [Topic.outcomes, .controls] + Stage.all.filter { $0 != stage }.map { .stage($0) }
        switch stage {
        case .publisherSignOff:
            return CrewMember(
                stage.rawValue, inputs: [.stage(stage)], tables: [.awaitingSignOff, .preview], outputs: usual)
        case .goLive: return CrewMember(stage.rawValue, inputs: [.stage(stage)], outputs: usual + [.catalogue])
        case .certify, .provisionPreview, .provisionProduction, .validateTestDrive, .package:
            return CrewMember(stage.rawValue, inputs: [.stage(stage)], outputs: usual, needsData: true)
        default: return CrewMember(stage.rawValue, inputs: [.stage(stage)], outputs: usual)
        }
    }
}
