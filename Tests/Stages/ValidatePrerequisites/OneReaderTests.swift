// What validation takes is a document to every stage behind it, whatever was done to it.

import Base
import JSON
import Offers
import Testing

@testable import Stages
@testable import Validation

@Suite struct OneReaderTests {
    /// What programs write in place of a value, and what nobody should.
    static let values: [JSONNode] = [
        .null, "", " ", "x", "443", true, 5, .number("1.0"), .number("-1"), .number("1e308"), [], [.null], [5], [:],
        ["a": 5], ["a": ""],
    ]

    @Test(arguments: ["offer-vm", "offer-container", "offer-solution-template"])
    func `A document that validation takes is read by everybody`(_ sample: String) throws {
        let draft = try Draft(sample)
        let document = try JSONNode(draft.bytes())
        var (taken, refused) = (0, 0)
        for (number, pointer) in document.pointers.enumerated() {
            // A few at each place, so that each meets places of every kind; the fuzzer tries the others.
            for offset in 0..<3 {
                let value = Self.values[(number * 3 + offset) % Self.values.count]
                let changed = document.replacing(pointer[...], by: value).json
                if draft.check.problems(in: changed).isEmpty {
                    taken += 1
                    #expect(throws: Never.self, "\(pointer): \(String(decoding: value.json, as: UTF8.self))") {
                        let offer = try OfferDocument(changed)
                        _ = LiveTerms(offer).description
                        _ = PublicOffer(offer, facts: [:]).json
                    }
                } else {
                    refused += 1
                }
            }
        }
        #expect(taken > 5)
        #expect(refused > 60)
    }

    @Test func `The reader of bytes and the reader of trees read the same`() throws {
        for sample in ["offer-vm", "offer-container", "offer-solution-template"] {
            let bytes = try Draft(sample).bytes()
            #expect(try OfferDocument(bytes) == OfferDocument(json: bytes))
        }
    }
}

extension JSONNode {
    /// The paths of all members and elements.
    fileprivate var pointers: [[String]] {
        switch self {
        case .object(let members):
            members.flatMap { member in [[member.name]] + member.value.pointers.map { [member.name] + $0 } }
        case .array(let items):
            items.enumerated().flatMap { index, item in [["\(index)"]] + item.pointers.map { ["\(index)"] + $0 } }
        default: []
        }
    }

    fileprivate func replacing(_ path: ArraySlice<String>, by value: JSONNode) -> JSONNode {
        guard let name = path.first else { return value }
        switch self {
        case .object(let members):
            return .object(
                members.map { member in
                    member.name == name
                        ? Member(name, member.value.replacing(path.dropFirst(), by: value)) : member
                })
        case .array(let items):
            return .array(
                items.enumerated().map {
                    "\($0.offset)" == name ? $0.element.replacing(path.dropFirst(), by: value) : $0.element
                })
        default: return self
        }
    }
}
