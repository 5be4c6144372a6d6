import Foundation
import TestSupport
import Testing

/// The floor plan of the modules, compared with Package.swift and with the imports of every file.
@Suite struct LayeringTests {
    /// Each module and what it may import, lowest floor first. A module imports only modules above it in this list.
    private static let floors: [(module: String, mayImport: Set<String>)] = [
        ("CLibcrypto", []), ("CLibcurl", []), ("CLibgumbo", []), ("CLibmicrohttpd", []), ("CLibpng", []),
        ("CLibrdkafka", []), ("CLibz", []), ("CLibzstd", []), ("CLinux", []),
        ("CMalloc", []),
        ("Base", []), ("Operations", []),
        ("JSON", ["Base"]),
        ("Localization", ["Base"]),
        ("Offers", ["Base", "JSON", "Localization"]),
        (
            "Assets",
            [
                "Base", "JSON", "CLibcrypto", "CLibcurl", "CLibgumbo", "CLibpng", "CLibz", "CLibzstd", "CLinux",
                "Localization",
            ]
        ),
        ("Validation", ["Assets", "Base", "JSON", "Localization", "Offers"]),
        ("Events", ["Base", "JSON", "Localization", "Offers"]),
        ("Deployment", ["Base", "Events", "Offers"]),
        ("Kafka", ["CLibrdkafka"]),
        ("Log", ["Base", "Events", "Offers"]),
        ("KafkaLog", ["Base", "Events", "Kafka", "Log", "Offers"]),
        ("BrokerClient", ["Base", "Events", "JSON", "Kafka", "Localization", "Offers"]),
        ("HTTP", ["Base", "CLibmicrohttpd"]),
        ("Telemetry", ["Base", "HTTP", "Operations"]),
        ("Stages", ["Assets", "Base", "Events", "JSON", "Localization", "Offers", "Validation"]),
        ("Coordination", ["Base", "Events", "JSON", "Localization", "Offers"]),
        ("Notifications", ["Base", "Events", "JSON", "Localization", "Offers"]),
        ("Mailer", ["Base", "CLibcurl", "Events", "Offers"]),
        (
            "Runtime",
            [
                "Base", "CMalloc", "Deployment", "Events", "JSON", "Kafka", "KafkaLog", "Localization", "Log", "Offers",
                "Operations", "Telemetry",
            ]
        ),
        (
            "CommandLine",
            [
                "Assets", "Base", "BrokerClient", "Coordination", "Deployment", "Events", "JSON", "Kafka",
                "Localization", "Log", "Offers", "Operations", "Stages", "Validation",
            ]
        ),
        (
            "Gateway",
            [
                "Assets", "Base", "BrokerClient", "Events", "HTTP", "JSON", "Kafka", "Localization", "Offers",
                "Operations",
                "Stages",
                "Telemetry", "Validation",
            ]
        ),
    ]

    /// A target of Package.swift.
    private struct Target {
        var kind: String
        var name: String
        /// From the top of the repository.
        var folder: String
        var excluded: [String]
        var imports: Set<String>

        /// Names of all modules that its files import, and the files that import each.
        func imported() throws -> [String: [String]] {
            let root = Repository.root.appending(path: folder)
            let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
            var found: [String: [String]] = [:]
            for path in paths where path.hasSuffix(".swift") && !excluded.contains(where: { path.hasPrefix($0 + "/") })
            {
                let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
                for match in text.matches(of: /(?m)^(?:@\w+ |public |package )*import (?:\w+ )?(\w+)/) {
                    found[String(match.output.1), default: []].append(path)
                }
            }
            return found
        }
    }

    /// The targets that Package.swift declares by its own functions.
    private func targets() throws -> [Target] {
        let manifest = try Repository.text("Package.swift")
        let form =
            /\b(module|program|benchmark|fault|support|tester|tests)\(\s*"([\w-]+)"(?:,\s*folder: "([\w\/]+)")?(?:,\s*\[([^\]]*)\])?(?:,\s*exclude: \[([^\]]*)\])?/
        func names(_ list: Substring?) -> [String] {
            (list ?? "").matches(of: /"([\w-]+)"/).map { String($0.output.1) }
        }
        // The fuzz target is either tests or a program; `fuzzing` has its list.
        let fuzzing = manifest.firstMatch(of: /fuzzing\(\[([^\]]*)\]/)?.output.1
        return manifest.matches(of: form).map { match in
            let (_, kind, name, folder, imports, excluded) = match.output
            let place =
                switch kind {
                case "module": "Sources/\(name)"
                case "program": "Sources/Programs/\(name)"
                case "benchmark": "Tests/Benchmarks/\(folder ?? "")"
                case "fault": "Tests/Faults/\(folder ?? "")"
                case "tests": "Tests/\(name)"
                default: "Tests/\(folder ?? "")"
                }
            return Target(
                kind: String(kind), name: String(name), folder: place, excluded: names(excluded),
                imports: Set(names(name == "Fuzz" ? fuzzing : imports)))
        }
    }

    @Test func `The table lists a module after everything it may import`() {
        var lower: Set<String> = []
        for (module, mayImport) in Self.floors {
            #expect(mayImport.subtracting(lower) == [], "\(module)")
            lower.insert(module)
        }
    }

    @Test func `Package.swift declares the modules of the table, and no import beyond it`() throws {
        let table = Dictionary(uniqueKeysWithValues: Self.floors.map { ($0.module, $0.mayImport) })
        let modules = try targets().filter { $0.kind == "module" }
        #expect(modules.count > 10)
        for module in modules {
            let mayImport = try #require(table[module.name], "\(module.name) is not in the table")
            #expect(module.imports.subtracting(mayImport) == [], "\(module.name)")
        }
    }

    @Test func `Every target imports what Package.swift declares for it, and nothing else of ours`() throws {
        let targets = try targets()
        let ours = Set(Self.floors.map(\.module)).union(targets.filter { $0.kind == "support" }.map(\.name))
        #expect(targets.count > 40)
        for target in targets {
            let imported = try target.imported()
            for (module, files) in imported where ours.contains(module) {
                #expect(target.imports.contains(module), "\(target.folder): \(files) import \(module)")
            }
            for module in target.imports where ours.contains(module) {
                #expect(imported[module] != nil, "\(target.folder) declares \(module) and does not import it")
            }
        }
    }

    @Test func `Only one module knows each C library; libcurl is HTTP to one and SMTP to another`() throws {
        func owners(_ library: String) -> [String] {
            Self.floors.filter { $0.mayImport.contains(library) }.map(\.module)
        }
        for library in ["CLibrdkafka", "CLibcrypto", "CLibmicrohttpd", "CLibz", "CLibzstd", "CMalloc"] {
            #expect(owners(library).count == 1, "\(library)")
        }
        #expect(owners("CLibcurl") == ["Assets", "Mailer"])
    }

    @Test func `Only Runtime/Process puts a worker on Kafka`() throws {
        let runtime = try #require(try targets().first { $0.name == "Runtime" && $0.kind == "module" })
        let imported = try runtime.imported()
        for module in ["Kafka", "KafkaLog"] {
            #expect(imported[module]?.allSatisfy { $0.contains("Process/") } == true, "\(module)")
        }
    }

    @Test func `Workers do not link all of Foundation`() throws {
        // FoundationEssentials has what a worker needs; the rest adds 50 MB to each program, 8 MB of it resident.
        let others: Set = ["Gateway", "CommandLine"]
        for target in try targets() where target.kind == "module" && !others.contains(target.name) {
            #expect(try target.imported()["Foundation"] == nil, "\(target.name)")
        }
    }
}
