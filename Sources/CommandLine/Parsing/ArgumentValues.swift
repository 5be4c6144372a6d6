// The operands and options of a command, checked and converted.

import Base
import Offers
import Validation

extension Arguments {
    /// Checks the typed words against the command's declaration: number of operands, required options, accepted values.
    func check(against command: CommandSpec) throws(ToolError) {
        if case .commands? = command.operands.first?.accepts { return }
        if operands.count > command.operands.count {
            throw ToolError(
                .usage, "unexpected word \"\(operands[command.operands.count])\"; \(Arguments.see(command))")
        }
        let missing =
            command.operands.dropFirst(operands.count).first(where: \.isRequired)?.name
            ?? command.options.first { $0.isRequired && !has($0) }?.name
        if let missing { throw ToolError(.usage, "\(missing) is missing; write \"\(command.usage)\"") }
        for (word, operand) in zip(operands, command.operands) {
            try Self.check(word, operand.accepts, of: operand.name)
        }
        for option in command.allOptions {
            if let word = self[option] { try Self.check(word, option.accepts, of: option.name) }
        }
    }

    static func check(_ word: String, _ accepted: AcceptedValues, of name: String) throws(ToolError) {
        if let hint = accepted.hint(for: word) { throw ToolError(.usage, "\(name) \"\(word.prefix(80))\": \(hint)") }
    }

    /// An operand that is an offer; nil if it was left out.
    func optionalOffer(_ index: Int = 0) -> OfferKey? {
        operands.indices.contains(index) ? OfferKey(operands[index]) : nil
    }

    /// A required operand that is an offer.
    func offer(_ index: Int = 0) throws(ToolError) -> OfferKey {
        guard let offer = optionalOffer(index) else { throw ToolError(.usage, "OFFER is missing") }
        return offer
    }

    /// The declared spelling of a word, for operands and options that accept one of a list.
    func choice<Choice: RawRepresentable & CaseIterable>(_ word: String?) -> Choice? where Choice.RawValue == String {
        Choice.allCases.first { $0.rawValue.lowercased() == word?.lowercased() }
    }

    func number(_ option: OptionSpec) -> Int? { self[option].flatMap { Int($0) } }

    func offer(_ option: OptionSpec) -> OfferKey? { self[option].flatMap { OfferKey($0) } }

    func time(_ option: OptionSpec, at now: Timestamp) -> Timestamp? {
        self[option].flatMap { AcceptedValues.time($0, at: now) }
    }

    /// An allow-list as commands carry it. A text with `=` is the list itself, any other is a file's path.
    func allowList(_ option: OptionSpec) throws -> String? {
        guard let text = self[option] else { return nil }
        if text.contains("=") {
            let list = AllowList(text)
            if let bad = list.malformed {
                throw ToolError(.usage, "\(option.name) \"\(bad)\": write GUID=TYPE, several separated by commas")
            }
            return list.description
        }
        let content = String(decoding: try NamedFile.read(text, most: 65_536), as: UTF8.self)
        let list = AllowList(content)
        guard let bad = list.malformed else { return list.description }
        let lines = content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let line = lines.firstIndex { $0.contains(bad) } ?? 0
        throw ToolError(
            .badFile, "\(text):\(line + 1): \"\(bad)\" is not a subscription; write GUID=TYPE, one a line")
    }
}

/// Without white space at both ends.
func trimmed(_ text: some StringProtocol) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
}
