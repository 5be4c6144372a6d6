// All that can happen to an offer: what people ask, what workers say, and that a time is up. Times and ids come in with
// the event; the state machine has no clock and makes no id.

import Base
import Localization
import Offers

/// Something that happened to an offer. Indirect: what came with it is large and is only looked at.
public indirect enum OfferEvent: Sendable, Equatable {
    case publish(CommandMetadata, Publication)
    case goLive(CommandMetadata)
    case cancel(CommandMetadata)
    case requestSupport(CommandMetadata)
    /// An operator lets a step through; with what was kept of it, except at sign-off, which keeps its own.
    case approve(CommandMetadata, parked: ScheduledStep?)
    /// An operator ends the submission at a step that waits for an approval or is blocked.
    case reject(CommandMetadata)
    /// An operator has mended what blocked a step; with what was kept of it.
    case resume(CommandMetadata, parked: ScheduledStep?)
    /// An operator stops the offer for a while.
    case pause(CommandMetadata)

    case started(StepResult)
    case progressed(StepResult, Progress)
    case completed(StepResult, StepOutputs)
    case rejected(StepResult, [Problem])
    case faulted(StepResult, Fault)
    case waiting(StepResult, StepOutputs)

    /// A step's longest expected time may be up (R27); with the pause of its stage or of the line, if there is one.
    case overdue(at: Timestamp, stopped: Controls.Pause? = nil)
}

/// Who asked, when, and under which id: what all commands have.
public struct CommandMetadata: Sendable, Equatable {
    /// The command's id: given twice, it has one effect.
    public var id: String
    public var kind: CommandKind
    /// `publisher` or `operator`.
    public var by: String
    public var time: Timestamp
    /// Free text of a support request, approval or rejection.
    public var text: String?

    public init(_ kind: CommandKind, id: String, by: String, at time: Timestamp, text: String? = nil) {
        self.kind = kind
        self.id = id
        self.by = by
        self.time = time
        self.text = text
    }
}

/// What the coordinator must know to start a submission.
public struct Publication: Sendable, Equatable {
    /// The process to follow, or why there is none.
    public var profile: Result<PublishingProfile, Refusal>
    public var type: OfferType
    public var title: String
    public var language: Language
    /// Where this submission's mail goes (R3), unchecked: validation checks it.
    public var notify: [String]
    public var hasTestDrive: Bool
    /// W3C trace context of whoever asked.
    public var trace: String?

    public init(
        profile: Result<PublishingProfile, Refusal>, type: OfferType, title: String, language: Language,
        notify: [String], hasTestDrive: Bool, trace: String? = nil
    ) {
        self.profile = profile
        self.type = type
        self.title = title
        self.language = language
        self.notify = notify
        self.hasTestDrive = hasTestDrive
        self.trace = trace
    }
}

extension OfferEvent {
    /// What a worker said.
    public init(_ report: StepResult) {
        switch report.outcome {
        case .started: self = .started(report)
        case .progressed(let progress): self = .progressed(report, progress)
        case .completed(let facts): self = .completed(report, facts)
        case .rejected(let problems): self = .rejected(report, problems)
        case .faulted(let fault): self = .faulted(report, fault)
        case .waiting(let facts): self = .waiting(report, facts)
        }
    }

    /// The command behind the event, where there is one.
    public var order: CommandMetadata? {
        switch self {
        case .publish(let order, _), .goLive(let order), .cancel(let order), .requestSupport(let order),
            .approve(let order, _), .reject(let order), .resume(let order, _), .pause(let order):
            order
        case .started, .progressed, .completed, .rejected, .faulted, .waiting, .overdue: nil
        }
    }

    /// The worker's report behind the event, where there is one.
    public var report: StepResult? {
        switch self {
        case .started(let report), .progressed(let report, _), .completed(let report, _), .rejected(let report, _),
            .faulted(let report, _), .waiting(let report, _):
            report
        case .publish, .goLive, .cancel, .requestSupport, .approve, .reject, .resume, .pause, .overdue: nil
        }
    }

    /// When it happened.
    public var time: Timestamp {
        switch self {
        case .publish(let order, _), .goLive(let order), .cancel(let order), .requestSupport(let order),
            .approve(let order, _), .reject(let order), .resume(let order, _), .pause(let order):
            order.time
        case .started(let report), .progressed(let report, _), .completed(let report, _), .rejected(let report, _),
            .faulted(let report, _), .waiting(let report, _):
            report.time
        case .overdue(let time, _): time
        }
    }
}
