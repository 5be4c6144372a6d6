// A plan: its contents, what it runs on, and its prices.

import Offers
import Stages

struct PlanView {
    private let words: Words

    init(_ words: Words) {
        self.words = words
    }

    func html(_ plan: PublicOffer.Plan) -> String {
        """
        <li class="plan">
        <div class="plan-head"><h3>\(e(plan.title))</h3><p class="license">\(e(license(plan)))</p></div>
        <p class="summary">\(e(plan.summary))</p>
        \(plan.description.map { "<div class=\"rich\">\(ProductView.rich($0))</div>" } ?? "")
        \(facts(plan))
        \(prices(plan))
        </li>
        """
    }

    private func license(_ plan: PublicOffer.Plan) -> String {
        if !plan.prices.isEmpty { return Prices([plan], words).short }
        return plan.license.map { words["license.\($0.rawValue)"] } ?? ""
    }

    private func facts(_ plan: PublicOffer.Plan) -> String {
        var facts: [(String, String)] = []
        if let system = plan.operatingSystem {
            facts.append(
                (words["operating-system"], "\(system.family == .linux ? "Linux" : "Windows"), \(system.type)"))
        }
        if let months = plan.freeTrialMonths, months > 0 {
            let span = months == 1 ? words["one-month"] : words.text("months", ["count": "\(months)"])
            facts.append((words["free-trial"], span))
        }
        if !plan.sizes.isEmpty { facts.append((words["sizes"], plan.sizes.joined(separator: ", "))) }
        if !plan.ports.isEmpty {
            let ports = plan.ports.map { "\($0.port)/\($0.transport)\($0.name.map { " (\($0))" } ?? "")" }
            facts.append((words["ports"], ports.joined(separator: ", ")))
        }
        let versions = plan.images.compactMap(\.version)
        if !versions.isEmpty { facts.append((words["versions"], versions.joined(separator: ", "))) }
        let tags = plan.images.flatMap(\.tags).map(\.tag)
        if !tags.isEmpty { facts.append((words["image-tags"], tags.joined(separator: ", "))) }
        return facts.isEmpty
            ? "" : "<dl>\(facts.map { "<div><dt>\(e($0.0))</dt><dd>\(e($0.1))</dd></div>" }.joined())</dl>"
    }

    private func prices(_ plan: PublicOffer.Plan) -> String {
        guard !plan.prices.isEmpty else { return "" }
        let prices = Prices([plan], words)
        let rows = plan.prices.map { (country: prices.country($0.country), prices: prices.texts($0)) }
            .sorted { $0.country < $1.country }
        let lines = rows.map { row in
            "<tr><th scope=\"row\">\(e(row.country))</th><td>\(row.prices.map(e).joined(separator: "<br>"))</td></tr>"
        }.joined()
        return """
            <details\(rows.count <= 4 ? " open" : "")><summary>\(e(words["prices"]))</summary>
            <table><caption class="visually-hidden">\(e(words["prices"]))</caption>
            <thead><tr><th scope="col">\(e(words["country"]))</th><th scope="col">\(e(words["per-hour"]))</th></tr></thead>
            <tbody>\(lines)</tbody></table></details>
            """
    }
}
