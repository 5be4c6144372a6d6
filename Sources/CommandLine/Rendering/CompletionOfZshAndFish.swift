// The same for zsh and fish, which show a word on each choice.

import Offers

extension Completion {
    static var zsh: String {
        var lines = [
            "#compdef offerctl", "# zsh completion for offerctl, printed by \"offerctl completion zsh\"",
            "_offerctl() {",
            "    local -a commands plain", "    local command= skip= word",
            "    for word in \"${(@)words[2,CURRENT-1]}\"; do",
            "        if [[ -n $skip ]]; then skip=; continue; fi", "        case $word in",
            "        \(optionsWithValue.map(\.name).joined(separator: "|"))) skip=1 ;;", "        -*) ;;",
            "        *) command=\"${command:+$command }$word\" ;;", "        esac", "    done", "    case $command in",
            "    '')", "        commands=(",
        ]
        lines += firstWords.map { "            '\($0.word):\(quoted($0.summary))'" }
        lines += ["        )", "        _describe command commands ;;"]
        for group in groups {
            lines += ["    '\(group.group)')", "        commands=("]
            lines += group.words.map { "            '\($0.word):\(quoted($0.summary))'" }
            lines += ["        )", "        _describe command commands ;;"]
        }
        for verb in Verb.allCases {
            let names = [verb.rawValue, verb.alias].compactMap { $0 }
            lines.append("    \(names.flatMap { ["'\($0)'", "'\($0) '*"] }.joined(separator: "|")))")
            lines.append("        _arguments \\")
            lines += options(of: verb).map { "            \(zsh($0)) \\" }
            lines.append("            '*:\(verb.operand ?? ""):\(zshAction(verb.operands.first ?? ""))' ;;")
        }
        return (lines + ["    esac", "}", "_offerctl \"$@\""]).text
    }

    private static func zsh(_ option: OptionSpec) -> String {
        let help = quoted(line(option)).replacing("[", with: "(").replacing("]", with: ")")
        guard let value = option.value else { return "'\(option.name)[\(help)]'" }
        return "'\(option.name)[\(help)]:\(value.replacing(":", with: "\\:")):\(zshAction(value))'"
    }

    private static func zshAction(_ name: String) -> String {
        switch values(name) {
        case .words(let words): "(\(words.joined(separator: " ")))"
        case .files: "_files"
        case .free: " "
        }
    }

    static var fish: String {
        var lines = [
            "# fish completion for offerctl, printed by \"offerctl completion fish\"", "complete -c offerctl -f",
        ]
        for first in firstWords {
            lines.append("complete -c offerctl -n __fish_use_subcommand -a \(first.word) -d '\(quoted(first.summary))'")
        }
        for group in groups {
            let others = group.words.map(\.word).joined(separator: " ")
            for word in group.words {
                lines.append(
                    "complete -c offerctl -n '__fish_seen_subcommand_from \(group.group); and not __fish_seen_subcommand_from \(others)' -a \(word.word) -d '\(quoted(word.summary))'"
                )
            }
        }
        for option in OptionSpec.common { lines.append("complete -c offerctl\(fish(option))") }
        for verb in Verb.allCases {
            let seen = verb.rawValue.split(separator: " ").map { "__fish_seen_subcommand_from \($0)" }
                .joined(separator: "; and ")
            for option in verb.options { lines.append("complete -c offerctl -n '\(seen)'\(fish(option))") }
            for operand in verb.operands {
                switch values(operand) {
                case .words(let words) where verb != .help:
                    lines.append("complete -c offerctl -n '\(seen)' -a '\(words.joined(separator: " "))'")
                case .files: lines.append("complete -c offerctl -n '\(seen)' -F")
                case .words, .free: break
                }
            }
        }
        return lines.text
    }

    /// `-X` is a short option to fish, `--broker` a long one.
    private static func fish(_ option: OptionSpec) -> String {
        let name =
            option.name.hasPrefix("--") ? " -l \(option.name.dropFirst(2))" : " -s \(option.name.dropFirst())"
        let help = " -d '\(quoted(line(option)))'"
        guard let value = option.value else { return name + help }
        switch values(value) {
        case .words(let words): return name + " -x -a '\(words.joined(separator: " "))'" + help
        case .files: return name + " -r -F" + help
        case .free: return name + " -x" + help
        }
    }

    /// Made fit to stand between single quotes in any of the shells, and as a description of zsh.
    private static func quoted(_ text: String) -> String {
        text.replacing("'", with: "’").replacing(":", with: "\\:")
    }
}
