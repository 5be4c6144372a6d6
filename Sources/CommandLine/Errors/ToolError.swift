// How a run of the tool fails: one line that says what is wrong and what to do, and the exit code.

import BrokerClient

/// A failure of the tool.
protocol ToolError: Error, CustomStringConvertible {
    var exitCode: ExitCode { get }
}

/// What the process ends with; the help lists the same.
enum ExitCode: Int32, CaseIterable {
    case done = 0
    case refused = 1
    case usage = 2
    case brokerAway = 3
    case badFile = 4
    case unanswered = 5

    var meaning: String {
        switch self {
        case .done: "done"
        case .refused: "refused, not found, or a check found something wrong"
        case .usage: "wrong command, option or setting"
        case .brokerAway: "the broker is not reachable, or topics are missing"
        case .badFile: "a file that cannot be read or used, or has problems"
        case .unanswered: "sent and kept, but no coordinator answered in time"
        }
    }
}

/// What was typed cannot be carried out: what is wrong, then what to type.
struct UsageError: ToolError, Equatable {
    let description: String

    init(_ description: String) { self.description = description }

    var exitCode: ExitCode { .usage }

    /// Where to read on.
    static func see(_ command: CommandSpec?) -> String {
        command.map { "see \"offerctl help \($0.name)\"" } ?? "\"offerctl help\" lists them"
    }
}

extension BrokerError: ToolError {
    var exitCode: ExitCode {
        switch self {
        case .badSetting: .usage
        case .tooLarge: .badFile
        case .failed, .topicMissing, .cannotCreateTopics, .busy, .notConnected: .brokerAway
        }
    }
}
