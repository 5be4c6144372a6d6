// What can be wrong with what was typed, worded here and nowhere else: what is wrong, then what to type.

import Offers

/// A command line that cannot be carried out.
enum UsageError: ToolError, Equatable {
    case noCommand
    case unknownCommand(String, near: String?)
    case incompleteCommand(String, choices: [String])
    case unknownOption(String, of: Verb?, near: String?)
    case valueMissing(option: String, value: String)
    case valueUnwanted(option: String)
    case operandMissing(of: Verb)
    case operandUnwanted(String, of: Verb)
    case optionMissing(of: Verb)
    case badOffer(String)
    case badName(option: String, String)
    case badNumber(option: String, String, range: ClosedRange<Int>)
    case badState(String)
    case badBroker(option: String, String)
    case badText(option: String, most: Int)
    case badAddress(String)
    case badSubscription(String)
    case badGUID(option: String, String)
    case badTime(option: String, String)
    case badLetter(String)
    case badChoice(of: Verb, String, choices: [String])
    case scopeUnclear(of: Verb)
    case nothingChosen
    case tooMuchChosen
    /// A setting of librdkafka that it refuses; the words are those of the Kafka module.
    case badSetting(String)

    var exitCode: ExitCode { .usage }

    var description: String {
        switch self {
        case .noCommand:
            return "no command given; \"offerctl help\" lists them"
        case .unknownCommand(let word, let near):
            return "there is no command \"\(word)\"; \(near.map { "did you mean \"\($0)\"?" } ?? Self.listed)"
        case .incompleteCommand(let word, let choices):
            let whole = choices.map { "\"\(word) \($0)\"" }.joined(separator: " or ")
            return "\"\(word)\" needs another word: \(whole)"
        case .unknownOption(let option, let verb, let near):
            let owner = verb.map { "\"\($0.rawValue)\" has" } ?? "there is"
            let remedy = near.map { "did you mean \($0)?" } ?? verb.map(Self.see) ?? Self.listed
            return "\(owner) no option \(option); \(remedy)"
        case .valueMissing(let option, let value):
            return "\(option) needs a value; write \(option) \(value)"
        case .valueUnwanted(let option):
            return "\(option) takes no value; leave out the = and what follows"
        case .operandMissing(let verb):
            return "\(verb.operands.first ?? "a word") is missing; write \"offerctl \(verb.rawValue) \(verb.usage)\""
        case .operandUnwanted(let word, let verb):
            return "\"\(word)\" is one word too many; \(Self.see(verb))"
        case .optionMissing(let verb):
            let names = verb.options.filter(\.isRequired).map(\.name).joined(separator: " and ")
            return "\(names) is missing; write \"offerctl \(verb.rawValue) \(verb.usage)\""
        case .badOffer(let text):
            return "\"\(text)\" is no offer; write PUBLISHER/OFFER, each 1–50 of a-z 0-9 - and not ending in -"
        case .badName(let option, let text):
            return "\(option) \(text): give 1–50 characters of a-z 0-9 -, not ending in -"
        case .badNumber(let option, let text, let range):
            return "\(option) \(text): give a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .badState(let text):
            return "--state \(text): give one of \(OfferState.allCases.map(\.rawValue).joined(separator: ", "))"
        case .badBroker(let option, let text):
            return "\(option) \(text): write HOST:PORT, several separated by commas, e.g. 127.0.0.1:9092"
        case .badText(let option, let most):
            return "\(option): give a text of 1 to \(most) characters"
        case .badAddress(let text):
            return "--notify: \"\(text)\" is no mail address; write NAME@HOST, several separated by commas"
        case .badSubscription(let text):
            return "--allow-list: \"\(text)\" is no subscription; write GUID=TYPE, several separated by commas"
        case .badGUID(let option, let text):
            return "\(option) \(text): give a GUID such as 01234567-89ab-cdef-0123-456789abcdef"
        case .badTime(let option, let text):
            return "\(option) \(text): write the time as 2026-01-31T09:00:00Z"
        case .badLetter(let text):
            return "\"\(text)\" is no letter; write PARTITION/OFFSET as \"offerctl dead-letters list\" shows it"
        case .badChoice(let verb, let text, let choices):
            return "\(verb.rawValue) \(text): give one of \(choices.joined(separator: ", "))"
        case .scopeUnclear(let verb):
            return "name one thing to \(verb.rawValue): an OFFER, --stage STAGE or --line"
        case .nothingChosen:
            return "it is not said which letters: name one, give a filter such as --reason CODE, or say --all"
        case .tooMuchChosen:
            return "a LETTER, filters and --all are three ways to choose; use only one of them"
        case .badSetting(let words):
            return words
        }
    }

    private static let listed = "\"offerctl help\" lists them"

    private static func see(_ verb: Verb) -> String { "see \"offerctl help \(verb.rawValue)\"" }
}
