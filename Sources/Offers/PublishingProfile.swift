// A publishing process as data: ordered steps, each a stage with a name and a longest expected time. Four ship under
// deploy/profiles; a user adds one as a file. Checked when read, because everything behind trusts it.

import Base
import FoundationEssentials

/// The ordered steps of one publishing process. A submission keeps the profile it started with.
public struct PublishingProfile: Sendable, Hashable, Codable {
    /// When a publisher may take a submission back (R19).
    public enum Cancel: String, Sendable, Hashable, Codable {
        /// Only while the submission waits for its publisher.
        case atSignOff = "at-sign-off"
        /// From the start until the publisher asks for production.
        case untilSignOff = "until-sign-off"
    }

    /// What must hold of an offer for a step to be taken.
    public enum Condition: String, Sendable, Hashable, Codable {
        case testDriveEnabled = "test-drive-enabled"
    }

    /// A longest expected time: exceeding it makes an offer overdue, never failed (R27).
    public struct Longest: Sendable, Hashable, Codable {
        public enum Calendar: String, Sendable, Hashable, Codable {
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

    /// How often a fault of ours is tried again, and with what waits (R28): ISO 8601, the first doubling up to the longest.
    public struct Retry: Sendable, Hashable, Codable {
        public var tries: Int
        public var first: String
        public var longest: String

        public init(tries: Int, first: String, longest: String) {
            self.tries = tries
            self.first = first
            self.longest = longest
        }
    }

    /// A stage as it stands in this process.
    public struct Step: Sendable, Hashable, Codable {
        public var stage: String
        public var name: LocalizedText
        /// None: this step may take for ever (sign-off).
        public var longest: Longest?
        public var when: Condition?
        /// Whether an operator must approve at the end of this step.
        public var approval: Bool?
        /// None: as the worker's settings have it.
        public var retry: Retry?
        /// How long one try may take, ISO 8601; none: as the worker's settings have it.
        public var timeout: String?

        public init(
            stage: Stage, name: LocalizedText, longest: Longest? = nil, when: Condition? = nil, approval: Bool? = nil
        ) {
            self.stage = stage.rawValue
            self.name = name
            self.longest = longest
            self.when = when
            self.approval = approval
        }
    }

    public var name: String
    public var title: LocalizedText
    /// Offer types that take this profile when the command names none.
    public var defaultFor: [OfferType]
    public var requiresNotificationAddress: Bool
    public var cancel: Cancel
    /// How `WaitingForPublisherReview` is called in this process, e.g. "Staged".
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
public enum OfferType: String, Sendable, Hashable, Codable, CaseIterable {
    case virtualMachine = "virtual-machine"
    case solutionTemplate = "solution-template"
    case containerImage = "container-image"
}

extension PublishingProfile {
    /// Why a profile cannot be used, for the one who wrote the file.
    public struct Invalid: Error, CustomStringConvertible {
        public var description: String
    }

    /// Reads and checks a profile file; `stages` are those that have workers.
    public init(json: Data, file: String, stages: [Stage] = Stage.all) throws {
        do {
            self = try JSONDecoder().decode(PublishingProfile.self, from: json)
        } catch {
            throw Invalid(description: "profile \(file): \(explain(error)). See schemas/profile.schema.json")
        }
        if let fault = fault(stages: stages) { throw Invalid(description: "profile \(file): \(fault)") }
    }

    /// The profiles of a folder, one `.json` file each, by name.
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
            let profile = try PublishingProfile(json: json, file: path, stages: stages)
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
            guard stages.contains(Stage(rawValue: step.stage)) else {
                let known = stages.map(\.rawValue).joined(separator: ", ")
                return "step \(index + 1) names the unknown stage \"\(step.stage)\"; known are \(known)"
            }
            if let retry = step.retry, !(1...1000).contains(retry.tries) {
                return "step \(index + 1): a step is tried 1 to 1000 times, not \(retry.tries)"
            }
            let durations = [step.longest?.duration, step.retry?.first, step.retry?.longest, step.timeout]
            if let wrong = durations.compactMap(\.self).first(where: { Duration(iso8601: $0) == nil }) {
                return "step \(index + 1): \"\(wrong)\" is no ISO 8601 duration such as PT15M or P3D"
            }
        }
        guard steps.count(where: { $0.stage == Stage.publisherSignOff.rawValue }) <= 1 else {
            return "publisher-sign-off may stand only once"
        }
        return nil
    }
}

extension PublishingProfile.Longest {
    /// When a step scheduled at `start` becomes overdue. Business time runs through Monday to Friday, UTC.
    public func due(from start: Timestamp) -> Timestamp? {
        guard let span = Duration(iso8601: duration) else { return nil }
        guard calendar == .business else { return start + span }
        var left = span.milliseconds
        var time = start
        while true {
            let untilMidnight =
                Timestamp.millisecondsPerDay - (time.milliseconds - time.day * Timestamp.millisecondsPerDay)
            let working = time.weekday != 0 && time.weekday != 6
            if working, left <= untilMidnight { return time + .milliseconds(left) }
            if working { left -= untilMidnight }
            // An outcome may bring any time at all, and at the calendar's end there is no next day.
            let midnight = time + .milliseconds(untilMidnight)
            guard midnight > time else { return time }
            time = midnight
        }
    }
}

/// A decoding failure in words: where in the document and what was expected.
public func explain(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
        path.isEmpty
            ? "the document" : "/" + path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
    }
    switch error {
    case DecodingError.keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
        return "\(place(context.codingPath)) has the wrong type"
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty: return "malformed JSON"
    case DecodingError.dataCorrupted(let context):
        return "\(place(context.codingPath)): \(context.debugDescription)"
    default: return "\(error)"
    }
}
