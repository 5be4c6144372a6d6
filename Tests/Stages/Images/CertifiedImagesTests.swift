// The fact that names an offer's certified images.

import Testing

@testable import Stages

@Suite struct CertifiedImagesTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test(arguments: ["", "0=sha256:zz", "1=\(digest)", "nonsense", "0=\(digest)!", "0=\(digest)!zz", "0=!\(digest)"])
    func `Digests that are not in the document's order count as none`(text: String) throws {
        #expect(CertifiedImages.images(text)?.isEmpty ?? true)
    }

    @Test func `What a layout did not have is a part of what it is`() throws {
        let text = "0=\(Self.digest) 1=\(Self.digest)!\(Self.digest)"
        let images = try #require(CertifiedImages.images(text))
        #expect(images.map { $0.absent != nil } == [false, true])
        #expect(images[0] != images[1])
        #expect(CertifiedImages.text(images) == text)
    }
}
