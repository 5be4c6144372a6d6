// What an issuer publishes, as it was last read: its keys, and what it says of itself. It is read again when it is old and when
// it does not have what is wanted, however often that happens: at most once in `pause`.

import Base
import Synchronization

/// Any thread.
final class IssuerDocument<Value: Sendable>: Sendable {
    static var longestAge: Duration { .seconds(600) }
    static var pause: Duration { .seconds(30) }

    private struct State {
        var value: Value?
        var tried: Timestamp?
        var read: Timestamp?
        /// Why the last reading failed; nil if it did not.
        var failure: (any Error)?
    }

    /// Blocks, for some seconds at most.
    private let source: @Sendable () throws -> Value
    private let now: @Sendable () -> Timestamp
    /// Hears of what came of each reading.
    private let told: @Sendable (Result<Value, any Error>) -> Void
    private let state = Mutex(State())
    /// Held while it is read.
    private let reading = Mutex(())

    init(
        now: @escaping @Sendable () -> Timestamp,
        told: @escaping @Sendable (Result<Value, any Error>) -> Void = { _ in },
        source: @escaping @Sendable () throws -> Value
    ) {
        self.source = source
        self.now = now
        self.told = told
    }

    /// As it was last read; nil if it never was. Never waits.
    var known: Value? { state.withLock { $0.value } }

    /// The document; throws why it could not be read. May ask the issuer, and wait.
    func required() throws -> Value {
        guard let value = value() else { throw state.withLock { $0.failure } ?? Settings.Wrong("it was not read") }
        return value
    }

    /// The document, read again where what is known lacks what is wanted. May ask the issuer, and wait.
    func value(_ has: (Value) -> Bool = { _ in true }) -> Value? {
        func lacks() -> Bool { known.map { !has($0) } ?? true }
        if lacks() {
            // Who waits here finds what another has read.
            reading.withLock { _ in refresh(if: lacks) }
        } else if isOld {
            _ = reading.withLockIfAvailable { _ in refresh { self.isOld } }
        }
        return known
    }

    private var isOld: Bool {
        let now = now()
        return state.withLock { state in state.read.map { now - $0 > Self.longestAge } ?? true }
    }

    /// Reads it, unless that was tried a moment ago. By one thread at a time. Times are of the end of a reading: a document whose
    /// source reads another one may then be read again no sooner than that one.
    private func refresh(if isWanted: () -> Bool) {
        let begins = now()
        let mayTry = state.withLock { state in state.tried.map { begins - $0 >= Self.pause } ?? true }
        guard isWanted(), mayTry else { return }
        let result = Result { try source() }
        let ends = now()
        state.withLock { state in
            state.tried = ends
            switch result {
            case .success(let value): (state.value, state.read, state.failure) = (value, ends, nil)
            case .failure(let error): state.failure = error
            }
        }
        told(result)
    }
}
