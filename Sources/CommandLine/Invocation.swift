// One run of a command: the typed words, and what the command works with.

import Base
import BrokerClient
import JSON
import Localization
import Offers

/// The argument of a command's `run`.
final class Invocation {
    let arguments: Arguments
    let out: Out
    let world: World
    let connection: Connection
    let environment: [String: String]
    /// By the workers' names for them: `OFFERS_…` in the environment, and options of this command.
    let settings: Settings
    /// Who runs the command, for history and audit: the setting `principal` (`--as`), otherwise the system's user.
    let principal: String
    /// The language of the output; help and errors are in English.
    let language: Language
    /// The processes that `status(_:)` has found so far.
    var processes = ProcessCatalog()
    var sought: Set<String> = []
    private let connect: (Connection) throws -> BrokerClient
    private var connected: BrokerClient?
    private var asksBroker = false

    /// `connect` makes the broker client when the command first needs it, so that a wrong option or a bad file is
    /// reported without a broker.
    init(
        _ arguments: Arguments, environment: [String: String], user: String, out: Out, world: World,
        connect: @escaping (Connection) throws -> BrokerClient
    ) throws(ToolError) {
        self.arguments = arguments
        self.out = out
        self.world = world
        self.connect = connect
        self.environment = environment
        connection = try Connection(arguments, environment: environment)
        var settings = Settings.values(in: environment)
        for option in arguments.command?.options ?? [] where option.isSetting {
            if let value = arguments[option] { settings[String(option.name.dropFirst(2))] = value }
        }
        self.settings = Settings(settings)
        principal = String((arguments[.as] ?? self.settings["principal"] ?? user).prefix(60))
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        language = Language(tag: arguments[.language] ?? locale)
    }

    /// How rows are printed.
    var format: OutputFormat {
        arguments.choice(arguments[.output]) ?? (arguments.has(.json) ? .json : .text)
    }

    func broker() throws -> BrokerClient {
        if let connected { return connected }
        asksBroker = true
        let client = try connect(connection)
        connected = client
        return client
    }

    /// The error that `run` threw, with the broker's address if it was used. Only these two errors are expected; any
    /// other is reported anyway.
    func failure(_ error: any Error) -> ToolError {
        let failure =
            (error as? BrokerError).map { ToolError($0) } ?? error as? ToolError ?? ToolError(.brokerAway, "\(error)")
        return asksBroker ? failure.naming(connection) : failure
    }

    /// Prints rows for programs, or the text for people.
    func show(_ rows: [some Encodable], orText text: @autoclosure () -> String) {
        show(rows.map { JSONLine.of($0) }, text)
    }

    /// The same for rows that write their own JSON.
    func show(documents: [some JSONValue], orText text: @autoclosure () -> String) {
        show(documents.map(\.json), text)
    }

    private func show(_ rows: [[UInt8]], _ text: () -> String) {
        guard !format.isForPeople else { return out.write(text()) }
        for row in rows { out.write(format.text(row)) }
    }

    /// Reads a record as a row of its topic. Returns nil and warns if it is not one, so that it does not hide the
    /// others.
    func row<Row>(_ record: TopicRecord, _ read: (TopicRecord) throws -> Row) -> Row? {
        do { return try read(record) } catch {
            out.warn("skipping \(record.position): \(error)")
            return nil
        }
    }
}
