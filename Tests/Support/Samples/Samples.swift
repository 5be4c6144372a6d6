// The files that the sample offers name, and the documents.

import Assets
import Foundation
import ImageFixtures

struct Samples {
    let folder: String

    private static let mebibyte: UInt64 = 1 << 20
    private static let tags = ["latest", "1.0-stable"]

    /// Makes everything; gives the documents' paths.
    func make() throws -> [String] {
        for name in ["", "/images", "/pictures"] {
            try FileManager.default.createDirectory(atPath: folder + name, withIntermediateDirectories: true)
        }
        for (width, height) in [(40, 40), (90, 90), (115, 115), (255, 115), (815, 290), (533, 324)] {
            try write(Picture.png(width: width, height: height), "pictures/\(width)x\(height).png")
        }
        try write(ZipArchive.stored([("main-template.json", Array(Self.template.utf8))]), "test-drive.zip")

        let system = try disk("images/web-vm-os.vhd", mebibytes: 1024, content: "Linux for the web\n")
        let data = try disk("images/web-vm-data.vhd", mebibytes: 32, content: "Nothing on it yet\n")
        let dynamic = try dynamicDisk("images/dynamic.vhd")
        let infected = try infectedDisk("images/infected.vhd")
        let layout = address("images/web-container")
        try? FileManager.default.removeItem(atPath: folder + "/images/web-container")
        let digests = try OCILayout.create(path: folder + "/images/web-container", tags: Self.tags)

        let damaged = try damagedLayout("images/wrong-layer")
        let wrong = Disk(url: system.url, digest: data.digest)
        let missing = Disk(url: address("images/no-such.vhd"), digest: nil)
        let documents: [(String, OfferJSON)] = [
            ("web-vm", OfferJSON(offer: "web-vm", plans: .disks(system: system, data: data))),
            (
                "web-vm-marketing",
                OfferJSON(
                    offer: "web-vm", version: 2,
                    summary: "A web server that starts in a minute. Now with a new summary.",
                    plans: .disks(system: system, data: data))
            ),
            (
                "web-vm-test-drive",
                OfferJSON(
                    offer: "web-vm-test-drive", plans: .disks(system: system, data: nil),
                    testDrive: address("test-drive.zip"))
            ),
            (
                "web-container",
                OfferJSON(
                    offer: "web-container",
                    plans: .container(
                        layout: layout, tags: Self.tags.map { ($0, "\(digests[$0].map(\.description) ?? "")") }))
            ),
            ("infected-vm", OfferJSON(offer: "infected-vm", plans: .disks(system: infected, data: nil))),
            (
                "wrong-layer",
                OfferJSON(
                    offer: "wrong-layer",
                    plans: .container(layout: address("images/wrong-layer"), tags: damaged))
            ),
            ("dynamic-vm", OfferJSON(offer: "dynamic-vm", plans: .disks(system: dynamic, data: nil))),
            ("wrong-digest", OfferJSON(offer: "wrong-digest", plans: .disks(system: wrong, data: nil))),
            ("missing-image", OfferJSON(offer: "missing-image", plans: .disks(system: missing, data: nil))),
        ]
        for (name, document) in documents {
            try write(Array(document.text(pictures: address("pictures")).utf8), "\(name).json")
        }
        try write(Array(OfferJSON.bad.utf8), "bad-offer.json")
        return (documents.map(\.0) + ["bad-offer"]).map { "\(folder)/\($0).json" }
    }

    private func disk(_ name: String, mebibytes: UInt64, content: String) throws -> Disk {
        let path = "\(folder)/\(name)"
        try VHD.create(path: path, virtualSize: mebibytes * Self.mebibyte, content: Array(content.utf8))
        return Disk(url: address(name), digest: try Digest.ofFile(at: path).description)
    }

    /// A good disk but for the EICAR test file at 120 MiB: beyond what one scan of clamd's takes.
    private func infectedDisk(_ name: String) throws -> Disk {
        _ = try disk(name, mebibytes: 1024, content: "Linux for the web\n")
        try change("\(folder)/\(name)", at: 120 * Self.mebibyte, to: EICAR.bytes)
        return Disk(url: address(name), digest: try Digest.ofFile(at: "\(folder)/\(name)").description)
    }

    /// A layout that was good until somebody changed a byte of a layer.
    private func damagedLayout(_ name: String) throws -> [(tag: String, digest: String)] {
        let path = "\(folder)/\(name)"
        try? FileManager.default.removeItem(atPath: path)
        let digests = try OCILayout.create(path: path, tags: ["latest"], content: "damaged\n")
        for layer in try OCILayout.inspect(path: path).images.flatMap(\.layers) {
            let blob = layer.digest.replacingOccurrences(of: "sha256:", with: "\(path)/blobs/sha256/")
            try change(blob, at: 520, to: Array("!".utf8))
        }
        return digests.map { ($0.key, $0.value.description) }
    }

    private func change(_ path: String, at offset: UInt64, to bytes: [UInt8]) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data(bytes))
    }

    /// As much of a dynamic disk as tells what it is: a copy of the footer, the dynamic header's cookie, the footer.
    private func dynamicDisk(_ name: String) throws -> Disk {
        let footer = VHDFooter.make(virtualSize: 1024 * Self.mebibyte, type: .dynamic)
        let header = Array("cxsparse".utf8) + [UInt8](repeating: 0, count: 1016)
        let bytes = footer + header + footer
        try write(bytes, name)
        return Disk(url: address(name), digest: try Digest.of(bytes).description)
    }

    private func address(_ name: String) -> String { "file://\(folder)/\(name)" }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(folder)/\(name)"), options: .atomic)
    }

    private static let template = """
        {
          "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          "contentVersion": "1.0.0.0",
          "parameters": { "location": { "type": "string" } },
          "resources": [
            {
              "type": "Microsoft.Compute/virtualMachines", "apiVersion": "2018-06-01", "name": "web",
              "location": "[parameters('location')]", "properties": {}
            }
          ]
        }

        """
}
