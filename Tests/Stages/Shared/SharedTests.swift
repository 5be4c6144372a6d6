// What the stages share: words for every finding, settings that are wrong, digests on the slip.

import Base
import Foundation
import Localization
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct SharedTests {
    @Test func `Every finding of Assets has words in French and Japanese`() throws {
        let folder = URL(filePath: StageScratch.repository + "/Sources/Assets")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var codes: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            codes.formUnion(text.matches(of: /"((vhd|oci|fetch|package|asset|sas)-[a-z-]+)",/).map { String($0.1) })
        }
        codes.remove("oci-layout")  // The name of a file in a layout.
        #expect(codes.count > 60)
        #expect(codes.subtracting(FindingWording.all.keys).sorted() == [])
    }

    @Test func `What was measured stands behind the translated sentence`() {
        let finding = AssetFinding(code: "vhd-too-small", detail: "The virtual size is 5 MiB.", remedy: "Enlarge.")
        let problem = Problem(finding, at: "/a", in: .french)
        #expect(problem.message == "La taille virtuelle est trop petite. [The virtual size is 5 MiB.]")
        #expect(problem.remedy.hasPrefix("Agrandissez"))
        #expect(Problem(finding, at: "/a", in: .english).message == "The virtual size is 5 MiB.")
    }

    @Test func `A code without words is said in English rather than not at all`() {
        let finding = AssetFinding(code: "new-code", detail: "Something.", remedy: "Do something.")
        #expect(Problem(finding, at: "/a", in: .japanese).message == "Something.")
    }

    @Test(arguments: ["", "0=sha256:zz", "1=sha256:" + String(repeating: "a", count: 64), "nonsense"])
    func `Digests that are not in the document's order count as none`(text: String) throws {
        #expect(CertifiedImages.digests(text)?.isEmpty ?? true)
    }

    @Test(arguments: [
        ["allow-http": "maybe"], ["allowed-addresses": "10.0.0.0/99"], ["ca-file": "/nowhere/ca.pem"],
        ["fetch-limit-mib": "0"],
    ])
    func `A wrong setting for fetching is named`(settings: [String: String]) throws {
        let scratch = try StageScratch()
        let error = #expect(throws: Settings.Wrong.self) { try TestDriveValidation(scratch.settings(settings)) }
        let name = try #require(settings.keys.first)
        #expect(error?.description.contains("--\(name)") == true)
    }
}
