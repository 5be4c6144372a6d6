// The frame of offerctl: words in, an exit code out. Every failure becomes one line on standard error.

import Base
import BrokerClient
import Foundation

/// The command line tool of publishers and operators.
public enum CommandLineTool {
    /// Runs the tool on this process's arguments, environment and standard streams, and ends the process.
    public static func main() -> Never {
        let environment = ProcessInfo.processInfo.environment
        let words = Array(CommandLine.arguments.dropFirst())
        do { try Installation.begin(Contexts.prefix(words, environment)) } catch {
            Out.standard(environment).warn("\(error)")
            exit(ExitCode.usage.rawValue)
        }
        exit(run(words, environment: environment, out: .standard(environment)).rawValue)
    }

    /// Runs one command.
    static func run(
        _ words: [String], environment: [String: String], user: String = NSUserName(), out: Out, world: World = .real,
        connect: @escaping (Connection) throws -> BrokerClient = { try $0.client() }
    ) -> ExitCode {
        do {
            let arguments = try Arguments(words)
            if arguments.has(.version) {
                out.write(CommandSpec.versionLine)
            } else if let command = arguments.command, !arguments.has(.help) {
                try arguments.check(against: command)
                let invocation = try Invocation(
                    arguments, environment: environment, user: user, out: out, world: world, connect: connect)
                do { try command.run(invocation) } catch {
                    throw invocation.failure(error)
                }
            } else {
                out.write(HelpPage.text(arguments.command))
            }
            return .done
        } catch {
            // Other errors are not expected; they are reported anyway.
            let failure = error as? ToolError ?? ToolError(.brokerAway, "\(error)")
            out.warn(failure.description)
            return failure.exitCode
        }
    }
}
