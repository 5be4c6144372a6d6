// Where right bytes come from: the samples that ship with the schemas, and what the code itself makes.

import Base
import Events
import Foundation
import JSON
import Offers

enum Samples {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The files of `schemas/samples` whose names begin with one of these.
    static func schemas(_ names: String...) throws -> [[UInt8]] {
        let folder = root.appending(path: "schemas/samples")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try files.filter { file in names.contains { file.hasPrefix($0) } }.map {
            [UInt8](try Data(contentsOf: folder.appending(path: $0)))
        }
    }

    /// The files of a folder of this repository.
    static func files(in folder: String, ending: String) throws -> [[UInt8]] {
        let folder = root.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasSuffix(ending) }
            .map { [UInt8](try Data(contentsOf: folder.appending(path: $0))) }
    }

    /// The document with the first two elements of each list.
    static func short(_ document: [UInt8]) throws -> [UInt8] {
        func short(_ node: JSONNode) -> JSONNode {
            switch node {
            case .array(let items): .array(items.prefix(2).map(short))
            case .object(let members): .object(members.map { .init($0.name, short($0.value)) })
            default: node
            }
        }
        return short(try JSONNode(document)).canonical
    }

    /// An event with these bytes as its data.
    static func event(_ type: EventType, of offer: OfferKey, data: [UInt8]) -> [UInt8] {
        CloudEvent(
            id: "sample", source: "/fuzz", type: type, subject: offer.description, time: now, data: data
        )
        .structured()
    }

    // MARK: Records

    static let offer = OfferKey(publisher: "contoso", offer: "web-server")
    static let now = Timestamp(milliseconds: 1_800_000_000_000)
    private static let source = "/offers/fuzz"

    /// A process whose steps are counted by working days.
    static let process = Result {
        let file = try Data(contentsOf: root.appending(path: "deploy/profiles/vm-2018.json"))
        var profile = try PublishingProfile(json: [UInt8](file))
        profile.name = "fuzz"
        for step in profile.steps.indices {
            profile.steps[step].longest = .init(duration: "P3D", calendar: .business)
        }
        profile.steps[2].retry = .init(tries: 3, first: "PT1S", longest: "PT1M")
        profile.steps[2].timeout = "PT1H"
        profile.steps[3].approval = true
        return PublishingProcess(profile)
    }

    /// Its third submission while certification runs, with a value for each member.
    static let status = Result {
        var status = OfferStatus(offer, at: now)
        status.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        status.title = "Contoso “Web” \\ \"Server\""
        status.language = .french
        status.notify = ["ada@contoso.example"]
        status.live = .init(
            submission: 1, since: now, links: ["https://market.example/1"], terms: "virtual-machine basic:free::")
        status.submissions = 3
        status.state = .running
        status.follow(try process.get()) { _ in .notStarted }
        status.currentStep = 2
        status.steps[0].state = .complete
        (status.steps[0].began, status.steps[0].ended) = (now, now)
        status.steps[0].problems = [Problem(at: "/listing/title", "title-too-long", ["length": "51", "most": "50"])]
        status.steps[1].state = .skipped
        status.steps[2].state = .inProgress
        status.steps[2].attempt = 2
        (status.steps[2].scheduled, status.steps[2].began) = (now, now)
        status.steps[2].progress = Progress(
            percent: 40, regions: [.init(name: "west", percent: 40, state: "copying", bytesDone: 4, bytesTotal: 10)])
        status.steps[2].notes = [Remark("certification-skipped", ["submission": "2"])]
        status.previewLinks = ["https://preview.example/contoso/web-server"]
        status.facts = [Fact.certifiedDigest: "sha256:0a"]
        status.certified = .init(digest: "sha256:0a", submission: 2)
        status.answer = .init(command: "c-1", kind: .cancel, refusal: Refusal.cancelTooLate.remark)
        status.commands = ["c-0", "c-1"]
        status.transitions = 20
        return status
    }

    /// Rows of `offers.status`: at work, paused, blocked, at sign-off.
    static func statusRows() throws -> [[UInt8]] {
        let running = try status.get()
        var paused = running
        paused.paused = .init(since: now, notice: "the scanner is moved", isHeld: true)
        var blocked = running
        blocked.steps[2].state = .blocked
        blocked.steps[2].fault = Fault("scanner-away", "The scanner does not answer.")
        var waiting = running
        waiting.state = .waitingForPublisherReview
        waiting.currentStep = 5
        waiting.steps[5].state = .waitingForPublisherReview
        return [running, paused, blocked, waiting].map { StatusRecord($0, cause: "c-1", source: source).json }
    }

    /// The submission's step at a stage.
    static func step(at stage: Stage = .certify) throws -> ScheduledStep {
        let process = try process.get()
        let index = process.steps.firstIndex { $0.definition.stage == stage } ?? 0
        let stages = process.profile.steps[index...].map { Optional($0.stage) }
        var step = ScheduledStep(
            SubmissionID(offer: offer, number: 3), process: process.reference,
            route: Route(step: index, stages: stages), source: source, at: now)
        step.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        step.attempt = 2
        step.language = .japanese
        step.notify = ["ada@contoso.example"]
        step.allowList = "6a1f0a6e-2f2a-4a0e-9a53-1b6f0e2f4c11=csp"
        step.approvals = [3]
        step.limits = [nil, nil, StepLimits(tries: 3, firstWait: .seconds(1), timeout: .seconds(60))]
        step.certified = .init(digest: "sha256:0a", submission: 2)
        step.facts = [Fact.certifiedDigest: "sha256:0a"]
        step.offer = RawJSON(try schemas("offer-vm.json")[0])
        return step
    }

    /// One of each kind; faults and waits with the step that is kept.
    static func results() throws -> [[UInt8]] {
        let step = try step()
        let progress = Progress(percent: 7, regions: [.init(name: "west", percent: 7, state: "copying")])
        let outcomes: [Outcome] = [
            .started, .progressed(progress),
            .completed(StepOutputs(["a": "b"], notes: [Remark("certified-unscanned")], progress: progress)),
            .rejected([Problem(at: "/plans/0", "duplicate", ["value": "x"])]),
            .faulted(Fault("scanner-away", "The scanner does not answer.")), .faulted(.paused), .waiting(StepOutputs()),
        ]
        return outcomes.map { StepResult($0, of: step, began: now, at: now, sequence: 1, source: source).json }
    }

    /// Entries of `offers.history`: a rejection, a block, a refusal with a row and without one, a ticket.
    static func entries() throws -> [[UInt8]] {
        let status = try status.get()
        var rejected = Transition(.stepRejected, of: status, by: Actor(.system, name: "certify"), cause: "x", at: now)
        rejected.problems = [Problem(at: "/plans/0", "duplicate", ["value": "x"])]
        var blocked = Transition(.stepBlocked, of: status, by: .clock, cause: "x", at: now)
        blocked.fault = Fault("scanner-away", "The scanner does not answer.")
        var refused = Transition(.commandRefused, of: status, by: Actor(.publisher, name: "ada"), cause: "c", at: now)
        (refused.command, refused.refusal) = (.cancel, Refusal.cancelTooLate.remark)
        var unknown = Transition(
            .commandRefused, of: OfferStatus(offer, at: now), by: Actor(.publisher), cause: "c", at: now)
        (unknown.command, unknown.refusal) = (.goLive, Refusal.neverPublished.remark)
        var ticket = Transition(.supportRequested, of: status, by: Actor(.publisher), cause: "c", at: now)
        (ticket.ticket, ticket.text) = ("contoso/web-server/ticket-20", "Please\nhelp")
        var preview = Transition(.previewReady, of: status, by: .clock, cause: "x", at: now)
        (preview.links, preview.notes) = (status.previewLinks, status.steps[2].notes)
        return [rejected, blocked, refused, unknown, ticket, preview].map {
            HistoryEntry($0, trace: status.trace, source: source).json
        }
    }

    static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}

/// A folder for targets that read files; one for each thread that asks, since a file is written anew for each input.
enum Scratch {
    static let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()

    /// Runs `body` with a fresh path in memory where there is such a place, and removes what it made.
    static func file<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        var path = Array("\(base)/fuzz-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
        return try body(name)
    }

    /// Runs `body` with a fresh folder and removes it.
    static func folder<Result>(_ body: (String) throws -> Result) throws -> Result {
        var path = Array("\(base)/fuzz-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else { throw CocoaError(.fileWriteUnknown) }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            // FileManager takes longer for this than most targets for their input.
            if rmdir(name) != 0 { try? FileManager.default.removeItem(atPath: name) }
        }
        return try body(name)
    }

    /// Writes a file that is to be found under a name of its own.
    static func make(_ path: String, of bytes: [UInt8]) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(file) }
        let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw CocoaError(.fileWriteUnknown) }
    }
}
