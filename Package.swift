// swift-tools-version: 6.2
import PackageDescription

/// The stages of the publishing line: each name is a topic, a folder of Sources/Programs and an executable.
/// `Stage.all` in Sources/Offers/Stage.swift says the same to the code; a test holds the two lists equal.
let stages = [
    "validate-prerequisites",
    "validate-test-drive",
    "certify",
    "provision-preview",
    "package",
    "publisher-sign-off",
    "provision-production",
    "go-live",
]

/// What is optimised goes without the run-time checks of exclusive access (SE-0176), 2 to 5 % of the instructions a record;
/// all tests run with them.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .treatAllWarnings(as: .error),
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A module of the house: what it may import stands here and nowhere else (downward only).
func module(_ name: String, _ imports: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: imports, resources: resources, swiftSettings: strict)
}

func program(_ name: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Sources/Programs/\(name)", swiftSettings: strict)
}

/// Programs that only the bench runs; see docs/performance.md.
func bench(_ name: String, folder: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Tests/Bench/\(folder)", swiftSettings: strict)
}

/// Programs that only the fault tests run; see docs/guarantees.md.
func fault(_ name: String, folder: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Tests/Faults/\(folder)", swiftSettings: strict)
}

func tests(_ name: String, _ imports: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: imports, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

/// What several test targets share: a folder of Tests that is no tests.
func support(_ name: String, folder: String, _ imports: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: imports, path: "Tests/\(folder)", swiftSettings: strict)
}

/// A program that only tests run.
func tester(_ name: String, folder: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Tests/\(folder)", swiftSettings: strict)
}

/// The decoders under attack: tests for everybody, one program with libFuzzer in it for `make fuzz`.
func fuzzing(_ imports: [Target.Dependency]) -> Target {
    Context.environment["LINE_FUZZ"] == nil
        ? tests("Fuzz", imports, exclude: ["Driver", "Cases", "run", "table"])
        : .executableTarget(
            name: "line-fuzz", dependencies: imports, path: "Tests/Fuzz",
            exclude: ["FuzzTests.swift", "Cases", "run", "table"],
            swiftSettings: strict)
}

func library(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

/// What the gateway's pages load; in the executable, so that it is one file.
let pageFiles: [Resource] = [
    .embedInCode("Pages/Files/style.css"), .embedInCode("Pages/Files/live.js"),
    .embedInCode("Pages/Files/mark.svg"),
]

let package = Package(
    name: "publishing-line",
    targets: [
        library("CLibrdkafka", pkgConfig: "rdkafka", debian: "librdkafka-dev"),
        library("CLibcrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
        library("CLibcurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        library("CLibarchive", pkgConfig: "libarchive", debian: "libarchive-dev"),
        library("CLibmicrohttpd", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
        .systemLibrary(name: "CMalloc"),

        module("Kafka", ["CLibrdkafka"]),
        module("Offers"),
        module("EventLog", ["Kafka", "Offers"]),
        module("HTTP", ["CLibmicrohttpd"]),
        module("Monitoring", ["HTTP", "Offers"]),
        module("WorkerRuntime", ["CMalloc", "EventLog", "Kafka", "Monitoring", "Offers"]),
        module("Assets", ["CLibcrypto", "CLibcurl", "CLibarchive"]),
        module("Stages", ["Offers", "Assets"]),
        module("Coordination", ["Offers"]),
        module("Notices", ["Offers"]),
        module("Manifests", ["Offers"]),
        module("OperatorTool", ["Assets", "Coordination", "Kafka", "Manifests", "Offers", "Stages"]),

        module("Gateway", ["HTTP", "Monitoring", "Kafka", "Offers", "Assets", "Stages"], resources: pageFiles),

        program("offer-broker", ["Kafka", "Offers", "WorkerRuntime"]),
        program("offer-coordinator", ["Coordination", "WorkerRuntime"]),
        program("offer-notifier", ["Notices", "WorkerRuntime"]),
        program("offer-mailer", ["Notices", "WorkerRuntime"]),
        program("offer-manifests", ["Manifests"]),
        program("offer-gateway", ["Gateway", "HTTP", "Monitoring", "WorkerRuntime", "Kafka", "Offers"]),
        program("offerctl", ["OperatorTool"]),
        program("offer-samples", ["Assets", "Offers"]),

        bench("bench-stage", folder: "stage", ["Offers", "WorkerRuntime"]),
        bench("bench-instructions", folder: "instructions", ["Coordination", "EventLog", "Offers", "WorkerRuntime"]),
        fault("fault-stage", folder: "stage", ["Offers", "WorkerRuntime"]),

        support("TestSupport", folder: "Support", ["Offers"]),
        support(
            "LineHarness", folder: "Line/Harness",
            [
                "Coordination", "Notices", "Stages", "Assets", "WorkerRuntime", "EventLog", "Kafka", "Offers",
                "TestSupport",
            ]
        ),
        tester("line-simulator", folder: "Line/Simulator", ["LineHarness"]),
        // A worker that only the end-to-end tests start: its work crashes, or never returns.
        .executableTarget(
            name: "unruly-stage", dependencies: ["Offers", "WorkerRuntime"], path: "Tests/Unruly",
            swiftSettings: strict),
        tests("Kafka", ["Kafka"]),
        tests("Offers", ["Offers"], exclude: ["Histories"]),
        tests("EventLog", ["EventLog", "Kafka", "Offers"]),
        tests("Manifests", ["Manifests", "Coordination", "Notices", "Stages", "Offers"]),
        tests("Monitoring", ["Monitoring", "Offers"]),
        tests("WorkerRuntime", ["WorkerRuntime", "EventLog", "Kafka", "Monitoring", "Offers", "TestSupport"]),
        tests("Assets", ["Assets"]),
        tests("Stages", ["Stages", "Assets", "Offers"]),
        tests("Coordination", ["Coordination", "Offers"]),
        tests("Notices", ["Notices", "Offers"]),
        tests("OperatorTool", ["OperatorTool", "Coordination", "Kafka", "Manifests", "Notices", "Offers"]),
        tests(
            "Gateway", ["Gateway", "HTTP", "Monitoring", "Kafka", "Assets", "Offers"],
            exclude: ["schemathesis"]),
        tests(
            "Line",
            [
                "Coordination", "Notices", "Stages", "Assets", "WorkerRuntime", "Monitoring", "EventLog", "Kafka",
                "Offers", "LineHarness", "TestSupport",
            ], exclude: ["Harness", "Simulator"]),
        fuzzing([
            "Assets", "Coordination", "EventLog", "Gateway", "HTTP", "Kafka", "Notices", "Offers", "OperatorTool",
            "Stages",
            "TestSupport", "WorkerRuntime",
        ]),
        tests("EndToEnd", ["WorkerRuntime", "EventLog", "Kafka", "Offers"], exclude: ["Browser", "Clients"]),
    ] + stages.map { program($0, ["Stages", "WorkerRuntime"]) }
)
