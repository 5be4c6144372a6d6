// `offerctl version`.

import Base

extension CommandSpec {
    static let version = CommandSpec(
        name: "version", group: .setUp,
        summary: "Show the version",
        details: "Shows the version of offerctl, as --version does."
    ) { invocation in invocation.out.write(versionLine) }

    static let versionLine = "offerctl \(programVersion)\n"
}
