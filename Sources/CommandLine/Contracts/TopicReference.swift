// `docs/reference/topics.md`.

import Deployment
import Events
import JSON
import Offers

/// The reference page of topics and messages.
enum TopicReference {
    static var text: String {
        var lines = [
            "# Topics", "",
            "`offerctl contracts topics` makes this page from the declarations in the code.",
            "",
            "Every topic has the same number of partitions: \(Topic.defaultPartitions), or what `offerctl topics apply --partitions` says.",
            "The key of a record is `publisher/offer`, and its value a CloudEvents 1.0 event in structured mode (header",
            "`content-type: application/cloudevents+json`), unless this page says otherwise.",
            "Programs can read the same in [asyncapi.json](../../schemas/asyncapi.json).", "",
            "| topic | kept | holds |", "|---|---|---|",
        ]
        for topic in Topic.all { lines.append("| [`\(topic)`](#\(anchor(topic))) | \(kept(topic)) | \(topic.holds) |") }
        for topic in Topic.all {
            lines += ["", "## \(topic)", "", "Holds \(topic.holds). Kept: \(kept(topic)).", "", hands(topic), ""]
            for contract in Contract.of(topic) { lines += section(contract) }
        }
        return lines.text
    }

    private static func section(_ contract: Contract) -> [String] {
        var lines = ["- **\(contract.name)**: \(contract.says)"]
        if contract.form != .event { lines.append("  Form: `\(contract.form.rawValue)`.") }
        if !contract.types.isEmpty {
            lines.append("  Types: \(contract.types.map { "`\($0)`" }.joined(separator: ", ")).")
        }
        let schemas = [("record", contract.schema), ("data", contract.data), ("headers", contract.headers)]
            .compactMap { name, file in file.map { "\(name) [\($0)](../../schemas/\(Schema.file($0)))" } }
        if !schemas.isEmpty { lines.append("  Schemas: \(schemas.joined(separator: ", ")).") }
        if let sample = contract.sample { lines.append("  Sample: [\(sample)](../../schemas/samples/\(sample).json).") }
        if let key = contract.key { lines.append("  Key: \(key.meaning).") }
        if let tombstone = contract.tombstone { lines.append("  \(tombstone)") }
        return lines
    }

    /// Writers and readers, from the declarations behind the access lists. People write commands, too.
    private static func hands(_ topic: Topic) -> String {
        func names(_ members: [Service], _ others: [String]) -> String {
            let all = others + members.map { "`\($0.name)`" }
            // Every worker may hand off to every stage, so a list of names would not help.
            if all.isEmpty { return "people" }
            return (members.count > 6 ? others + ["every worker"] : all).joined(separator: ", ")
        }
        let people: [Topic: String] = [.commands: "publishers and operators", .controls: "operators"]
        let writers = names(Service.all.filter { $0.outputs.contains(topic) }, people[topic].map { [$0] } ?? [])
        return "Written by \(writers). Read by \(names(Service.all.filter { $0.reads.contains(topic) }, []))."
    }

    private static func kept(_ topic: Topic) -> String {
        switch topic.cleanup {
        case .delete(let days): Topic.Cleanup.text(ofDays: days)
        case .compact: "newest of each key"
        }
    }

    /// The anchor that Markdown hosts make of a heading.
    private static func anchor(_ topic: Topic) -> String { topic.name.replacing(".", with: "") }
}
