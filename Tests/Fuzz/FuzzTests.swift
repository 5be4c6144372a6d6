import Foundation
import Testing

/// A few thousand wrong inputs for every decoder of outside bytes, and every input that ever broke one. `make fuzz`
/// gives them as many as anybody wants, guided by coverage.
struct FuzzTests {
    @Test(arguments: FuzzTarget.all.map(\.name)) func `No input does a decoder harm`(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let seeds = try target.seeds()
        #expect(!seeds.isEmpty)
        var mutator = Mutator(seeds, seed: 1)
        let inputs = seeds + (0..<1500).map { _ in mutator.next() }
        for bytes in inputs {
            do throws(FuzzTarget.Broken) { try target.run(bytes) } catch {
                Issue.record("\(name): \(error): \(bytes)")
            }
        }
    }

    /// Files of `Cases/<target>`.
    @Test func `What once did harm does none any more`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
        for target in FuzzTarget.all {
            let own = folder.appending(path: target.name)
            for file in (try? FileManager.default.contentsOfDirectory(atPath: own.path)) ?? [] {
                let bytes = [UInt8](try Data(contentsOf: own.appending(path: file)))
                do throws(FuzzTarget.Broken) { try target.run(bytes) } catch {
                    Issue.record("\(target.name)/\(file): \(error)")
                }
            }
        }
    }

    @Test func `A decoder that breaks its promise is found`() {
        var mutator = Mutator([Array("abc".utf8)], seed: 1)
        let found = (0..<5000).contains { _ in mutator.next().first == 0xFF }
        #expect(found)
    }
}
