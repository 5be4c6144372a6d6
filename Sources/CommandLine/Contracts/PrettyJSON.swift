// JSON as files in the repository have it.

import JSON

extension JSONNode {
    /// Two blanks a level, members in their order, a newline at the end.
    var prettyText: String { pretty("") + "\n" }

    private func pretty(_ indent: String) -> String {
        let inner = indent + "  "
        func lines(_ open: String, _ items: [String], _ close: String) -> String {
            guard !items.isEmpty else { return open + close }
            return "\(open)\n" + items.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)\(close)"
        }
        switch self {
        case .object(let members):
            return lines("{", members.map { "\(JSONNode.string($0.name).pretty("")): \($0.value.pretty(inner))" }, "}")
        case .array(let items): return lines("[", items.map { $0.pretty(inner) }, "]")
        default: return String(decoding: json, as: UTF8.self)
        }
    }
}
