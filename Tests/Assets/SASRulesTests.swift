// Signed URLs: each rule by itself, and the texts that publishers search for.
import Foundation
import Testing

@testable import Assets

@Suite struct SASRulesTests {
    private static let now = Date(timeIntervalSince1970: 1_520_000_000)  // 2018-03-02T14:13:20Z
    private static let good =
        "https://a.blob.core.windows.net/vhds/os.vhd?sv=2017-07-29&sr=c&sp=rl&st=2018-03-01T00:00:00Z"
        + "&se=2018-04-01T00%3A00%3A00Z&sig=abc%2B"

    @Test func `A URL by the rules has no findings`() {
        #expect(SASRules.findings(url: Self.good, now: Self.now) == [])
    }

    @Test(arguments: [
        ("https://", "http://", "sas-scheme"), ("/vhds/", "/", "sas-path"), ("os.vhd", "o%20s.vhd", "sas-name"),
        ("os.vhd", "o s.vhd", "sas-name"), ("os.vhd", "o\"s.vhd", "sas-name"), ("os.vhd", "os.img", "sas-not-vhd"),
        ("sr=c", "sr=b", "sas-resource"), ("sp=rl", "sp=r", "sas-permissions"), ("sp=rl", "sp=l", "sas-permissions"),
        ("&sig=abc%2B", "", "sas-signature"), ("st=2018-03-01T00:00:00Z&", "", "sas-st-missing"),
        ("T00:00:00Z", "", "sas-st-format"), ("2018-04-01T", "2018-04-31T", "sas-se-format"),
        ("2018-03-01T", "2018-03-03T", "sas-not-started"), ("2018-04-01T", "2018-03-20T", "sas-ends-early"),
        ("2018-04-01T", "2018-03-02T", "sas-expired"), ("sr=c", "sr=c&sr=b", "sas-parameter-twice"),
    ])
    func `Each rule has its finding`(old: String, new: String, code: String) {
        let url = Self.good.replacingOccurrences(of: old, with: new)
        let codes = SASRules.findings(url: url, now: Self.now).map(\.code)
        #expect(codes.contains(code))
        #expect(codes.count <= 2)
    }

    @Test func `Three weeks to the second are enough`() {
        let url = Self.good.replacingOccurrences(of: "2018-04-01T00%3A00%3A00Z", with: "2018-03-23T14:13:20Z")
        #expect(SASRules.findings(url: url, now: Self.now) == [])
        #expect(SASRules.findings(url: url, now: Self.now + 1).map(\.code) == ["sas-ends-early"])
    }

    @Test func `Everything wrong is said at once`() {
        let codes = SASRules.findings(url: "http://host/x?y", now: Self.now).map(\.code)
        #expect(
            codes == [
                "sas-scheme", "sas-path", "sas-not-vhd", "sas-resource", "sas-permissions", "sas-signature",
                "sas-st-missing", "sas-se-missing",
            ])
        #expect(SASRules.findings(url: "", now: Self.now).isEmpty == false)
    }

    @Test func `The known texts stand in front`() {
        let unsigned = SASRules.findings(url: "https://a/vhds/os.vhd", now: Self.now)
        #expect(
            unsigned.map(\.detail) == [
                "Copying Images. Not able to download blob using provided SAS Uri. The URL has no signature (nothing after \"?\")."
            ])
        let refused = CopyFailure.wording(AssetProblem("fetch-not-authorised", "Refused.", remedy: "Sign it."))
        #expect(refused.findings.map(\.detail) == ["\(CopyFailure.notAuthorised.rawValue) Refused."])
    }
}
