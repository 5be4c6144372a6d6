// The fact that names an offer's certified images.

import Testing

@testable import Stages

@Suite struct CertifiedImagesTests {
    @Test(arguments: ["", "0=sha256:zz", "1=sha256:" + String(repeating: "a", count: 64), "nonsense"])
    func `Digests that are not in the document's order count as none`(text: String) throws {
        #expect(CertifiedImages.digests(text)?.isEmpty ?? true)
    }
}
