// The AsyncAPI 3.0 document (asyncapi.com/docs/reference/specification/v3.0.0) of all topics and messages. It refers to
// the schema files in the same folder.

import Base
import Events
import JSON

/// `schemas/asyncapi.json`.
enum AsyncAPI {
    static var document: JSONNode {
        [
            "asyncapi": "3.0.0",
            "info": [
                "title": "Publishing pipeline", "version": .string(programVersion),
                "description": .string(
                    "Kafka topics of the publishing pipeline. Every topic has the same number of partitions, and murmur2 of the "
                        + "key, which is publisher/offer, selects the partition."),
            ],
            "defaultContentType": .string(Contract.Form.event.rawValue),
            "channels": .object(Topic.all.map { .init($0.name, channel($0)) }),
            "operations": operations,
            "components": ["messages": .object(Contract.all.map { .init($0.name, message($0)) })],
        ]
    }

    private static func channel(_ topic: Topic) -> JSONNode {
        let settings = topic.configuration
        var configuration = [JSONNode.Member("cleanup.policy", [.string(settings["cleanup.policy"] ?? "")])]
        if let time = settings["retention.ms"] { configuration.append(.init("retention.ms", .number(time))) }
        return [
            "address": .string(topic.name), "description": .string("Holds \(topic.holds)."),
            "messages": .object(
                Contract.of(topic).map { .init($0.name, reference("#/components/messages/\($0.name)")) }),
            "bindings": kafka([
                .init("partitions", .number(String(Topic.defaultPartitions))),
                .init("topicConfiguration", .object(configuration)),
            ]),
        ]
    }

    /// From another program's point of view: it sends commands and receives the records of every topic.
    private static var operations: JSONNode {
        func operation(_ name: String, _ topic: Topic, _ action: String) -> JSONNode.Member {
            .init(
                name,
                [
                    "action": .string(action), "channel": reference("#/channels/\(topic.name)"),
                    "summary": .string(topic.holds),
                ])
        }
        let receive = Topic.all.map {
            operation("receive-\($0.name.dropFirst(Installation.prefix.count + 1))", $0, "receive")
        }
        return .object([operation("send-command", .commands, "send")] + receive)
    }

    private static func message(_ contract: Contract) -> JSONNode {
        var message: [JSONNode.Member] = [
            .init("name", .string(contract.name)), .init("summary", .string(contract.says)),
            .init("contentType", .string(contract.form.rawValue)),
        ]
        if let tombstone = contract.tombstone { message.append(.init("description", .string(tombstone))) }
        let headers: JSONNode =
            contract.headers.map(schema) ?? [
                "type": "object", "properties": ["content-type": ["const": .string(contract.form.rawValue)]],
            ]
        if contract.form != .document { message.append(.init("headers", headers)) }
        message.append(.init("payload", payload(contract)))
        let key: JSONNode = [
            "type": "string", "description": .string(contract.key?.meaning ?? "publisher/offer"),
            "pattern": .string(contract.key?.pattern ?? "^[a-z0-9-]{0,49}[a-z0-9]/[a-z0-9-]{0,49}[a-z0-9]$"),
        ]
        message.append(.init("bindings", kafka([.init("key", key)])))
        if let sample = contract.sample { message.append(.init("x-sample", .string("samples/\(sample).json"))) }
        return .object(message)
    }

    private static func payload(_ contract: Contract) -> JSONNode {
        guard let name = contract.schema else {
            return ["type": "string", "description": .string(contract.says)]
        }
        // The schema of an arbitrary event does not describe type and data.
        guard name == Contract.anyEvent else { return schema(name) }
        let types = JSONNode.array(contract.types.map { .string($0.rawValue) })
        var own = [JSONNode.Member("type", ["enum": types])]
        if let data = contract.data { own.append(.init("data", schema(data))) }
        return ["allOf": [schema(name), ["type": "object", "properties": .object(own)]]]
    }

    private static func kafka(_ members: [JSONNode.Member]) -> JSONNode {
        ["kafka": .object([.init("bindingVersion", "0.5.0")] + members)]
    }

    private static func schema(_ name: String) -> JSONNode { reference(Schema.file(name)) }

    private static func reference(_ target: String) -> JSONNode { ["$ref": .string(target)] }
}
