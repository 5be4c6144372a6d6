// Completion for shells, generated from the declared commands and options, so that new commands complete at once. This
// file has the rules and bash; zsh and fish, which show a description for each choice, have a separate file.

/// A shell with completion for offerctl.
enum Shell: String, CaseIterable {
    case bash, zsh, fish

    /// The completion script for offerctl.
    var script: String {
        switch self {
        case .bash: Completion.bash.text
        case .zsh: Completion.zsh.text
        case .fish: Completion.fish.text
        }
    }
}

/// The scripts.
enum Completion {
    typealias Choice = (word: String, summary: String)

    /// The first words of commands; for a group like `topics`, its purpose.
    static var firstWords: [Choice] {
        CommandSpec.all.reduce(into: []) { words, command in
            let parts = command.name.split(separator: " ").map(String.init)
            guard !words.contains(where: { $0.word == parts[0] }) else { return }
            let summary =
                parts.count > 1 ? "Commands about \(parts[0].replacing("-", with: " "))" : command.summary
            words.append((parts[0], summary))
        }
    }

    /// `topics` → its second words with their summaries.
    static var groups: [(group: String, words: [Choice])] {
        firstWords.compactMap { first in
            let words = CommandSpec.secondWords(of: first.word).map { word in
                (word: word, summary: CommandSpec.named("\(first.word) \(word)")?.summary ?? "")
            }
            return words.isEmpty ? nil : (first.word, words)
        }
    }

    /// All options that take a value, each once.
    static var optionsWithValue: [OptionSpec] {
        (CommandSpec.all.flatMap(\.options) + OptionSpec.common).reduce(into: []) { options, option in
            if option.value != nil, !options.contains(where: { $0.name == option.name }) { options.append(option) }
        }
    }

    /// The pattern of a `case` for a command by its name and alias, and the words typed after it.
    static func pattern(_ command: CommandSpec) -> String {
        [command.name, command.alias].compactMap { $0 }.flatMap { ["'\($0)'", "'\($0) '*"] }.joined(separator: "|")
    }

    static var bash: [String] {
        let valued = optionsWithValue
        var lines = [
            "# bash completion for offerctl, printed by \"offerctl completion bash\"", "_offerctl() {",
            "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i words=",
            "    for ((i = 1; i < COMP_CWORD; i++)); do", "        case ${COMP_WORDS[i]} in",
            "        \(valued.map(\.name).joined(separator: "|"))) ((i++)) ;;", "        -*) ;;",
            "        *) command+=\"${command:+ }${COMP_WORDS[i]}\" ;;", "        esac", "    done",
            "    case $before in",
        ]
        lines += valued.map { "    \($0.name)) \(compgen($0.accepts).map { "\($0); " } ?? "")return ;;" }
        lines += ["    esac", "    case $command in"]
        lines.append("    '') words=\"\(joined(firstWords.map(\.word))) --help --version\" ;;")
        lines += groups.map { "    '\($0.group)') words=\"\(joined($0.words.map(\.word)))\" ;;" }
        for command in CommandSpec.all {
            let words = command.allOptions.map(\.name) + command.operands.flatMap(\.accepts.words)
            lines += ["    \(pattern(command)))", "        words=\"\(joined(words))\""]
            // Words that are only found at run time: files and offers.
            let sought = command.operands.first { $0.accepts.isFiles || $0.accepts.command != nil }
            if let found = sought.flatMap({ compgen($0.accepts) }) {
                lines.append("        [[ $word == -* ]] || { \(found); return; }")
            }
            lines.append("        ;;")
        }
        return lines + [
            "    esac", "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")", "}",
            "complete -o filenames -F _offerctl offerctl",
        ]
    }

    /// Nil if nothing is known.
    private static func compgen(_ values: AcceptedValues) -> String? {
        if values.isFiles { return "mapfile -t COMPREPLY < <(compgen -f -- \"$word\")" }
        if let command = values.command {
            return "mapfile -t COMPREPLY < <(compgen -W \"$(\(command))\" -- \"$word\")"
        }
        return values.words.isEmpty
            ? nil : "mapfile -t COMPREPLY < <(compgen -W \"\(joined(values.words))\" -- \"$word\")"
    }

    static func joined(_ words: [String]) -> String { words.joined(separator: " ") }
}

extension AcceptedValues {
    /// The command that prints the present choices, one a line; an unreachable broker must not block the shell.
    var command: String? {
        if case .offer = self { "offerctl list -o name --timeout 2 2>/dev/null" } else { nil }
    }

    var isFiles: Bool { if case .files = self { true } else { false } }
}
