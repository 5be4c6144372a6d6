// Completion for zsh and fish.

extension Completion {
    static var zsh: [String] {
        var lines = [
            "#compdef offerctl", "# zsh completion for offerctl, printed by \"offerctl completion zsh\"",
            "_offerctl() {",
            "    local -a commands plain", "    local command= skip= word",
            "    for word in \"${(@)words[2,CURRENT-1]}\"; do",
            "        if [[ -n $skip ]]; then skip=; continue; fi", "        case $word in",
            "        \(optionsWithValue.map(\.name).joined(separator: "|"))) skip=1 ;;", "        -*) ;;",
            "        *) command=\"${command:+$command }$word\" ;;", "        esac", "    done", "    case $command in",
        ]
        for (group, words) in [("", firstWords)] + groups {
            lines += ["    '\(group)')", "        commands=("]
            lines += words.map { "            '\($0.word):\(quoted($0.summary))'" }
            lines += ["        )", "        _describe command commands ;;"]
        }
        for command in CommandSpec.all {
            lines += ["    \(pattern(command)))", "        _arguments \\"]
            lines += command.allOptions.map { "            \(zsh($0)) \\" }
            let operands = joined(command.operands.map(\.usage))
            let action = zshAction(command.operands.first?.accepts ?? .anything)
            lines.append("            '*:\(operands):\(action)' ;;")
        }
        return lines + ["    esac", "}", "_offerctl \"$@\""]
    }

    private static func zsh(_ option: OptionSpec) -> String {
        let help = quoted(option.help).replacing("[", with: "(").replacing("]", with: ")")
        guard let value = option.value else { return "'\(option.name)[\(help)]'" }
        return "'\(option.name)[\(help)]:\(value.replacing(":", with: "\\:")):\(zshAction(option.accepts))'"
    }

    private static func zshAction(_ values: AcceptedValues) -> String {
        if let command = values.command { return "{compadd -- ${(f)\"$(\(command))\"}}" }
        return values.isFiles ? "_files" : values.words.isEmpty ? " " : "(\(joined(values.words)))"
    }

    static var fish: [String] {
        var lines = [
            "# fish completion for offerctl, printed by \"offerctl completion fish\"", "complete -c offerctl -f",
        ]
        func add(_ condition: String, _ rest: String) {
            lines.append("complete -c offerctl -n '\(condition)'\(rest)")
        }
        for first in firstWords { add("__fish_use_subcommand", " -a \(first.word) -d '\(quoted(first.summary))'") }
        for (group, words) in groups {
            let others = "not __fish_seen_subcommand_from \(joined(words.map(\.word)))"
            for (word, summary) in words {
                add("__fish_seen_subcommand_from \(group); and \(others)", " -a \(word) -d '\(quoted(summary))'")
            }
        }
        lines += OptionSpec.common.map { "complete -c offerctl\(fish($0))" }
        for command in CommandSpec.all {
            let seen = command.name.split(separator: " ").map { "__fish_seen_subcommand_from \($0)" }
                .joined(separator: "; and ")
            for option in command.options { add(seen, fish(option)) }
            for operand in command.operands {
                switch operand.accepts {
                case .files: add(seen, " -F")
                case .oneOf(let words): add(seen, " -a '\(joined(words))'")
                case .offer: add(seen, " -a '(\(operand.accepts.command ?? ""))'")
                default: break
                }
            }
        }
        return lines
    }

    /// `-X` is a short option to fish, `--broker` a long one.
    private static func fish(_ option: OptionSpec) -> String {
        let isLong = option.name.hasPrefix("--")
        let name = isLong ? " -l \(option.name.dropFirst(2))" : " -s \(option.name.dropFirst())"
        let words = option.accepts.words
        let value = option.accepts.isFiles ? " -r -F" : words.isEmpty ? " -x" : " -x -a '\(joined(words))'"
        return name + (option.value == nil ? "" : value) + " -d '\(quoted(option.help))'"
    }

    /// In one line, and safe between single quotes in all shells and as a zsh description.
    private static func quoted(_ text: String) -> String {
        text.replacing("\n", with: " ").replacing("'", with: "’").replacing(":", with: "\\:")
    }
}
