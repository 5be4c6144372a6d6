// How the tool fails. Errors of single commands are worded there.

import BrokerClient
import Offers

/// A failure of the tool: one line that says what is wrong and what to do, and the exit code.
struct ToolError: Error, Equatable, CustomStringConvertible {
    let exitCode: ExitCode
    let description: String

    init(_ exitCode: ExitCode, _ description: String) {
        self.exitCode = exitCode
        self.description = description
    }

    static func unknownOffer(_ offer: OfferKey) -> ToolError {
        ToolError(.refused, "\(offer): unknown offer; \"offerctl list\" shows all offers")
    }

    static func unknownLetter(_ letter: DeadLetterID) -> ToolError {
        ToolError(.refused, "dead letter \(letter) not found; \"offerctl dead-letters list\" shows them all")
    }

    static func notAnOffer(_ path: String, _ error: any Error) -> ToolError {
        ToolError(.badFile, "\(path): not an offer document: \(error)")
    }

    init(_ error: BrokerError) {
        let code: ExitCode =
            switch error {
            case .badSetting: .usage
            case .tooLarge: .badFile
            case .failed, .topicMissing, .cannotCreateTopics, .busy, .notConnected: .brokerAway
            }
        self.init(code, error.description)
    }

    /// Adds which broker was asked: another one may know what this one does not.
    func naming(_ connection: Connection) -> ToolError {
        switch exitCode {
        case .usage, .badFile: self
        case .done, .refused, .brokerAway, .unanswered:
            ToolError(exitCode, "\(description) (the broker is \(connection.summary))")
        }
    }
}

/// The exit codes of the process; the help lists them.
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
