// Completion for shells, made from the declared commands and options: a command that is added there completes at once.

import Events
import Offers

/// A shell that offerctl's commands can be completed in.
enum Shell: String, CaseIterable {
    case bash, zsh, fish

    /// What the shell reads to complete offerctl.
    var script: String {
        switch self {
        case .bash: Completion.bash
        case .zsh: Completion.zsh
        case .fish: Completion.fish
        }
    }
}

/// What follows what.
enum Completion {
    /// Words that may stand where a value or operand of that name stands; files for some, nothing known for the rest.
    enum Values {
        case words([String]), files, free
    }

    static func values(_ name: String) -> Values {
        switch name {
        case "STATE": .words(OfferState.allCases.map(\.rawValue))
        case "SHELL": .words(Shell.allCases.map(\.rawValue))
        case "DOCUMENT": .words(Reference.allCases.map(\.rawValue))
        case "TOPIC": .words(Topic.all.map(\.name))
        case "[COMMAND]": .words(firstWords.map(\.word))
        case "FILE", "LIST", "FOLDER", "FOLDERS": .files
        case _: .free
        }
    }

    /// The first words of commands; of a group like `topics`, what it is for.
    static var firstWords: [(word: String, summary: String)] {
        var words: [(word: String, summary: String)] = []
        for verb in Verb.allCases {
            let parts = verb.rawValue.split(separator: " ").map(String.init)
            guard !words.contains(where: { $0.word == parts[0] }) else { continue }
            words.append(
                (parts[0], parts.count > 1 ? "Commands about \(parts[0].replacing("-", with: " "))" : verb.summary))
        }
        return words
    }

    /// `topics` → its second words with their summaries.
    static var groups: [(group: String, words: [(word: String, summary: String)])] {
        firstWords.compactMap { first in
            let words = Verb.allCases.filter { $0.rawValue.hasPrefix(first.word + " ") }
                .map { (word: String($0.rawValue.dropFirst(first.word.count + 1)), summary: $0.summary) }
            return words.isEmpty ? nil : (first.word, words)
        }
    }

    static func options(of verb: Verb) -> [OptionSpec] { verb.options + OptionSpec.common }

    /// All options that take a value, each once.
    static var optionsWithValue: [OptionSpec] {
        var options: [OptionSpec] = []
        for option in Verb.allCases.flatMap(\.options) + OptionSpec.common
        where option.value != nil && !options.contains(where: { $0.name == option.name }) {
            options.append(option)
        }
        return options
    }

    /// Help in one line.
    static func line(_ option: OptionSpec) -> String { option.help.replacing("\n", with: " ") }
}

extension Completion {
    static var bash: String {
        let valued = optionsWithValue
        var lines = [
            "# bash completion for offerctl, printed by \"offerctl completion bash\"", "_offerctl() {",
            "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= i words=",
            "    for ((i = 1; i < COMP_CWORD; i++)); do", "        case ${COMP_WORDS[i]} in",
            "        \(valued.map(\.name).joined(separator: "|"))) ((i++)) ;;", "        -*) ;;",
            "        *) command+=\"${command:+ }${COMP_WORDS[i]}\" ;;", "        esac", "    done",
            "    case $before in",
        ]
        for option in valued {
            switch values(option.value ?? "") {
            case .words(let words):
                lines.append(
                    "    \(option.name)) mapfile -t COMPREPLY < <(compgen -W \"\(words.joined(separator: " "))\" -- \"$word\"); return ;;"
                )
            case .files:
                lines.append("    \(option.name)) mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return ;;")
            case .free: lines.append("    \(option.name)) return ;;")
            }
        }
        lines += ["    esac", "    case $command in"]
        lines.append("    '') words=\"\(firstWords.map(\.word).joined(separator: " ")) --help --version\" ;;")
        for group in groups {
            lines.append("    '\(group.group)') words=\"\(group.words.map(\.word).joined(separator: " "))\" ;;")
        }
        for verb in Verb.allCases {
            let names = [verb.rawValue, verb.alias].compactMap { $0 }
            let pattern = names.flatMap { ["'\($0)'", "'\($0) '*"] }.joined(separator: "|")
            lines.append("    \(pattern))")
            lines.append("        words=\"\(bashWords(verb).joined(separator: " "))\"")
            if takesFile(verb) {
                lines.append(
                    "        [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return; }")
            }
            lines.append("        ;;")
        }
        lines += [
            "    esac", "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")", "}",
            "complete -o filenames -F _offerctl offerctl",
        ]
        return lines.text
    }

    private static func bashWords(_ verb: Verb) -> [String] {
        var words = options(of: verb).map(\.name)
        for operand in verb.operands {
            if case .words(let choices) = values(operand) { words += choices }
        }
        return words
    }

    private static func takesFile(_ verb: Verb) -> Bool {
        verb.operands.contains { if case .files = values($0) { true } else { false } }
    }
}
