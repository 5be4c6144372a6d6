// An option, and the options that several commands share. An option of one command is declared beside it.

import Base
import Events
import Localization
import Offers

/// An option with its help.
struct OptionSpec: Sendable {
    let name: String
    /// The name of its value; nil for a flag.
    var value: String?
    var accepts = AcceptedValues.anything
    /// For the help, with line breaks where the line would be too long.
    let help: String
    var isRequired = false
    /// Workers have a setting with the same name.
    var isSetting = false

    /// Name and value, as in `--state STATE`.
    var synopsis: String { value.map { "\(name) \($0)" } ?? name }

    /// In a usage line; in brackets if it is optional.
    var usage: String { isRequired ? synopsis : "[\(synopsis)]" }

    static let notify = OptionSpec(
        name: "--notify", value: "ADDRESSES", accepts: .mailAddresses,
        help: "Where this submission's mail goes, instead of the\noffer's addresses: a@b.example,c@d.example")
    static let allowList = OptionSpec(
        name: "--allow-list", value: "LIST", accepts: .files,
        help: """
            Who may see the preview, instead of the offer's
            list: GUID=TYPE,GUID=TYPE or the path of a file
            with one GUID=TYPE a line
            """)
    static let noWait = OptionSpec(name: "--no-wait", help: "Do not wait for the coordinator's answer")
    static let stage = OptionSpec(
        name: "--stage", value: "STAGE", accepts: .oneOf(Stage.all.map(\.rawValue)),
        help: "All workers of this stage, instead of an offer")
    static let pipeline = OptionSpec(name: "--pipeline", help: "The workers of all stages")
    static let policy = OptionSpec(
        name: "--policy", value: "FILE", accepts: .files,
        help: "The marketplace's rules (OFFERS_POLICY; default:\nthose of this version)",
        isSetting: true)

    static let broker = OptionSpec(
        name: "--broker", value: "HOST:PORT",
        help: "Address of the broker (OFFERS_BROKER; default: the\ncontext's, otherwise 127.0.0.1:9092)")
    static let property = OptionSpec(
        name: "-X", value: "KEY=VALUE", help: "A property of librdkafka; may be repeated")
    static let clientProperties = OptionSpec(
        name: "--client-properties", value: "FILE", accepts: .files,
        help: "Properties of librdkafka, KEY=VALUE a line\n(OFFERS_CLIENT_PROPERTIES)")
    static let prefix = OptionSpec(
        name: "--prefix", value: "PREFIX", accepts: .identifier,
        help: "Prefix of all topic names\n(OFFERS_PREFIX; default offers)")
    static let output = OptionSpec(
        name: "-o", value: "FORMAT", accepts: .oneOf(OutputFormat.allCases.map(\.rawValue)),
        help: """
            How to print rows: text, wide (more columns),
            json (a document a line), yaml, or name (what
            other commands take)
            """)
    static let json = OptionSpec(name: "--json", help: "The same as -o json")
    static let timeout = OptionSpec(
        name: "--timeout", value: "SECONDS", accepts: .number(1...3_600),
        help: "Longest wait for the broker or an answer\n(OFFERS_TIMEOUT; default 10)")
    static let language = OptionSpec(
        name: "--language", value: "LANGUAGE", accepts: .oneOf(Language.allCases.map(\.rawValue)),
        help: "Language of steps, states and problems: en, fr\nor ja (default: from LC_ALL, LC_MESSAGES or LANG)")
    static let `as` = OptionSpec(
        name: "--as", value: "NAME", accepts: .text(most: 60),
        help: "Your name in history and audit\n(OFFERS_PRINCIPAL; default: the system's user)")
    static let help = OptionSpec(name: "--help", help: "Show the help of the command")
    static let version = OptionSpec(name: "--version", help: "Show the version")

    /// Options that every command takes.
    static let common: [OptionSpec] = [
        .broker, .property, .clientProperties, .prefix, .as, .output, .json, .timeout, .language, .help, .version,
    ]
}
