// A trap in the code under test ends the process before anybody can say at which seed; this says it on the way out.

import Foundation
import Synchronization

/// The seeds that run, for the signal handler, which may only touch what was there before.
final class CrashReport: Sendable {
    private static let most = 64
    private static let seeds = Slots()

    /// Plain memory: a signal handler may neither lock nor allocate.
    private final class Slots: @unchecked Sendable {
        let memory = UnsafeMutablePointer<Int>.allocate(capacity: CrashReport.most)
        init() { memory.initialize(repeating: -1, count: CrashReport.most) }
    }

    init(threads: Int) {
        _ = Self.seeds
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] {
            Foundation.signal(signal) { number in
                for place in 0..<CrashReport.most where CrashReport.seeds.memory[place] >= 0 {
                    CrashReport.write("crashed at seed ", CrashReport.seeds.memory[place])
                }
                Foundation.signal(number, SIG_DFL)
                raise(number)
            }
        }
    }

    func thread(_ number: Int, runs seed: Int) {
        guard number < Self.most else { return }
        Self.seeds.memory[number] = seed
    }

    private static func write(_ text: StaticString, _ number: Int) {
        _ = Foundation.write(2, text.utf8Start, text.utf8CodeUnitCount)
        var rest = number
        var divisor = 1
        while rest / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            var digit = UInt8(ascii: "0") + UInt8(rest / divisor)
            _ = Foundation.write(2, &digit, 1)
            rest %= divisor
            divisor /= 10
        }
        var end = UInt8(ascii: "\n")
        _ = Foundation.write(2, &end, 1)
    }
}
