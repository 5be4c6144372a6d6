// Dead letters: the list with its actions, and a single one with its value, which can be edited.

import Base
import BrokerClient
import Offers

/// Which dead letters a page shows; an empty text means any.
struct LetterFilter {
    var code: String
    /// Who wrote it: the worker of a stage, or another program.
    var program: String
    /// Waiting for so many hours at least.
    var hours: Int

    /// From the fields of an address or of a form.
    init(_ fields: [String: String]) {
        (code, program) = (fields["code"] ?? "", fields["program"] ?? "")
        hours = NeedFilter.hours(fields)
    }

    func fits(_ letter: DeadLetter, at now: Timestamp) -> Bool {
        (code.isEmpty || letter.code == code) && (program.isEmpty || letter.program == program)
            && letter.record.time.map { $0 <= now + .seconds(-3_600 * hours) } ?? (hours == 0)
    }
}

struct DeadLettersPage {
    static let most = 200
    let words: Words
    let session: Session
    let filter: LetterFilter
    /// All, and those that fit the filter.
    let all: [DeadLetter]
    let shown: [DeadLetter]
    var notice = ""

    var html: Page {
        let codes = Set(all.map(\.code)).sorted().map { (value: $0, text: $0) }
        let programs = Set(all.map(\.program)).sorted().map { (value: $0, text: $0) }
        return OperationsFrame.page(
            words, session, .deadLetters, notice: notice,
            main: """
                <form class="filters" method="get" action="/operations/dead-letters" role="search">
                \(OperationsFrame.select(words, "program", label: words["program"], programs, filter.program))
                \(OperationsFrame.select(words, "code", label: words["code"], codes, filter.code))
                \(OperationsFrame.hours(words, filter.hours))<button>\(e(words["filter"]))</button></form>
                \(shown.isEmpty ? "<section class=\"panel\"><p class=\"empty\">\(e(words["no-letters"]))</p></section>" : table)
                """)
    }

    private var table: String {
        let rows = shown.prefix(Self.most).map { dead in
            """
            <tr><td class="tick"><input type="checkbox" name="dead-letter:\(dead.id)" aria-label="\(dead.id)"></td>
            <th scope="row"><a href="/operations/dead-letters/\(dead.id)">\(dead.id)</a><span class="sub">\(e(dead.origin))</span></th>
            <td><code>\(e(dead.code))</code><span class="sub">\(e(String(dead.reason.prefix(300))))</span></td>
            <td>\(e(String((dead.key ?? "").prefix(120))))</td><td>\(Layout.time(dead.record.time))</td></tr>
            """
        }
        return """
            <form method="post" action="/operations/dead-letters">\(Layout.token(session))<input type="hidden" name="program" value="\(e(filter.program))"><input type="hidden" name="code" value="\(e(filter.code))"><input type="hidden" name="hours" value="\(filter.hours)">
            <section class="panel flush" aria-label="\(e(words["tab.dead-letters"]))"><div class="scroll"><table class="rows">
            <caption class="visually-hidden">\(e(words["tab.dead-letters"]))</caption>
            <thead><tr><th scope="col"><span class="visually-hidden">\(e(words["choose"]))</span></th><th scope="col">\(e(words["dead-letter"]))</th><th scope="col">\(e(words["reason"]))</th><th scope="col">\(e(words["key"]))</th><th scope="col">\(e(words["since"]))</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table></div></section>
            <section class="panel bulk" aria-label="\(e(words["actions"]))">
            <p><label class="inline"><input type="checkbox" name="all"> \(e(words.text("bulk-all", ["count": "\(shown.count)"])))</label></p>
            <div class="filters">\(OperationsFrame.reason(words))
            <button class="primary" name="action" value="redrive">\(e(words["redrive"]))</button>
            <button class="danger" name="action" value="discard">\(e(words["discard"]))</button></div></section></form>
            """
    }
}

/// One dead letter with all its headers and its value.
struct DeadLetterScreen {
    /// A longer value cannot be edited here, because forms are limited.
    static let mostBytes = 48_000
    let words: Words
    let session: Session
    let dead: DeadLetter
    var notice = ""

    var html: Page {
        let facts: [(String, String)] = [
            (words["from"], e(dead.origin)), (words["since"], Layout.time(dead.record.time)),
            (words["program"], e(dead.program)), (words["code"], "<code>\(e(dead.code))</code>"),
            (words["key"], e(dead.key ?? "")),
        ]
        let headers = dead.record.headers.filter { !$0.name.hasPrefix(DeadLetter.Name.errors) }.prefix(60).map {
            "<div><dt>\(e($0.name))</dt><dd>\(e(String(decoding: $0.value.prefix(500), as: UTF8.self)))</dd></div>"
        }
        return OperationsFrame.page(
            words, session, .deadLetters, notice: notice,
            main: """
                <section class="panel"><h2>\(e(words["dead-letter"])) \(dead.id)</h2><p class="note">\(e(dead.reason))</p>
                <dl>\(facts.map { "<div><dt>\(e($0.0))</dt><dd>\($0.1)</dd></div>" }.joined())\(headers.joined())</dl></section>
                \(forms)
                """)
    }

    private var forms: String {
        let value = dead.record.value ?? []
        let text = String(validating: value, as: UTF8.self)
        let isEditable = text != nil && value.count <= Self.mostBytes
        let field =
            isEditable
            ? "<label for=\"value\">\(e(words["value"]))</label><textarea id=\"value\" name=\"value\" rows=\"16\" spellcheck=\"false\" class=\"code\">\n\(e(text ?? ""))</textarea>"
            : "<p class=\"hint\">\(e(words.text("value-too-long", ["bytes": "\(value.count)"])))</p>"
        return """
            <section class="panel"><form method="post" action="/operations/dead-letters/\(dead.id)" class="stack">\(Layout.token(session))
            \(field)
            <div class="filters">\(OperationsFrame.reason(words))
            \(isEditable ? "<button class=\"primary\" name=\"action\" value=\"edit\">\(e(words["edit-redrive"]))</button>" : "")
            <button name="action" value="redrive">\(e(words["redrive"]))</button>
            <button class="danger" name="action" value="discard">\(e(words["discard"]))</button></div></form></section>
            """
    }
}
