// What is to be done, all of it checked: behind this no word that was typed is looked at again.

import Events
import JSON
import Offers

/// One command of a person or program.
struct Invocation: Equatable {
    /// What is to be done.
    enum Task: Equatable {
        case lint(file: String, PublishChoices)
        case publish(file: String, PublishChoices)
        case preview(subscription: String, OfferKey?)
        /// Any command but publish.
        case command(CommandKind, OfferKey, text: String?, waits: Bool)
        /// Pauses the line or a stage, or lets it go on.
        case control(Controls.Scope, pauses: Bool, text: String?)
        /// Nil: all offers.
        case rebuild(OfferKey?)
        case deadLetters(DeadLetterFilter)
        case deadLetter(DeadLetterID)
        case redrive(DeadLetterChoice, isTrial: Bool)
        case status(OfferKey, watches: Bool)
        case list(publisher: String?, state: OfferState?)
        case history(OfferKey)
        case compare(file: String, OfferKey)
        case lag
        case notifications(OfferKey?, follows: Bool)
        /// Nil: as declared, or as the broker likes.
        case applyTopics(partitions: Int?, replication: Int?)
        case describeTopics
        case doctor
        case completion(Shell)
        case manual
        case contracts(Reference)
        case help(Verb?)
        case version
    }

    var task: Task
    var connection: Connection
    var isJSON: Bool
    /// By the names that workers have for them: `OFFERS_…` of the environment, and this command's own options.
    var settings: [String: String]

    init(_ words: [String], environment: [String: String]) throws(UsageError) {
        let arguments = try Arguments(words)
        isJSON = arguments.has(.json)
        task = try Self.task(arguments)
        connection = try Connection(arguments, environment: environment)
        settings = Self.settings(arguments, environment)
    }
}

/// What a publish command says beside the document; nil: as the document or its type has it.
struct PublishChoices: Equatable {
    var profile: String?
    /// Comma separated.
    var notify: String?
    var allowList: AllowList?
    var waits = true
}

extension Invocation {
    private static let longestText = 4_000

    private static func task(_ arguments: Arguments) throws(UsageError) -> Task {
        if arguments.has(.version) { return .version }
        if arguments.has(.help) { return .help(arguments.verb) }
        guard let verb = arguments.verb else { throw .noCommand }
        if verb == .help { return try .help(topic(of: arguments)) }
        try checkOperands(arguments, of: verb)
        let operand = arguments.operands.first ?? ""
        func offer() throws(UsageError) -> OfferKey { try self.offer(operand) }
        switch verb {
        case .lint: return try .lint(file: operand, publishChoices(arguments))
        case .preview:
            return try .preview(
                subscription: subscription(arguments), operand.isEmpty ? nil : self.offer(operand))
        case .compare: return try .compare(file: operand, self.offer(arguments.operands[1]))
        case .lag: return .lag
        case .rebuild: return try .rebuild(operand.isEmpty ? nil : offer())
        case .deadLettersList: return try .deadLetters(DeadLetterFilter(arguments))
        case .deadLettersShow: return try .deadLetter(DeadLetterID(typed: operand))
        case .deadLettersRedrive:
            return try .redrive(DeadLetterChoice(arguments), isTrial: arguments.has(.dryRun))
        case .doctor: return .doctor
        case .completion: return try .completion(choice(operand, of: verb))
        case .manual: return .manual
        case .contracts: return try .contracts(choice(operand, of: verb))
        case .publish: return try .publish(file: operand, publishChoices(arguments))
        case .goLive: return try command(.goLive, offer(), arguments)
        case .cancel: return try command(.cancel, offer(), arguments)
        case .requestSupport: return try command(.requestSupport, offer(), arguments, text: .supportText)
        case .approve: return try command(.approve, offer(), arguments)
        case .reject: return try command(.reject, offer(), arguments, text: .rejectText)
        case .resume, .pause: return try pauseOrResume(arguments, verb)
        case .status: return try .status(offer(), watches: arguments.has(.watch))
        case .history: return try .history(offer())
        case .list: return try .list(publisher: name(arguments, .publisher), state: state(arguments))
        case .notifications:
            let only = arguments[.offer]
            return try .notifications(only == nil ? nil : self.offer(only ?? ""), follows: arguments.has(.follow))
        case .topicsApply:
            return try .applyTopics(
                partitions: number(arguments[.partitions], .partitions, in: 1...10_000),
                replication: number(arguments[.replication], .replication, in: 1...100))
        case .topicsDescribe: return .describeTopics
        case .help: return .help(nil)
        }
    }

    private static func checkOperands(_ arguments: Arguments, of verb: Verb) throws(UsageError) {
        let wanted = verb.operands
        if arguments.operands.count > wanted.count {
            throw .operandUnwanted(arguments.operands[wanted.count], of: verb)
        }
        if arguments.operands.count < wanted.count(where: { !$0.hasPrefix("[") }) { throw .operandMissing(of: verb) }
    }

