// A cache of rendered pages. Their names identify the content, so entries never become outdated.

import Assets
import Synchronization

/// Rendered pages by name, bounded. Any thread.
final class PageCache: Sendable {
    /// Bytes with their strong entity tag.
    struct Page: Sendable, Equatable {
        var bytes: [UInt8]
        var etag: String

        init(_ bytes: [UInt8], etag: String? = nil) {
            self.bytes = bytes
            self.etag = etag ?? "\"\((try? Digest.of(bytes))?.hex.prefix(32) ?? "0")\""
        }
    }

    private static let most = 1_000
    private let pages = Mutex<[String: Page]>([:])

    /// The page with a name; renders it if it is missing, and keeps it if it is final.
    func page(_ name: String, _ render: () -> (bytes: [UInt8], isFinal: Bool)) -> Page {
        if let known = pages.withLock({ $0[name] }) { return known }
        let rendered = render()
        let page = Page(rendered.bytes)
        guard rendered.isFinal else { return page }
        pages.withLock { pages in
            if pages.count >= Self.most { pages = [:] }
            pages[name] = page
        }
        return page
    }
}
