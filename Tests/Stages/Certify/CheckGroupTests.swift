// The checks of a report: each code that certification raises is in one of them, and each result says what was done.

import Localization
import Testing

@testable import Stages

@Suite struct CheckGroupTests {
    /// Codes about an image's content.
    private static let findings = ProblemGroup.all.flatMap(\.codes).map(\.code)
        .filter { code in
            ["vhd-", "oci-", "malware-", "unpack-", "package-", "layer-", "scan-"].contains { code.hasPrefix($0) }
        }

    @Test func `Every code of an image's checks is a line of its report, and of one only`() {
        let kinds = [CheckGroup.disk, CheckGroup.container, CheckGroup.package]
        for groups in kinds {
            let codes = groups.flatMap(\.codes)
            #expect(codes.count == Set(codes).count)
        }
        let reported = kinds.flatMap(\.self).reduce(into: CheckGroup.malwareCodes) { $0.formUnion($1.codes) }
        for code in Self.findings { #expect(reported.contains(code), "\(code)") }
    }

    @Test func `What a failed check made impossible is not said to have passed`() {
        let results = CheckGroup.results(
            .dataDisk, codes: ["vhd-dynamic"], wasRead: true, isScanned: true)
        #expect(results.first { $0.check == "vhd-format" }?.result == .failed)
        #expect(results.first { $0.check == "vhd-sizes" }?.result == .notMade)
        #expect(results.first { $0.check == "malware" }?.result == .passed)
        let unread = CheckGroup.results(.dataDisk, codes: ["fetch-not-found"], wasRead: false, isScanned: false)
        #expect(unread.map(\.result) == [.failed] + Array(repeating: .notMade, count: 6))
    }
}
