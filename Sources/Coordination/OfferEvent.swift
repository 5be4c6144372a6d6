// Every event of an offer: a command, a worker's outcome, or a deadline that has passed. The event carries its time and
// ids, because the state machine has no clock and creates no ids.

import Base
import Events
import Localization
import Offers

/// Something that happened to an offer. Indirect, because its contents are large and only read.
public indirect enum OfferEvent: Sendable {
    case publish(CommandMetadata, Publication)
    case goLive(CommandMetadata)
    case cancel(CommandMetadata)
    /// The publisher removes the live offer from the marketplace.
    case stopSelling(CommandMetadata)
    case requestSupport(CommandMetadata)
    /// An operator approves a step; with the kept step, except at sign-off, which keeps its own.
    case approve(CommandMetadata, parked: ScheduledStep?)
    /// An operator ends the submission at a step that is blocked or waits for approval.
    case reject(CommandMetadata)
    /// An operator has fixed the cause of a blocked step; with the kept step.
    case resume(CommandMetadata, parked: ScheduledStep?)
    /// An operator pauses the offer.
    case pause(CommandMetadata)

    case started(StepResult)
    case progressed(StepResult, Progress)
    case completed(StepResult, StepOutputs)
    case rejected(StepResult, [Problem])
    case faulted(StepResult, Fault)
    case waiting(StepResult, StepOutputs)

    /// A step may have exceeded its longest expected time (R27); with the pause of its stage or of the pipeline, if
    /// there is one.
    case overdue(at: Timestamp, stopped: Controls.Pause? = nil)
}

/// Sender, time and id, which all commands have.
public struct CommandMetadata: Sendable, Equatable {
    /// The command's id: repeated, it has one effect.
    public var id: String
    public var kind: CommandKind
    /// Who asked.
    public var by: Actor
    public var time: Timestamp
    /// The text of a support request or a rejection; otherwise the reason, for operators.
    public var text: String?
    /// What publishers read about a pause.
    public var notice: String?
    /// Whether its sender waits for the answer.
    public var isAwaited = false
    /// The identity of a command and its repetitions: CloudEvents' source and id. For our own programs the id is
    /// enough.
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

/// What the coordinator needs to start a submission.
public struct Publication: Sendable {
    /// The process to follow, or why there is none.
    public var process: Result<PublishingProcess, Refusal>
    public var type: OfferType
    public var title: String
    public var language: Language
    /// Recipients of this submission's mail (R3), unchecked: validation checks them.
    public var notify: [String]
    public var hasTestDrive: Bool
    /// The W3C trace context of the command.
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

    /// The command behind the event, if there is one.
    public var command: CommandMetadata? {
        switch self {
        case .publish(let command, _), .goLive(let command), .cancel(let command), .stopSelling(let command),
            .requestSupport(let command), .approve(let command, _), .reject(let command), .resume(let command, _),
            .pause(let command):
            command
        case .started, .progressed, .completed, .rejected, .faulted, .waiting, .overdue: nil
        }
    }

    /// The worker's result behind the event, if there is one.
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
