// A publishing process as data: ordered steps, each a stage with a name and a longest expected time. deploy/profiles
// has four; an operator adds one as a file. Checked when read, because all other code trusts it.

import Base
import FoundationEssentials
import JSON
import Localization

/// The ordered steps of one publishing process. A submission keeps the profile it started with.
public struct PublishingProfile: Sendable, Hashable {
    /// When a publisher may cancel a submission (R19).
    public enum Cancel: String, Sendable, Hashable, CaseIterable, JSONValue {
        /// Only while the submission waits for its publisher.
        case atSignOff = "at-sign-off"
        /// From the start until the publisher asks for production.
        case untilSignOff = "until-sign-off"
    }

    /// The condition under which a step applies to an offer.
    public enum Condition: String, Sendable, Hashable, CaseIterable, JSONValue {
        case testDriveEnabled = "test-drive-enabled"
    }

    /// A longest expected time: a step that exceeds it is overdue but does not fail (R27).
    public struct Longest: Sendable, Hashable {
        public enum Calendar: String, Sendable, Hashable, CaseIterable, JSONValue {
            /// Every hour counts.
            case elapsed
            /// Saturdays and Sundays (UTC) do not count.
            case business
        }

        /// ISO 8601, days and smaller: `PT15M`, `P3D`.
        public var duration: String
        public var calendar: Calendar

        public init(duration: String, calendar: Calendar) {
            self.duration = duration
            self.calendar = calendar
        }
    }

    /// How often a fault on our side is retried, and after which waits (R28): ISO 8601, doubling from the first to the
    /// longest.
    public struct Retry: Sendable, Hashable {
        public var tries: Int
        public var first: String
        public var longest: String

        public init(tries: Int, first: String, longest: String) {
            self.tries = tries
            self.first = first
            self.longest = longest
        }
    }

    /// A stage with its settings in this process.
    public struct Step: Sendable, Hashable {
        public var stage: Stage
        public var name: LocalizedText
        /// Nil: no time limit (sign-off).
        public var longest: Longest?
        public var when: Condition?
        /// Whether the step ends with an operator's approval.
        public var approval: Bool?
        /// Nil: the worker's setting applies.
        public var retry: Retry?
        /// The time limit of one try, ISO 8601. Nil: the worker's setting applies.
        public var timeout: String?

        public init(
            stage: Stage, name: LocalizedText, longest: Longest? = nil, when: Condition? = nil, approval: Bool? = nil
        ) {
            self.stage = stage
            self.name = name
            self.longest = longest
            self.when = when
            self.approval = approval
        }

        /// Whether an offer takes it, by whether it has a test drive.
        public func isTaken(hasTestDrive: Bool) -> Bool {
            switch when {
            case nil: true
            case .testDriveEnabled: hasTestDrive
            }
        }
    }

    public var name: String
    public var title: LocalizedText
    /// Offer types that use this profile if the command names none.
    public var defaultFor: [OfferType]
    public var requiresNotificationAddress: Bool
    public var cancel: Cancel
    /// The name of the state `WaitingForPublisherReview` in this process, for example "Staged".
    public var reviewLabel: LocalizedText
    public var steps: [Step]

    public init(
        name: String, title: LocalizedText, defaultFor: [OfferType] = [], requiresNotificationAddress: Bool = false,
        cancel: Cancel = .atSignOff, reviewLabel: LocalizedText, steps: [Step]
    ) {
        self.name = name
        self.title = title
        self.defaultFor = defaultFor
        self.requiresNotificationAddress = requiresNotificationAddress
        self.cancel = cancel
        self.reviewLabel = reviewLabel
        self.steps = steps
    }
}

/// The kinds of offer.
public enum OfferType: String, Sendable, Hashable, Codable, CaseIterable, JSONValue {
    case virtualMachine = "virtual-machine"
    case solutionTemplate = "solution-template"
    case containerImage = "container-image"
}

extension PublishingProfile {
    /// Why a profile cannot be used, for its author.
    public struct Invalid: Error, CustomStringConvertible {
        public var description: String
    }

    /// Reads and checks a profile file; `stages` are the stages that have workers.
    public init(json: [UInt8], file: String, stages: [Stage] = Stage.all) throws {
        do throws(JSONError) { self = try PublishingProfile(json: json) } catch {
            throw Invalid(description: "profile \(error.text(in: json, of: file)). See schemas/profile.schema.json")
        }
        if let fault = fault(stages: stages) { throw Invalid(description: "profile \(file): \(fault)") }
    }

