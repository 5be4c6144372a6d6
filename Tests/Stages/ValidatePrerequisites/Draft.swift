// A sample document that a test changes at a place, and what is found wrong with it then.

import Base
import Foundation
import JSON
import Offers
import Testing

@testable import Stages
@testable import Validation

/// A sample document that a test can change at a place before it is checked.
struct Draft {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    var check: OfferCheck
    private var document: [String: Any]

    init(_ sample: String = "offer-vm") throws {
        let policy = try Policy(Settings(["policy": Self.root.appending(path: "deploy/policy/policy.json").path]))
        let now = try #require(Timestamp("2026-11-21T09:00:00Z"))
        check = OfferCheck(policy: policy, now: now, fileRoots: ["/srv/images"])
        let bytes = try Data(contentsOf: Self.root.appending(path: "schemas/samples/\(sample).json"))
        document = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }

    /// Puts a value (nil: takes it away) at a pointer.
    mutating func set(_ pointer: String, _ value: Any?) {
        document =
            Self.setting(document, pointer.split(separator: "/").map(String.init)[...], value) as? [String: Any] ?? [:]
    }

    private static func setting(_ node: Any, _ path: ArraySlice<String>, _ value: Any?) -> Any? {
        guard let first = path.first else { return value }
        if var list = node as? [Any], let index = Int(first) {
            if let new = setting(list.indices.contains(index) ? list[index] : [:], path.dropFirst(), value) {
                if list.indices.contains(index) { list[index] = new } else { list.append(new) }
            } else {
                list.remove(at: index)
            }
            return list
        }
        var object = node as? [String: Any] ?? [:]
        object[first] = setting(object[first] ?? [String: Any](), path.dropFirst(), value)
        return object
    }

    func bytes() throws -> [UInt8] { [UInt8](try JSONSerialization.data(withJSONObject: document)) }
    func problems() throws -> [Problem] { check.problems(in: try bytes()) }
    /// `pointer code` of each problem, sorted.
    func findings() throws -> [String] { try problems().map { "\($0.pointer) \($0.code)" }.sorted() }
}

func findings(_ sample: String = "offer-vm", _ changes: (inout Draft) throws -> Void) throws -> [String] {
    var draft = try Draft(sample)
    try changes(&draft)
    return try draft.findings()
}
