// What the coordinator takes from an offer document, which publishers may fill with anything: strict about identity, lenient
// about the rest.

import Events
import JSON
import Localization
import Offers
import Testing

@Suite struct OfferSummaryTests {
    private func summary(_ json: String) throws(EventError) -> OfferSummary { try OfferSummary(Array(json.utf8)) }

    private func with(_ members: String) -> String {
        #"{"publisher":"contoso","offer":"web","type":"container-image",\#(members)}"#
    }

    private static let whole = #"""
        {"publisher":"contoso","offer":"web-vm","type":"virtual-machine","listing":{"title":"Web \u00e9 \"x\"","a":[{}]},
        "notifications":{"emails":["a@b.example","c@d.example"],"language":"fr"},"testDrive":{"enabled":true},"plans":[1]}
        """#

    @Test func `A document says whose it is, what kind, and to whom mail goes`() throws {
        let read = try summary(Self.whole)
        #expect(read.key == OfferKey(publisher: "contoso", offer: "web-vm"))
        #expect(read.type == .virtualMachine)
        #expect(read.title == "Web é \"x\"")
        #expect(read.emails == ["a@b.example", "c@d.example"])
        #expect(read.language == .french)
        #expect(read.hasTestDrive)
        #expect("\(read)" == "contoso/web-vm (virtual-machine)")
    }

    @Test func `Members may come in any order, their names escaped`() throws {
        let read = try summary(#"{"type":"container-image","n":[],"offer":"web","pu\u0062lisher":"\u0061"}"#)
        #expect("\(read)" == "a/web (container-image)")
    }

    @Test(arguments: [
        "", " ", "{", "{}", "[]", "null", "7", "{}{}",
        #"{"publisher":"a","publisher":"b","offer":"c","type":"container-image"}"#,
        #"{"publisher":"a","publisher":null,"offer":"c","type":"container-image"}"#,
        #"{"publisher":"\ud83d","offer":"c","type":"container-image"}"#,
        #"{"publisher":"A","offer":"c","type":"container-image"}"#,
        #"{"publisher":"a","offer":"c-","type":"container-image"}"#,
        #"{"publisher":"a","offer":"c","type":"nothing"}"#, #"{"publisher":7,"offer":{},"type":[]}"#,
        #"{"publisher":"a","offer":"c","type":"container-image"} x"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{},"listing":{}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","x":1,"x":2}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1","x":}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"\q"}}"#,
        #"{"publisher":"a","offer":"c","type":"container-image","listing":{"title":"1"]}"#,
    ])
    func `A document without identity, or that is not JSON, is refused`(_ text: String) {
        #expect(throws: EventError.self) { try summary(text) }
    }

    @Test func `A wrong member behind the identity counts as absent`() throws {
        for listing in ["7", "null", "[]", #"[{"title":"1"}]"#, #"{"title":7}"#, #"{"title":null}"#, "{}"] {
            #expect(try summary(with(#""listing":\#(listing)"#)).title == "")
        }
        #expect(try summary(with(#""listing" : { "x":1, "title" : "1" } "#)).title == "1")
        for notifications in ["7", #"{"emails":"x","language":7}"#, #"{"emails":[1],"language":null}"#, "{}"] {
            let read = try summary(with(#""notifications":\#(notifications)"#))
            #expect(read.emails == [])
            #expect(read.language == .english)
        }
        #expect(try summary(with(#""notifications":{"emails":"x","language":"ja-JP"}"#)).language == .japanese)
        for testDrive in [#"{"enabled":"true"}"#, "true", "{}", "null"] {
            #expect(try !summary(with(#""testDrive":\#(testDrive)"#)).hasTestDrive)
        }
    }

    @Test func `What nests deeper than 64 is refused`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try summary(with(#""plans":\#(nested(63))"#)) }
        #expect(throws: EventError.self) { try summary(with(#""plans":\#(nested(100_000))"#)) }
        #expect(throws: EventError.self) { try summary(with(#""listing":{"x":\#(nested(100_000))}"#)) }
    }

    @Test func `A document of which any byte is another or missing is refused or read as JSON says`() {
        let bytes = Array(Self.whole.utf8)
        for place in bytes.indices {
            #expect(throws: EventError.self) { try OfferSummary(Array(bytes[..<place])) }
            for other in [UInt8](#""\{}[],: n1"#.utf8) + [0x00, 0x01, 0xC3, 0xFF] {
                var changed = bytes
                changed[place] = other
                guard (try? OfferSummary(changed)) != nil else { continue }
                #expect(throws: Never.self, "\(String(decoding: changed, as: UTF8.self))") {
                    try RawJSON(json: changed)
                }
            }
        }
    }
}
