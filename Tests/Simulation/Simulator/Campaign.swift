// Many seeds at once: a thread a core takes the next seed, until all are done or too many have failed to continue.

import Foundation
import SimulationHarness
import Synchronization

final class Campaign: Sendable {
    /// So many failing seeds are enough to know.
    private static let mostFailures = 10
    private let options: Options
    private let next: Atomic<Int>
    private let done = Atomic(0)
    private let failures = Mutex<[Int]>([])
    private let began = ContinuousClock.now

    init(_ options: Options) {
        self.options = options
        next = Atomic(options.seed)
    }

    func run(telling crash: CrashReport) throws {
        let threads = (0..<options.jobs).map { number in
            let end = DispatchSemaphore(value: 0)
            let thread = Thread { [self] in
                work(number, crash)
                end.signal()
            }
            thread.stackSize = 8 << 20
            thread.start()
            return end
        }
        let step = max(1, options.runs / 20)
        var shown = step
        for end in threads {
            while end.wait(timeout: .now() + 1) == .timedOut {
                let done = done.load(ordering: .relaxed)
                guard done >= shown else { continue }
                shown = done + step
                progress(done)
            }
        }
    }

    private func work(_ thread: Int, _ crash: CrashReport) {
        do {
            let fixtures = try Fixtures()
            while failures.withLock({ $0.count }) < Self.mostFailures {
                let seed = next.add(1, ordering: .relaxed).oldValue
                guard seed < options.seed + options.runs else { return }
                crash.thread(thread, runs: seed)
                let run = try SimulationRun(seed: seed, fixtures: fixtures)
                done.add(1, ordering: .relaxed)
                if !run.violations.isEmpty { fail(seed, run.violations) }
            }
        } catch { fail(-1, ["the simulator itself: \(error)"]) }
    }

    private func fail(_ seed: Int, _ violations: [String]) {
        failures.withLock { failures in
            failures.append(seed)
            for violation in violations.prefix(5) { print("seed \(seed): \(violation)") }
            if violations.count > 5 { print("seed \(seed): and \(violations.count - 5) more") }
            fflush(nil)
        }
    }

    private func progress(_ done: Int) {
        let seconds = max(1, (ContinuousClock.now - began).components.seconds)
        print("\(done) of \(options.runs) seeds, \(Int64(done) / seconds) a second")
        fflush(nil)
    }

    /// The last lines; gives the exit status.
    func report() -> Int32 {
        let failed = failures.withLock { $0.sorted() }
        progress(done.load(ordering: .relaxed))
        guard let first = failed.first else {
            print("clean: every promise was kept")
            return 0
        }
        print("failed: \(failed.map(String.init).joined(separator: " "))")
        print("see it: make simulate SEED=\(first) RUNS=1")
        return 1
    }
}
