// The blob service of the tests, asked by a client that others wrote.
import Foundation
import Testing

@Suite struct CloudTests {
    @Test func `The client of the service itself finds what it expects`() throws {
        let scratch = try Scratch()
        let cloud = try Cloud(in: scratch.path)
        let script = URL(filePath: #filePath).appending(path: "../../Servers/azure-client").standardizedFileURL
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = script
        process.arguments = ["\(cloud.port)", cloud.caFile]
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 77 { return }
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("blocks\ncopies\npages\nleases\nnames"), "\(text)")
    }
}
