// Sorts the typed words into command, operands and options. Options may be anywhere; `--name=value` and `--name value`
// are the same; `--` ends them.

import Base

/// What was typed.
struct Arguments {
    private(set) var command: CommandSpec?
    private(set) var operands: [String] = []
    /// The options by name: their values in order; empty texts for flags.
    private var given: [String: [String]] = [:]

    init(_ words: [String]) throws(ToolError) {
        var rest = words[...]
        var isBehindOptions = false
        var group: String?
        while let word = rest.popFirst() {
            if word == "--", !isBehindOptions {
                isBehindOptions = true
            } else if word.hasPrefix("-"), word != "-", !isBehindOptions {
                try takeOption(word, &rest)
            } else if command == nil {
                try takeCommand(word, &group)
            } else {
                operands.append(word)
            }
        }
        if let group { throw Self.incomplete(group) }
        // `--follow publish`: an option may precede its command, so it is only now known to be wrong.
        for name in given.keys.sorted() where !options.contains(where: { $0.name == name }) { throw unknown(name) }
    }

    /// The value of an option; the last one if it is repeated.
    subscript(option: OptionSpec) -> String? { given[option.name]?.last }

    func all(_ option: OptionSpec) -> [String] { given[option.name] ?? [] }

    func has(_ option: OptionSpec) -> Bool { given[option.name] != nil }

    private mutating func takeCommand(_ word: String, _ group: inout String?) throws(ToolError) {
        let name = group.map { "\($0) \(word)" } ?? word
        if let known = CommandSpec.named(name) {
            command = known
            group = nil
        } else if let group {
            throw Self.incomplete(group)
        } else if !CommandSpec.secondWords(of: word).isEmpty {
            group = word
        } else {
            let near = nearest(to: word, among: CommandSpec.all.map(\.name))
            throw ToolError(
                .usage,
                "unknown command \"\(word)\"; \(near.map { "did you mean \"\($0)\"?" } ?? Arguments.see(nil))")
        }
    }

    private mutating func takeOption(_ word: String, _ rest: inout ArraySlice<String>) throws(ToolError) {
        let (name, attached) = Self.split(word)
        guard let option = options.first(where: { $0.name == name }) else { throw unknown(name) }
        guard let value = option.value else {
            guard attached == nil else {
                throw ToolError(.usage, "\(name) does not take a value; leave out the = and what follows")
            }
            given[name, default: []].append("")
            return
        }
        // `--text --json` is a forgotten value; `--text=--json` is how to mean it.
        let isNextAnOption = rest.first.map { word in options.contains { $0.name == word } } ?? true
        guard let taken = attached ?? (isNextAnOption ? nil : rest.popFirst()) else {
            throw ToolError(.usage, "\(name) needs a value; write \(name) \(value)")
        }
        given[name, default: []].append(taken)
    }

    /// `-Xkey=value` as kcat takes it, `-h`, `--name=value`.
    private static func split(_ word: String) -> (name: String, attached: String?) {
        if word == "-h" { return (OptionSpec.help.name, nil) }
        if word.hasPrefix("-X"), word.count > 2 { return (OptionSpec.property.name, String(word.dropFirst(2))) }
        guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    /// Before the command is known, every option is possible.
    private var options: [OptionSpec] {
        command?.allOptions ?? CommandSpec.all.flatMap(\.options) + OptionSpec.common
    }

    private func unknown(_ name: String) -> ToolError {
        let owner = command.map { "\"\($0.name)\" has" } ?? "there is"
        let near = nearest(to: name, among: options.map(\.name))
        return ToolError(
            .usage, "\(owner) no option \(name); \(near.map { "did you mean \($0)?" } ?? Arguments.see(command))")
    }

    /// Where to read on.
    static func see(_ command: CommandSpec?) -> String {
        command.map { "see \"offerctl help \($0.name)\"" } ?? "\"offerctl help\" lists them"
    }

    private static func incomplete(_ group: String) -> ToolError {
        let whole = CommandSpec.secondWords(of: group).map { "\"\(group) \($0)\"" }
        return ToolError(.usage, "\"\(group)\" needs another word: \(whole.joined(separator: " or "))")
    }
}
