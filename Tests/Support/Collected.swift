import Synchronization

/// Collects what sinks receive, from any thread.
public final class Collected<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    public init() {}

    @Sendable public func add(_ element: Element) { elements.withLock { $0.append(element) } }
    public var all: [Element] { elements.withLock { $0 } }
}
