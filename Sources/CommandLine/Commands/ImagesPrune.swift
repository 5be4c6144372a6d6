// `offerctl images prune`: removes images that no submission and no live offer names from the certified store.

import Assets
import Base
import BrokerClient
import Events
import Offers
import Stages

extension CommandSpec {
    static let imagesPrune = CommandSpec(
        name: "images prune", group: .operators, options: [.regions, .dataDirectory, .caFile, .days, .yes],
        summary: "Remove certified images that no offer needs",
        details: """
            Removes images from the certified store that no running submission and no live offer
            names, if they were certified more than seven days ago. Without --yes it only shows what
            it would remove. It does not touch regions.
            """,
        json: "One object: images (digests), files, bytes and result (removed, or kept where --yes is missing)."
    ) { invocation in
        let pruning: StorePruning
        do { pruning = try StorePruning(invocation.settings) } catch let error as Settings.Wrong {
            throw ToolError(.badFile, error.description)
        }
        let days = invocation.arguments[.days].flatMap { Int($0) } ?? 7
        let time = invocation.world.now() + .seconds(-86_400 * days)
        let isConfirmed = invocation.arguments.has(.yes)
        let pruned: Pruned
        do {
            pruned = try pruning.run(try invocation.everyOffer(), olderThan: time, isRehearsal: !isConfirmed)
        } catch let error as AssetError { throw ToolError(.badFile, error.description) }
        let report = PruneReport(pruned, isConfirmed: isConfirmed)
        invocation.show([report], orText: report.text)
        if !isConfirmed, pruned.files > 0 {
            throw ToolError(.refused, "nothing was removed; add --yes to remove these images")
        }
    }
}

extension OptionSpec {
    fileprivate static let regions = OptionSpec(
        name: "--regions", value: "FILE", accepts: .files,
        help: "The file that names the stores (OFFERS_REGIONS;\ndefault deploy/regions.json)", isSetting: true)
    fileprivate static let dataDirectory = OptionSpec(
        name: "--data-dir", value: "FOLDER", accepts: .files,
        help: "Where relative stores begin (OFFERS_DATA_DIR;\ndefault var)", isSetting: true)
    fileprivate static let caFile = OptionSpec(
        name: "--ca-file", value: "FILE", accepts: .files,
        help: "Authorities trusted besides the system's\n(OFFERS_CA_FILE)", isSetting: true)
    fileprivate static let days = OptionSpec(
        name: "--older-than", value: "DAYS", accepts: .number(1...3_650),
        help: "Only images certified before so many days\n(default 7)")
}

/// What was removed; `--json` prints it.
struct PruneReport: Codable, Equatable {
    enum Result: String, Codable {
        case removed, kept
    }

    var images: [String]
    var files: Int
    var bytes: Int64
    var result: Result

    init(_ pruned: Pruned, isConfirmed: Bool) {
        images = pruned.assets.map(\.description)
        (files, bytes) = (pruned.files, pruned.bytes)
        result = isConfirmed ? .removed : .kept
    }

    var text: String {
        let end = result == .removed ? ": removed" : ""
        return images.map { "\($0)\(end)\n" }.joined()
            + "\(images.count) images, \(files) files, \(bytes) bytes\(end)\n"
    }
}

extension Invocation {
    /// The newest status of every offer. Throws if one cannot be read, because its images would be removed.
    fileprivate func everyOffer() throws -> [OfferStatus] {
        try broker().newest(.status).map { record in
            guard let status = row(record, StatusRow.init)?.status else {
                throw ToolError(
                    .refused,
                    "the status of \(String(decoding: record.key ?? [], as: UTF8.self)) cannot be read, so what it "
                        + "needs is not known; see offerctl rebuild")
            }
            return status
        }
    }
}
