// Offers as they stand in the topics, for the pages.

import Base
import Events
import Foundation
import JSON
import Localization
import Offers

@testable import CommandLine

let webServer = OfferKey(publisher: "contoso", offer: "web-server")

private let profile = PublishingProfile(
    name: "vm-2018", title: LocalizedText(en: "", fr: "", ja: ""),
    reviewLabel: LocalizedText(en: "Preview", fr: "Aperçu", ja: "プレビュー"),
    steps: [
        .init(
            stage: .validatePrerequisites,
            name: LocalizedText(en: "Validate prerequisites", fr: "Valider les prérequis", ja: "前提条件の検証"),
            longest: .init(duration: "PT15M", calendar: .elapsed)),
        .init(
            stage: .certify, name: LocalizedText(en: "Certification", fr: "Certification", ja: "認定"),
            longest: .init(duration: "P5D", calendar: .business)),
        .init(
            stage: .provisionPreview,
            name: LocalizedText(en: "Provisioning", fr: "Approvisionnement", ja: "プロビジョニング"),
            longest: .init(duration: "P4D", calendar: .elapsed)),
        .init(
            stage: .publisherSignOff,
            name: LocalizedText(
                en: "Publisher sign-off", fr: "Validation de l'éditeur", ja: "発行元のサインオフ")),
    ])

/// A submission whose images are being copied.
func running(_ language: Language = .english, _ key: OfferKey = webServer) -> OfferStatus {
    var status = OfferStatus(key, at: time("2026-11-21T09:45:12Z"))
    status.title = "Contoso Web Server"
    status.type = "virtual-machine"
    status.state = .running
    status.submission = "\(key)/2"
    status.profile = "vm-2018"
    status.language = language
    status.currentStep = 2
    status.steps = profile.steps.map { StepStatus($0, language: language, state: .notStarted) }
    for (index, minutes) in [(0, (30, 31)), (1, (31, 40))] {
        status.steps[index].state = .complete
        status.steps[index].scheduled = time("2026-11-21T09:\(minutes.0):00Z")
        status.steps[index].began = time("2026-11-21T09:\(minutes.0):05Z")
        status.steps[index].ended = time("2026-11-21T09:\(minutes.1):00Z")
    }
    status.steps[1].notes = ["technical assets equal \(key)/1"]
    status.steps[2].state = .inProgress
    status.steps[2].scheduled = time("2026-11-21T09:40:00Z")
    status.steps[2].began = time("2026-11-21T09:41:00Z")
    status.steps[2].progress = Progress(
        percent: 52,
        regions: [
            .init(name: "westeurope", percent: 100, state: "verified"),
            .init(name: "japan", percent: 4, state: "copying"),
        ])
    status.canCancel = .init(allowed: false, reason: "it can be cancelled once sign-off is reached")
    status.notify = ["a@contoso.example", "b@contoso.example"]
    return status
}

/// The row as the coordinator writes it.
func row(_ status: OfferStatus) -> Message {
    let event = CloudEvent(
        id: "\(status.key)/status", source: "/offers/coordinator", type: .statusChanged,
        subject: status.key.description, time: status.changed, data: wire(status))
    return Message(topic: .status, event: event)
}

/// The history line as the coordinator writes it.
func row(_ transition: Transition) -> Message {
    let event = CloudEvent(
        id: "\(transition.offer)/history/\(transition.sequence)", source: "/offers/coordinator",
        type: .transitionRecorded, subject: transition.offer, time: transition.time, data: wire(transition))
    return Message(topic: .history, event: event)
}

/// A coordinator that answers every command at once.
func answering(accepted: Bool, reason: String? = nil, code: String? = nil) -> (Message) -> [Message] {
    { message in
        guard message.topic == .commands, let value = message.value, let event = try? CloudEvent(structured: value),
            let command = try? Command(event)
        else { return [] }
        var status = running(.english, command.offer)
        status.answer = .init(
            command: event.id, kind: command.kind.rawValue, accepted: accepted, reason: reason, code: code)
        return [row(status)]
    }
}

/// A folder of its own with one file in it, gone after the body.
func withFile<Result>(_ content: String, named name: String = "offer.json", _ body: (String) throws -> Result) throws
    -> Result
{
    try withFile(Array(content.utf8), named: name, body)
}

func withFile<Result>(_ content: [UInt8], named name: String = "offer.json", _ body: (String) throws -> Result) throws
    -> Result
{
    let folder = FileManager.default.temporaryDirectory.appending(path: "offerctl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(content).write(to: file)
    return try body(file.path)
}

let offerDocument = #"{"publisher":"contoso","offer":"web-server","type":"virtual-machine","version":1}"#
