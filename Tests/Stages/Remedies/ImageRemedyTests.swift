// Remedies of certification are run: an input is broken, what the remedy says is done, and the result certifies. To add a
// code, add cases to a table. ProblemTextTests holds that no code is forgotten.

import Assets
import Foundation
import Offers
import Testing

@testable import Stages

/// A code, an input that raises it, and what of its remedy is done.
struct RemedyCase: CustomTestStringConvertible, Sendable {
    enum Kind: Sendable { case disk, container, package }

    let code: String
    /// What is special about the input.
    var variant = ""
    let kind: Kind
    /// What is published first, and what after the remedy.
    let input: String
    var result: String
    /// Shell commands that make the input; the functions of `prelude` may be used.
    let make: String
    /// What the remedy says before its command, or instead of one, as shell commands.
    var action = ":"
    /// Which of the remedy's commands are run, by their places in its text.
    var commands = [0]
    /// A command that is run before the last part of the first one.
    var inserted: Int?
    /// The tags that the document lists; nil for those of the layout.
    var tags: [String]?
    /// Where the disk has a mark that the remedy must keep, before and after, in bytes.
    var mark: (before: UInt64, after: UInt64)? = (3 << 20, 3 << 20)
    /// Ends what `make` started.
    var cleanUp = ":"

    var testDescription: String { variant.isEmpty ? code : "\(code), \(variant)" }
}

@Suite struct ImageRemedyTests {
    static let cases = RemedyCase.disks + RemedyCase.containers + RemedyCase.layers + RemedyCase.packages

