import Base
import Foundation
import JSON
import Localization
import Offers
import TestSupport
import Testing

@testable import Gateway

/// What somebody types becomes the portal's document, and everything else in it stays.
@Suite struct EditorFormTests {
    private static let key = GatewayFixture.web
    private let policy: Policy

    init() throws {
        policy = try Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy")
    }

    private func draft(_ change: (inout JSONNode) -> Void = { _ in }) throws -> EditorDraft {
        var document = try GatewayFixture.sample()
        change(&document)
        return EditorDraft(OfferDocuments.Found(document, version: 1), Self.key, policy)
    }

    /// What becomes of a draft when these fields are sent.
    private func saved(_ draft: EditorDraft, _ fields: [String: String]) -> (document: JSONNode, refused: [Problem]) {
        var edit = DraftEdit(draft.portal, meaning: draft.ours)
        edit.write(EditorForm(fields).applied(to: draft.ours, shown: draft.shown, draft.table))
        return (edit.portal, edit.refused)
    }

    private func offer(_ name: String) -> [String] { ["definition", "offer", PortalFields.prefix + name] }

    private func plan(_ document: JSONNode, _ name: String, _ index: Int = 0) -> JSONNode? {
        document.at(["definition", "plans"])?.items[index]["microsoft-azure-virtualmachines.\(name)"]
    }

