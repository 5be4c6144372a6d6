// Every event of an offer: a command, a worker's outcome, or a deadline that has passed. The event carries its time and its
// ids; the state machine has no clock and makes no ids.

import Base
import Events
import Localization
import Offers

/// Something that happened to an offer. Indirect: what came with it is large and is only looked at.
public indirect enum OfferEvent: Sendable {
    case publish(CommandMetadata, Publication)
    case goLive(CommandMetadata)
    case cancel(CommandMetadata)
    /// The publisher takes the live offer out of the marketplace.
    case stopSelling(CommandMetadata)
    case requestSupport(CommandMetadata)
    /// An operator lets a step through; with what was kept of it, except at sign-off, which keeps its own.
    case approve(CommandMetadata, parked: ScheduledStep?)
    /// An operator ends the submission at a step that waits for an approval or is blocked.
    case reject(CommandMetadata)
    /// An operator has fixed what blocked a step; with what was kept of it.
    case resume(CommandMetadata, parked: ScheduledStep?)
    /// An operator stops the offer for a while.
    case pause(CommandMetadata)

    case started(StepResult)
    case progressed(StepResult, Progress)
    case completed(StepResult, StepOutputs)
    case rejected(StepResult, [Problem])
    case faulted(StepResult, Fault)
    case waiting(StepResult, StepOutputs)

    /// A step's longest expected time may be up (R27); with the pause of its stage or of the pipeline, if there is one.
    case overdue(at: Timestamp, stopped: Controls.Pause? = nil)
}

/// Who asked, when, and under which id: what all commands have.
public struct CommandMetadata: Sendable, Equatable {
    /// The command's id: given twice, it has one effect.
    public var id: String
    public var kind: CommandKind
    /// Who asked.
    public var by: Actor
    public var time: Timestamp
    /// Free text of a support request or a rejection; else why, for operators.
    public var text: String?
    /// What publishers read of a pause.
    public var notice: String?
    /// Whether its sender waits for the answer.
    public var isAwaited = false
    /// What a repetition has in common with the first: CloudEvents' source and id. Our own programs' ids are enough alone.
    public var identity: String

    public init(
        _ kind: CommandKind, id: String, from source: String = Command.source, by: Actor, at time: Timestamp,
        text: String? = nil, notice: String? = nil
    ) {
        self.kind = kind
        self.id = id
        identity = source == Command.source ? id : "\(source) \(id)"
        self.by = by
        self.time = time
        self.text = text
        self.notice = notice
    }
}

/// What the coordinator must know to start a submission.
public struct Publication: Sendable {
    /// The process to follow, or why there is none.
    public var process: Result<PublishingProcess, Refusal>
    public var type: OfferType
    public var title: String
    public var language: Language
    /// Where this submission's mail goes (R3), unchecked: validation checks it.
    public var notify: [String]
    public var hasTestDrive: Bool
    /// W3C trace context that the command brought.
    public var trace: String?

    public init(
        process: Result<PublishingProcess, Refusal>, type: OfferType, title: String, language: Language,
        notify: [String], hasTestDrive: Bool, trace: String? = nil
    ) {
        self.process = process
        self.type = type
        self.title = title
        self.language = language
        self.notify = notify
        self.hasTestDrive = hasTestDrive
        self.trace = trace
    }
}

extension OfferEvent {
    /// What a worker reported.
    public init(_ result: StepResult) {
        switch result.outcome {
        case .started: self = .started(result)
        case .progressed(let progress): self = .progressed(result, progress)
        case .completed(let outputs): self = .completed(result, outputs)
        case .rejected(let problems): self = .rejected(result, problems)
        case .faulted(let fault): self = .faulted(result, fault)
        case .waiting(let outputs): self = .waiting(result, outputs)
        }
    }

    /// The command behind the event, where there is one.
    public var command: CommandMetadata? {
        switch self {
        case .publish(let command, _), .goLive(let command), .cancel(let command), .stopSelling(let command),
            .requestSupport(let command), .approve(let command, _), .reject(let command), .resume(let command, _),
            .pause(let command):
            command
        case .started, .progressed, .completed, .rejected, .faulted, .waiting, .overdue: nil
        }
    }

    /// The worker's result behind the event, where there is one.
    public var result: StepResult? {
        switch self {
        case .started(let result), .progressed(let result, _), .completed(let result, _), .rejected(let result, _),
            .faulted(let result, _), .waiting(let result, _):
            result
        case .publish, .goLive, .cancel, .stopSelling, .requestSupport, .approve, .reject, .resume, .pause, .overdue:
            nil
        }
    }

    /// When it happened.
    public var time: Timestamp {
        switch self {
        case .publish(let command, _), .goLive(let command), .cancel(let command), .stopSelling(let command),
            .requestSupport(let command), .approve(let command, _), .reject(let command), .resume(let command, _),
            .pause(let command):
            command.time
        case .started(let result), .progressed(let result, _), .completed(let result, _), .rejected(let result, _),
            .faulted(let result, _), .waiting(let result, _):
            result.time
        case .overdue(let time, _): time
        }
    }
}
