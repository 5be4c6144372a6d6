// JSON documents held against the schemas of this repository.

import Foundation

/// The schemas are checked by python3-jsonschema (`schemas/check.py`), as Swift has no validator of its own.
public struct SchemaChecker {
    let python: String

    public init() throws {
        let candidates = ["/usr/bin/python3", "python3"]
        guard let python = try candidates.first(where: { try Self.run([$0, "-c", "import jsonschema"]).status == 0 })
        else {
            struct Missing: Error, CustomStringConvertible {
                let description = "no jsonschema for python3: apt-get install python3-jsonschema"
            }
            throw Missing()
        }
        self.python = python
    }

    /// What the checker says of files, by schema; empty where all hold.
    public func mistakes(_ pairs: [(schema: String, file: String)]) throws -> String {
        let check = Repository.root.appending(path: "schemas/check.py").path
        let result = try Self.run([python, check] + pairs.flatMap { [$0.schema, $0.file] })
        return result.status == 0 ? "" : result.output.isEmpty ? "exit \(result.status)" : result.output
    }

    private static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}
