import Foundation

/// Runs what blocks, such as joining a group, on a thread of its own: the pool that runs the tests must stay free.
public func onItsOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { done in
        Thread.detachNewThread { done.resume(with: Swift.Result { try body() }) }
    }
}
