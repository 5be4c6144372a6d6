// Remembers which events were shown.

/// The newest ids, to show a repeated event only once. Bounded, because repetitions come soon or not at all.
struct SeenIDs {
    private static let most = 10_000
    private var order: [String] = []
    private var ids: Set<String> = []
    private var oldest = 0

    /// Whether it is new; remembers it.
    mutating func take(_ id: String) -> Bool {
        guard ids.insert(id).inserted else { return false }
        if order.count < Self.most {
            order.append(id)
        } else {
            ids.remove(order[oldest])
            order[oldest] = id
            oldest = (oldest + 1) % Self.most
        }
        return true
    }
}
