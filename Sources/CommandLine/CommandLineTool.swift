// offerctl from the outside: words in, an exit code out. Parse, execute, render; every failure ends here as one line.
// Each phase has its folder. Only this file knows all three.

import Base
import Foundation
import Offers

/// The operator's and publisher's command line tool.
public enum CommandLineTool {
    /// As `offerctl --version` says it.
    static let version = programVersion

    /// Runs the tool on this process's arguments, environment and standard streams, and ends the process.
    public static func main() -> Never {
        let environment = ProcessInfo.processInfo.environment
        let code = run(
            Array(CommandLine.arguments.dropFirst()), environment: environment, out: .standard(environment))
        exit(code.rawValue)
    }

    /// Runs one command. `connect` makes the desk when the command turns out to need one: a wrong option or a bad file
    /// is told without a broker.
    static func run(
        _ words: [String], environment: [String: String], out: Out, world: World = .real,
        connect: @escaping (Connection, World) throws -> Desk = Desk.kafka
    ) -> ExitCode {
        do {
            let invocation = try Invocation(words, environment: environment)
            let execution = Execution(
                out: out, world: world, isJSON: invocation.isJSON, settings: Settings(invocation.settings)
            ) {
                try connect(invocation.connection, world)
            }
            try execution.run(invocation.task, patience: invocation.connection.timeout)
            return .done
        } catch let failure as any ToolError {
            out.warn(failure.description)
            return failure.exitCode
        } catch {
            // Nothing is known to throw anything else; if something does, it is told and not swallowed.
            out.warn("\(error)")
            return .brokerAway
        }
    }
}

/// A failure of the tool: one line that says what is wrong and what to do, and the exit code that goes with it. Each
/// phase words its own: `UsageError`, `FileError`, `PipelineError`.
protocol ToolError: Error, CustomStringConvertible {
    var exitCode: ExitCode { get }
}

/// What the process ends with; the same list stands in `offerctl help`.
enum ExitCode: Int32, CaseIterable {
    case done = 0
    case refused = 1
    case usage = 2
    case brokerAway = 3
    case badFile = 4
    case unanswered = 5

    /// As the help says it.
    var meaning: String {
        switch self {
        case .done: "done"
        case .refused: "refused, not found, or something is wrong with the line"
        case .usage: "wrong command, option or setting"
        case .brokerAway: "the broker is away, or lacks the line's topics"
        case .badFile: "a file that cannot be read or used, or has problems"
        case .unanswered: "sent and kept, but no coordinator answered in time"
        }
    }
}
