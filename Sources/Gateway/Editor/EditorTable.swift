// What the Editor shows: the policy's table of fields, in the order of its tabs. Limits, choices and what is required are read
// from the same table by validation.

import JSON
import Offers

/// The Editor's tabs, in their order, each with the places of the document that it shows.
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

    /// The tab of a place; what no tab shows belongs to the first.
    static func of(_ pointer: String) -> EditorTab { allCases.first { $0.shows(pointer) } ?? .settings }

    /// Whether the Editor shows a place.
    static func holds(_ pointer: String) -> Bool { allCases.contains { $0.shows(pointer) } }

    private func shows(_ pointer: String) -> Bool {
        places.contains { pointer == $0 || pointer.hasPrefix($0 + "/") }
    }
}

/// A place of the document with what the policy says of it.
struct EditorField: Sendable {
    /// The member's name; `*` for the elements of a list.
    let name: String
    /// Nil for a place of which only the members have rules.
    private(set) var rule: Policy.Field?
    /// Words that a choice has and that are refused for this type of offer.
    private(set) var refused: [String] = []
    /// Of an object.
    private(set) var members: [EditorField] = []
    /// What a list holds, in a list of one.
    private var elements: [EditorField] = []

    init(_ name: String) { self.name = name }

    var element: EditorField? { elements.first }

    /// Whether this is a list whose elements have members of their own.
    var hasRows: Bool { rule?.kind == .list && element.map { !$0.members.isEmpty } ?? false }

    var kind: Policy.Kind { rule?.kind ?? .object }

    fileprivate mutating func insert(_ rule: Policy.Field, at tokens: ArraySlice<String>) {
        guard let token = tokens.first else {
            if rule.kind == .refused { return refused += rule.of ?? [] }
            // Of several rules for one place the first says what it is: they differ in the condition.
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

    /// What a tab shows, with the pointer of each.
    func fields(of tab: EditorTab) -> [(pointer: String, field: EditorField)] {
        tab.places.compactMap { place in self[place].map { (place, $0) } }
    }

    /// The field of a pointer or pattern; nil where the table has none.
    subscript(pointer: String) -> EditorField? {
        PointerPattern(pointer)?.tokens.reduce(root as EditorField?) { $0?.member($1) }
    }

    /// The place on the page that a problem belongs to: the field with this pointer, or the nearest above that is shown.
    /// Elements of a list of words have one field together.
    func anchor(_ pointer: String) -> String {
        var tokens = PointerPattern(pointer)?.tokens ?? []
        while !tokens.isEmpty {
            let place = tokens.reduce("") { "\($0)/\($1)" }
            // An element without members has no field of its own: its list has.
            if EditorTab.holds(place), let field = self[place], field.name != "*" || !field.members.isEmpty {
                return first(of: field, at: place)
            }
            tokens.removeLast()
        }
        return EditorTab.of(pointer).rawValue
    }

    /// A row has a heading of its own; any other object is its first field.
    private func first(of field: EditorField, at place: String) -> String {
        guard field.name != "*", let member = field.members.first else { return place }
        return first(of: member, at: JSONNode.pointer(place, to: member.name))
    }
}
