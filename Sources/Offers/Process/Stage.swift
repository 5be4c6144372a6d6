// A stage is a kind of publishing work: one worker executable, one topic. A profile orders stages and gives each step a
// display name and a longest expected time.

import JSON

/// The name of a kind of publishing work, for example `certify`; also the name of its executable and the end of its
/// topic's name.
public struct Stage: Hashable, Sendable, RawRepresentable, CustomStringConvertible, JSONValue {
    public let rawValue: String

    /// Accepts any name in the form of a stage; `Stage.all` lists those that have a worker.
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

    /// To add a stage, add a line here and in Package.swift, its work, and a line in a profile.
    public static let all: [Stage] = [
        .validatePrerequisites, .validateTestDrive, .certify, .provisionPreview, .package, .publisherSignOff,
        .provisionProduction, .goLive,
    ]

    public static var schema: JSONNode { ["type": "string", "pattern": "^[a-z0-9-]+$"] }
}
