// What other services answer: a blob store's list of blocks, its code for a refusal, the records in it, and
// the scanner's name and answers.

import Foundation

@testable import Assets
@testable import Stages

extension FuzzTarget {
    static let stores: [FuzzTarget] = [
        FuzzTarget("block-list", seeds: { Samples.texts(blockList) }) { bytes in
            let ids = BlobContainer.blocks(listed: Data(bytes))
            try require(ids.reduce(0) { $0 + $1.utf8.count + 13 } <= bytes.count, "more ids than the list holds")
        },
        // As the answer comes, in pieces of the length that its first byte says.
        FuzzTarget("store-refusal", seeds: { Samples.texts("\u{10}\(refusal)", "\u{7F}\(refusal)") }) { bytes in
            let page = RefusalPage()
            let pieces = Int(bytes.first ?? 0) + 1
            for start in stride(from: 1, to: bytes.count, by: pieces) {
                bytes[start..<min(start + pieces, bytes.count)].withUnsafeBytes { page.take($0) }
            }
            try require(page.code?.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x7A } ?? true, "a code that is not a word")
        },
        FuzzTarget("asset-record", seeds: { try records() }) { bytes in
            let root = try Digest.of(Array("root".utf8))
            guard let record = AssetRecord(Data(bytes), of: root) else { return }
            try require(
                AssetRecord(record.encoded(), of: root) == record, "a record is read otherwise than it was written")
        },
        FuzzTarget("clamd-reply", seeds: { Samples.texts("stream: OK", "stream: Eicar FOUND", limit, "x ERROR") }) {
            _ = ScanAnswer(String(decoding: $0, as: UTF8.self))
        },
        FuzzTarget("clamd-version", seeds: { Samples.texts("ClamAV 1.4.6/27500/Thu Jan  2 09:00:00 2025") }) { bytes in
            let engine = MalwareScanner.Engine(String(decoding: bytes, as: UTF8.self))
            let texts = [engine.name, engine.signatures, engine.signaturesDate].compactMap(\.self)
            for text in texts {
                try require(text.unicodeScalars.count <= 101, "a name of \(text.unicodeScalars.count) characters")
                try require(text.allSatisfy { !$0.isNewline }, "a name of more than a line")
            }
        },
        // What a program of the publisher's says, as it comes; told in a problem, in one line.
        FuzzTarget("program-output", seeds: { Samples.texts("\u{5}first line\r\nan \u{1B}[31merror\u{0}\n") }) {
            bytes in
            let text = TrialDeployment.line(bytes)
            try require(text.allSatisfy { !$0.isNewline }, "more than a line")
            try require(text.utf8.count <= TrialDeployment.kept, "\(text.utf8.count) bytes")
        },
    ]

    private static let limit = "stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND"
    private static let refusal =
        "<?xml version=\"1.0\"?><Error><Code>AuthenticationFailed</Code><Message>x</Message></Error>"
    private static let blockList = """
        <?xml version="1.0" encoding="utf-8"?><BlockList><UncommittedBlocks>
        <Block><Name>AAAAAXN0cmluZw==</Name><Size>4194304</Size></Block><Block><Name>AAAAAg==</Name><Size>1</Size></Block>
        </UncommittedBlocks></BlockList>
        """

    private static func records() throws -> [[UInt8]] {
        let root = try Digest.of(Array("root".utf8))
        let asset = Asset(
            kind: .containerImage,
            blobs: [
                Asset.Blob(digest: root, size: 4, source: .file("")),
                Asset.Blob(digest: try Digest.of([]), size: .max, source: .file("")),
            ], root: root)
        return [Array(try AssetRecord(asset).encoded())]
    }
}
