// Publishers' markup, parsed once by an HTML5 parser (gumbo) as browsers parse it. Validation and pages use the same
// tree. Source: HTML standard, 13.2 (parsing) and 13.3 (serializing).
import CLibgumbo
import FoundationEssentials

/// A text with markup: allowed elements without attributes, and text.
public struct RichText: Sendable, Equatable {
    /// The text as a page shows it: allowed elements without attributes, each closed, and escaped text. Anything else
    /// is left out with its contents.
    public let html: String
    /// What was left out, each kind once: `<a>`, `<p class>`, `<!-- x -->`. Empty: `html` shows the whole text.
    public let foreign: [String]

    /// The longest accepted text in bytes: the parser frees its tree recursively, as deep as markup is nested.
    public static let longest = 16 << 10

    /// Reads a text. For a text longer than `longest`, `html` is empty and its beginning counts as foreign.
    /// - Parameter elements: lower-case names of HTML elements.
    public init(_ text: String, elements: Set<String>) {
        guard text.utf8.count <= Self.longest else {
            (html, foreign) = ("", [Hostile.cut(text, 60)])
            return
        }
        var tree = MarkupTree(elements: elements)
        let bytes = Array((text + MarkupTree.end).utf8)
        bytes.withUnsafeBytes { bytes in
            var options = kGumboDefaultOptions
            options.fragment_context = GUMBO_TAG_DIV
            options.max_errors = 0
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            guard let output = gumbo_parse_with_options(&options, start, bytes.count) else { return }
            defer { gumbo_destroy_output(&options, output) }
            tree.write(output.pointee.root)
        }
        if !tree.reachedEnd, tree.foreign.isEmpty {
            tree.leaveOut(String(text[(text.lastIndex(of: "<") ?? text.startIndex)...]))
        }
        (html, foreign) = (tree.html, tree.foreign)
    }
}

/// A parsed text while it is written as HTML.
private struct MarkupTree {
    /// An open tag at the end of a text swallows the rest without a trace in the tree. These characters are appended to
    /// each text: they close any tag, and if they do not come out as text, something was swallowed.
    static let end = "'\">\u{E000}"

    let elements: Set<String>
    var html = ""
    private(set) var foreign: [String] = []
    private(set) var reachedEnd = false
    /// Open elements that are left out.
    private var hidden = 0

    init(elements: Set<String>) { self.elements = elements }

    /// Writes a node's contents. Not recursive, because markup may be nested as deep as a text is long.
    mutating func write(_ root: UnsafeMutablePointer<GumboNode>) {
        var open: [(name: String?, node: UnsafeMutablePointer<GumboNode>, next: Int)] = [("", root, 0)]
        while let (name, node, next) = open.last {
            let children = node.pointee.v.element.children
            guard next < children.length, let child = children.data[next] else {
                open.removeLast()
                if name == nil { hidden -= 1 }
                if let name, !open.isEmpty { close(name) }
                continue
            }
            open[open.count - 1].next += 1
            let inner = child.assumingMemoryBound(to: GumboNode.self)
            switch inner.pointee.type {
            case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE: write(text: String(cString: inner.pointee.v.text.text))
            case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE:
                let name = allowed(inner.pointee.v.element)
                if let name { put("<\(name)>") } else { hidden += 1 }
                open.append((name, inner, 0))
            default: leaveOut(Self.text(inner.pointee.v.text.original_text))
            }
        }
    }

    private mutating func put(_ markup: String) { if hidden == 0 { html += markup } }

    private mutating func write(text: String) {
        var characters = Array(text.unicodeScalars)
        let end = Array(Self.end.unicodeScalars)
        reachedEnd = characters.suffix(end.count).elementsEqual(end)
        if reachedEnd { characters.removeLast(end.count) }
        for character in characters {
            switch character {
            case "&": put("&amp;")
            case "<": put("&lt;")
            case ">": put("&gt;")
            case "\u{A0}": put("&nbsp;")
            default: put(String(character))
            }
        }
    }

    private mutating func close(_ name: String) {
        if name == "br" || hidden > 0 { return }
        // True only for the appended characters.
        if reachedEnd, html.hasSuffix("<\(name)>") { return html.removeLast(name.count + 2) }
        html += "</\(name)>"
    }

    /// The element's name if it may be shown.
    private mutating func allowed(_ element: GumboElement) -> String? {
        let name = Self.name(element)
        guard element.tag_namespace == GUMBO_NAMESPACE_HTML, elements.contains(name) else {
            leaveOut("<\(name)>")
            return nil
        }
        guard element.attributes.length > 0 else { return name }
        let attributes = (0..<Int(element.attributes.length)).compactMap { index in
            element.attributes.data[index]?.assumingMemoryBound(to: GumboAttribute.self).pointee.name
        }
        leaveOut("<\(([name] + attributes.map { String(cString: $0) }).joined(separator: " "))>")
        return nil
    }

    private static func name(_ element: GumboElement) -> String {
        guard element.tag == GUMBO_TAG_UNKNOWN else { return String(cString: gumbo_normalized_tagname(element.tag)) }
        var tag = element.original_tag
        gumbo_tag_from_original_text(&tag)
        return text(tag).prefix { !"'\"".contains($0) }.lowercased()
    }

    private static func text(_ piece: GumboStringPiece) -> String {
        String(decoding: UnsafeRawBufferPointer(start: piece.data, count: Int(piece.length)), as: UTF8.self)
    }

    /// Notes markup that is left out, at most ten kinds.
    mutating func leaveOut(_ markup: String) {
        let kind = Hostile.cut(markup, 60)
        if foreign.count < 10, !foreign.contains(kind) { foreign.append(kind) }
    }
}
