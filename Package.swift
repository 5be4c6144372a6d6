// swift-tools-version: 6.2
import PackageDescription

/// The stages of the publishing pipeline: each name is a topic, a folder of Sources/Programs and an executable.
/// `Stage.all` in Sources/Offers/Process/Stage.swift says the same to the code; a test holds the two lists equal.
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

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

/// A module: it may import the modules named here and no others, all of them on lower floors.
func module(_ name: String, _ imports: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: imports, resources: resources, swiftSettings: strict)
}

func program(_ name: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Sources/Programs/\(name)", swiftSettings: strict)
}

/// Programs that only the benchmarks run; see docs/internals/performance.md.
func benchmark(_ name: String, folder: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Tests/Benchmarks/\(folder)", swiftSettings: strict)
}

/// Programs that only the fault tests run; see docs/guarantees.md.
func fault(_ name: String, folder: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Tests/Faults/\(folder)", swiftSettings: strict)
}

func tests(_ name: String, _ imports: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: imports, path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
}

/// What several test targets share: a folder of Tests without tests.
func support(_ name: String, folder: String, _ imports: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(
        name: name, dependencies: imports, path: "Tests/\(folder)", exclude: exclude, swiftSettings: strict)
}

/// A program that only tests run.
func tester(_ name: String, folder: String, _ imports: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: imports, path: "Tests/\(folder)", swiftSettings: strict)
}

/// The decoders under attack: tests for everybody, one program with libFuzzer in it for `make fuzz`.
func fuzzing(_ imports: [Target.Dependency]) -> Target {
    Context.environment["PIPELINE_FUZZ"] == nil
        ? tests("Fuzz", imports, exclude: ["Differential", "Driver", "Cases", "run", "table"])
        : .executableTarget(
            name: "pipeline-fuzz", dependencies: imports, path: "Tests/Fuzz",
            exclude: ["FuzzTests.swift", "Differential", "Cases", "run", "table"],
            swiftSettings: strict)
}

func library(_ name: String, pkgConfig: String, debian: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])])
}

/// What the gateway's pages load; in the executable, so that it is one file.
let pageFiles: [Resource] = [
    .embedInCode("Pages/Files/style.css"), .embedInCode("Pages/Files/live.js"),
    .embedInCode("Pages/Files/editor.js"),
    .embedInCode("Pages/Files/marketplace.css"),
    .embedInCode("Pages/Files/mark.svg"),
]

