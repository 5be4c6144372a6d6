import Foundation
import Testing

@testable import Notifications

@Suite struct QuotedPrintableTests {
    private func encoded(_ text: String) -> String { String(decoding: quotedPrintable(text), as: UTF8.self) }

    /// RFC 2045, section 6.7, read literally.
    private func decoded(_ encoded: String) -> String? {
        let joined = encoded.replacing("=\r\n", with: "").replacing("\r\n", with: "\n")
        return joined.replacing("%", with: "%25").replacing("=", with: "%").removingPercentEncoding
    }

    @Test(arguments: [
        "", "plain", "a=b", "blank at the end \nand tab\t\n", "été, 公開完了 😀", "100 % =3D %41", "one\n\n\ntwo\n",
        String(repeating: "x", count: 300), String(repeating: "公", count: 300), String(repeating: "= ", count: 100),
        String(repeating: "x", count: 75) + ".\n.\nFrom here\n From there", "\r\0\u{7F}",
    ])
    func `Any text comes back as it was, from lines of at most 76 printable characters`(text: String) {
        let encoded = encoded(text)
        #expect(decoded(encoded) == text)
        for line in encoded.split(separator: "\r\n", omittingEmptySubsequences: false) {
            #expect(line.utf8.count <= 76)
            #expect(line.utf8.allSatisfy { $0 == 9 || (0x20...0x7E).contains($0) })
            #expect(!line.hasSuffix(" ") && !line.hasSuffix("\t") && !line.hasPrefix(".") && !line.hasPrefix("From "))
        }
    }

    @Test func `A line of exactly 76 characters is not longer than it must be`() {
        #expect(encoded(String(repeating: "x", count: 75)) == String(repeating: "x", count: 75))
        #expect(encoded(String(repeating: "x", count: 77)) == String(repeating: "x", count: 75) + "=\r\nxx")
    }
}
