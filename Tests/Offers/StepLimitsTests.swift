import Base
import Foundation
import JSON
import Testing

@testable import Offers

@Suite struct StepLimitsTests {
    @Test func `Limits travel as words, each with its step`() {
        let limits = StepLimits(
            tries: 8, first: .seconds(5), longest: .seconds(600), timeout: .seconds(7200))
        let words = limits.words(of: 3)
        #expect(words == ["tries:3=8", "backoff:3=5000-600000", "timeout:3=7200000"])
        let all = (["notification-address", "approval:1", "tries:33=2"] + words).joined(separator: " ")
        #expect(StepLimits(all, step: 3) == limits)
        #expect(StepLimits(all, step: 33) == StepLimits(tries: 2))
        #expect(StepLimits(all, step: 1) == StepLimits())
        #expect(StepLimits().words(of: 0) == [])
    }

    @Test(arguments: [
        "tries:1=0", "tries:1=x", "tries:1=99999", "backoff:1=5", "backoff:1=0-5", "timeout:1=-5", "=", "tries:1",
    ])
    func `What cannot be read says nothing`(words: String) {
        #expect(StepLimits(words, step: 1) == StepLimits())
    }

    @Test func `A profile's limits are read, and wrong ones told`() throws {
        func profile(_ step: String) throws -> PublishingProfile {
            let name = #"{"en":"a","fr":"b","ja":"c"}"#
            let json = #"""
                {"name":"p","title":\#(name),"defaultFor":[],"requiresNotificationAddress":false,"cancel":"at-sign-off",
                 "reviewLabel":\#(name),"steps":[{"stage":"certify","name":\#(name),\#(step)}]}
                """#
            return try PublishingProfile(json: Data(json.utf8), file: "p.json")
        }
        let good = try profile(#""retry":{"tries":8,"first":"PT5S","longest":"PT10M"},"timeout":"PT2H""#)
        #expect(
            good.steps[0].limits
                == StepLimits(tries: 8, first: .seconds(5), longest: .seconds(600), timeout: .seconds(7200)))
        for (wrong, word) in [
            (#""retry":{"tries":0,"first":"PT5S","longest":"PT10M"}"#, "1 to 1000 times"),
            (#""retry":{"tries":3,"first":"soon","longest":"PT10M"}"#, "\"soon\" is no ISO 8601 duration"),
            (#""timeout":"1h""#, "\"1h\" is no ISO 8601 duration"),
        ] {
            #expect { try profile(wrong) } throws: { "\($0)".contains(word) }
        }
    }
}
