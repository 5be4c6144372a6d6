// Why the broker did not do what it was asked to do.

import Events
import Offers

/// What a `BrokerClient` throws. Its text says what to do.
public enum BrokerError: Error, Equatable, CustomStringConvertible {
    /// In librdkafka's words, with the address.
    case failed(String)
    /// librdkafka does not accept a setting.
    case badSetting(String)
    case topicMissing(Topic)
    /// The client or the broker does not accept a record of that size.
    case tooLarge(bytes: Int, topic: Topic)
    case cannotCreateTopics(missing: Int)
    /// Other clients of the same exclusive writer kept writing meanwhile.
    case busy(Topic)
    case notConnected

    public var description: String {
        switch self {
        case .failed(let words), .badSetting(let words): words
        case .topicMissing(let topic):
            "the broker has no topic \(topic); run \"offerctl topics apply\", or check that --broker is right "
                + "and that the user may describe it"
        case .tooLarge(let bytes, let topic):
            "a record of \(bytes) bytes is too large for \(topic); nothing was sent. Make the offer document smaller: "
                + "name pictures by address, shorten descriptions"
        case .cannotCreateTopics(let missing):
            "this broker does not create topics on request, and \(missing) of \(Topic.all.count) are missing; "
                + "the embedded broker creates them when it starts: start offer-broker again"
        case .busy(let topic): "other clients write to \(topic) at the same time; try again"
        case .notConnected: "not connected to a broker"
        }
    }
}
