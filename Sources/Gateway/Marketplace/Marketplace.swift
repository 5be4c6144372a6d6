// The public part of the gateway: live offers, for everybody. It sets no cookie, runs no script, and shows only data of
// the catalog and the packages.

import Assets
import HTTP
import Localization
import Offers
import Stages

/// Pages under `/marketplace`, and their pictures.
struct Marketplace: Sendable {
    let model: ReadModel
    let store: PackageStore
    private let cache = PageCache()

    init(model: ReadModel, store: PackageStore) {
        self.model = model
        self.store = store
    }

    /// Nothing from other sites, nothing inline, and no script.
    static let policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    func answer(_ request: HTTPRequest) -> HTTPResponse {
        var response = route(request)
        response.headers.append(("Content-Security-Policy", Self.policy))
        return response
    }

    private func route(_ request: HTTPRequest) -> HTTPResponse {
        let words = Words(PageLanguage.of(request, usesCookie: false))
        guard request.method == "GET" else { return APIError.method(allowed: ["GET"]).response }
        guard model.isReady else {
            return MarketplaceFrame.message(words, words["not-ready"]).response(503)
        }
        let path = request.path
        switch (path[0], path.count) {
        case ("pictures", 2): return picture(path[1], request, words)
        case ("marketplace", 1):
            let list = MarketplaceList(words, request, model.listed)
            let bytes = Array(list.page { store.page($0) }.text.utf8)
            return .cached(
                request, PageCache.Page(bytes), type: Self.html, seconds: 60,
                headers: [("Vary", "Accept-Language"), ("Content-Language", words.language.rawValue)])
        case ("marketplace", 3):
            guard let key = OfferKey("\(path[1])/\(path[2])"), let entry = model.listed(key) else { break }
            return product(key, entry, request)
        default: break
        }
        return MarketplaceFrame.message(words, words["not-listed"]).response(404)
    }

    private static let html = "text/html; charset=utf-8"

    /// In the offer's language, not the reader's.
    private func product(_ key: OfferKey, _ entry: CatalogEntry, _ request: HTTPRequest) -> HTTPResponse {
        let page = cache.page("\(key)/\(entry.submission) \(entry.package ?? "")") {
            let package = entry.package.flatMap { store.page($0) }
            let words = Words(entry.language)
            let product = Product(key, entry.offer, package, language: entry.language)
            let view = ProductView(words, product)
            let page = MarketplaceFrame.page(
                words, title: entry.offer.listing.title, summary: entry.offer.listing.summary, address: entry.link,
                main: view.html)
            // A package that cannot be read now may appear in a moment.
            return (Array(page.text.utf8), isFinal: package != nil || entry.package == nil)
        }
        return .cached(
            request, page, type: Self.html, seconds: 60, headers: [("Content-Language", entry.language.rawValue)])
    }

    /// The name identifies the content, so it never changes.
    private func picture(_ name: String, _ request: HTTPRequest, _ words: Words) -> HTTPResponse {
        guard name.hasSuffix(".png"), let digest = Digest(hex: String(name.dropLast(4))),
            let bytes = store.picture(digest)
        else { return MarketplaceFrame.message(words, words["not-found"]).response(404) }
        return .cached(
            request, PageCache.Page(bytes, etag: "\"\(digest.hex.prefix(32))\""), type: "image/png",
            seconds: 31_536_000,
            headers: [])
    }
}

extension HTTPResponse {
    /// An answer that anybody may cache for this long; 304 if the client has it (RFC 9110, section 13.1.2).
    static func cached(
        _ request: HTTPRequest, _ page: PageCache.Page, type: String, seconds: Int, headers: [(String, String)]
    ) -> HTTPResponse {
        let immutable = seconds > 86_400 ? ", immutable" : ""
        let headers =
            [("ETag", page.etag), ("Cache-Control", "public, max-age=\(seconds)\(immutable)")] + headers
        let known = (request["if-none-match"] ?? "").split(separator: ",").map {
            $0.trimmed.hasPrefix("W/") ? String($0.trimmed.dropFirst(2)) : String($0.trimmed)
        }
        if known.contains(page.etag) || known == ["*"] { return HTTPResponse(304, headers: headers) }
        return HTTPResponse(200, type: type, page.bytes, headers: headers)
    }
}
