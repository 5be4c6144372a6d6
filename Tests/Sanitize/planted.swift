// One fault of each kind, so that each run of the sanitizers first shows that it would see one: `planted race`,
// `planted overflow`, `planted leak`; and `planted locked`, which has no fault and must not be reported.

import Foundation
import Synchronization

final class Shared: Sendable {
    let list = Mutex<[Int]>([])
}

nonisolated(unsafe) var number = 0
let shared = Shared()

func threads(_ body: @escaping @Sendable () -> Void) {
    let threads = (0..<4).map { _ in Thread(block: body) }
    for thread in threads { thread.start() }
    while threads.contains(where: { !$0.isFinished }) { usleep(1000) }
}

switch CommandLine.arguments.last {
case "race": threads { for _ in 0..<1000 { number &+= 1 } }
case "locked":
    // Contended, so that threads take the Mutex on its slow path.
    threads { for value in 0..<10_000 { shared.list.withLock { $0 = $0.count < 50 ? $0 + [value] : [] } } }
case "overflow":
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 8)
    bytes.initialize(repeating: 1, count: 8)
    print(bytes[8 + number])
case "leak":
    // Several, since the address of the last may still lie on the stack.
    for length in 1...100 { number += malloc(length) == nil ? 1 : 0 }
default: exit(64)
}
