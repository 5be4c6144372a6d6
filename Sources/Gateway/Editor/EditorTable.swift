// The fields of the Editor: the policy's table, in the order of the tabs. Validation reads limits, choices and required
// fields from the same table.

import JSON
import Offers

/// The Editor's tabs in order, with the places that each shows.
enum EditorTab: String, CaseIterable {
    case settings, plans, listing, media, audience, leads, support
    case testDrive = "test-drive"

    static let allCases: [EditorTab] = [.settings, .plans, .listing, .media, .audience, .leads, .testDrive, .support]

    var places: [String] {
        switch self {
        case .settings: ["/notifications/language", "/notifications/emails"]
        case .plans: ["/plans"]
        case .listing: ["/listing"]
        case .media: ["/media"]
        case .audience: ["/audience/previewSubscriptions"]
        case .leads: ["/leads"]
        case .testDrive: ["/testDrive"]
        case .support: ["/contacts"]
        }
    }

    /// The tab of a place; places without a tab belong to the first.
    static func of(_ pointer: String) -> EditorTab { allCases.first { $0.shows(pointer) } ?? .settings }

    /// Whether the Editor shows a place.
    static func holds(_ pointer: String) -> Bool { allCases.contains { $0.shows(pointer) } }

    private func shows(_ pointer: String) -> Bool {
        places.contains { pointer == $0 || pointer.hasPrefix($0 + "/") }
    }
}

/// A place of the document with its rule in the policy.
struct EditorField: Sendable {
    /// The member's name; `*` for the elements of a list.
    let name: String
    /// Nil for a place that only has rules for its members.
    private(set) var rule: Policy.Field?
    /// Words of a choice that are refused for this type of offer.
    private(set) var refused: [String] = []
    /// Of an object.
    private(set) var members: [EditorField] = []
    /// The fields of a list's elements, in a list of one.
    private var elements: [EditorField] = []

    init(_ name: String) { self.name = name }

    var element: EditorField? { elements.first }

    /// Whether this is a list whose elements have members.
    var hasRows: Bool { rule?.kind == .list && element.map { !$0.members.isEmpty } ?? false }

    var kind: Policy.Kind { rule?.kind ?? .object }

    fileprivate mutating func insert(_ rule: Policy.Field, at tokens: ArraySlice<String>) {
        guard let token = tokens.first else {
            if rule.kind == .refused { return refused += rule.of ?? [] }
            // If a place has several rules, they differ in their condition, and the first decides the kind.
            return self.rule = self.rule ?? rule
        }
        if token == "*" {
            if elements.isEmpty { elements.append(EditorField(token)) }
            return elements[0].insert(rule, at: tokens.dropFirst())
        }
        let place =
            members.firstIndex { $0.name == token }
            ?? {
                members.append(EditorField(token))
                return members.count - 1
            }()
        members[place].insert(rule, at: tokens.dropFirst())
    }

    fileprivate func member(_ name: String) -> EditorField? {
        name == "*" || Int(name) != nil ? element : members.first { $0.name == name }
    }
}

/// The fields of one type of offer.
struct EditorTable: Sendable {
    private let root: EditorField

    init(_ policy: Policy, for type: OfferType?) {
        var root = EditorField("")
        for rule in policy.fields where rule.for.map({ types in type.map(types.contains) ?? false }) ?? true {
            root.insert(rule, at: rule.at.tokens[...])
        }
        self.root = root
    }

    /// The fields of a tab, each with its pointer.
    func fields(of tab: EditorTab) -> [(pointer: String, field: EditorField)] {
        tab.places.compactMap { place in self[place].map { (place, $0) } }
    }

    /// The field of a pointer or pattern; nil if the table has none.
    subscript(pointer: String) -> EditorField? {
        PointerPattern(pointer)?.tokens.reduce(root as EditorField?) { $0?.member($1) }
    }

    /// A problem's place on the page: the field with this pointer, or the nearest shown parent. Elements of a list of
    /// words share a field.
    func anchor(_ pointer: String) -> String {
        var tokens = PointerPattern(pointer)?.tokens ?? []
        while !tokens.isEmpty {
            let place = tokens.reduce("") { "\($0)/\($1)" }
            // An element without members has no field; its list has.
            if EditorTab.holds(place), let field = self[place], field.name != "*" || !field.members.isEmpty {
                return first(of: field, at: place)
            }
            tokens.removeLast()
        }
        return EditorTab.of(pointer).rawValue
    }

    /// A row has a heading; for any other object it is its first field.
    private func first(of field: EditorField, at place: String) -> String {
        guard field.name != "*", let member = field.members.first else { return place }
        return first(of: member, at: JSONNode.pointer(place, to: member.name))
    }
}