    @Test(arguments: cases)
    func `What the remedy says makes a good image of a broken one`(_ remedy: RemedyCase) async throws {
        let bench = try CertifyBench()
        defer { _ = try? bench.folder.run(remedy.cleanUp) }
        let prelude = RemedyCase.prelude + RemedyCase.layerPrelude + RemedyCase.packagePrelude
        try bench.folder.run(prelude + remedy.make)
        let problem = try await problem(remedy, in: bench)
        let text = problem.remedy(in: .english)
        try bench.folder.run(prelude + remedy.action)
        let named = text.matches(of: /`([^`]+)`/).map { String($0.1) }
        for place in remedy.commands {
            try #require(named.indices.contains(place), "the remedy has no such command: \(text)")
            var parts = named[place].split(separator: " && ").map(String.init)
            if let inserted = remedy.inserted { parts.insert(named[inserted], at: parts.count - 1) }
            let command = RemedyCase.filled(parts.joined(separator: " && "), remedy.kind)
            try bench.folder.run("{ \(command); } >/dev/null 2>&1")
        }
        #expect(try await codes(remedy, of: remedy.result, in: bench) == [], "\(text)")
        if remedy.kind == .disk, let mark = remedy.mark {
            let found = try FileHandle(forReadingFrom: URL(filePath: bench.folder.file(remedy.result)))
            try found.seek(toOffset: mark.after)
            #expect(try found.read(upToCount: 4) == Data("MARK".utf8))
        }
    }

    /// The one problem of the input.
    private func problem(_ remedy: RemedyCase, in bench: CertifyBench) async throws -> Problem {
        let problems = try await bench.certify(offer(remedy, remedy.input, in: bench)).problems
        try #require(problems.map(\.code) == [remedy.code], "\(problems)")
        return problems[0]
    }

    private func codes(_ remedy: RemedyCase, of name: String, in bench: CertifyBench) async throws -> [String] {
        try await bench.codes(offer(remedy, name, in: bench))
    }

    private func offer(_ remedy: RemedyCase, _ name: String, in bench: CertifyBench) throws -> Draft {
        if remedy.kind == .package { return try bench.package(name) }
        guard remedy.kind == .container else { return try bench.machine(name) }
        let path = bench.folder.file(name)
        let found =
            FileManager.default.fileExists(atPath: path + "/.")
            ? try OCILayout.inspect(path: path).tags.mapValues(\.description) : [:]
        let missing = "sha256:" + String(repeating: "0", count: 64)
        guard let tags = remedy.tags else { return try bench.container(name, tags: found) }
        return try bench.container(
            name, tags: Dictionary(uniqueKeysWithValues: tags.map { ($0, found[$0] ?? missing) }))
    }
}

extension RemedyCase {
    /// A command with the words that stand for something of the reader's.
    static func filled(_ command: String, _ kind: Kind) -> String {
        if kind == .package { return "cd FOLDER; \(command)" }
        guard kind == .container else { return command }
        return command.replacing("SOURCE", with: "oci:SOURCE:latest").replacing(":IMAGE:TAG", with: ":web:latest")
            .replacing("TAG", with: "latest").replacing("OTHER", with: "latest")
    }

    /// Functions for `make` and `action`.
    static let prelude = #"""
        # A raw disk of so many MiB with a mark at 3 MiB; `mbr` or `gpt` make its table.
        raw() { truncate -s "$2M" "$1"; printf MARK | dd of="$1" bs=1M seek=3 conv=notrunc status=none; }
        mbr() { echo "${2:-2048,8192,83}" | tr ' ' '\n' | sfdisk -q "$1"; }
        gpt() { sgdisk -n "1:2048:${2:-16384}" "$1" >/dev/null; }
        vhd() { qemu-img convert -f raw -O vpc -o "subformat=${3:-fixed},force_size=on" "$1" "$2"; }
        disk() { raw raw "${1:-32}"; mbr raw; vhd raw IMAGE.vhd; }
        # Bytes (as printf has them) at a place of a file.
        poke() { printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }
        zero() { dd if=/dev/zero of="$1" bs=512 seek="$2" count=1 conv=notrunc status=none; }
        # The footer at a place of a VHD, its checksum made right.
        checksum() {
            python3 - "$1" "$2" <<'END'
        import sys
        file = open(sys.argv[1], "r+b")
        file.seek(int(sys.argv[2]))
        footer = bytearray(file.read(512))
        footer[64:68] = bytes(4)
        footer[64:68] = (~sum(footer) & 0xFFFFFFFF).to_bytes(4, "big")
        file.seek(int(sys.argv[2]))
        file.write(footer)
        END
        }
        foot() { poke IMAGE.vhd $((32 << 20 | $1)) "$2"; checksum IMAGE.vhd $((32 << 20)); }

        # A layout with one image of one layer, tagged latest.
        image() {
            umoci init --layout "$1" && umoci new --image "$1:latest"
            umoci config --image "$1:latest" --os linux --architecture amd64
            mkdir -p FOLDER && echo hello >FOLDER/hello
            umoci insert --rootless --image "$1:latest" FOLDER /app
        } >/dev/null 2>&1
        copy() { image SOURCE; cp -r SOURCE DIRECTORY; }
        # Stores a blob of DIRECTORY; prints its digest and size as a descriptor's members.
        blob() {
            local digest; digest=$(sha256sum <"$1" | cut -d' ' -f1); mkdir -p DIRECTORY/blobs/sha256
            cp "$1" "DIRECTORY/blobs/sha256/$digest"; echo "{\"digest\":\"sha256:$digest\",\"size\":$(stat -c %s "$1")}"
        }
        file() { echo "DIRECTORY/blobs/$(echo "$1" | tr : /)"; }
        index() { jq -c "$1" DIRECTORY/index.json >new && mv new DIRECTORY/index.json; }
        manifest() {
            jq -c "$1" "$(file "$(jq -r '.manifests[0].digest' DIRECTORY/index.json)")" >new
            index ".manifests[0] += $(blob new)"
        }
        config() {
            local digest; digest=$(jq -r .config.digest "$(file "$(jq -r '.manifests[0].digest' DIRECTORY/index.json)")")
            jq -c "$1" "$(file "$digest")" >new; manifest ".config += $(blob new)"
        }
        layer() { file "$(jq -r '.layers[0].digest' "$(file "$(jq -r '.manifests[0].digest' DIRECTORY/index.json)")")"; }
        nest() {
            local type=application/vnd.oci.image.index.v1+json
            index "${1:-.}"; cp DIRECTORY/index.json new
            jq -nc "{schemaVersion: 2, manifests: [$(blob new) + {mediaType: \"$type\",
                annotations: {\"org.opencontainers.image.ref.name\": \"latest\"}}]}" >DIRECTORY/index.json
        }

        """#
}
