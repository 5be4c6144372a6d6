// The settings of all programs except offerctl. Each program's --help and `docs/reference/settings.md` are generated
// from this list; a test compares it with what the sources read.

/// A setting: `--name VALUE`, or `OFFERS_NAME` in the environment.
public struct Setting: Sendable {
    public let name: String
    /// The default as people read it; nil if the setting is required.
    public let standard: String?
    /// What it decides. One line of Markdown with code spans only.
    public let meaning: String
    /// The programs of its section that have it; empty for all of them.
    let only: [String]

    init(_ name: String, _ standard: String?, _ meaning: String, only: [String] = []) {
        self.name = name
        self.standard = standard
        self.meaning = meaning
        self.only = only
    }
}

extension Setting {
    /// Settings that the same programs have.
    public struct Section: Sendable {
        public let title: String
        /// Programs that read its settings.
        public let programs: [String]
        public let settings: [Setting]
    }

    static let stages = [
        "validate-prerequisites", "validate-test-drive", "certify", "provision-preview", "package",
        "publisher-sign-off", "provision-production", "go-live",
    ]
    static let workers = ["offer-coordinator"] + stages + ["offer-notifier", "offer-mailer"]

    public static let sections = [
        ofEveryProgram, ofWorkers, ofStages, ofFetching, ofImages, ofCoordinator, ofNotifier, ofMailer, ofGateway,
        ofBroker,
    ]

    /// The settings of a program, in the order of the sections.
    public static func all(of program: String) -> [Setting] {
        sections.filter { $0.programs.contains(program) }.flatMap(\.settings).filter {
            $0.only.isEmpty || $0.only.contains(program)
        }
    }

    /// For a table: the programs of a section that have the setting.
    public func programs(in section: Section) -> [String] { only.isEmpty ? section.programs : only }
}
