// The frame of the operators' pages: their tabs, and the forms' common parts.

import Offers

enum OperationsFrame {
    enum Tab: String, CaseIterable {
        case needs, stages
        case deadLetters = "dead-letters"
        case quotas, audit

        var address: String { self == .needs ? "/operations" : "/operations/\(rawValue)" }
    }

    /// `notice` is the result of the last form, as HTML.
    static func page(_ words: Words, _ session: Session, _ tab: Tab, notice: String = "", main: String) -> Page {
        let tabs = Tab.allCases.map { one in
            "<a href=\"\(one.address)\"\(one == tab ? " aria-current=\"page\"" : "")>\(e(words["tab.\(one.rawValue)"]))</a>"
        }
        return Layout.page(
            words, title: words["tab.\(tab.rawValue)"], session: session, address: tab.address,
            main: """
                <div class="heading"><h1>\(e(words["tab.\(tab.rawValue)"]))</h1></div>
                <nav class="tabs" aria-label="\(e(words["operations"]))">\(tabs.joined(separator: "\n"))</nav>
                \(notice)
                \(main)
                """)
    }

    static func good(_ text: String) -> String { "<p class=\"notice good\" role=\"status\">\(e(text))</p>" }
    static func bad(_ text: String) -> String { "<p class=\"notice bad\" role=\"alert\">\(e(text))</p>" }

    /// The field for the reason, which is for operators.
    static func reason(_ words: Words, id: String = "reason", isRequired: Bool = true) -> String {
        """
        <div class="grow"><label for="\(id)">\(e(words["reason"]))</label>
        <input id="\(id)" name="reason" maxlength="2000"\(isRequired ? " required" : "")></div>
        """
    }

    /// The least number of hours that something waits.
    static func hours(_ words: Words, _ hours: Int) -> String {
        "<div><label for=\"hours\">\(e(words["waiting-hours"]))</label><input id=\"hours\" name=\"hours\" type=\"number\" min=\"0\" max=\"100000\" value=\"\(hours)\"></div>"
    }

    static func select(
        _ words: Words, _ name: String, label: String, _ options: [(value: String, text: String)], _ chosen: String
    ) -> String {
        let all = [(value: "", text: words["all"])] + options
        let items = all.map {
            "<option value=\"\(e($0.value))\"\($0.value == chosen ? " selected" : "")>\(e($0.text))</option>"
        }
        return
            "<div><label for=\"\(name)\">\(e(label))</label><select id=\"\(name)\" name=\"\(name)\">\(items.joined())</select></div>"
    }
}
