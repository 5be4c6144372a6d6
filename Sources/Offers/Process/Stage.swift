// A stage is a kind of publishing work: one worker executable, one topic. A profile puts stages in an order and
// gives each step its own display name and longest expected time.

import JSON

/// The name of a kind of publishing work, e.g. `certify`; also the name of its executable and the end of its topic's.
public struct Stage: Hashable, Sendable, RawRepresentable, CustomStringConvertible, JSONValue {
    public let rawValue: String

    /// Any name in the form of a stage; whether a worker exists for it is what `Stage.all` says.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    public static let validatePrerequisites = Stage(rawValue: "validate-prerequisites")
    public static let validateTestDrive = Stage(rawValue: "validate-test-drive")
    public static let certify = Stage(rawValue: "certify")
    public static let provisionPreview = Stage(rawValue: "provision-preview")
    public static let package = Stage(rawValue: "package")
    public static let publisherSignOff = Stage(rawValue: "publisher-sign-off")
    public static let provisionProduction = Stage(rawValue: "provision-production")
    public static let goLive = Stage(rawValue: "go-live")

    /// The list of names. A stage is added by a line here and in Package.swift, its work, and a line in a profile.
    public static let all: [Stage] = [
        .validatePrerequisites, .validateTestDrive, .certify, .provisionPreview, .package, .publisherSignOff,
        .provisionProduction, .goLive,
    ]

    public static var schema: JSONNode { ["type": "string", "pattern": "^[a-z0-9-]+$"] }
}
