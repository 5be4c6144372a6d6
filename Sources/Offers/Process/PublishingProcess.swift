// A profile as submissions refer to it: by name and revision. A submission keeps the process it started with, so
// `offers.processes` keeps every revision that was ever used.

import Base
import JSON
import Localization

/// One revision of a publishing process. It never changes, so all submissions that follow it share it.
public final class PublishingProcess: Sendable {
    public let profile: PublishingProfile
    /// `name@revision`; the revision is derived from the profile's content.
    public let reference: String
    public let steps: [ProcessStep]

    public init(_ profile: PublishingProfile) {
        self.profile = profile
        let canonical = (try? JSONNode(profile.json))?.canonical ?? profile.json
        let digest = String(UInt32(truncatingIfNeeded: fnv1a(canonical)), radix: 16)
        reference = "\(profile.name)@\(String(repeating: "0", count: 8 - digest.count))\(digest)"
        steps = profile.steps.map { ProcessStep($0) }
    }

    /// The process's definition of the step with this index; nil if there is none.
    public func definition(ofStep index: Int) -> PublishingProfile.Step? {
        steps.indices.contains(index) ? steps[index].definition : nil
    }
}

/// A step of a process, shared by the statuses of all submissions that visit it.
public final class ProcessStep: Sendable, Equatable {
    public let definition: PublishingProfile.Step
    /// The longest expected time, parsed once.
    private let longest: Duration?

    public init(_ definition: PublishingProfile.Step) {
        self.definition = definition
        longest = definition.longest.flatMap { Duration(iso8601: $0.duration) }
    }

    /// When the step becomes overdue if it is scheduled at `start`; nil without a time limit.
    public func due(from start: Timestamp) -> Timestamp? {
        guard let longest else { return nil }
        return definition.longest?.calendar == .business ? start.adding(businessTime: longest) : start + longest
    }

    /// A step of an unknown process.
    public static let unknown = ProcessStep(
        PublishingProfile.Step(stage: Stage(rawValue: ""), name: LocalizedText(en: "", fr: "", ja: "")))

    public static func == (a: ProcessStep, b: ProcessStep) -> Bool { a === b || a.definition == b.definition }
}

/// The known processes, by reference.
public struct ProcessCatalog: Sendable {
    private var processes: [String: PublishingProcess] = [:]
    /// When each was announced, by reference.
    private var announced: [String: Timestamp] = [:]

    public init() {}

    public init(_ profiles: some Sequence<PublishingProfile>) {
        for profile in profiles { add(PublishingProcess(profile)) }
    }

    public mutating func add(_ process: PublishingProcess) { processes[process.reference] = process }

    public subscript(reference: String) -> PublishingProcess? { processes[reference] }

    public var all: [PublishingProcess] { processes.values.sorted { $0.reference < $1.reference } }

    /// The process that offers of a type follow unless a command names another: the newest that says so, as older revisions
    /// stay known.
    public func own(of type: OfferType) -> PublishingProcess? {
        all.filter { $0.profile.defaultFor.contains(type) }.max { time(of: $0) < time(of: $1) }
    }

    private func time(of process: PublishingProcess) -> Timestamp {
        announced[process.reference] ?? Timestamp(milliseconds: 0)
    }

    /// Takes the newest record of a key of `offers.processes`, and when it was written; a reference that was known stays
    /// known. Throws `JSONError`.
    public mutating func take(value: [UInt8]?, at time: Timestamp) throws(JSONError) {
        guard let value else { return }
        let process = PublishingProcess(try PublishingProfile(json: value))
        add(process)
        announced[process.reference] = time
    }
}