let package = Package(
    name: "publishing-pipeline",
    targets: [
        library("CLibrdkafka", pkgConfig: "rdkafka", debian: "librdkafka-dev"),
        library("CLibcrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
        library("CLibcurl", pkgConfig: "libcurl", debian: "libcurl4-openssl-dev"),
        library("CLibgumbo", pkgConfig: "gumbo", debian: "libgumbo-dev"),
        library("CLibz", pkgConfig: "zlib", debian: "zlib1g-dev"),
        library("CLibzstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
        library("CLibmicrohttpd", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
        library("CLibpng", pkgConfig: "libpng", debian: "libpng-dev"),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CMalloc"),

        module("Base"),
        module("Operations"),
        module("JSON", ["Base"]),
        module("Localization"),
        module("Offers", ["Base", "JSON", "Localization"]),
        module("Events", ["Base", "JSON", "Localization", "Offers"]),
        module("Kafka", ["CLibrdkafka"]),
        module("Log", ["Events"]),
        module("KafkaLog", ["Events", "Kafka", "Log"]),
        module("HTTP", ["Base", "CLibmicrohttpd"]),
        module("Telemetry", ["Base", "HTTP", "Operations"]),
        module(
            "Runtime",
            ["Base", "CMalloc", "Events", "JSON", "Kafka", "KafkaLog", "Log", "Offers", "Operations", "Telemetry"]),
        module(
            "Assets",
            ["Base", "JSON", "CLibcrypto", "CLibcurl", "CLibgumbo", "CLibpng", "CLibz", "CLibzstd", "CLinux"]),
        module("Validation", ["Assets", "Base", "JSON", "Offers"]),
        module("Stages", ["Assets", "Base", "Events", "JSON", "Localization", "Offers", "Validation"]),
        module("Coordination", ["Base", "Events", "JSON", "Localization", "Offers"]),
        module("Notifications", ["Base", "Events", "JSON", "Localization", "Offers"]),
        module("Mailer", ["Base", "Events", "Offers", "CLibcurl"]),
        module("BrokerClient", ["Base", "Events", "JSON", "Kafka", "Localization", "Offers"]),
        module("Deployment", ["Base", "Events", "Offers"]),
        module(
            "CommandLine",
            [
                "Assets", "Base", "BrokerClient", "Coordination", "Deployment", "Events", "JSON", "Kafka",
                "Localization", "Log", "Offers", "Operations", "Stages", "Validation",
            ],
            // A link to deploy/policy/policy.json: the rules where none are named.
            resources: [.embedInCode("Contracts/policy.json")]),
        module(
            "Gateway",
            [
                "Assets", "Base", "BrokerClient", "Events", "HTTP", "JSON", "Kafka", "Localization", "Offers",
                "Operations",
                "Stages",
                "Telemetry", "Validation",
            ],
            resources: pageFiles),

        program("offer-broker", ["Base", "Events", "Kafka", "Offers", "Runtime"]),
        program("offer-coordinator", ["Coordination", "Runtime"]),
        program("offer-notifier", ["Notifications", "Runtime"]),
        program("offer-mailer", ["Mailer", "Runtime"]),
        program("offer-manifests", ["Deployment", "Offers"]),
        program(
            "offer-gateway", ["Base", "Gateway", "HTTP", "Offers", "Runtime", "Stages", "Telemetry"]),
        program("offerctl", ["CommandLine"]),

        benchmark("bench-stage", folder: "stage", ["Base", "Events", "Offers", "Runtime"]),
        benchmark(
            "bench-instructions", folder: "instructions",
            ["Base", "Coordination", "Events", "JSON", "Log", "Offers", "Runtime", "TestSupport"]),
        fault("fault-stage", folder: "stage", ["Base", "Events", "Offers", "Runtime"]),

        support(
            "TestSupport", folder: "Support",
            ["Base", "CLibcrypto", "CLibrdkafka", "Events", "JSON", "Kafka", "Log", "Offers"],
            exclude: ["Images", "Samples"]),
        support("ImageFixtures", folder: "Support/Images", ["Assets"]),
        tester("offer-samples", folder: "Support/Samples", ["Assets", "ImageFixtures", "Localization"]),
        support(
            "SimulationHarness", folder: "Simulation/Harness",
            [
                "Assets", "Base", "Coordination", "Events", "JSON", "Log", "Notifications", "Offers", "Runtime",
                "Stages", "TestSupport",
            ]
        ),
        tester("simulator", folder: "Simulation/Simulator", ["SimulationHarness"]),
        // What certification sees in an archive, for the comparison with other readers.
        tester("archive-lister", folder: "Fuzz/Differential/Lister", ["Assets"]),
        // A worker for the end-to-end tests. Its work crashes or never returns.
        tester("unruly-stage", folder: "Unruly", ["Base", "Events", "Offers", "Runtime"]),
        tests("Base", ["Base"]),
        tests("Localization", ["Localization", "TestSupport"]),
        tests(
            "Repository", ["Base", "Coordination", "Events", "JSON", "Offers", "Operations", "TestSupport"],
            exclude: ["words", "words.txt"]),
        tests("Kafka", ["Kafka", "TestSupport"]),
        tests("JSON", ["Base", "JSON"]),
        tests("Offers", ["Base", "JSON", "Localization", "Offers", "TestSupport"]),
        tests("Events", ["Base", "Events", "JSON", "Localization", "Offers", "TestSupport"]),
        tests("Log", ["Log"]),
        tests("KafkaLog", ["Base", "Events", "Kafka", "KafkaLog", "Log", "Offers", "TestSupport"]),
        tests(
            "Deployment",
            ["Base", "Coordination", "Deployment", "Events", "Mailer", "Notifications", "Offers", "Stages"]),
        tests("Telemetry", ["Base", "Offers", "Telemetry"]),
        tests(
            "Runtime",
            ["Base", "Events", "JSON", "Kafka", "Log", "Offers", "Runtime", "Telemetry", "TestSupport"]),
        // A worker that only moves bytes, for the tests that kill it.
        tester("image-mover", folder: "Assets/Mover", ["Assets", "ImageFixtures"]),
        tests("Assets", ["Assets", "ImageFixtures", "TestSupport", "image-mover"], exclude: ["Mover"]),
        tests(
            "Stages",
            [
                "Assets", "Base", "Events", "ImageFixtures", "JSON", "Localization", "Offers", "Stages", "TestSupport",
                "Validation",
            ]),
        tests(
            "Coordination", ["Base", "Coordination", "Events", "JSON", "Localization", "Offers", "TestSupport"],
            exclude: ["Histories"]),
        tests(
            "Notifications", ["Base", "Events", "Localization", "Mailer", "Notifications", "Offers"],
            exclude: ["__snapshots__"]),
        tests(
            "CommandLine",
            [
                "Assets", "Base", "BrokerClient", "CommandLine", "Coordination", "Deployment", "Events",
                "ImageFixtures", "JSON", "Kafka", "Localization", "Log", "Notifications", "Offers", "TestSupport",
                "Validation",
            ], exclude: ["__snapshots__"]),
        tests("BrokerClient", ["Base", "BrokerClient", "Events", "Kafka", "Offers"]),
        tests(
            "Gateway",
            [
                "Assets", "Base", "BrokerClient", "Events", "Gateway", "HTTP", "ImageFixtures", "JSON", "Kafka",
                "Localization", "Offers", "Stages", "Telemetry", "TestSupport", "Validation",
            ],
            exclude: ["schemathesis"]),
        tests(
            "Simulation",
            [
                "Base", "Coordination", "Events", "JSON", "Log", "Notifications", "Offers",
                "Runtime", "SimulationHarness", "Stages", "Telemetry", "TestSupport",
            ], exclude: ["Harness", "Simulator"]),
        fuzzing([
            "Assets", "Base", "BrokerClient", "CLibmicrohttpd", "CommandLine", "Coordination", "Events", "Gateway",
            "HTTP",
            "ImageFixtures", "JSON", "Kafka", "Localization", "Log", "Mailer", "Notifications", "Offers", "Runtime",
            "Stages", "TestSupport", "Validation",
        ]),
        tests(
            "EndToEnd", ["Assets", "Base", "Events", "ImageFixtures", "JSON", "Offers", "TestSupport"],
            exclude: ["Browser", "Clients"]),
    ] + stages.map { program($0, ["Runtime", "Stages"]) }
)
