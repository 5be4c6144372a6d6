// Settings by name: `--name value`, or OFFERS_NAME in the environment; the option wins. Each program reads its settings
// once and passes this value on.

import FoundationEssentials
import Synchronization

/// A yes or no setting.
package enum YesNo: String, CaseIterable {
    case yes, no
}

/// The settings that a program was started with.
public struct Settings: Sendable {
    /// A setting that is missing or wrong. The program prints this line and exits.
    public struct Wrong: Error, Equatable, CustomStringConvertible {
        public var description: String

        public init(_ description: String) {
            self.description = description
        }
    }

    /// The names that were asked for. A name that was given but never asked for is a typing error.
    private final class Asked: Sendable {
        let names = Mutex<Set<String>>([])
    }

    private let values: [String: String]
    private let asked = Asked()

    public init(_ values: [String: String]) {
        self.values = values
    }

    /// The value of a setting; nil if it is not given or empty.
    public subscript(name: String) -> String? {
        asked.names.withLock { _ = $0.insert(name) }
        return values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Throws if nobody asked for one of the `given` names. Call it when all parts of the program exist.
    public func refuseUnknown(among given: [String]) throws {
        let known = asked.names.withLock { $0 }
        guard let unknown = given.first(where: { !known.contains($0) }) else { return }
        let list = known.sorted().map { "--\($0)" }.joined(separator: " ")
        throw Wrong("unknown option --\(unknown); this program takes \(list)")
    }

    /// A setting that has no default.
    public func required(_ name: String, _ what: String) throws -> String {
        guard let value = self[name] else {
            throw Wrong("--\(name) is missing: \(what) (or set \(Self.environmentName(name)))")
        }
        return value
    }

    /// A whole number in a range.
    public func number(_ name: String, default usual: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = self[name] else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw Wrong("--\(name) \(text): give a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A word of an enumeration.
    public func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, default usual: Choice) throws -> Choice
    where Choice.RawValue == String {
        guard let text = self[name] else { return usual }
        guard let choice = Choice(rawValue: text) else {
            throw Wrong("--\(name) \(text): give one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }

    /// The settings in an environment, by name. Only this function reads `OFFERS_…`.
    public static func values(in environment: [String: String]) -> [String: String] {
        var values: [String: String] = [:]
        for (name, value) in environment where name.hasPrefix("OFFERS_") {
            values[String(name.dropFirst("OFFERS_".count).lowercased().map { $0 == "_" ? "-" : $0 })] = value
        }
        return values
    }

    /// A web address that paths are added to, without its trailing slash.
    public func baseAddress(_ name: String, default usual: String) throws -> String {
        let text = self[name] ?? usual
        guard let url = URL(string: text), url.scheme == "https" || url.scheme == "http", url.host() != nil,
            url.query() == nil, url.fragment() == nil
        else { throw Wrong("--\(name) \(text.oneLine(80)): give an address such as \(usual)") }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// `pages-url`: where people reach the gateway.
    public func pagesAddress() throws -> String { try baseAddress("pages-url", default: "http://localhost:8080") }

    /// `group-instance-id` is `OFFERS_GROUP_INSTANCE_ID` in the environment.
    public static func environmentName(_ name: String) -> String {
        "OFFERS_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }
}