    /// The profiles of a folder by name, one `.json` file each.
    public static func read(folder: String, stages: [Stage] = Stage.all) throws -> [String: PublishingProfile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Invalid(description: "profiles folder \(folder) cannot be read: set PROFILES to the right folder")
        }
        var profiles: [String: PublishingProfile] = [:]
        for name in names.filter({ $0.hasSuffix(".json") }).sorted() {
            let path = "\(folder)/\(name)"
            guard let json = FileManager.default.contents(atPath: path) else {
                throw Invalid(description: "profile \(path) cannot be read")
            }
            let profile = try PublishingProfile(json: [UInt8](json), file: path, stages: stages)
            guard profiles.updateValue(profile, forKey: profile.name) == nil else {
                throw Invalid(description: "profile \(path): there is another profile named \(profile.name)")
            }
        }
        guard !profiles.isEmpty else { throw Invalid(description: "no profile (*.json) in the folder \(folder)") }
        return profiles
    }

    private func fault(stages: [Stage]) -> String? {
        guard !steps.isEmpty, steps.count <= 32 else { return "a profile has 1 to 32 steps, this one \(steps.count)" }
        for (index, step) in steps.enumerated() {
            guard stages.contains(step.stage) else {
                let known = stages.map(\.rawValue).joined(separator: ", ")
                return "step \(index + 1) names the unknown stage \"\(step.stage)\"; known are \(known)"
            }
            if let retry = step.retry, !(1...1000).contains(retry.tries) {
                return "step \(index + 1): a step is tried 1 to 1000 times, not \(retry.tries)"
            }
            let durations = [step.longest?.duration, step.retry?.first, step.retry?.longest, step.timeout]
            if let wrong = durations.compactMap(\.self).first(where: { Duration(iso8601: $0) == nil }) {
                return "step \(index + 1): \"\(wrong)\" is not an ISO 8601 duration such as PT15M or P3D"
            }
        }
        guard steps.count(where: { $0.stage == .publisherSignOff }) <= 1 else {
            return "publisher-sign-off may appear only once"
        }
        return nil
    }
}

extension Timestamp {
    /// The time after this much business time, which runs from Monday to Friday, UTC.
    func adding(businessTime span: Duration) -> Timestamp {
        var left = span.milliseconds
        var time = self
        while true {
            let untilMidnight =
                Timestamp.millisecondsPerDay - (time.milliseconds - time.day * Timestamp.millisecondsPerDay)
            let working = time.weekday != 0 && time.weekday != 6
            if working, left <= untilMidnight { return time + .milliseconds(left) }
            if working { left -= untilMidnight }
            // An outcome may contain any time, also one at the calendar's end, which has no next day.
            let midnight = time + .milliseconds(untilMidnight)
            guard midnight > time else { return time }
            time = midnight
        }
    }
}

// The members of a profile file, and of the process's record on `offers.processes`.

extension PublishingProfile: JSONRecord {
    public init() {
        self.init(name: "", title: LocalizedText(), reviewLabel: LocalizedText(), steps: [])
    }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("name", &name)
        try v.member("title", &title)
        try v.member("defaultFor", &defaultFor, default: [])
        try v.member("requiresNotificationAddress", &requiresNotificationAddress, default: false)
        try v.member("cancel", &cancel)
        try v.member("reviewLabel", &reviewLabel)
        try v.member("steps", &steps)
    }
}

extension PublishingProfile.Step: JSONRecord {
    public init() { self.init(stage: Stage(rawValue: ""), name: LocalizedText()) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("stage", &stage)
        try v.member("name", &name)
        try v.member("longest", &longest)
        try v.member("when", &when)
        try v.member("approval", &approval)
        try v.member("retry", &retry)
        try v.member("timeout", &timeout)
    }
}

extension PublishingProfile.Longest: JSONRecord {
    public init() { self.init(duration: "", calendar: .elapsed) }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("duration", &duration)
        try v.member("calendar", &calendar)
    }
}

extension PublishingProfile.Retry: JSONRecord {
    public init() { self.init(tries: 0, first: "", longest: "") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("tries", &tries)
        try v.member("first", &first)
        try v.member("longest", &longest)
    }
}

/// A text in each of the publishers' languages.
public struct LocalizedText: Sendable, Hashable {
    public var en: String
    public var fr: String
    public var ja: String

    public init(en: String, fr: String, ja: String) {
        self.en = en
        self.fr = fr
        self.ja = ja
    }

    public subscript(language: Language) -> String {
        switch language {
        case .english: en
        case .french: fr
        case .japanese: ja
        }
    }
}

extension LocalizedText: JSONRecord {
    public init() { self.init(en: "", fr: "", ja: "") }

    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("en", &en)
        try v.member("fr", &fr)
        try v.member("ja", &ja)
    }
}
