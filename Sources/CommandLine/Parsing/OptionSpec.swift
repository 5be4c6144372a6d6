// The options of offerctl, declared once.

import Base
import Events
import JSON
import Offers

/// An option as it is typed and told.
struct OptionSpec: Equatable, Sendable {
    let name: String
    /// What its value is called; nil for a flag.
    let value: String?
    /// For the help; a line break where the line would be too long.
    let help: String
    var isRequired = false

    /// As it stands in a usage line, in brackets where it may be left out.
    var usage: String {
        let words = value.map { "\(name) \($0)" } ?? name
        return isRequired ? words : "[\(words)]"
    }

    static let profile = OptionSpec(
        name: "--profile", value: "NAME", help: "Publishing process, instead of the offer type's own")
    static let notify = OptionSpec(
        name: "--notify", value: "ADDRESSES",
        help: "Where this submission's mail goes, instead of the\noffer's addresses: a@b.example,c@d.example")
    static let allowList = OptionSpec(
        name: "--allow-list", value: "LIST",
        help:
            """
            Who may see the preview, instead of the offer's
            list: GUID=TYPE,GUID=TYPE or the path of a file
            with one GUID=TYPE a line
            """
    )
    static let noWait = OptionSpec(
        name: "--no-wait", value: nil, help: "Do not wait for the coordinator's answer")
    static let supportText = OptionSpec(
        name: "--text", value: "TEXT", help: "What you need help with", isRequired: true)
    static let rejectText = OptionSpec(
        name: "--text", value: "TEXT", help: "Why, and what the publisher can do", isRequired: true)
    static let pauseText = OptionSpec(name: "--text", value: "TEXT", help: "Why, for whoever wonders")
    static let stage = OptionSpec(
        name: "--stage", value: "STAGE", help: "All workers of this stage, instead of an offer")
    static let line = OptionSpec(name: "--line", value: nil, help: "The workers of all stages")
    static let publisher = OptionSpec(
        name: "--publisher", value: "PUBLISHER", help: "Only this publisher's offers")
    static let state = OptionSpec(
        name: "--state", value: "STATE",
        help:
            """
            Only offers in this state: NeverPublished,
            NotStarted, Running, WaitingForPublisherReview,
            Succeeded, Failed or Canceled
            """
    )
    static let follow = OptionSpec(
        name: "--follow", value: nil, help: "Go on with new ones until interrupted")
    static let offer = OptionSpec(
        name: "--offer", value: "OFFER", help: "Only this offer's")
    static let partitions = OptionSpec(
        name: "--partitions", value: "N", help: "Partitions of each topic (default \(Topic.defaultPartitions))")
    static let replication = OptionSpec(
        name: "--replication", value: "N", help: "Copies of each partition (default: the broker's own)")

    static let watch = OptionSpec(
        name: "--watch", value: nil, help: "Show every change until the submission ends")
    static let subscription = OptionSpec(
        name: "--subscription", value: "ID", help: "The subscription that looks: a GUID", isRequired: true)
    static let profiles = OptionSpec(
        name: "--profiles", value: "FOLDER",
        help: "The publishing processes (OFFERS_PROFILES; default\ndeploy/profiles)")
    static let policy = OptionSpec(
        name: "--policy", value: "FILE",
        help: "The marketplace's rules (OFFERS_POLICY; default\n\(Settings.usualPolicy))")
    static let fileRoots = OptionSpec(
        name: "--file-roots", value: "FOLDERS",
        help: "Under which file: addresses may lie, separated\nby colons (OFFERS_FILE_ROOTS; default none)")
    static let topic = OptionSpec(
        name: "--topic", value: "TOPIC", help: "Only letters that came from this topic")
    static let reason = OptionSpec(
        name: "--reason", value: "CODE", help: "Only letters with this reason's code")
    static let key = OptionSpec(
        name: "--key", value: "KEY", help: "Only letters with this record key")
    static let since = OptionSpec(
        name: "--since", value: "TIME", help: "Only letters from then on: 2026-01-31T09:00:00Z")
    static let until = OptionSpec(
        name: "--until", value: "TIME", help: "Only letters up to then")
    static let all = OptionSpec(name: "--all", value: nil, help: "All letters there are")
    static let dryRun = OptionSpec(
        name: "--dry-run", value: nil, help: "Say what would be sent, and send nothing")

    /// What narrows a list of dead letters.
    static let letterFilters: [OptionSpec] = [.topic, .reason, .key, .since, .until]

    static let broker = OptionSpec(
        name: "--broker", value: "HOST:PORT", help: "Where the broker is\n(OFFERS_BROKER; default 127.0.0.1:9092)")
    static let property = OptionSpec(
        name: "-X", value: "KEY=VALUE", help: "A property of librdkafka; may be repeated")
    static let clientProperties = OptionSpec(
        name: "--client-properties", value: "FILE",
        help: "Properties of librdkafka, KEY=VALUE a line\n(OFFERS_CLIENT_PROPERTIES)")
    static let json = OptionSpec(
        name: "--json", value: nil, help: "Print JSON for programs instead of text for people")
    static let timeout = OptionSpec(
        name: "--timeout", value: "SECONDS", help: "Longest wait for broker and answer\n(OFFERS_TIMEOUT; default 10)")
    static let help = OptionSpec(
        name: "--help", value: nil, help: "Show the help of the command")
    static let version = OptionSpec(
        name: "--version", value: nil, help: "Show the version")

    /// Options that every command takes.
    static let common: [OptionSpec] = [
        .broker, .property, .clientProperties, .json, .timeout, .help, .version,
    ]
}
