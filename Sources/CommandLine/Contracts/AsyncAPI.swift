// The AsyncAPI 3.0 document (asyncapi.com/docs/reference/specification/v3.0.0) of all topics and messages. Schemas stand
// beside it and are referred to.

import Base
import Events
import Foundation
import JSON
import Offers

/// A document made of what the code declares.
enum Reference: String, CaseIterable {
    case asyncapi, topics, commands

    var text: String {
        switch self {
        case .asyncapi: AsyncAPI.text
        case .topics: TopicReference.text
        case .commands: CommandReference.text
        }
    }
}

/// `schemas/asyncapi.json`.
enum AsyncAPI {
    private typealias Members = [String: Any]

    /// Two blanks a level, keys sorted: the same declarations always give the same bytes.
    static var text: String {
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers, lists and objects only, so that there is nothing that could fail.
        let data = (try? JSONSerialization.data(withJSONObject: document, options: options)) ?? Data()
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static var document: Members {
        [
            "asyncapi": "3.0.0",
            "info": [
                "title": "Publishing line", "version": programVersion,
                "description":
                    "Kafka topics of the publishing line. Every keyed topic has the same number of partitions and places "
                    + "records by murmur2 over the key, which is publisher/offer.",
            ],
            "defaultContentType": Contract.Form.event.rawValue,
            "channels": Members(uniqueKeysWithValues: Topic.all.map { ($0.name, channel($0)) }),
            "operations": operations,
            "components": ["messages": Members(uniqueKeysWithValues: Contract.all.map { ($0.name, message($0)) })],
        ]
    }

    private static func channel(_ topic: Topic) -> Members {
        let settings = topic.configuration
        var configuration: Members = ["cleanup.policy": [settings["cleanup.policy"] ?? ""]]
        configuration["retention.ms"] = settings["retention.ms"].flatMap { Int64($0) }
        return [
            "address": topic.name, "description": "Holds \(topic.holds).",
            "messages": Members(
                uniqueKeysWithValues: Contract.of(topic).map {
                    ($0.name, ["$ref": "#/components/messages/\($0.name)"])
                }),
            "bindings": [
                "kafka": [
                    "bindingVersion": "0.5.0", "partitions": Topic.defaultPartitions,
                    "topicConfiguration": configuration,
                ] as Members
            ],
        ]
    }

    /// As seen by another program: it sends commands and receives what stands on every topic.
    private static var operations: Members {
        func operation(_ topic: Topic, _ action: String) -> Members {
            ["action": action, "channel": ["$ref": "#/channels/\(topic.name)"], "summary": topic.holds]
        }
        var operations: Members = ["send-command": operation(.commands, "send")]
        for topic in Topic.all {
            operations["receive-\(topic.name.dropFirst("offers.".count))"] = operation(topic, "receive")
        }
        return operations
    }

    private static func message(_ contract: Contract) -> Members {
        var message: Members = [
            "name": contract.name, "summary": contract.says, "contentType": contract.form.rawValue,
            "bindings": [
                "kafka": [
                    "bindingVersion": "0.5.0",
                    "key": [
                        "type": "string", "description": contract.key == nil ? "publisher/offer" : "what it is about",
                        "pattern": keyPattern(contract),
                    ],
                ] as Members
            ],
        ]
        if let tombstone = contract.tombstone {
            message["description"] = "A key without a value says: \(tombstone)."
        }
        message["headers"] = contract.headers.map { ["$ref": "\($0).schema.json"] } ?? structuredHeader(contract)
        message["payload"] = payload(contract)
        if let sample = contract.sample { message["x-sample"] = "samples/\(sample).json" }
        return message
    }

    private static func keyPattern(_ contract: Contract) -> String {
        if let key = contract.key { return key }
        return contract.form == .foreign ? ".*" : "^[a-z0-9-]{0,49}[a-z0-9]/[a-z0-9-]{0,49}[a-z0-9]$"
    }

    private static func structuredHeader(_ contract: Contract) -> Members {
        ["type": "object", "properties": ["content-type": ["const": contract.form.rawValue]]]
    }

    private static func payload(_ contract: Contract) -> Members {
        guard let schema = contract.schema else { return ["type": "string", "description": contract.says] }
        let whole: Members = ["$ref": "\(schema).schema.json"]
        // A command may be a bare document, without a type; its schema lists the types itself.
        if contract.topic == .commands { return whole }
        var own: Members = ["type": ["enum": contract.types.map(\.rawValue)]]
        if let data = contract.data { own["data"] = ["$ref": "\(data).schema.json"] }
        return ["allOf": [whole, ["type": "object", "properties": own] as Members]]
    }
}
