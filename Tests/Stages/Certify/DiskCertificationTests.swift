// Certification of virtual machines on images that qemu-img made, with and without a scanner.

import Assets
import Base
import Foundation
import ImageFixtures
import Offers
import Testing

@testable import Stages

@Suite struct DiskCertificationTests {
    private let bench: CertifyBench
    private var folder: Folder { bench.folder }

    init() throws {
        bench = try CertifyBench()
        try folder.run("qemu-img create -q -f raw raw 32M")
    }

    /// A raw disk with an MBR whose one partition begins at the sector, as a VHD of the format.
    private func make(_ name: String, sector: UInt32 = 2048, raw: String = "raw", options: String? = nil) throws {
        var record = [UInt8](repeating: 0, count: 512)
        record[446 + 4] = 0x83
        for index in 0..<4 { record[454 + index] = UInt8(truncatingIfNeeded: sector >> (8 * UInt32(index))) }
        record[459] = 0x20
        record.replaceSubrange(510..., with: [0x55, 0xAA])
        try folder.write(raw, record)
        let form = options ?? "-O vpc -o subformat=fixed,force_size"
        try folder.run("qemu-img convert -f raw \(form) \(raw) \(name)")
    }

    @Test func `A fixed disk of qemu-img's certifies`() async throws {
        try make("disk.vhd")
        let facts = try await bench.outputs(try bench.machine("disk.vhd"))
        let report = try VHD.inspect(path: folder.file("disk.vhd"), limits: .anyDisk)
        #expect(facts.facts["images"] == "0=\(report.digest)")
        #expect(facts.facts["diskdata"] == "\(report.digest)=\(try #require(report.data))")
        #expect(Digest(facts.facts["certifieddigest"] ?? "") != nil)
    }

    @Test(arguments: [
        ("-O vpc -o subformat=dynamic,force_size", "vhd-dynamic"), ("-O qcow2", "vhd-other-format"),
        ("-O vhdx", "vhd-other-format"), ("-O vmdk", "vhd-other-format"), ("-O raw", "vhd-no-footer"),
    ])
    func `Any other format has a code of its own, with the command to run`(options: String, code: String) async throws {
        try make("disk.vhd", options: options)
        guard case .rejected(let problems) = try await bench.certify(try bench.machine("disk.vhd")) else {
            Issue.record("it was let through")
            return
        }
        #expect(problems.map(\.code) == [code])
        #expect(problems.first?.pointer == "/plans/0/images/0/osDisk/url")
        #expect(problems.first?.remedy(in: .english).contains("-O vpc -o subformat=fixed,force_size=on") == true)
    }

    @Test func `A differencing disk and a dynamic one have different codes`() async throws {
        try make("disk.vhd")
        let footer = VHDFooter.make(virtualSize: 32 << 20, type: .differencing)
        try folder.write("disk.vhd", at: 32 << 20, footer)
        #expect(try await bench.codes(try bench.machine("disk.vhd")) == ["vhd-differencing"])
    }

    @Test func `Without force_size qemu-img rounds to whole cylinders, not to whole MiB`() async throws {
        try make("disk.vhd", options: "-O vpc -o subformat=fixed")
        #expect(try await bench.codes(try bench.machine("disk.vhd")) == ["vhd-size-not-whole-mib"])
    }

    @Test func `A partition in the first MiB is refused, one at its end is not`() async throws {
        try make("early.vhd", sector: 2047)
        #expect(try await bench.codes(try bench.machine("early.vhd")) == ["vhd-partition-early"])
        try make("late.vhd", sector: 2048)
        #expect(try await bench.codes(try bench.machine("late.vhd")) == [])
    }

    @Test func `Sizes are the policy's: the same disk fits one family and not the other`() async throws {
        try folder.run("qemu-img create -q -f raw small 8M")
        try make("disk.vhd", raw: "small")
        #expect(try await bench.codes(try bench.machine("disk.vhd")) == [])
        #expect(try await bench.codes(try bench.machine("disk.vhd", family: "windows")) == ["vhd-too-small"])
    }

    @Test func `The shipped policy has the numbers of the marketplace`() throws {
        let file = Draft.root.appending(path: "deploy/policy/policy.json").path
        let policy = try #require(try Policy(Settings(["policy": file])).certification)
        #expect(policy.limits(.operatingSystemDisk(.windows)).virtualSize == (30 << 30)...(250 << 30))
        #expect(policy.limits(.operatingSystemDisk(.linux)).virtualSize == (1 << 30)...(1023 << 30))
        #expect(policy.limits(.dataDisk).virtualSize == (20 << 20)...(1023 << 30))
        #expect(!policy.limits(.dataDisk).requiresPartitionTable)
    }

    @Test func `All problems of an image are reported at once`() async throws {
        try make("disk.vhd", sector: 63)
        try folder.run("cat disk.vhd disk.vhd >twice.vhd")
        let wrong = Digest(hex: String(repeating: "a", count: 64))?.description
        let codes = try await bench.codes(try bench.machine("twice.vhd", digest: wrong, family: "windows"))
        #expect(codes == ["vhd-file-length", "vhd-partition-early", "digest-differs"])
    }

    @Test func `Where nobody scans, the status says so and a worker starts only if that is meant`() async throws {
        try make("disk.vhd")
        let facts = try await bench.outputs(try bench.machine("disk.vhd"))
        #expect(facts.notes.first?.code == "certified-unscanned")
        var settings = bench.settings
        settings["require-scanner"] = nil
        #expect(throws: Settings.Wrong.self) { try Certification(Settings(settings)) }
        settings["scanner"] = "clamd"
        #expect(throws: Settings.Wrong.self) { try Certification(Settings(settings)) }
    }

    @Test func `A folder and a file that is not a layout are reported`() async throws {
        try folder.run("mkdir folder; echo no archive >file")
        #expect(try await bench.codes(try bench.machine("folder")) == ["image-not-a-file"])
        #expect(try await bench.codes(try bench.container("file", tags: [:])) == ["layout-not-a-folder"])
    }

    @Test func `An offer without an image and one with too many are refused`() async throws {
        try VHD.create(path: folder.file("disk.vhd"), virtualSize: 16 << 20)
        func codes(_ count: Int) async throws -> [String] {
            var draft = try bench.machine("disk.vhd")
            let disk = ["url": bench.address("disk.vhd")]
            draft.set(
                "/plans/0/images",
                (0..<count).map { ["version": "1.0.\($0)", "osDisk": disk] as [String: Any] })
            return try await bench.codes(draft)
        }
        #expect(try await codes(0) == ["nothing-to-certify"])
        #expect(try await codes(1_001) == ["images-count"])
        #expect(try await codes(1) == [])
    }
}
