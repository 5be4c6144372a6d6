// New offer: type, id and title make a draft, which the Editor opens.

import HTTP
import JSON
import Offers

/// The form for a new offer, and the problems of its input.
struct NewOffer {
    let words: Words
    let session: Session
    let desk: CommandDesk
    var fields: [String: String] = [:]

    /// Field and text of each problem.
    private var problems: [(field: String, text: String)] {
        var problems: [(field: String, text: String)] = []
        if !OfferKey.isIdentifier(publisher) { problems.append(("publisher", words["bad-id"])) }
        if OfferType(rawValue: fields["type"] ?? "") == nil { problems.append(("type", words["fill-in"])) }
        let id = fields["id"] ?? ""
        if !OfferKey.isIdentifier(id) {
            problems.append(("id", words["bad-id"]))
        } else if desk.model.record(of: OfferKey(publisher: publisher, offer: id)) != nil {
            problems.append(("id", words["id-taken"]))
        }
        let title = fields["title"] ?? ""
        if title.isEmpty { problems.append(("title", words["fill-in"])) }
        if let rule, let most = rule.most, title.count > most, let code = rule.code {
            let problem = Problem(at: "/listing/title", code, ["value": "\(title.count)", "most": "\(most)"])
            problems.append(("title", problem.message(in: words.language)))
        }
        return problems
    }

    private var rule: Policy.Field? { EditorTable(desk.rules.policy, for: nil)["/listing/title"]?.rule }

    /// An operator names the publisher.
    private var publisher: String {
        if case .publisher(let own) = session.principal.scope { return own }
        return fields["publisher"] ?? ""
    }

    /// Creates the draft. Somebody else may have taken the id meanwhile.
    func create() throws -> HTTPResponse {
        guard problems.isEmpty, let type = OfferType(rawValue: fields["type"] ?? ""), let id = fields["id"] else {
            return page(problems).response(422)
        }
        let key = OfferKey(publisher: publisher, offer: id)
        let title = JSONNode.string(fields["title"] ?? "")
        let document = JSONNode.members([
            "publisherId": .string(key.publisher), "offerTypeId": .string(PortalFields.name(of: type)),
            "id": .string(key.offer),
            "definition": .members([
                "displayText": title, "offer": .members(["\(PortalFields.prefix)title": title]), "plans": .array([]),
            ]),
        ])
        do {
            _ = try desk.keep(key, "*") { before in
                guard before == nil else { throw APIError.etagDiffers }
                return document
            }
        } catch APIError.etagDiffers {
            return page([("id", words["id-taken"])]).response(409)
        }
        return .redirect("/offers/\(key)/edit")
    }

    func page(_ problems: [(field: String, text: String)] = []) -> Page {
        let types = OfferType.allCases.map { type in
            let chosen = fields["type"] == type.rawValue ? " checked" : ""
            return
                "<label class=\"inline\"><input type=\"radio\" name=\"type\" value=\"\(type.rawValue)\"\(chosen)>\(e(words.name(of: type)))</label>"
        }
        let publisher = session.principal.isOperator ? input("publisher", words["publisher"], problems) : ""
        return Layout.page(
            words, title: words["new-offer"], session: session, script: "editor.js", address: "/offers/new",
            main: """
                \(Layout.crumbs(words, words["new-offer"]))
                <section class="panel narrow"><h1>\(e(words["new-offer"]))</h1>
                \(problems.isEmpty ? "" : "<p class=\"notice bad\" role=\"alert\">\(e(words["not-created"]))</p>")
                <form method="post" action="/offers/new" class="stack" novalidate>\(Layout.token(session))
                \(publisher)
                <fieldset class="plain" id="type"><legend>\(e(words["type"]))</legend>\(types.joined())\(told("type", problems))</fieldset>
                \(input("id", words["offer-id"], problems, hint: words["id-hint"]))
                \(input("title", words["title"], problems, most: rule?.most))
                <button class="primary">\(e(words["create"]))</button>
                </form></section>
                """)
    }

    private func input(
        _ name: String, _ label: String, _ problems: [(field: String, text: String)], hint: String? = nil,
        most: Int? = nil
    ) -> String {
        let text = fields[name] ?? ""
        let isWrong = problems.contains { $0.field == name }
        let about = (hint == nil ? "" : "\(name)-hint ") + (isWrong ? "\(name)-told" : "")
        let counter = most.map {
            "<p class=\"counter\(text.count > $0 ? " over" : "")\" data-counts=\"\(name)\" data-most=\"\($0)\">\(text.count) / \($0)</p>"
        }
        return """
            <div class="field"><label for="\(name)">\(e(label))</label>
            <input id="\(name)" name="\(name)" value="\(e(text))" autocomplete="off"\(about.isEmpty ? "" : " aria-describedby=\"\(about)\"")\(isWrong ? " aria-invalid=\"true\"" : "")>
            \(counter ?? "")\(hint.map { "<p class=\"hint\" id=\"\(name)-hint\">\(e($0))</p>" } ?? "")\(told(name, problems))</div>
            """
    }

    private func told(_ name: String, _ problems: [(field: String, text: String)]) -> String {
        let texts = problems.filter { $0.field == name }.map { "<li><strong>\(e($0.text))</strong></li>" }
        return texts.isEmpty ? "" : "<ul class=\"problems\" id=\"\(name)-told\">\(texts.joined())</ul>"
    }
}
