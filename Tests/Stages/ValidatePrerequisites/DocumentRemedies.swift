// Remedies of texts, plans and signatures; RemedyTests follows them.

import Offers

extension RemedyTests {
    private static let customer = "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c"

    static let documents = [
        Remedy("text-control-character", "/listing/title", "Contoso\u{202E}Web", "ContosoWeb"),
        Remedy("text-too-many-bytes", "/listing/title", "a" + String(repeating: "\u{301}", count: 200), "a"),
        Remedy(
            "description-too-long", wrong: { $0.set("/listing/description", String(repeating: "<br>", count: 1_000)) },
            right: { draft, _ in draft.set("/listing/description", String(repeating: "<br>", count: 750)) }),
        Remedy(
            "number-too-large", wrong: { $0.set("/testDrive", ["enabled": false, "durationHours": 1e30]) },
            right: { draft, _ in draft.set("/testDrive", ["enabled": false, "durationHours": 1]) }),
        Remedy(
            "member-of-other-type", in: "offer-container", wrong: { $0.set("/plans/0/license", "free") },
            right: { draft, _ in draft.set("/plans/0/license", nil) }),
        Remedy(
            "prices-without-use", wrong: { $0.set("/plans/0/license", "free") },
            right: { $0.set($1.pointer, nil) }),
        Remedy(
            "standard-contract-none",
            wrong: { draft in
                draft.check.policy.standardContract = nil
                draft.set("/listing/standardContract", true)
                draft.set("/listing/termsOfUse", nil)
            },
            right: { draft, _ in
                draft.set("/listing/standardContract", nil)
                draft.set("/listing/termsOfUse", "Use it.")
            }),
        Remedy(
            "terms-beside-contract", wrong: { $0.set("/listing/standardContract", true) },
            right: { $0.set($1.pointer, nil) }),
        Remedy(
            "terms-beside-contract", wrong: { $0.set("/listing/standardContract", true) },
            right: { draft, _ in draft.set("/listing/standardContract", false) }),
        Remedy(
            "price-forms-both",
            wrong: { $0.set("/plans/0/prices/0/byCores", [["cores": 2, "perHour": 0.1]] as [[String: any Sendable]]) },
            right: { $0.set($1.pointer, nil) }),
        Remedy(
            "price-forms-both",
            wrong: { $0.set("/plans/0/prices/0/byCores", [["cores": 2, "perHour": 0.1]] as [[String: any Sendable]]) },
            right: { draft, _ in draft.set("/plans/0/prices/0/perHour", nil) }),
        Remedy(
            "free-trial-without-use",
            wrong: { draft in
                draft.set("/plans/0/license", "free")
                draft.set("/plans/0/prices", nil)
                draft.set("/plans/0/freeTrialMonths", 1)
            }, right: { $0.set($1.pointer, nil) }),
        Remedy(
            "free-trial-unknown", wrong: { $0.set("/plans/0/freeTrialMonths", 2) },
            right: { $0.set($1.pointer, Int(($1.values["choices"] ?? "").suffix(1))) }),
        Remedy("plan-country-not-offered", "/plans/0/countries", ["US", "NO"], ["US"]),
        Remedy("secret-masked", disk, signed { $0.replacing("sig=abc", with: "sig=***") }, signedURL()),
        Remedy("image-url-slash", disk, signed { $0.replacing(".vhd?", with: ".vhd/?") }, signedURL()),
        Remedy("image-url-exported", disk, signed { $0.replacing("vhds/disk.vhd", with: "0abc/abcd") }, signedURL()),
        Remedy("image-url-no-container", disk, signed { $0.replacing("vhds/", with: "") }, signedURL()),
        Remedy("signature-escaped", disk, signed { $0.replacing("&", with: "&amp;") }, signedURL()),
        Remedy("signature-policy", disk, signed { $0 + "&si=policy" }, signedURL()),
        Remedy("signature-account", disk, signed { $0 + "&ss=b&srt=co" }, signedURL()),
        Remedy("signature-delegation", disk, signed { $0 + "&ske=2026-11-26T00:00:00Z" }, signedURL()),
        Remedy("signature-address-bound", disk, signed { $0 + "&sip=203.0.113.7" }, signedURL()),
        Remedy(
            "signature-start-missing", wrong: { $0.set(disk, signed { $0.replacing(/st=[^&]*&/, with: "") }) },
            right: { $0.set(disk, signedURL().replacing(/st=[^&]*/, with: "st=\($1.values["most"] ?? "")")) }),
        Remedy(
            "signature-start-form", wrong: { $0.set(disk, signed { $0.replacing(/st=[^&]*/, with: "st=2026-11-01") }) },
            right: { $0.set(disk, signedURL().replacing(/st=[^&]*/, with: "st=\($1.values["most"] ?? "")")) }),
        Remedy(
            "signature-end-missing", wrong: { $0.set(disk, signed { $0.replacing(/se=[^&]*&/, with: "") }) },
            right: { $0.set(disk, signedURL().replacing(/se=[^&]*/, with: "se=\($1.values["least"] ?? "")")) }),
        Remedy(
            "signature-end-form", wrong: { $0.set(disk, signed { $0.replacing(/se=[^&]*/, with: "se=12-31-2027") }) },
            right: { $0.set(disk, signedURL().replacing(/se=[^&]*/, with: "se=\($1.values["least"] ?? "")")) }),
        Remedy(
            "member-unknown", wrong: { $0.set("/listing/keywords", 5) },
            right: { draft, _ in draft.set("/listing/keywords", nil) }),
        Remedy(
            "member-unknown-like", wrong: { $0.set("/listing/longSumary", "Text") },
            right: { draft, _ in
                draft.set("/listing/longSumary", nil)
                draft.set("/listing/longSummary", "Text")
            }),
    ]
}
