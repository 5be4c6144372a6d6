// Where libFuzzer comes in (`make fuzz`): one target, named by the environment, because libFuzzer has the command line for
// itself.

import Foundation

private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
        for target in FuzzTarget.all { print(target.name) }
        // At once: libFuzzer takes an ordinary exit for a fault of the target.
        fflush(nil)
        _exit(name.isEmpty ? 0 : 64)
    }
    return target
}()

/// Tells how cost grows with length and ends, instead of fuzzing; 1 where it grows too fast.
private func showGrowth() -> Never {
    let found = try? Growth(target: target).search()
    print("\(target.name): \(found.map { "\($0.slowest), \($0.tried) shapes" } ?? "no samples")")
    for line in found?.tooFast ?? [] { print("  \(line)") }
    fflush(nil)
    _exit(found?.tooFast.isEmpty == true ? 0 : 1)
}

/// Writes valid inputs where libFuzzer looks for them.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzBegins(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    if ProcessInfo.processInfo.environment["FUZZ_GROWTH"] != nil { showGrowth() }
    guard let folder = ProcessInfo.processInfo.environment["FUZZ_SEEDS"] else { return 0 }
    for (number, seed) in ((try? target.seeds()) ?? []).enumerated() {
        try? Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(number)"))
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do throws(FuzzTarget.Broken) {
        try target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        print("\(target.name): \(error)")
        fflush(nil)
        abort()
    }
    return 0
}
