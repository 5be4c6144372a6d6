// A portal document becomes one of ours (the Cloud Partner Portal API's "Offer document"). It is translated whole or refused:
// a member whose meaning cannot be carried is a problem, and a member without effect a warning. Nothing falls to a default.

import Base
import JSON
import Offers

/// What a portal document means, and where each part of it is written.
struct PortalTranslation {
    /// A problem and its place in the portal's document.
    struct Finding {
        var problem: Problem
        var target: String
    }

    /// Whatever is missing stays missing: validation says so.
    var ours = JSONNode.object([])
    private(set) var problems: [Finding] = []
    private(set) var warnings: [Finding] = []
    /// Pointers of ours with the places they come from.
    private var places: [(pointer: String, target: String)] = []
    /// Parts of ours that were refused.
    private var settled: [String] = []
    /// Words that were translated: as they were written, and the choices.
    private var words: [String: (written: String, choices: String)] = [:]

    init(_ given: JSONNode, key: OfferKey, version: Int) {
        // What counts as absent with us does so here.
        let portal = given.withoutBlanks
        put("/publisher", .string(key.publisher), from: "publisherId")
        put("/offer", .string(key.offer), from: "id")
        put("/version", .number(version), from: "version")
        let type = takeType(portal["offerTypeId"])
        let definition = portal["definition"]
        // A title that is there and blank is a title to fill in.
        let hasTitle = PortalFields.sections.contains { given.at(["definition", "offer", $0.prefix + "title"]) != nil }
        takeOffer(definition?["offer"] ?? .object([]), title: hasTitle ? nil : definition?["displayText"])
        let isInside = definition?["plans"] != nil
        takePlans(
            definition?["plans"] ?? definition?["offer"]?["plans"],
            at: isInside ? "definition.plans" : "definition.offer.plans", type: type,
            prefix: portal["offerTypeId"]?.text ?? "")
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

    /// Puts a value at a pointer of ours, names only, and notes where it comes from.
    mutating func put(_ pointer: String, _ value: JSONNode, from target: String) {
        ours.set(pointer.split(separator: "/").map(String.init), to: value)
        note(pointer, at: target)
    }

    /// Notes where a part comes from, or would. What is noted later counts.
    mutating func note(_ pointer: String, at target: String) { places.append((pointer, target)) }

    mutating func note(_ pointer: String, word: String, of choices: [String]) {
        words[pointer] = (word, choices.joined(separator: ", "))
    }

    mutating func report(_ code: String, at target: String, _ values: [String: String] = [:]) {
        problems.append(Finding(problem: Problem(at: "", code, values), target: target))
    }

    /// Says that a part of ours was refused: nothing more is to be said about it.
    mutating func settle(_ pointer: String) { settled.append(pointer) }

    /// Whether a problem of ours is about a part that was refused.
    func isSettled(_ pointer: String) -> Bool {
        settled.contains { pointer == $0 || pointer.hasPrefix($0 + "/") }
    }

    /// A member that means nothing to us.
    mutating func warn(_ name: String, at target: String, known: [String]) {
        let meant = nearest(to: name, among: known)
        let code = meant.map { _ in "member-unknown-like" } ?? "member-without-effect"
        let values = ["value": name, "meant": meant].compactMapValues(\.self)
        warnings.append(Finding(problem: Problem(at: "", code, values), target: target))
    }

    // MARK: The way back

    /// A problem of our document, as one of the portal's: its place, and the words that are written there.
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
        // A part of which several members are made: the first of them.
        if let inside = places.first(where: { $0.pointer.hasPrefix(pointer + "/") }), !pointer.isEmpty {
            return inside.target
        }
        guard let slash = pointer.lastIndex(of: "/") else { return "definition" }
        let name = pointer[pointer.index(after: slash)...].replacing("~1", with: "/").replacing("~0", with: "~")
        return Self.place(target(of: String(pointer[..<slash])), String(name))
    }

    /// The pointer of ours for a place of the portal's document: its own, or that of the nearest part it lies in and that
    /// `accepts` takes; empty where there is none.
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
