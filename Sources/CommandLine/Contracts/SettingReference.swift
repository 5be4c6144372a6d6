// `docs/reference/settings.md`.

import Operations

/// The reference page of settings.
enum SettingReference {
    static var text: String {
        var lines = [
            "# Settings", "",
            "`offerctl contracts settings` makes this page from the declarations in the code.", "",
            "A setting `x-y` is the option `--x-y VALUE`, or `OFFERS_X_Y` in the environment. The option wins. A program with an",
            "unknown option or a wrong value exits at its start with one line that says what to do. Relative paths start at the",
            "working directory, unless this page says otherwise.", "",
            "The [policy](../../deploy/policy/policy.json), profiles and regions are files that settings name. [Images](../operate/images.md)",
            "describes regions, the scanner and trial deployments, [quotas](../operate/quotas.md) and [mail](../operate/mail.md) the",
            "policy's parts.",
        ]
        for section in Setting.sections {
            lines += ["", "## \(section.title)", ""]
            let names = section.settings.contains { !$0.programs(in: section).elementsEqual(section.programs) }
            lines += [names ? "| setting | default | programs | meaning |" : "| setting | default | meaning |"]
            lines += [names ? "|---|---|---|---|" : "|---|---|---|"]
            for setting in section.settings {
                let cells =
                    ["`\(setting.name)`", setting.standard ?? "required"]
                    + (names ? [setting.programs(in: section).joined(separator: ", ")] : []) + [setting.meaning]
                lines.append("| \(cells.joined(separator: " | ")) |")
            }
        }
        return lines.text
    }
}
