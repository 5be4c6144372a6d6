// A value that copies share until one of them changes it: what an event hardly ever changes is handed on as one
// reference, and by the same reference it is known to be unchanged.

/// Copy on write around any value.
struct Shared<Value: Sendable & Equatable>: Sendable {
    // @unchecked: a box is written only by the one who alone has it.
    private final class Box: @unchecked Sendable {
        var value: Value

        init(_ value: Value) { self.value = value }
    }

    private var box: Box

    init(_ value: Value) { box = Box(value) }

    var value: Value {
        _read { yield box.value }
        _modify {
            if !isKnownUniquelyReferenced(&box) { box = Box(box.value) }
            yield &box.value
        }
    }

    /// Whether nothing was changed since one was copied from the other. False says nothing.
    func isSame(as other: Shared) -> Bool { box === other.box }
}

extension Shared: Equatable {
    static func == (a: Shared, b: Shared) -> Bool { a.box === b.box || a.box.value == b.box.value }
}
