import Testing
@testable import Assets

@Test func `nothing`() throws { #expect(try Digest.of([UInt8]()).hex.hasPrefix("e3b0c442")) }
