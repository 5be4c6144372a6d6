// The sample documents' text. Written as a person would write them, so that they can be read as examples.

/// A disk and the digest that the document states of it.
struct Disk {
    var url: String
    var digest: String?

    /// As members of a JSON object.
    var members: String { #""url": "\#(url)""# + (digest.map { #", "digest": "\#($0)""# } ?? "") }
}

/// One complete offer.
struct OfferJSON {
    enum Plans {
        case disks(system: Disk, data: Disk?)
        case container(layout: String, tags: [(tag: String, digest: String)])
    }

    var offer: String
    var version = 1
    var summary = "A small web server, ready to serve in a minute."
    var plans: Plans
    /// Address of the deployment package.
    var testDrive: String?

    /// The document; `pictures` is the address of the folder they are in.
    func text(pictures: String) -> String {
        """
        {
          "publisher": "contoso",
          "offer": "\(offer)",
          "type": "\(type)",
          "version": \(version),
          "listing": {
            "title": "\(title)",
            "summary": "\(summary)",
            "longSummary": "A hardened web server with automatic certificates, for teams that want to publish a site today.",
            "description": "<p>Serves your site <b>at once</b>.</p><ul><li>Automatic certificates</li></ul>",
            "categories": ["web"],
            "usefulLinks": [{ "title": "Documentation", "url": "https://www.contoso.example/web/docs" }],
            "privacyPolicyUrl": "https://www.contoso.example/privacy",
            "termsOfUse": "Use it as the license at https://www.contoso.example/license says."
          },
          "media": {
            "logos": {
              "40x40": "\(pictures)/40x40.png",
              "90x90": "\(pictures)/90x90.png",
              "115x115": "\(pictures)/115x115.png",
              "255x115": "\(pictures)/255x115.png",
              "815x290": "\(pictures)/815x290.png"
            },
            "screenshots": [{ "title": "The dashboard", "url": "\(pictures)/533x324.png" }]
          },
          "contacts": {
            "support": {
              "name": "Contoso Support", "email": "support@contoso.example", "phone": "+1 425 555 0100",
              "url": "https://www.contoso.example/support"
            },
            "engineering": { "name": "Ada Example", "email": "ada@contoso.example", "phone": "+1 425 555 0101" }
          },
          "audience": {
            "previewSubscriptions": [{ "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "type": "pay-as-you-go" }],
            "countries": ["US", "FR", "JP"]
          },
          "notifications": { "emails": ["publishing@contoso.example"], "language": "en" },
          "leads": { "destination": "none" },\(testDriveText)
          "plans": [
            {
              "id": "basic",
              "title": "Basic",
              "summary": "One server",
              "description": "One server with one site.",\(planText)
            }
          ]
        }

        """
    }

    private var type: String {
        switch plans {
        case .disks: "virtual-machine"
        case .container: "container-image"
        }
    }

    private var title: String {
        switch plans {
        case .disks: "Contoso Web Server"
        case .container: "Contoso Web Container"
        }
    }

    private var planText: String {
        switch plans {
        case .disks(let system, let data):
            """

                  "operatingSystem": { "family": "linux", "type": "Debian 12" },
                  "sizes": ["standard-d2", "standard-d4"],
                  "license": "usage-based",
                  "prices": [
                    { "country": "US", "currency": "USD", "perHour": 0.05 },
                    { "country": "FR", "currency": "EUR", "perHour": 0.045 },
                    { "country": "JP", "currency": "JPY", "perHour": 7.5 }
                  ],
                  "ports": [{ "port": 443, "transport": "tcp", "name": "https" }],
                  "images": [
                    {
                      "version": "1.0.0",
                      "osDisk": { \(system.members) },
                      "dataDisks": [\(data.map { #"{ "lun": 0, \#($0.members) }"# } ?? "")]
                    }
                  ]
            """
        case .container(let layout, let tags):
            """

                  "images": [
                    {
                      "layout": "\(layout)",
                      "tags": [
                        \(tags.map { #"{ "tag": "\#($0.tag)", "digest": "\#($0.digest)" }"# }.joined(separator: ",\n            "))
                      ]
                    }
                  ]
            """
        }
    }

    private var testDriveText: String {
        guard let testDrive else { return "" }
        return """

              "testDrive": {
                "enabled": true,
                "kind": "azure-resource-manager",
                "regions": ["westeurope", "eastus"],
                "instances": { "hot": 1, "warm": 0, "cold": 2 },
                "durationHours": 2,
                "packageUrl": "\(testDrive)",
                "accessInformation": "Open the address shown and sign in with the name and word beside it.",
                "subscription": "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c",
                "tenant": "6ecd8c99-4036-403d-bf84-cf8400f67836"
              },
            """
    }

    /// An offer in which much is wrong; where its mail goes is right, so that its publisher hears of it.
    static let bad = """
        {
          "publisher": "contoso",
          "offer": "bad-offer",
          "type": "virtual-machine",
          "listing": {
            "title": "A title that is a good deal longer than the fifty characters that a listing may have",
            "summary": "Too many categories, and a script in the description.",
            "description": "<script>alert(1)</script>",
            "categories": ["web", "security", "storage"],
            "privacyPolicyUrl": "not an address"
          },
          "media": { "logos": { "40x40": "https://www.contoso.example/40x40.png" } },
          "contacts": {
            "support": { "name": "Contoso Support", "email": "support at contoso", "phone": "+1 425 555 0100" }
          },
          "audience": {
            "previewSubscriptions": [
              { "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "type": "csp" },
              { "id": "not-a-guid", "type": "pay-as-you-go" }
            ],
            "countries": ["US"]
          },
          "notifications": { "emails": ["publishing@contoso.example"], "language": "en" },
          "leads": { "destination": "marketo" },
          "plans": [
            {
              "id": "Basic Plan",
              "title": "Basic",
              "summary": "One server",
              "operatingSystem": { "family": "linux", "type": "Debian 12" },
              "sizes": [],
              "license": "usage-based",
              "images": [
                {
                  "version": "1.0",
                  "osDisk": { "url": "http://contoso.example/web server.vhd" },
                  "dataDisks": [{ "lun": 1, "url": "https://contoso.example/vhds/data.vhd" }]
                }
              ]
            }
          ]
        }

        """
}