    /// The options that name a worker's setting stand above the environment.
    private static func settings(_ arguments: Arguments, _ environment: [String: String]) -> [String: String] {
        var settings: [String: String] = [:]
        for (name, value) in environment where name.hasPrefix("OFFERS_") {
            settings[name.dropFirst("OFFERS_".count).lowercased().replacing("_", with: "-")] = value
        }
        for option in [OptionSpec.policy, .fileRoots, .profiles] {
            if let value = arguments[option] { settings[String(option.name.dropFirst(2))] = value }
        }
        return settings
    }

    private static func subscription(_ arguments: Arguments) throws(UsageError) -> String {
        guard let id = arguments[.subscription] else { throw .optionMissing(of: .preview) }
        guard AllowList.isGUID(id) else { throw .badGUID(option: OptionSpec.subscription.name, id) }
        return id
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ word: String, of verb: Verb
    ) throws(UsageError) -> Choice where Choice.RawValue == String {
        guard let choice = Choice(rawValue: word) else {
            throw .badChoice(of: verb, word, choices: Choice.allCases.map(\.rawValue))
        }
        return choice
    }

    /// `help topics apply` names a command of two words; `help topics` is not enough to know which.
    private static func topic(of arguments: Arguments) throws(UsageError) -> Verb? {
        if arguments.operands.isEmpty { return nil }
        return try Arguments(arguments.operands).verb
    }

    private static func command(
        _ kind: CommandKind, _ offer: OfferKey, _ arguments: Arguments, text option: OptionSpec? = nil
    ) throws(UsageError) -> Task {
        let words = try option.map { option throws(UsageError) in
            guard let given = try text(arguments, option, most: longestText) else {
                throw UsageError.optionMissing(of: arguments.verb ?? .help)
            }
            return given
        }
        return .command(kind, offer, text: words, waits: !arguments.has(.noWait))
    }

    /// An offer's is a command; that of a stage or the line is a control, as no coordinator need be there for it.
    private static func pauseOrResume(_ arguments: Arguments, _ verb: Verb) throws(UsageError) -> Task {
        let given = [arguments.operands.first, arguments[.stage], arguments.has(.line) ? "" : nil].compactMap { $0 }
        guard given.count == 1 else { throw .scopeUnclear(of: verb) }
        let words = verb == .pause ? try text(arguments, .pauseText, most: longestText) : nil
        if arguments.has(.line) { return .control(.line, pauses: verb == .pause, text: words) }
        if let name = arguments[.stage] {
            guard let stage = Stage.all.first(where: { $0.rawValue == name }) else {
                throw .badChoice(of: verb, name, choices: Stage.all.map(\.rawValue))
            }
            return .control(.stage(stage), pauses: verb == .pause, text: words)
        }
        return .command(
            verb == .pause ? .pause : .resume, try offer(arguments.operands.first ?? ""), text: words,
            waits: !arguments.has(.noWait))
    }

    private static func text(
        _ arguments: Arguments, _ option: OptionSpec, most: Int
    ) throws(UsageError) -> String? {
        guard let text = arguments[option] else { return nil }
        guard !trimmed(text).isEmpty, text.count <= most else { throw .badText(option: option.name, most: most) }
        return text
    }

    private static func publishChoices(_ arguments: Arguments) throws(UsageError) -> PublishChoices {
        var choices = PublishChoices(waits: !arguments.has(.noWait))
        choices.profile = try text(arguments, .profile, most: 100)
        choices.notify = try arguments[.notify].map(addresses)
        choices.allowList = try arguments[.allowList].map(AllowList.init)
        return choices
    }

    /// The form only, to catch a slip of the keys; the validation stage has the last word on addresses.
    private static func addresses(_ text: String) throws(UsageError) -> String {
        var addresses: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let address = trimmed(part)
            let halves = address.split(separator: "@", omittingEmptySubsequences: false)
            let isSound = halves.count == 2 && !halves.contains(where: \.isEmpty)
            guard isSound, !address.contains(where: { $0.isWhitespace || ";<>=".contains($0) }) else {
                throw .badAddress(address)
            }
            addresses.append(address)
        }
        return addresses.joined(separator: ",")
    }

    private static func offer(_ text: String) throws(UsageError) -> OfferKey {
        guard let offer = OfferKey(text) else { throw .badOffer(text) }
        return offer
    }

    private static func name(_ arguments: Arguments, _ option: OptionSpec) throws(UsageError) -> String? {
        guard let text = arguments[option] else { return nil }
        guard OfferKey.isIdentifier(text) else { throw .badName(option: option.name, text) }
        return text
    }

    private static func state(_ arguments: Arguments) throws(UsageError) -> OfferState? {
        guard let text = arguments[.state] else { return nil }
        guard let state = OfferState.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
            throw .badState(text)
        }
        return state
    }

    /// A whole number in a range; nil where none is given.
    static func number(
        _ text: String?, _ option: OptionSpec, in range: ClosedRange<Int>
    ) throws(UsageError) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .badNumber(option: option.name, text, range: range)
        }
        return number
    }
}

/// Without white space at both ends.
func trimmed(_ text: some StringProtocol) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
