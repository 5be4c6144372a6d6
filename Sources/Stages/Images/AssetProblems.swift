// Turns findings of Assets into problems of an offer: the same code and values, at the place that names the asset.

import Assets
import Offers

extension Problem {
    /// A finding about what the document names at `pointer`.
    init(_ finding: AssetFinding, at pointer: String) { self.init(at: pointer, finding.code, finding.values) }
}

extension AssetProblem {
    /// The same problem of a disk's address: its text begins with the words that publishers know and search for.
    var copyingImages: AssetProblem { AssetProblem(findings.map { AssetFinding("image-" + $0.code, $0.values) }) }

    /// The findings as problems at `pointer`.
    func problems(at pointer: String) -> [Problem] { findings.map { Problem($0, at: pointer) } }
}
