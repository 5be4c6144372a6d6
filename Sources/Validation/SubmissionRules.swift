// The parts that come from the command and the profile instead of the document: the allow-list, the addresses for mail,
// and the terms of the live offer.

import Assets
import Base
import FoundationEssentials
import JSON
import Offers

extension Review {
    /// The command's allow-list replaces the document's (R16), and the same rules apply to it.
    mutating func takeAllowListOfCommand() {
        guard let list = check.allowList else { return }
        let subscriptions = AllowList(list).entries.map { entry in
            let type = entry.type.isEmpty ? [] : [JSONNode.Member("type", .string(entry.type))]
            return JSONNode.object([.init("id", .string(entry.id))] + type)
        }
        let audience = (document["audience"] ?? .object([])).setting("previewSubscriptions", .array(subscriptions))
        document = document.setting("audience", audience)
    }

    /// If the profile requires it, mail must have a recipient (R3). `FieldRules` checks the document's addresses.
    mutating func checkNotificationAddresses() {
        let pointer = "/notifications/emails"
        let inDocument = Set(document["notifications"]?["emails"]?.items.compactMap(\.text) ?? [])
        for address in check.notify where !inDocument.contains(address) && Mailbox(address) == nil {
            report("notification-address-malformed", at: pointer, ["value": address])
        }
        let most = check.policy.fields.first { $0.at.description == pointer }?.most
        if let most, check.notify.count > most {
            report(
                "notification-addresses-count", at: pointer,
                ["value": "\(check.notify.count)", "least": "0", "most": "\(most)"])
        }
        checkMailDomains(inDocument.union(check.notify), at: pointer)
        if check.requiresNotificationAddress, inDocument.isEmpty, check.notify.isEmpty {
            report("notification-address-missing", at: pointer)
        }
    }

    /// Mail only goes where the policy allows it for this publisher.
    private mutating func checkMailDomains(_ addresses: Set<String>, at pointer: String) {
        guard let policy = check.policy.mail, let publisher = document["publisher"]?.text,
            let domains = policy.domains(of: publisher)
        else { return }
        for address in addresses.sorted() {
            guard let parsed = Mailbox(address)?.address, !policy.allows(parsed, of: publisher) else { continue }
            report(
                "notification-address-outside", at: pointer,
                ["value": address, "choices": domains.joined(separator: ", ")])
        }
    }

    /// What cannot change after an offer was live.
    mutating func checkLiveTerms() {
        guard let live = check.liveTerms else { return }
        if let type = document["type"]?.text, type != live.type {
            report("live-type-changed", at: "/type", ["value": type, "most": live.type])
        }
        let plans = document["plans"]?.items ?? []
        let ids = plans.compactMap { $0["id"]?.text }
        for id in live.plans.keys.sorted() where !ids.contains(id) {
            report("live-plan-removed", at: "/plans", ["value": id])
        }
        for (index, plan) in plans.enumerated() {
            guard let terms = plan["id"]?.text.flatMap({ live.plans[$0] }) else { continue }
            hold(plan, to: terms, at: "/plans/\(index)")
        }
    }

    private mutating func hold(_ plan: JSONNode, to live: LiveTerms.Plan, at pointer: String) {
        let license = plan["license"]?.text ?? ""
        if license != live.license {
            report("live-license-changed", at: "\(pointer)/license", ["value": license, "most": live.license])
        }
        let highest = live.disks.keys.compactMap { Version($0) }.max()
        for (index, image) in (plan["images"]?.items ?? []).enumerated() {
            guard let version = image["version"]?.text else { continue }
            let count = image["dataDisks"]?.items.count ?? 0
            if let before = live.disks[version].map({ $0.count - 1 }) {
                if before != count {
                    report(
                        "live-data-disks-changed", at: "\(pointer)/images/\(index)/dataDisks",
                        ["value": "\(count)", "most": "\(before)"])
                }
            } else if let new = Version(version), let highest, new < highest {
                report(
                    "live-version-not-higher", at: "\(pointer)/images/\(index)/version",
                    ["value": version, "least": highest.numbers.map(String.init).joined(separator: ".")])
            }
        }
        for (index, price) in (plan["prices"]?.items ?? []).enumerated() {
            guard let before = price["country"]?.text.flatMap({ live.prices[$0] }) else { continue }
            hold(price, to: before, at: "\(pointer)/prices/\(index)")
        }
    }

    /// A price keeps its currency and its form, and does not rise.
    private mutating func hold(_ price: JSONNode, to live: LiveTerms.Price, at pointer: String) {
        let byCores = price["byCores"]?.items ?? []
        let perHour = price["perHour"]?.decimal
        guard !byCores.isEmpty || perHour != nil else { return }
        let currency = price["currency"]?.text ?? ""
        let basis = !byCores.isEmpty ? "byCores" : price["perCore"] == .boolean(true) ? "perCore" : "perHour"
        if currency != live.currency {
            report("live-currency-changed", at: pointer, ["value": currency, "most": live.currency])
        }
        if basis != live.amount.basis {
            report("live-price-basis-changed", at: pointer, ["value": basis, "most": live.amount.basis])
        }
        guard currency == live.currency, basis == live.amount.basis else { return }
        switch live.amount {
        case .perHour(let most), .perCore(let most): hold(perHour, under: most, currency, at: pointer)
        case .byCores(let prices):
            for (index, row) in byCores.enumerated() {
                guard let most = row["cores"]?.integer.flatMap({ prices[$0] }) else { continue }
                hold(row["perHour"]?.decimal, under: most, currency, at: "\(pointer)/byCores/\(index)")
            }
        }
    }

    private mutating func hold(_ price: Decimal?, under most: Decimal, _ currency: String, at pointer: String) {
        guard let price, price > most else { return }
        report("live-price-raised", at: pointer, ["value": "\(price) \(currency)", "most": "\(most) \(currency)"])
    }
}

extension JSONNode {
    /// This object with a member added or replaced; a value of another type is returned unchanged.
    fileprivate func setting(_ name: String, _ value: JSONNode) -> JSONNode {
        guard case .object(var members) = self else { return self }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append(.init(name, value))
        }
        return .object(members)
    }
}
