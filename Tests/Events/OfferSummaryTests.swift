// A document is looked through once. What is found must be what reading each of its objects by itself finds, and what is
// wrong must be wrong by the same words: publishers send anything.

import Events
import Localization
import Testing

@testable import Offers

@Suite struct OfferSummaryTests {
    private static let sample = #"""
        {"publisher":"contoso","offer":"web-vm","type":"virtual-machine","listing":{"title":"Web \u00e9 \"x\"","a":[{}]},
        "notifications":{"emails":["a@b.example","c@d.example"],"language":"fr"},"testDrive":{"enabled":true},"plans":[1]}
        """#

    /// What is right and wrong, member by member; texts that stand for both ways of reading.
    private static let hostile: [String] = [
        "", " ", "{", "{}", "[]", "null", "7", "{}{}", "\u{FEFF}{}", "{\"a\":}", "{,}", "{\"a\":1,}", "{\"a\" 1}",
        #"{"publisher":"a","publisher":"b","offer":"c","type":"container-image"}"#,
        #"{"publisher":"a","publisher":null,"offer":"c","type":"container-image"}"#,
        #"{"pu\u0062lisher":"a","offer":"c","type":"container-image"}"#,
        #"{"publisher":"\u0061","offer":"c","type":"container\u002dimage"}"#,
        #"{"publisher":"\ud83d","offer":"c","type":"container-image"}"#,
        #"{"publisher":"\x","offer":"c","type":"container-image"}"#,
        #"{"publisher":"A","offer":"c","type":"container-image"}"#,
        #"{"publisher":"a","offer":"c-","type":"container-image"}"#,
        #"{"publisher":"a","offer":"c","type":"nothing"}"#,
        #"{"publisher":7,"offer":{},"type":[]}"#,
        #"{"publisher":"a","offer":"c","type":"container-image"} x"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1"},"listing":{}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1","title":"2"}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1","title":null}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1","title":7}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1"},"listing":null}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1","x":}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1",}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title" "1"}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"\q"}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1"]}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":[{"title":"1"}]}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":"{\"title\":1}"}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing" : { "title" : "1" } }"#,
        #"{"publisher":"a","offer":"c","type":"container-image","notifications":{"emails":"x","language":"ja-JP"}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","notifications":{"emails":[1],"language":7}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","notifications":{"emails":[],"language":null}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","testDrive":{"enabled":"true"}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","testDrive":{"enabled":nothing}}"#,
        #"{"command":"cancel","command":"go-live","offer":"a/b","text":"t","sender":"s"}"#,
        #"{"command":7,"offer":"a/b","text":{},"sender":null,"specversion":null}"#,
    ]

    /// Objects and arrays nested so deep, in a member that is looked into and in one that is stepped over.
    private static func nested(_ depth: Int) -> [String] {
        let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        return ["listing", "plans"].flatMap { name in
            ["{\"\(name)\":\(value)}", "{\"\(name)\":{\"title\":\"1\",\"x\":\(value)}}"].map {
                #"{"publisher":"a","offer":"c","type":"container-image","m":"# + $0 + "," + $0.dropFirst()
            }
        }
    }

    @Test(arguments: hostile + (60...66).flatMap(nested))
    func `One pass finds what reading each object by itself finds`(_ text: String) {
        expectSame(Array(text.utf8))
    }

    @Test func `So it does in a document of which any byte is another, is missing or is one too many`() {
        let bytes = Array(Self.sample.utf8)
        let others = [UInt8]("\"\\{}[],: n1\u{1}".utf8) + [0x00, 0xFF, 0xC3]
        expectSame(bytes)
        for place in bytes.indices {
            expectSame(Array(bytes[..<place]))
            expectSame(Array(bytes[..<place] + bytes[(place + 1)...]))
            for other in others {
                expectSame(Array(bytes[..<place] + [other] + bytes[(place + 1)...]))
                expectSame(Array(bytes[..<place] + [other] + bytes[place...]))
            }
        }
    }

    private func expectSame(_ document: [UInt8]) {
        let (once, apart) = (Self.once(document), Self.apart(document))
        guard once != apart else { return }
        Issue.record("\(String(decoding: document, as: UTF8.self)): \(once), but apart \(apart)")
    }

    /// What the document and what a bare command say, or why they do not.
    private static func once(_ document: [UInt8]) -> (summary: String, words: String) {
        let words = told {
            try document.withUnsafeBufferPointer { bytes in
                var scanner = JSONScanner(bytes)
                let found = try CommandMembers(&scanner)
                let texts: [String?] = [found.command, found.offer, found.text, found.sender].map {
                    try? found.optional($0)
                }
                return "\(found.specversion != nil) \(texts) \(scanner.position)"
            }
        }
        return (
            told {
                let found = try OfferSummary(document)
                return "\(found) \(found.title) \(found.emails) \(found.language) \(found.hasTestDrive)"
            }, words
        )
    }

    private static func apart(_ document: [UInt8]) -> (summary: String, words: String) {
        document.withUnsafeBufferPointer { bytes in
            let summary = told {
                var scanner = JSONScanner(bytes)
                let json = try JSONObject(&scanner)
                let publisher: String = try json.value("publisher")
                let offer: String = try json.value("offer")
                guard OfferKey.isIdentifier(publisher), OfferKey.isIdentifier(offer) else {
                    throw EventError("publisher and offer must be 1–50 characters of a-z 0-9 -, not ending in -")
                }
                let type: OfferType = try json.value("type")
                let title: String = (try? json.object("listing")?.optional("title")) ?? ""
                let notifications = try? json.object("notifications")
                let emails: [String] = (try? notifications?.optional("emails")) ?? []
                let language = Language(tag: try? notifications?.optional("language"))
                let hasTestDrive = (try? json.object("testDrive")?.optional("enabled")) ?? false
                guard scanner.isAtEnd else { throw scanner.failure("more bytes after the document") }
                return "\(publisher)/\(offer) (\(type.rawValue)) \(title) \(emails) \(language) \(hasTestDrive)"
            }
            let words = told {
                var scanner = JSONScanner(bytes)
                let json = try JSONObject(&scanner)
                let names: [StaticString] = ["command", "offer", "text", "sender"]
                let texts: [String?] = names.map { try? json.optional($0) }
                return "\(json.place("specversion") != nil) \(texts) \(scanner.position)"
            }
            return (summary, words)
        }
    }

    private static func told(_ read: () throws -> String) -> String {
        do { return try read() } catch { return "\(error)" }
    }
}
