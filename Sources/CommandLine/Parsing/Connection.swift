// Where the broker is and how to speak with it. Flags win over the environment, the environment over a properties file.

import Base
import Offers

/// How to reach the broker, before it is known whether librdkafka takes the settings.
struct Connection: Equatable {
    /// An address that somebody gave, and where: a flag or an environment variable.
    struct Broker: Equatable {
        var address: String
        var givenBy: String
        var isFromEnvironment: Bool
    }

    static let defaultBroker = "127.0.0.1:9092"

    /// Nil: what the properties say, else `defaultBroker`.
    var broker: Broker?
    /// `key=value` each, in order.
    var properties: [String]
    var propertiesFile: String?
    /// Longest wait for the broker, and for the coordinator's answer.
    var timeout: Duration
    /// Environment variables that the Kafka module reads (`KAFKA_CLIENT_…`).
    var environment: [String: String]

    init(_ arguments: Arguments, environment: [String: String]) throws(UsageError) {
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
            throw .badBroker(option: broker.givenBy, broker.address)
        }
        properties = arguments.all(.property)
        propertiesFile = arguments[.clientProperties] ?? variable(.clientProperties)?.value
        let seconds = arguments[.timeout] ?? variable(.timeout)?.value
        timeout = .seconds(try Invocation.number(seconds, .timeout, in: 1...3_600) ?? 10)
        self.environment = environment.filter { $0.key.hasPrefix("KAFKA_CLIENT_") }
    }

    /// `host:port` by commas; the port may be left out, as librdkafka lets it, and IPv6 stands in brackets.
    private static func isAddress(_ text: String) -> Bool {
        text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { address in
            guard !address.isEmpty, !address.contains(where: { $0.isWhitespace || $0 == "/" }) else { return false }
            let host =
                address.last == "]" ? address : address.prefix(upTo: address.lastIndex(of: ":") ?? address.endIndex)
            let port = address.dropFirst(host.count)
            return !host.isEmpty && (port.isEmpty || (1...65_535).contains(Int(port.dropFirst()) ?? 0))
        }
    }
}
