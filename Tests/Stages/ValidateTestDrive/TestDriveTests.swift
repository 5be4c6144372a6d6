// Test drive validation: configuration, package, and a trial deployment by a command.

import Assets
import Base
import Events
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@testable import Stages

@Suite struct TestDriveTests {
    private let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.regions(
            preview: ["near": "regions/near"],
            production: ["west-europe": "regions/west", "east-us": "regions/east", "japan-east": "regions/japan"])
    }

    private static let template = """
        {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", \
        "contentVersion": "1.0.0.0", "parameters": {}, "resources": [{"type": "x"}]}
        """

    private func package(_ template: String = template, name: String = "main-template.json") throws -> String {
        try workshop.write("template", Data(template.utf8))
        let program =
            "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED)\nz.writestr(sys.argv[3], open(sys.argv[2]).read())\nz.close()"
        _ = try output(of: "python3", "-c", program, workshop.path("package.zip"), workshop.path("template"), name)
        return "file://" + workshop.path("package.zip")
    }

    private func draft(_ change: (inout Draft) throws -> Void = { _ in }) throws -> Draft {
        var draft = try Draft()
        draft.set("/testDrive/packageUrl", try package())
        try change(&draft)
        return draft
    }

    private func run(_ draft: Draft, _ settings: [String: String] = [:]) async throws -> StageOutcome {
        try await TestDriveValidation(workshop.settings(settings)).perform(workshop.job(draft, at: .validateTestDrive))
    }

    private func command(_ script: String) throws -> [String: String] {
        let path = try workshop.write("deploy", Data("#!/bin/sh\n\(script)\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return ["trial-deployment-command": "\(path) --trial"]
    }

    @Test func `A good package is named by its digest and replicated nowhere yet`() async throws {
        let outcome = try await run(draft())
        let digest = try Digest.ofFile(at: workshop.path("package.zip"))
        #expect(outcome.outputs?.facts["testdrivepackage"] == digest.description)
        #expect(outcome.outputs?.notes.first?.code == "test-drive-not-deployed")
        for name in ["west", "east", "japan"] {
            #expect(!FileManager.default.fileExists(atPath: workshop.path("data/regions/\(name)")), "\(name)")
        }
    }

    @Test func `The command is called with the package and each region, and its output is in the notes`() async throws {
        let script = "echo \"$1 $(basename \"$2\") $3 $TEST_DRIVE_HOURS ${OFFERS_BROKER:-none}\"; seq 100000"
        let notes = try await run(draft(), try command(script)).outputs?.notes ?? []
        #expect(notes.count == 2)
        #expect(notes[0].code == "trial-deployed" && notes[0].values["region"] == "east-us")
        #expect(notes[0].values["output"]?.hasSuffix("99999 / 100000") == true)
        let short = try await run(
            draft(),
            try command(
                "cmp $2 \(workshop.path("package.zip")) && echo \"$1 $3 $TEST_DRIVE_HOURS ${OFFERS_DATA_DIR:-none}\""))
        #expect(short.outputs?.notes[1].values["output"] == "--trial west-europe 2 none")
    }

    @Test func `A deployment that fails is the publisher's, one that could not be tried is ours`() async throws {
        let failed = try await run(draft(), try command("echo 'quota exceeded' >&2; exit 1"))
        #expect(failed.findings == ["/testDrive/packageUrl trial-deployment-failed"])
        #expect(failed.problems.first?.values["output"] == "quota exceeded")
        let settings = try command("echo 'no network'; exit 75")
        let fault = await #expect(throws: Fault.self) { try await run(draft(), settings) }
        #expect(fault?.code == "trial-deployment-failed")
        #expect(throws: Settings.Wrong.self) {
            try TestDriveValidation(workshop.settings(["trial-deployment-command": "deploy.sh"]))
        }
    }

    @Test func `A deployment leaves no pipe open`() async throws {
        // Pipes that others have open at the same time come and go; these would stay.
        func pipes() throws -> Int {
            let folder = "/proc/self/fd"
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            return files.count {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?.hasPrefix("pipe:")
                    == true
            }
        }
        let (draft, settings) = (try draft(), try command("true"))
        let before = try pipes()
        for _ in 0..<40 { _ = try await run(draft, settings) }
        // Two regions a run.
        #expect(try pipes() < before + 60)
    }

    @Test func `A deployment that is ended by its limit is said to be too long`() async throws {
        var stage = try TestDriveValidation(workshop.settings(try command("sleep 600")))
        stage.trial?.longest = .milliseconds(200)
        #expect(
            try await stage.perform(workshop.job(draft(), at: .validateTestDrive)).findings
                == ["/testDrive/packageUrl trial-deployment-too-long"])
    }

    @Test func `A deployment that a signal ended is tried again`() async throws {
        let settings = try command("kill -9 $$")
        let fault = await #expect(throws: Fault.self) { try await run(draft(), settings) }
        #expect(fault?.description.contains("by signal 9") == true)
    }

    @Test func `The configuration is judged all at once`() async throws {
        let outcome = try await run(
            draft {
                $0.set("/testDrive/regions", ["westeurope", "West Europe", "atlantis"])
                $0.set("/testDrive/instances", ["hot": 0, "warm": 0, "cold": 0])
                $0.set("/testDrive/subscription", "00000000-0000-0000-0000-000000000000")
                $0.set("/testDrive/tenant", "contoso")
                $0.set("/testDrive/packageUrl", try package("{}"))
            })
        #expect(
            outcome.findings == [
                "/testDrive/instances test-drive-instances-none", "/testDrive/packageUrl template-contentversion",
                "/testDrive/packageUrl template-resources", "/testDrive/packageUrl template-schema",
                "/testDrive/regions/1 duplicate", "/testDrive/regions/2 test-drive-region-unknown",
                "/testDrive/subscription test-drive-empty-guid", "/testDrive/tenant guid-malformed",
            ])
    }

    /// A member of the test drive that is wrong, and what its remedy makes of it.
    private struct Remedy: Sendable, CustomTestStringConvertible {
        let code: String
        let pointer: String
        let wrong: (any Sendable)?
        let right: any Sendable

        init(_ code: String, _ pointer: String, _ wrong: (any Sendable)?, _ right: any Sendable) {
            (self.code, self.pointer, self.wrong, self.right) = (code, "/testDrive/" + pointer, wrong, right)
        }

        var testDescription: String { code }
    }

    private static let remedies = [
        Remedy("test-drive-region-unknown", "regions", ["atlantis"], ["westeurope"]),
        Remedy("test-drive-no-region", "regions", [String](), ["westeurope"]),
        Remedy(
            "test-drive-empty-guid", "subscription", "00000000-0000-0000-0000-000000000000",
            "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c"),
        Remedy(
            "test-drive-instances-none", "instances", ["hot": 0, "warm": 0, "cold": 0],
            ["hot": 1, "warm": 0, "cold": 0]),
    ]

    @Test(arguments: remedies) private func `After its remedy a test drive passes`(_ remedy: Remedy) async throws {
        #expect(try await run(draft { $0.set(remedy.pointer, remedy.wrong) }).problems.map(\.code) == [remedy.code])
        #expect(try await run(draft { $0.set(remedy.pointer, remedy.right) }).outputs != nil)
    }

    @Test func `With a package, and a template that deploys, a test drive passes`() async throws {
        let missing = Remedy("test-drive-no-package", "packageUrl", nil, try package())
        #expect(try await run(draft { $0.set(missing.pointer, missing.wrong) }).problems.map(\.code) == [missing.code])
        #expect(try await run(draft { $0.set(missing.pointer, missing.right) }).outputs != nil)

        // It deploys what is in the package: a type "x" fails or takes too long, until the template is corrected.
        let bad = Self.template
        let good = bad.replacing(#""type": "x""#, with: #""type": "y""#)
        for (remedy, script) in [
            (Remedy("trial-deployment-failed", "packageUrl", bad, good), "exit 1"),
            (Remedy("trial-deployment-too-long", "packageUrl", bad, good), "sleep 600"),
        ] {
            let settings = try command(
                #"unzip -p "$2" main-template.json | grep -q '"type": "x"' && \#(script) || true"#)
            func deploy(_ template: String) async throws -> StageOutcome {
                var stage = try TestDriveValidation(workshop.settings(settings))
                stage.trial?.longest = .seconds(script == "exit 1" || template == good ? 60 : 1)
                return try await stage.perform(
                    workshop.job(
                        draft { $0.set("/testDrive/packageUrl", try package(template)) }, at: .validateTestDrive))
            }
            #expect(try await deploy(bad).problems.map(\.code) == [remedy.code])
            #expect(try await deploy(good).outputs != nil)
        }
    }

    @Test(arguments: [
        ("x/main-template.json", "template-missing"), ("../main-template.json", "package-path"),
        ("/main-template.json", "package-path"),
    ])
    func `A template that is not at the top, or leads out, is refused`(name: String, code: String) async throws {
        let outcome = try await run(
            draft { $0.set("/testDrive/packageUrl", try package(Self.template, name: name)) })
        #expect(outcome.findings == ["/testDrive/packageUrl \(code)"])
    }

    @Test func `A zip bomb is left before it unpacks`() async throws {
        let bomb = try draft { $0.set("/testDrive/packageUrl", try package(String(repeating: " ", count: 30 << 20))) }
        #expect(try await run(bomb).findings == ["/testDrive/packageUrl package-ratio"])
    }
}
