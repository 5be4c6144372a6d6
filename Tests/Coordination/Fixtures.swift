// An offer, the vm-2018 process, and a way to walk it: what the tests of this folder start from.

import Base
import Events
import Localization
import Offers

@testable import Coordination

let offer = OfferKey(publisher: "acme", offer: "web")

/// Saturday 2026-11-21, 09:00 UTC.
let morning = Timestamp(milliseconds: 1_795_251_600_000)

enum Place {
    static let validate = 0
    static let testDrive = 1
    static let certify = 2
    static let preview = 3
    static let package = 4
    static let signOff = 5
    static let production = 6
    static let live = 7
}

/// deploy/profiles/vm-2018.json, with what a test wants different.
func vm2018(
    name: String = "vm-2018", cancel: PublishingProfile.Cancel = .atSignOff, approvals: Set<Int> = [],
    stages: [Stage] = Stage.all, requiresAddress: Bool = false
) -> PublishingProfile {
    let longest: [Stage: PublishingProfile.Longest] = [
        .validatePrerequisites: .init(duration: "PT15M", calendar: .elapsed),
        .validateTestDrive: .init(duration: "PT2H", calendar: .elapsed),
        .certify: .init(duration: "P3D", calendar: .business),
        .provisionPreview: .init(duration: "P4D", calendar: .elapsed),
        .package: .init(duration: "PT1H", calendar: .elapsed),
        .provisionProduction: .init(duration: "P4D", calendar: .elapsed),
        .goLive: .init(duration: "P4D", calendar: .elapsed),
    ]
    return PublishingProfile(
        name: name, title: LocalizedText(en: name, fr: name, ja: name), defaultFor: [.virtualMachine],
        requiresNotificationAddress: requiresAddress, cancel: cancel,
        reviewLabel: LocalizedText(en: "Available in preview", fr: "Disponible en aperçu", ja: "プレビュー中"),
        steps: stages.enumerated().map { place, stage in
            .init(
                stage: stage,
                name: LocalizedText(en: "Step \(stage)", fr: "Étape \(stage)", ja: "\(stage) ステップ"),
                longest: longest[stage], when: stage == .validateTestDrive ? .testDriveEnabled : nil,
                approval: approvals.contains(place) ? true : nil)
        })
}

func publication(
    _ profile: Result<PublishingProfile, Refusal>? = nil, testDrive: Bool = false,
    language: Language = .english
) -> Publication {
    Publication(
        process: profile?.map { PublishingProcess($0) } ?? .success(usualProcess), type: .virtualMachine,
        title: "Web server", language: language,
        notify: ["owner@acme.example"], hasTestDrive: testDrive, trace: nil)
}

let usualProcess = PublishingProcess(vm2018())

func scheduled(_ step: Int, attempt: Int = 1, submission: Int = 1) -> ScheduledStep {
    let id = SubmissionID(offer: offer, number: submission)
    var scheduled = ScheduledStep(
        id, process: usualProcess.reference, route: Route(step: step, stages: Array(Stage.all[step...])),
        source: "/offers/test",
        at: morning)
    scheduled.attempt = attempt
    scheduled.envelope.id = scheduled.eventID("scheduled")
    scheduled.offer.bytes = Array(#"{"publisher":"acme"}"#.utf8)
    return scheduled
}

func result(
    _ outcome: Outcome, _ step: Int, attempt: Int = 1, submission: Int = 1, at time: Timestamp = morning
) -> StepResult {
    let step = scheduled(step, attempt: attempt, submission: submission)
    return StepResult(outcome, of: step, began: time, at: time, source: "/offers/test")
}

func metadata(_ kind: CommandKind, _ id: String = "c", at time: Timestamp = morning, text: String? = nil)
    -> CommandMetadata
{
    CommandMetadata(kind, id: id, by: Actor(kind.isOperators ? .operator : .publisher), at: time, text: text)
}

/// Effects in a word each; a history entry by its kind.
func words(_ effects: [Effect]) -> String {
    effects.map { effect in
        switch effect {
        case .submit: "submit"
        case .again: "again"
        case .handOff: "hand-off"
        case .approveSignOff: "approve"
        case .withdrawSignOff: "withdraw"
        case .park: "park"
        case .unpark: "unpark"
        case .control(let pause, _): pause == nil ? "lift" : "stop"
        case .openTicket: "ticket"
        case .delist: "delist"
        case .record(let transition): transition.kind.rawValue
        case .save: "save"
        }
    }.joined(separator: " ")
}

func words(_ phase: Phase) -> String {
    switch phase {
    case .idle: "idle"
    case .running(let step): "running \(step)"
    case .awaitingApproval(let step): "approval \(step)"
    case .awaitingSignOff(let step): "sign-off \(step)"
    case .blocked(let step): "blocked \(step)"
    case .finished(.succeeded): "succeeded"
    case .finished(.failed): "failed"
    case .finished(.canceled): "canceled"
    }
}

/// An offer's progress and what it has caused, driven by short words.
struct Walk {
    var progress = OfferProgress(OfferStatus(offer, at: morning))
    var history: [Transition] = []
    private var commands = 0

    var status: OfferStatus { progress.status }
    var phase: String { words(progress.phase) }

    @discardableResult
    mutating func send(_ event: OfferEvent) -> [Effect] {
        let effects = progress.apply(event)
        for case .record(let transition) in effects { history.append(transition) }
        return effects
    }

    @discardableResult
    mutating func publish(_ publication: Publication = publication(), at time: Timestamp = morning) -> [Effect] {
        send(.publish(fresh(.publish, at: time), publication))
    }

    @discardableResult
    mutating func command(_ kind: CommandKind, at time: Timestamp = morning, parked: ScheduledStep? = nil) -> [Effect] {
        let command = fresh(kind, at: time)
        return switch kind {
        case .publish: send(.publish(command, publication()))
        case .goLive: send(.goLive(command))
        case .cancel: send(.cancel(command))
        case .stopSelling: send(.stopSelling(command))
        case .requestSupport: send(.requestSupport(command))
        case .approve: send(.approve(command, parked: parked))
        case .reject: send(.reject(command))
        case .resume: send(.resume(command, parked: parked))
        case .pause: send(.pause(command))
        }
    }

    /// A worker says something of a step of the newest submission.
    @discardableResult
    mutating func say(_ outcome: Outcome, _ step: Int, attempt: Int = 1, at time: Timestamp = morning) -> [Effect] {
        let submission = max(1, status.submissions)
        return send(OfferEvent(result(outcome, step, attempt: attempt, submission: submission, at: time)))
    }

    /// Completes the steps up to, and not with, the given one; the test drive only where it is on the way.
    mutating func complete(upTo end: Int) {
        for step in 0..<end where status.steps[step].state == .inProgress {
            say(.completed(StepOutputs()), step)
        }
    }

    /// Gets to the gate, where the preview is shown.
    mutating func reachSignOff() {
        complete(upTo: Place.signOff)
        say(.waiting(StepOutputs(["previewlink": "https://preview.example/web"])), Place.signOff)
    }

    private mutating func fresh(_ kind: CommandKind, at time: Timestamp) -> CommandMetadata {
        commands += 1
        return metadata(kind, "command-\(commands)", at: time)
    }
}
