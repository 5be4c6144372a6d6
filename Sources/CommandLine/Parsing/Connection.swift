// Where the broker is and how to connect to it. Options override the environment, the environment a properties file,
// and all of them the context.

import Base
import BrokerClient
import Kafka

/// How to reach the broker, before librdkafka has checked the settings.
struct Connection: Equatable {
    /// An address, and the option or environment variable that gave it.
    struct Broker: Equatable {
        var address: String
        var givenBy: String
        var isFromEnvironment: Bool
    }

    static let defaultBroker = "127.0.0.1:9092"

    /// Nil: from the properties, otherwise `defaultBroker`.
    var broker: Broker?
    /// `key=value` each, in order.
    var properties: [String]
    var propertiesFile: String?
    /// Longest wait for the broker, and for the coordinator's answer.
    var timeout: Duration
    /// Environment variables that the Kafka module reads (`KAFKA_CLIENT_…`).
    var environment: [String: String]

    init(_ arguments: Arguments, environment: [String: String]) throws(ToolError) {
        func variable(_ option: OptionSpec) -> (name: String, value: String)? {
            let name = Settings.environmentName(String(option.name.dropFirst(2)))
            guard let value = environment[name], !value.isEmpty else { return nil }
            return (name, value)
        }
        if let address = arguments[.broker] {
            broker = Broker(address: address, givenBy: OptionSpec.broker.name, isFromEnvironment: false)
        } else if let (name, address) = variable(.broker) {
            broker = Broker(address: address, givenBy: name, isFromEnvironment: true)
        }
        if let broker, !Self.isAddress(broker.address) {
            throw ToolError(
                .usage,
                "\(broker.givenBy) \"\(broker.address)\": write HOST:PORT, several separated by commas, e.g. 127.0.0.1:9092"
            )
        }
        properties = arguments.all(.property)
        propertiesFile = arguments[.clientProperties] ?? variable(.clientProperties)?.value
        let isBrokerGiven = broker != nil || propertiesFile != nil
        if let context = try Contexts.inUse(isBrokerGiven: isBrokerGiven, environment) {
            broker = context.broker.map {
                Broker(address: $0, givenBy: "context \(context.context)", isFromEnvironment: false)
            }
            propertiesFile = context.clientProperties
        }
        let seconds = arguments[.timeout] ?? variable(.timeout)?.value
        if let seconds { try Arguments.check(seconds, OptionSpec.timeout.accepts, of: OptionSpec.timeout.name) }
        timeout = .seconds(seconds.flatMap { Int($0) } ?? 10)
        self.environment = environment.filter { $0.key.hasPrefix("KAFKA_CLIENT_") }
    }

    /// `host:port`, separated by commas; the port may be left out, as in librdkafka, and IPv6 is in brackets.
    private static func isAddress(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { address in
            guard !address.isEmpty, !address.contains(where: { $0.isWhitespace || $0 == "/" }) else { return false }
            let host =
                address.last == "]" ? address : address.prefix(upTo: address.lastIndex(of: ":") ?? address.endIndex)
            let port = address.dropFirst(host.count)
            return !host.isEmpty && (port.isEmpty || (1...65_535).contains(Int(port.dropFirst()) ?? 0))
        }
    }

    /// The client settings from all sources; a named broker overrides one in a file.
    func settings() throws -> ClientSettings {
        do throws(SettingError) {
            var settings = try ClientSettings.load(
                file: propertiesFile, environment: environment, overrides: properties,
                bootstrapServers: Self.defaultBroker)
            if let broker {
                let source: SettingSource =
                    broker.isFromEnvironment
                    ? .environment(variable: broker.givenBy) : .commandLine(option: broker.givenBy)
                try settings.set("bootstrap.servers", broker.address, from: source)
            }
            return settings
        } catch { throw BrokerError.badSetting(error.description) }
    }

    /// The broker's address and its source, for messages.
    var summary: String {
        let address = (try? settings().bootstrapServers) ?? Self.defaultBroker
        if let broker { return "\(address), from \(broker.givenBy)" }
        return address == Self.defaultBroker ? "\(address), the default" : address
    }

    /// A client that connects when it is first used.
    func client() throws -> BrokerClient {
        try .kafka(settings(), name: "offerctl", timeout: timeout)
    }
}
