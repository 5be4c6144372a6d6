// What the remedies say about what a scanner found, or did not look into, done: the package certifies then.

import Assets
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct ScanRemedyTests {
    /// A file in a package, and what its remedy makes of it: shell commands in the package's folder, beside which is `note`.
    private struct Remedy: Sendable, CustomTestStringConvertible {
        let code: String
        let wrong: String
        let right: String

        init(_ code: String, _ wrong: String, _ right: String) {
            (self.code, self.wrong, self.right) = (code, wrong, right)
        }

        var testDescription: String { code }
    }

    private static let remedies = [
        Remedy("malware-found", "cp ../test-file run.com", "rm run.com"),
        Remedy("scan-encrypted", "zip -qjP secret in.zip ../note", "rm in.zip; zip -qj in.zip ../note"),
        Remedy("scan-compression", "zstd -q ../note -o note.zst", "rm note.zst; gzip -c ../note >note.gz"),
        Remedy("scan-length", "gzip -c ../noise >noise.gz", "rm noise.gz; split -b 1M ../noise; gzip x*"),
        Remedy(
            "scan-limit", "cp ../note in; for n in {1..20}; do zip -qm next.zip in; mv next.zip in; done",
            "rm in; zip -qj in.zip ../note"),
    ]

    @Test(arguments: remedies) private func `After its remedy the package certifies`(_ remedy: Remedy) async throws {
        var bench = try CertifyBench(scanner: try RealClamd.usual.get().unix)
        bench.settings["scan-window-mib"] = "2"
        try bench.setPolicy("length", "note", to: "refuse")
        try bench.folder.write("test-file", EICAR.bytes)
        try bench.folder.write("note", Array(String(repeating: "hello\n", count: 100).utf8))
        try bench.folder.run(
            "head -c 3M /dev/urandom >noise; mkdir FOLDER; for f in mainTemplate createUiDefinition; do echo {} >FOLDER/$f.json; done"
        )
        func problems(after commands: String) async throws -> [Problem] {
            try bench.folder.run("cd FOLDER; \(commands); rm -f ../package.zip; zip -qr0 ../package.zip .")
            return try await bench.certify(bench.package("package.zip")).problems
        }
        let before = try await problems(after: remedy.wrong)
        #expect(before.map(\.code) == [remedy.code])
        #expect(before.first?.message(in: .english).contains("{") == false)
        #expect(try await problems(after: remedy.right) == [])
    }

    @Test func `A limit of the scanner's is named, and is said where the policy does not refuse it`() async throws {
        let bench = try CertifyBench(scanner: try RealClamd.usual.get().unix)
        try bench.folder.run(
            """
            mkdir FOLDER; cd FOLDER; echo {} | tee mainTemplate.json >createUiDefinition.json
            echo hello >in; for n in {1..20}; do zip -qm next.zip in; mv next.zip in; done; zip -qr0 ../package.zip .
            """)
        let problem = try #require(try await bench.certify(bench.package("package.zip")).problems.first)
        #expect(problem.values["place"] == "package/in")
        #expect(problem.values["value"] == "MaxRecursion")
        try bench.setPolicy("limit", "refuse", to: "note")
        let noted = try await bench.outputs(bench.package("package.zip"))
        #expect(noted.notes.contains(Remark("certified-unexamined", ["count": "1", "place": "package/in"])))
        let report = try bench.report(try #require(noted.facts["report"]))
        let image = try #require((report["images"] as? [[String: Any]])?.first)
        let unexamined = try #require(image["unexamined"] as? [[String: String]])
        #expect(unexamined == [["place": "package/in", "reason": "limit", "limit": "MaxRecursion"]])
    }
}
