// The help page of a program, made from the list of settings.

import Base
import Operations

public enum ProgramHelp {
    /// `summary` says in a sentence what the program is, and `usage` how it is called besides `NAME [options]`.
    public static func text(_ program: String, _ summary: String, usage: [String] = []) -> String {
        let options = Setting.all(of: program)
        let lines =
            ["\(program) – \(summary) It runs until SIGTERM or SIGINT.", "", "  \(program) [options]"]
            + usage.map { "  \(program) \($0)" }
            + ["", "Each option may come from the environment instead: --x-y as OFFERS_X_Y. Options win."]
            + options.flatMap(entry)
            + [
                "  -X KEY=VALUE", "      One property of librdkafka; KAFKA_CLIENT_KEY in the environment.",
                "  --version, --help",
            ]
        return lines.joined(separator: "\n")
    }

    /// The option, then its meaning in lines of at most 100 columns.
    private static func entry(_ setting: Setting) -> [String] {
        let standard = setting.standard.map { "Default: \($0)." } ?? "Required."
        let meaning = setting.meaning.replacing("`", with: "")
        let text = meaning.prefix(1).uppercased() + meaning.dropFirst() + ". " + standard
        return ["  --\(setting.name) VALUE"] + text.wrapped(widest: 100, indent: "      ")
    }
}
