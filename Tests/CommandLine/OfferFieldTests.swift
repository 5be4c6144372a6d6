// What the code says of an offer's members: of each of them, and with examples that validation takes.

import Base
import Foundation
import JSON
import Localization
import Offers
import TestSupport
import Testing
import Validation

@testable import CommandLine

@Suite struct OfferFieldTests {
    private let policy: Policy

    init() throws {
        policy = try Policy(Settings(["policy": Repository.root.appending(path: "deploy/policy/policy.json").path]))
    }

    private func problems(_ document: JSONNode) -> [Problem] {
        OfferCheck(policy: policy, now: time("2026-11-21T09:30:00Z")).problems(in: document.json)
    }

    private func member(_ name: String, _ value: JSONNode, in document: JSONNode) -> JSONNode {
        guard case .object(var members) = document else { return document }
        members.removeAll { $0.name == name }
        return .object(members + [.init(name, value)])
    }

    private func without(_ names: [String], in document: JSONNode) -> JSONNode {
        guard case .object(let members) = document else { return document }
        return .object(members.filter { !names.contains($0.name) })
    }

    @Test func `Every place of the policy is described, and nothing else`() {
        let places = Set(policy.fields.map { "\($0.at)" })
        #expect(places.symmetricDifference(OfferField.all.map(\.at)) == [])
        for place in policy.fields.map(\.at) where !place.tokens.isEmpty {
            let title = OfferField.title(place)
            #expect(!title.contains("."), "\(place) has no title: \(title)")
        }
    }

    /// An example has all members, but a price has one form: those without `byCores`, and those with it.
    @Test(arguments: OfferType.allCases, [["byCores"], ["perHour", "perCore"]])
    func `A document of the examples has no problems`(type: OfferType, forms: [String]) throws {
        let places = OfferPlaces(policy, type)
        var document = member("type", .string(type.rawValue), in: places.example(of: []))
        if type == .virtualMachine, case .array(var plans)? = document["plans"] {
            let prices = try #require(plans[0]["prices"]?.items)
            plans[0] = member("prices", .array(prices.map { without(forms, in: $0) }), in: plans[0])
            document = member("plans", .array(plans), in: document)
        }
        let drive = try #require(document["testDrive"])
        document = member("testDrive", member("enabled", true, in: drive), in: document)
        // An image has one source, and one tag is enough.
        if type == .containerImage, case .array(var plans)? = document["plans"] {
            let tags = try #require(plans[0]["images"]?.items.first?["tags"])
            for source in ["repository", "layout"] {
                let example = try #require(OfferField.all.first { $0.at == "/plans/*/images/*/\(source)" }?.example)
                let image: JSONNode = .object([.init("tags", tags), .init(source, example)])
                plans[0] = member("images", [image], in: plans[0])
                #expect(problems(member("plans", .array(plans), in: document)) == [])
            }
        } else {
            #expect(problems(document) == [])
        }
    }

    @Test(arguments: [
        ("https", ["url"]), ("azure-table", ["connectionString", "table"]), ("salesforce", ["organization"]),
    ])
    func `So have the examples of the settings for leads`(destination: String, names: [String]) throws {
        let settings = try names.map { name in
            let field = try #require(OfferField.all.first { $0.at == "/leads/settings/\(name)" })
            return JSONNode.Member(name, try #require(field.example))
        }
        let leads: JSONNode = ["destination": .string(destination), "settings": .object(settings)]
        let document = member("leads", leads, in: OfferPlaces(policy, .solutionTemplate).example(of: []))
        #expect(problems(member("type", "solution-template", in: document)).map(\.pointer) == [])
    }

    @Test func `The schema says title, description, example and default of a member`() throws {
        let schema = OfferSchema(policy).document
        let title = try #require(schema["properties"]?["listing"]?["properties"]?["title"])
        #expect(title["title"] == "Title" && title["description"] == "The name of the offer in the marketplace.")
        #expect(title["examples"] == ["Contoso Web Server"])
        let language = schema["properties"]?["notifications"]?["properties"]?["language"]
        #expect(language?["default"] == "en")
        // A member of a list's elements, which has no place of its own in the schema.
        let image = schema["properties"]?["plans"]?["items"]?["properties"]?["images"]?["items"]
        #expect(image?["properties"]?["repository"]?["title"] == "Repository")
        // What names a member keeps what others without a name have.
        #expect(
            schema["properties"]?["leads"]?["properties"]?["settings"]?["properties"]?["url"]?["type"] == "string")
    }
}
