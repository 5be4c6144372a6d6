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

/// Puts right bytes where libFuzzer will look for them.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzBegins(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
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
        abort()
    }
    return 0
}
