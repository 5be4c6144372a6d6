// Translates a portal document into ours (the Cloud Partner Portal API's "Offer document"). It is translated completely
// or refused: a member whose meaning cannot be translated is a problem, and a member without effect a warning. No
// member silently becomes a default.

import Base
import JSON
import Offers

/// The translation of a portal document, with the source of each part.
struct PortalTranslation {
    /// A problem and its place in the portal's document.
    struct Finding {
        var problem: Problem
        var target: String
    }

    /// Missing parts stay missing: validation reports them.
    var ours = JSONNode.object([])
    /// As the document names it.
    let portalType: String
    private(set) var problems: [Finding] = []
    private(set) var warnings: [Finding] = []
    /// Our pointers with their sources.
    private var places: [(pointer: String, target: String)] = []
    /// Our parts that were refused.
    private var settled: [String] = []
    /// Translated words: as written, and the choices.
    private var words: [String: (written: String, choices: String)] = [:]

    init(_ given: JSONNode, key: OfferKey, version: Int) {
        // Members that count as absent for us count as absent here.
        let portal = given.withoutBlanks
        portalType = portal["offerTypeId"]?.text ?? ""
        put("/publisher", .string(key.publisher), from: "publisherId")
        put("/offer", .string(key.offer), from: "id")
        put("/version", .number(version), from: "version")
        let type = takeType(portal["offerTypeId"])
        let definition = portal["definition"]
        // A title that is there and blank is a title to fill in.
        let titles = PortalFields.sections(of: portalType).flatMap(\.prefixes).map { $0 + "title" }
        let hasTitle = titles.contains { given.at(["definition", "offer", $0]) != nil }
        takeOffer(definition?["offer"] ?? .object([]), title: hasTitle ? nil : definition?["displayText"])
        let isInside = definition?["plans"] != nil
        takePlans(
            definition?["plans"] ?? definition?["offer"]?["plans"],
            at: isInside ? "definition.plans" : "definition.offer.plans", type: type)
        dropTerms()
    }

    /// The portal's documents keep the terms from before the standard contract was chosen; the contract counts.
    private mutating func dropTerms() {
        let terms = ["listing", "termsOfUse"]
        guard ours.at(["listing", "standardContract"]) == .boolean(true), ours.at(terms) != nil else { return }
        ours.put(nil, at: terms[...])
        warn("termsOfUse", at: target(of: "/listing/termsOfUse"), known: [])
    }

    private mutating func takeType(_ node: JSONNode?) -> OfferType? {
        note("/type", at: "offerTypeId")
        guard let node else { return nil }
        guard let type = node.text.flatMap({ PortalFields.type(ofPortal: $0) }) else {
            let names = PortalFields.types.map(\.portal).joined(separator: ", ")
            report("offer-type-unknown", at: "offerTypeId", ["value": node.text ?? "", "choices": names])
            settle("/type")
            return nil
        }
        ours.set(["type"], to: .string(type.rawValue))
        return type
    }

    // MARK: What the parts of the translation use

    /// Puts a value at one of our pointers, names only, and notes its source.
    mutating func put(_ pointer: String, _ value: JSONNode, from target: String) {
        ours.set(pointer.split(separator: "/").map(String.init), to: value)
        note(pointer, at: target)
    }

    /// Notes the source of a part, even if it is missing. The last note counts.
    mutating func note(_ pointer: String, at target: String) { places.append((pointer, target)) }

    mutating func note(_ pointer: String, word: String, of choices: [String]) {
        words[pointer] = (word, choices.joined(separator: ", "))
    }

    mutating func report(_ code: String, at target: String, _ values: [String: String] = [:]) {
        problems.append(Finding(problem: Problem(at: "", code, values), target: target))
    }

    /// Notes that one of our parts was refused: no more problems about it.
    mutating func settle(_ pointer: String) { settled.append(pointer) }

    /// Does work whose findings are reported elsewhere, and drops them here.
    mutating func quietly(_ body: (inout Self) -> Void) {
        let (before, warned) = (problems, warnings)
        body(&self)
        (problems, warnings) = (before, warned)
    }

    /// Whether a problem of ours is about a part that was refused.
    func isSettled(_ pointer: String) -> Bool {
        settled.contains { pointer == $0 || pointer.hasPrefix($0 + "/") }
    }

    /// A member without a meaning for us.
    mutating func warn(_ name: String, at target: String, known: [String]) {
        let meant = nearest(to: name, among: known)
        let code = meant.map { _ in "member-unknown-like" } ?? "member-without-effect"
        let values = ["value": name, "meant": meant].compactMapValues(\.self)
        warnings.append(Finding(problem: Problem(at: "", code, values), target: target))
    }

    // MARK: The way back

    /// Turns a problem of our document into one of the portal's: its place, and the words written there.
    func finding(_ problem: Problem) -> Finding {
        let target = target(of: problem.pointer)
        var values = problem.values
        if values["value"] == problem.pointer { values["value"] = target }
        if let word = words[problem.pointer] {
            values["value"] = word.written
            if values["choices"] != nil { values["choices"] = word.choices }
        }
        return Finding(problem: Problem(at: problem.pointer, problem.code, values), target: target)
    }

    /// `/plans/0/title` becomes `definition.plans[0]["microsoft-azure-virtualmachines.skuTitle"]`.
    func target(of pointer: String) -> String {
        if let place = places.last(where: { $0.pointer == pointer }) { return place.target }
        // A part from which several members are made: the first of them.
        if let inside = places.first(where: { $0.pointer.hasPrefix(pointer + "/") }), !pointer.isEmpty {
            return inside.target
        }
        guard let slash = pointer.lastIndex(of: "/") else { return "definition" }
        let name = pointer[pointer.index(after: slash)...].replacing("~1", with: "/").replacing("~0", with: "~")
        return Self.place(target(of: String(pointer[..<slash])), String(name))
    }

    /// Our pointer for a place of the portal's document: its own, or that of the nearest enclosing part that `accepts`
    /// accepts; empty if there is none.
    func pointer(of target: String, where accepts: (String) -> Bool) -> String {
        let inside = places.filter { place in
            guard target.hasPrefix(place.target), accepts(place.pointer) else { return false }
            let rest = target.dropFirst(place.target.count)
            return rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("[")
        }
        return inside.max { $0.target.count < $1.target.count }?.pointer ?? ""
    }

    /// The place of a member or element.
    static func place(_ parent: String, _ name: String) -> String {
        if Int(name) != nil { return "\(parent)[\(name)]" }
        let isPlain = !name.isEmpty && name.utf8.allSatisfy { $0.isLetterOrDigit }
        return isPlain ? "\(parent).\(name)" : "\(parent)[\"\(name)\"]"
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}
