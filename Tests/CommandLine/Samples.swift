// Offers as the topics have them, for the pages.

import Base
import Events
import Foundation
import JSON
import Localization
import Offers

@testable import CommandLine

let webServer = OfferKey(publisher: "contoso", offer: "web-server")

let process = PublishingProcess(
    PublishingProfile(
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
                    en: "Publisher sign-off", fr: "Validation de l’éditeur", ja: "発行元のサインオフ")),
        ]))

/// A submission whose images are being copied.
func running(_ key: OfferKey = webServer) -> OfferStatus {
    var status = OfferStatus(key, at: time("2026-11-21T09:45:12Z"))
    status.title = "Contoso Web Server"
    status.state = .running
    status.submissions = 2
    status.follow(process) { _ in .notStarted }
    status.currentStep = 2
    for (index, minutes) in [(0, (30, 31)), (1, (31, 40))] {
        status.steps[index].state = .complete
        status.steps[index].began = time("2026-11-21T09:\(minutes.0):05Z")
        status.steps[index].ended = time("2026-11-21T09:\(minutes.1):00Z")
    }
    status.steps[1].notes = [Remark("certification-skipped", ["submission": "\(key)/1"])]
    status.steps[2].state = .inProgress
    status.steps[2].scheduled = time("2026-11-21T09:40:00Z")
    status.steps[2].began = time("2026-11-21T09:41:00Z")
    status.steps[2].progress = Progress(
        percent: 52,
        regions: [
            .init(name: "westeurope", percent: 100, state: "verified"),
            .init(name: "japan", percent: 4, state: "copying"),
        ])
    status.notify = ["a@contoso.example", "b@contoso.example"]
    return status
}

/// The row as the coordinator writes it.
func row(_ status: OfferStatus) -> Message {
    StatusRecord(status, cause: "\(status.key)", source: "/offers/offer-coordinator").message
}

/// The history entry as the coordinator writes it.
func row(_ transition: Transition) -> Message {
    HistoryEntry(transition, trace: nil, source: "/offers/offer-coordinator").message
}

/// A coordinator that answers every command at once.
func answering(_ refusal: Refusal? = nil) -> (Message) -> [Message] {
    { message in
        guard message.topic == .commands, let value = message.value, let event = try? CloudEvent(structured: value),
            let command = try? Command(event)
        else { return [] }
        var status = running(command.offer)
        status.answer = .init(command: event.id, kind: command.kind, refusal: refusal?.remark)
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
