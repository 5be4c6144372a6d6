// The links to an offer's preview, with their end and subscription; and the forms to make and revoke one.

import Base
import Events
import Offers

struct PreviewLinksPage {
    let words: Words
    let key: OfferKey
    let record: OfferRecord
    let session: Session
    let links: [PreviewLink]
    /// The error of a form.
    var error: APIError?

    var html: Page {
        let title = OfferDocuments.title(of: record)
        let name = title.isEmpty ? key.offer : title
        return Layout.page(
            words, title: words["preview-links"], session: session, address: "/offers/\(key)/preview-links",
            main: """
                \(Layout.crumbs(words, above: [(name, "/offers/\(key)")], words["preview-links"]))
                <div class="heading"><h1>\(e(words["preview-links"]))</h1><p class="id">\(e(key.description))</p></div>
                \(error.map { "<p class=\"notice bad\" role=\"alert\">\(e($0.message))</p>" } ?? "")
                <section class="panel"><p class="hint">\(e(words["preview-links-hint"]))</p>\(make)</section>
                <section class="panel flush" aria-label="\(e(words["preview-links"]))">\(table)</section>
                """)
    }

    private var make: String {
        guard let preview = record.preview else { return "<p>\(e(words["no-preview"]))</p>" }
        let options = preview.allowed.map { "<option value=\"\(e($0.id))\">\(e($0.id))</option>" }
        return """
            <form method="post" action="/offers/\(key)/preview-links" class="filters">\(Layout.token(session))
            <div><label for="subscription">\(e(words["subscription"]))</label><select id="subscription" name="subscription">\(options.joined())</select></div>
            <div><label for="days">\(e(words["days-valid"]))</label><input id="days" name="days" type="number" min="1" max="\(PreviewLinks.longestDays)" value="7"></div>
            <button class="primary">\(e(words["make-link"]))</button>
            </form>
            """
    }

    private var table: String {
        guard !links.isEmpty else { return "<p class=\"empty\">\(e(words["no-links"]))</p>" }
        let base = record.preview?.link ?? "/preview/\(key)"
        let rows = links.map { link in
            let address = "\(base)?access=\(PreviewLinks.token(link))"
            return """
                <tr><th scope="row"><a href="\(e(address))">\(e(link.subscription))</a><span class="sub">\(e(link.by.name))</span></th>
                <td>\(Layout.time(link.expires))</td>
                <td><form method="post" action="/offers/\(key)/revoke-link">\(Layout.token(session))<input type="hidden" name="link" value="\(e(link.id))"><button class="danger">\(e(words["revoke"]))<span class="visually-hidden"> \(e(link.subscription))</span></button></form></td></tr>
                """
        }
        return """
            <div class="scroll"><table class="rows"><caption class="visually-hidden">\(e(words["preview-links"]))</caption>
            <thead><tr><th scope="col">\(e(words["subscription"]))</th><th scope="col">\(e(words["expires"]))</th><th scope="col">\(e(words["actions"]))</th></tr></thead>
            <tbody>\(rows.joined())</tbody></table></div>
            """
    }
}
