import Base
import Events
import JSON
import Offers
import Testing

@testable import Runtime

struct SettingsTests {
    @Test func `A flag wins over the environment, and both spellings of a flag are read`() throws {
        let start = try CommandLineSettings(
            arguments: ["--regions", "a.json", "--concurrency=4"],
            environment: ["OFFERS_REGIONS": "b.json", "OFFERS_DATA_DIR": "/data"])
        #expect(start.settings["regions"] == "a.json")
        #expect(start.settings["data-dir"] == "/data")
        #expect(try start.settings.number("concurrency", default: 16, in: 1...8) == 4)
        #expect(start.given == ["regions", "concurrency"])
    }

    @Test func `The broker's address and client properties reach the client`() throws {
        let start = try CommandLineSettings(
            arguments: ["-X", "session.timeout.ms=7000"],
            environment: ["OFFERS_BROKER": "kafka:9092", "KAFKA_CLIENT_SOCKET_KEEPALIVE_ENABLE": "true"])
        let client = try start.client()
        #expect(client.bootstrapServers == "kafka:9092")
        #expect(client["session.timeout.ms"] == "7000")
        #expect(client["socket.keepalive.enable"] == "true")
    }

    @Test(arguments: [
        (["--regions"], "--regions needs a value after it"),
        (["regions"], "unexpected argument \"regions\"; options are --name VALUE. See --help"),
        (["-X"], "-X needs key=value after it"),
    ])
    func `A wrong argument gives one line`(arguments: [String], message: String) {
        #expect(throws: Settings.Wrong(message)) {
            try CommandLineSettings(arguments: arguments, environment: [:])
        }
    }

    @Test func `An unknown flag is refused, with those that exist`() throws {
        let start = try CommandLineSettings(arguments: ["--reigons", "x"], environment: [:])
        _ = try start.client()
        _ = start.settings["regions"]
        let told = "unknown option --reigons; this program takes --broker --client-properties --regions"
        #expect(throws: Settings.Wrong(told)) { try start.settings.refuseUnknown(among: start.given) }
    }

    @Test func `A number out of range and a word that is not among the choices are refused`() {
        let settings = Settings(["concurrency": "0", "delivery": "twice"])
        #expect(throws: Settings.Wrong("--concurrency 0: give a whole number from 1 to 9")) {
            try settings.number("concurrency", default: 1, in: 1...9)
        }
        enum Choice: String, CaseIterable { case one, two }
        #expect(throws: Settings.Wrong("--delivery twice: give one of one, two")) {
            try settings.choice("delivery", default: Choice.one)
        }
    }
}

struct RetryPolicyTests {
    @Test func `Waits double up to the longest, with jitter between half and all`() throws {
        let policy = try RetryPolicy(Settings(["retry-base-ms": "1000", "retry-longest-ms": "5000"]))
        #expect((1...5).map { policy.wait(afterTry: $0, random: 0).milliseconds } == [500, 1000, 2000, 2500, 2500])
        #expect((1...5).map { policy.wait(afterTry: $0, random: 0.999).milliseconds } == [999, 1999, 3998, 4997, 4997])
    }

    @Test func `Each kind of result has its decision`() throws {
        let policy = try RetryPolicy(Settings(["tries": "2"]))
        func decision(_ result: Result<StageOutcome, any Error>, try number: Int) -> String {
            switch RetryDecision(result, try: number, policy: policy, random: 0) {
            case .finished: "finished"
            case .again(_, let fault): "again \(fault.code)"
            case .blocked(let fault): "blocked \(fault.code)"
            case .poison(let poison): "poison \(poison.code)"
            case .dropped: "dropped"
            }
        }
        struct Surprise: Error {}
        #expect(decision(.success(.completed()), try: 1) == "finished")
        #expect(decision(.failure(Fault("x", "")), try: 1) == "again x")
        #expect(decision(.failure(Fault("x", "")), try: 2) == "blocked x")
        #expect(decision(.failure(Surprise()), try: 1) == "again unexpected-error")
        #expect(decision(.failure(Poison("y", "")), try: 1) == "poison y")
        #expect(decision(.failure(CancellationError()), try: 1) == "dropped")
    }
}