    /// All fields as the page sends them when nothing was changed.
    private func sent(_ draft: EditorDraft) throws -> [String: String] {
        let controls = EditorControls(
            words: Words(.english), key: Self.key, table: draft.table, document: draft.shown, saved: draft.shown,
            problems: .none)
        let html = EditorTab.allCases.map(controls.tab).joined()
        var fields: [String: String] = [:]
        for match in html.matches(of: /<(?:input|textarea|select)[^>]* name="([^"]+)"[^>]*>/) {
            let name = String(match.output.1).unescaped
            if match.output.0.contains("type=\"file\"") { continue }
            if match.output.0.hasPrefix("<textarea") {
                let rest = html[match.range.upperBound...]
                let text = rest[..<(rest.firstRange(of: "</textarea>")?.lowerBound ?? rest.endIndex)].dropFirst()
                fields[name] = String(text).unescaped
            } else if match.output.0.hasPrefix("<select") {
                let rest = html[match.range.upperBound...]
                let options = rest[..<(rest.firstRange(of: "</select>")?.lowerBound ?? rest.endIndex)]
                fields[name] =
                    options.firstMatch(of: /value="([^"]*)" selected/).map { String($0.output.1).unescaped } ?? ""
            } else if match.output.0.contains("type=\"checkbox\"") {
                if match.output.0.contains(" checked") { fields[name] = "true" }
            } else {
                fields[name] = String(match.output.0.firstMatch(of: /value="([^"]*)"/)?.output.1 ?? "").unescaped
            }
        }
        return fields
    }

    @Test func `A form that changes nothing changes nothing, whatever the document holds`() throws {
        for one in CorpusCase.portal {
            guard let document = try? JSONNode(one.bytes), case .object = document else { continue }
            let draft = EditorDraft(OfferDocuments.Found(document, version: 1), Self.key, policy)
            let fields = try sent(draft)
            #expect(fields.count > 20, "\(one)")
            #expect(saved(draft, fields).document == document, "\(one)")
        }
    }

    @Test func `One field changes one member, and its neighbors stay to the byte`() throws {
        let draft = try draft { $0.set(offer("of-another-program"), to: ["kept": [1, .number("2.50"), .null]]) }
        var expected = draft.portal
        expected.set(offer("summary"), to: "Short & <b>bold</b>")
        var fields = try sent(draft)
        fields["/listing/summary"] = "Short & <b>bold</b>"
        #expect(saved(draft, fields).document == expected)
    }

    @Test func `A title that is far too long is kept whole, and lists show it as well`() throws {
        let draft = try draft()
        let long = String(repeating: "x", count: 3_000)
        let document = saved(draft, ["/listing/title": long]).document
        #expect(document.at(offer("title")) == .string(long))
        #expect(document.at(["definition", "displayText"]) == .string(long))
    }

    @Test func `A field that was emptied is absent, and lists and numbers are what they say`() throws {
        let draft = try draft()
        let changed = saved(
            draft,
            [
                "/listing/longSummary": "", "/listing/categories": "web\r\nanalytics\r\n\r\n",
                "/plans/0/sizes": "standard-d8", "rows /plans": "1", "rows /plans/0/ports": "1",
                "new /plans/0/ports": "1",
                "/plans/0/ports/0/port": "8443", "/plans/0/ports/1/port": "abc", "/plans/0/ports/1/transport": "udp",
            ])
        let document = changed.document
        #expect(document.at(offer("longSummary")) == nil)
        // The element that was there keeps what the Editor does not show.
        #expect(
            document.at(offer("categoryMap"))
                == [["categoryL1": "web", "categoryL2-web": ["servers"]], ["categoryL1": "analytics"]])
        #expect(plan(document, "recommendedVMSizes") == ["standard-d8"])
        #expect(
            plan(document, "openPorts")
                == [
                    ["port": 8443, "transport": "tcp", "name": "https"],
                    ["port": "abc", "transport": "udp"],
                ])
    }

    @Test func `The standard contract is chosen and left with one box, and the terms are kept meanwhile`() throws {
        let draft = try draft()
        var fields = try sent(draft)
        fields["/listing/standardContract"] = "true"
        var document = saved(draft, fields).document
        #expect(document.at(offer("useEnterpriseContract")) == true)
        #expect(document.at(offer("termsOfUse")) == draft.portal.at(offer("termsOfUse")))
        let chosen = EditorDraft(OfferDocuments.Found(document, version: 1), Self.key, policy)
        fields = try sent(chosen)
        #expect(fields["/listing/termsOfUse"] == "" && fields["/listing/standardContract"] == "true")
        fields["/listing/standardContract"] = ""
        document = saved(chosen, fields).document
        let ours = PortalTranslation(document, key: Self.key, version: 1).ours
        #expect(ours.at(["listing", "standardContract"]) == false)
        #expect(ours.at(["listing", "termsOfUse"])?.text == "Use it as the license says.")
    }

    @Test func `A row whose fields are all empty is gone, and an empty new row was none`() throws {
        let draft = try draft()
        var fields = try sent(draft)
        fields["/listing/usefulLinks/0/title"] = ""
        fields["/listing/usefulLinks/0/url"] = ""
        #expect(saved(draft, fields).document.at(offer("usefulLinks")) == [])
        var expected = draft.portal
        expected.set(offer("usefulLinks"), to: [])
        #expect(saved(draft, fields).document == expected)
    }

    @Test func `All new rows of the page are kept, except those that stayed empty`() throws {
        let draft = try draft()
        let list = "/listing/usefulLinks"
        let first = try #require(draft.shown.at(["listing", "usefulLinks"])?.items.count)
        var fields = try sent(draft)
        #expect(fields["new \(list)"] == "1")
        fields["new \(list)"] = "3"
        for index in [first, first + 2, first + 3] { fields["\(list)/\(index)/title"] = "Link \(index)" }
        let disks = "/plans/0/images/1/dataDisks"
        fields.merge([
            "/plans/0/images/1/version": "2.0.0", "new \(disks)": "2", "\(disks)/0/lun": "0", "\(disks)/1/lun": "7",
        ]) { $1 }
        #expect(fields["new /plans/0/images"] == "1" && fields["rows \(disks)"] == "0")
        let kept = PortalTranslation(saved(draft, fields).document, key: Self.key, version: 1).ours
        let links = kept.at(["listing", "usefulLinks"])?.items.dropFirst(first).map { $0["title"] }
        #expect(links == [.string("Link \(first)"), .string("Link \(first + 2)")], "the page had no fourth")
        let image = kept["plans"]?.items[0]["images"]?.items.first { $0["version"] == "2.0.0" }
        #expect(image?["dataDisks"]?.items.map { $0["lun"] } == [0, 7])
    }

    @Test func `An image keeps its secret and what is not shown, and gets what was typed`() throws {
        let draft = try draft { document in
            var plans = document.at(["definition", "plans"])?.items ?? []
            plans[0].set(
                ["microsoft-azure-virtualmachines.vmImages", "1.0.1", "architecture"], to: "x64")
            document.set(["definition", "plans"], to: .array(plans))
        }
        var fields = try sent(draft)
        #expect(fields["/plans/0/images/0/osDisk/url"]?.contains("sig=***") == true)
        fields["/plans/0/images/0/version"] = "1.0.2"
        let images = plan(saved(draft, fields).document, "vmImages")
        let url = images?.at(["1.0.2", "osVhdUrl"])?.text
        #expect(url?.contains("sig=c2lnbmF0dXJl") == true)
        #expect(images?.at(["1.0.2", "architecture"]) == "x64")
        #expect(images?["1.0.1"] == nil)
    }

    @Test func `Two images of one version cannot be held, and are refused at their field`() throws {
        let draft = try draft()
        var fields = try sent(draft)
        fields["/plans/0/images/1/version"] = "1.0.1"
        #expect(
            saved(draft, fields).refused.map { "\($0.pointer) \($0.code)" } == ["/plans/0/images/1/version duplicate"])
    }

    @Test(arguments: [
        ("usage-based", "", "usage-based"), ("usage-based", "1.5", "usage-based"),
        ("bring-your-own", "1.5", "bring-your-own"),
        ("free", "", "free"), ("bring-your-own", "", "bring-your-own"),
    ])
    func `A license and its prices come back as they were chosen`(license: String, price: String, kept: String) throws {
        let draft = try draft()
        var fields = try sent(draft)
        fields["/plans/0/license"] = license
        fields["/plans/0/prices/0/perHour"] = price
        if !price.isEmpty { fields["/plans/0/prices/0/country"] = "US" }
        let document = saved(draft, fields).document
        let plan = PortalTranslation(document, key: Self.key, version: 1).ours["plans"]?.items.first
        #expect(plan?["license"]?.text == kept)
        #expect(plan?["prices"]?.items.first?["perHour"] == (price.isEmpty ? nil : .number(price)))
    }

    @Test func `Prices by number of cores are typed in rows, and written as the portal has them`() throws {
        let draft = try draft()
        var fields = try sent(draft)
        fields["/plans/0/license"] = "usage-based"
        fields["/plans/0/prices/0/country"] = "US"
        fields["/plans/0/prices/0/currency"] = "USD"
        fields["/plans/0/prices/0/byCores/0/cores"] = "2"
        fields["/plans/0/prices/0/byCores/0/perHour"] = "0.1"
        let document = saved(draft, fields).document
        let pricing = document.at(["definition", "plans"])?.items.first?["virtualMachinePricing"]
        let core: JSONNode = ["individually": ["2core": .number("0.1")]]
        #expect(pricing?["regionPrices"] == [["region": "US", "currency": "USD", "coreMultiplier": core]])
        let again = EditorDraft(OfferDocuments.Found(document, version: 1), Self.key, policy)
        #expect(try sent(again)["/plans/0/prices/0/byCores/0/cores"] == "2")
    }

    @Test(arguments: ["0", "1", "3", "2"])
    func `A free trial that is typed is in the portal's pricing, beside what else is there`(months: String) throws {
        let pricing = ["definition", "plans"]
        let draft = try draft { document in
            var plans = document.at(pricing)?.items ?? []
            plans[0].set(["virtualMachinePricing", "of-another-program"], to: 1)
            document.set(pricing, to: .array(plans))
        }
        var fields = try sent(draft)
        fields["/plans/0/freeTrialMonths"] = months
        let written = saved(draft, fields).document.at(pricing)?.items.first?["virtualMachinePricing"]
        #expect(written?["freeTrialDurationInMonths"] == .number(months))
        #expect(written?["of-another-program"] == 1 && written?["isByol"] == true)
    }

    @Test func `Settings of the destination that was shown are kept when another is chosen`() throws {
        let draft = try draft {
            $0.set(offer("leadDestination"), to: "HttpsEndpoint")
            $0.set(offer("httpsEndpointLeadConfiguration"), to: ["httpsEndpointUrl": "https://a.example/leads"])
        }
        let document = saved(
            draft, ["/leads/destination": "salesforce", "/leads/settings/url": "https://b.example/leads"]
        ).document
        #expect(document.at(offer("leadDestination")) == "Salesforce")
        #expect(
            document.at(offer("httpsEndpointLeadConfiguration")) == ["httpsEndpointUrl": "https://b.example/leads"])
    }

    @Test func `Plans are added, copied, moved and removed, and a copy has an id of its own`() throws {
        var document = try draft().portal
        func ids() -> [String?] { document.at(["definition", "plans"])?.items.map { $0["planId"]?.text } ?? [] }
        #expect(PlanChange("copy 0")?.apply(to: &document) == 1)
        #expect(ids() == ["basic", "basic-2"])
        #expect(plan(document, "vmImages", 1) == plan(document, "vmImages", 0))
        #expect(PlanChange("up 1")?.apply(to: &document) == 0)
        #expect(PlanChange("add")?.apply(to: &document) == 2)
        #expect(ids() == ["basic-2", "basic", nil])
        #expect(PlanChange("remove 2")?.apply(to: &document) == 1)
        #expect(PlanChange("down 0")?.apply(to: &document) == 1)
        #expect(ids() == ["basic", "basic-2"])
        let before = document
        for outside in ["up 0", "down 1", "copy 7", "remove -1"] { _ = PlanChange(outside)?.apply(to: &document) }
        #expect(document == before)
        #expect(PlanChange("validate") == nil && PlanChange("copy") == nil)
    }

    // MARK: Where a problem belongs

    @Test(arguments: [
        ("/listing/title", "/listing/title", "listing"), ("/listing/categories/1", "/listing/categories", "listing"),
        ("/plans/2/operatingSystem/family", "/plans/2/operatingSystem/family", "plans"),
        ("/plans/0/operatingSystem", "/plans/0/operatingSystem/family", "plans"),
        ("/plans/0/ports/1", "/plans/0/ports/1", "plans"), ("/plans", "/plans", "plans"),
        ("/media/logos/40x40", "/media/logos/40x40", "media"), ("/media/logos/1x1", "/media/logos/40x40", "media"),
        ("/audience/previewSubscriptions/3/type", "/audience/previewSubscriptions/3/type", "audience"),
        ("/contacts/support", "/contacts/support/name", "support"), ("", "settings", "settings"),
        ("/version", "settings", "settings"),
    ])
    func `A problem leads to its field`(pointer: String, anchor: String, tab: String) {
        #expect(EditorTable(policy, for: .virtualMachine).anchor(pointer) == anchor)
        #expect(EditorTab.of(pointer).rawValue == tab)
    }

    @Test func `A problem of the portal's document leads to the field it is shown in`() throws {
        let draft = try draft { document in
            var plans = document.at(["definition", "plans"])?.items ?? []
            plans[0].set(["virtualMachinePricing"], to: ["isByol": 7])
            document.set(["definition", "plans"], to: .array(plans))
        }
        let translation = PortalTranslation(draft.portal, key: Self.key, version: 1)
        let problems = EditorProblems(
            translation.problems, words: Words(.english), table: draft.table, translation: translation)
        #expect(problems.entries.map(\.anchor) == ["/plans/0/license"])
        #expect(problems.count(.plans) == 1)
    }

    @Test(arguments: OfferType.allCases)
    func `Each field, row and choice of the table has a name in every language`(_ type: OfferType) {
        let table = EditorTable(policy, for: type)
        func check(_ field: EditorField, _ pointer: String) {
            if field.members.isEmpty || field.hasRows {
                #expect(Localization.knows(EditorLabel.code(pointer)), "\(EditorLabel.code(pointer))")
            }
            if field.kind == .list {
                let row = EditorLabel.code(pointer).replacing("field.", with: "row.")
                #expect(Localization.knows(row), "\(row)")
            }
            for word in field.kind == .choice ? field.rule?.of ?? [] : [] {
                for language in Language.allCases {
                    #expect(Localization.table(language)["choice.\(word)"] != nil, "\(word)")
                }
            }
            for member in field.members { check(member, "\(pointer)/\(member.name)") }
            if field.hasRows, let row = field.element { check(row, "\(pointer)/0") }
        }
        for tab in EditorTab.allCases {
            #expect(!table.fields(of: tab).isEmpty, "\(tab)")
            for (pointer, field) in table.fields(of: tab) { check(field, pointer) }
        }
    }
}

extension String {
    /// As a browser reads it.
    fileprivate var unescaped: String {
        replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}
