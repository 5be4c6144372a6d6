// Words into command, operands and options; what they mean is the next phase's matter (Invocation).
// Options may stand anywhere; `--name=value` and `--name value` are the same; `--` ends them.

/// What was typed, sorted.
struct Arguments: Equatable {
    var verb: Verb?
    var operands: [String] = []
    /// Given options by name: values in order; empty texts for flags.
    private var given: [String: [String]] = [:]

    init(_ words: [String]) throws(UsageError) {
        var rest = words[...]
        var isBehindOptions = false
        var group: String?
        while let word = rest.popFirst() {
            if word == "--", !isBehindOptions {
                isBehindOptions = true
            } else if word.hasPrefix("-"), word != "-", !isBehindOptions {
                try takeOption(word, &rest)
            } else if verb == nil {
                try takeCommand(word, &group)
            } else {
                operands.append(word)
            }
        }
        if let group { throw .incompleteCommand(group, choices: Self.choices(after: group)) }
        // `publish --follow`: told only now, as an option may stand before its command.
        for name in given.keys.sorted() where !Self.options(of: verb).contains(where: { $0.name == name }) {
            throw unknown(name)
        }
    }

    /// The value of an option; the last one where it was given more than once.
    subscript(option: OptionSpec) -> String? { given[option.name]?.last }

    func all(_ option: OptionSpec) -> [String] { given[option.name] ?? [] }

    func has(_ option: OptionSpec) -> Bool { given[option.name] != nil }

    private mutating func takeCommand(_ word: String, _ group: inout String?) throws(UsageError) {
        let name = group.map { "\($0) \(word)" } ?? word
        if let known = Verb(word: name) {
            verb = known
            group = nil
        } else if group == nil, !Self.choices(after: word).isEmpty {
            group = word
        } else if let group {
            throw .incompleteCommand(group, choices: Self.choices(after: group))
        } else {
            throw .unknownCommand(word, near: nearest(to: word, among: Verb.allCases.map(\.rawValue)))
        }
    }

    private mutating func takeOption(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let (name, attached) = Self.split(word)
        guard let option = Self.options(of: verb).first(where: { $0.name == name }) else { throw unknown(name) }
        guard let value = option.value else {
            guard attached == nil else { throw .valueUnwanted(option: name) }
            given[name, default: []].append("")
            return
        }
        // `--text --json` is a forgotten value; `--text=--json` is how to mean it.
        let isNextAnOption = rest.first.map { word in Self.options(of: verb).contains { $0.name == word } } ?? true
        guard let taken = attached ?? (isNextAnOption ? nil : rest.popFirst()) else {
            throw .valueMissing(option: name, value: value)
        }
        given[name, default: []].append(taken)
    }

    private func unknown(_ name: String) -> UsageError {
        let known = Self.options(of: verb).map(\.name)
        return .unknownOption(name, of: verb, near: nearest(to: name, among: known))
    }

    /// `-Xkey=value` as kcat takes it, `-h`, `--name=value`.
    private static func split(_ word: String) -> (name: String, attached: String?) {
        if word == "-h" { return (OptionSpec.help.name, nil) }
        if word.hasPrefix("-X"), word.count > 2 { return (OptionSpec.property.name, String(word.dropFirst(2))) }
        guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    /// Before the command is known every option is possible.
    private static func options(of verb: Verb?) -> [OptionSpec] {
        (verb.map { [$0] } ?? Verb.allCases).flatMap(\.options) + OptionSpec.common
    }

    private static func choices(after group: String) -> [String] {
        Verb.allCases.map(\.rawValue).filter { $0.hasPrefix(group + " ") }.map { String($0.dropFirst(group.count + 1)) }
    }
}

/// The word that was probably meant: at most two letters away (Levenshtein), and not further than a third of it.
func nearest(to word: String, among known: [String]) -> String? {
    guard word.count <= 40 else { return nil }
    let ranked = known.map { (name: $0, distance: editDistance(word, $0)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= min(2, word.count / 3) ? best.name : nil
}

private func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == b[j] ? 0 : 1))
            diagonal = row[j + 1]
            row[j + 1] = cost
        }
    }
    return row[b.count]
}
