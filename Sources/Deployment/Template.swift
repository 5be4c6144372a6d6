// The part of Mustache (https://mustache.github.io/mustache.5.html) that the templates under deploy/ use: `{{name}}`, and
// `{{#name}}…{{/name}}` for a list, or for a value that may be missing. A tag alone on its line removes the line.

/// A template that cannot be rendered.
public struct TemplateError: Error, Equatable, CustomStringConvertible {
    public let description: String
}

/// A parsed template.
struct Template {
    typealias Values = [String: Value]

    /// The text that replaces a name.
    enum Value {
        case text(String)
        /// Renders its section once for each element; empty if missing.
        case list([Values])

        static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .list([]) }
        static func flag(_ isSet: Bool) -> Value { .list(isSet ? [[:]] : []) }
    }

    private enum Part {
        case text(Substring)
        case value(String)
        case section(String, [Part])
    }

    private let parts: [Part]

    init(_ text: String) throws(TemplateError) {
        var rest = text[...]
        parts = try Self.parse(&rest, section: nil)
    }

    /// The text with the names' values. Inner values hide outer ones. A name without a value is an error.
    func render(_ values: Values) throws(TemplateError) -> String { try Self.render(parts, [values]) }

    private static func parse(_ rest: inout Substring, section: String?) throws(TemplateError) -> [Part] {
        var parts: [Part] = []
        while let open = rest.firstRange(of: "{{") {
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw TemplateError(description: "\"{{\" without \"}}\"")
            }
            var before = rest[..<open.lowerBound]
            let tag = rest[open.upperBound..<close.lowerBound]
            let isAtStart = rest.startIndex == rest.base.startIndex || rest.base[..<rest.startIndex].last == "\n"
            rest = rest[close.upperBound...]
            guard tag.hasPrefix("#") || tag.hasPrefix("/") else {
                parts += [.text(before), .value(String(tag))]
                continue
            }
            let lineStart =
                before.lastIndex(of: "\n").map(before.index(after:)) ?? (isAtStart ? before.startIndex : nil)
            if let lineStart, before[lineStart...].allSatisfy({ $0 == " " }), rest.first == "\n" {
                before = before[..<lineStart]
                rest = rest.dropFirst()
            }
            parts.append(.text(before))
            let name = String(tag.dropFirst())
            if tag.hasPrefix("#") {
                parts.append(.section(name, try parse(&rest, section: name)))
            } else if name == section {
                return parts
            } else {
                throw TemplateError(description: "{{/\(name)}} does not close {{#\(section ?? "")}}")
            }
        }
        guard section == nil else { throw TemplateError(description: "{{#\(section ?? "")}} is not closed") }
        return parts + [.text(rest)]
    }

    private static func render(_ parts: [Part], _ scopes: [Values]) throws(TemplateError) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let part): text += part
            case .value(let name):
                guard case .text(let value) = try find(name, scopes) else {
                    throw TemplateError(description: "{{\(name)}} is a list")
                }
                text += value
            case .section(let name, let inner):
                switch try find(name, scopes) {
                case .text: text += try render(inner, scopes)
                case .list(let list): for values in list { text += try render(inner, scopes + [values]) }
                }
            }
        }
        return text
    }

    private static func find(_ name: String, _ scopes: [Values]) throws(TemplateError) -> Value {
        for scope in scopes.reversed() { if let value = scope[name] { return value } }
        throw TemplateError(description: "{{\(name)}} has no value")
    }
}
