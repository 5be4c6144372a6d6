// The files and the language of pages.

import HTTP
import Localization

/// The files that pages load, embedded in the executable.
enum PageFiles {
    static func answer(_ name: String) -> HTTPResponse {
        let cached = [("Cache-Control", "public, max-age=300")]
        switch name {
        case "style.css":
            return HTTPResponse(
                200, type: "text/css; charset=utf-8", PackageResources.style_css, headers: cached)
        case "marketplace.css":
            return HTTPResponse(
                200, type: "text/css; charset=utf-8", PackageResources.marketplace_css, headers: cached)
        case "live.js":
            return HTTPResponse(
                200, type: "text/javascript; charset=utf-8", PackageResources.live_js, headers: cached)
        case "editor.js":
            return HTTPResponse(
                200, type: "text/javascript; charset=utf-8", PackageResources.editor_js, headers: cached)
        case "mark.svg":
            return HTTPResponse(200, type: "image/svg+xml", PackageResources.mark_svg, headers: cached)
        default: return APIError.unknownPath.response
        }
    }
}

/// The language of a page: from the address, otherwise the cookie, otherwise the browser's preference.
enum PageLanguage {
    static func of(_ request: HTTPRequest, usesCookie: Bool = true) -> Language {
        for tag in [request.query["lang"], usesCookie ? request.cookie("lang") : nil] {
            if let language = tag.flatMap({ Language(rawValue: $0) }) { return language }
        }
        return preferred(request["accept-language"] ?? "")
    }

    /// Our best language by quality (RFC 9110, section 12.5.4); at equal quality, the first.
    private static func preferred(_ header: String) -> Language {
        var best: (language: Language, quality: Double)?
        for entry in header.split(separator: ",").prefix(20) {
            let parts = entry.split(separator: ";")
            guard let tag = parts.first?.drop(while: { $0 == " " }).prefix(2).lowercased(),
                let language = Language(rawValue: tag)
            else { continue }
            let quality = parts.dropFirst().lazy.compactMap { part -> Double? in
                let part = part.filter { $0 != " " }
                return part.hasPrefix("q=") ? Double(part.dropFirst(2)) : nil
            }.first
            if (quality ?? 1) > (best?.quality ?? 0) { best = (language, quality ?? 1) }
        }
        return best?.language ?? .english
    }
}
