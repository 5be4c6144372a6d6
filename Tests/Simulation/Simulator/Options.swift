// The simulator's command line: --seed N --runs N --jobs N --quiet.

import Foundation

struct Options {
    struct Wrong: Error, CustomStringConvertible { var description: String }

    /// The first seed.
    var seed = 1
    var runs = 1000
    /// Threads; each has fixtures of its own.
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Of one seed, only the digest.
    var isQuiet = false

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--quiet" {
                isQuiet = true
                continue
            }
            guard let value = rest.popFirst().flatMap({ Int($0) }), value >= 0 else {
                throw Wrong(description: "\(name) needs a number; known are --seed, --runs, --jobs and --quiet")
            }
            switch name {
            case "--seed": seed = value
            case "--runs": runs = max(1, value)
            case "--jobs": jobs = max(1, value)
            default: throw Wrong(description: "\(name) is unknown; known are --seed, --runs, --jobs and --quiet")
            }
        }
    }
}
