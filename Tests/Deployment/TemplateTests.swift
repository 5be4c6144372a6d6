import Testing

@testable import Deployment

@Suite struct TemplateTests {
    private let values: Template.Values = [
        "name": .text("outer"), "some": .text("x"), "none": .list([]), "yes": .flag(true),
        "list": .list([["name": .text("a")], ["name": .text("b")]]),
    ]

    @Test(arguments: [
        ("{{name}}!", "outer!"),
        ("({{#list}}{{name}} {{some}},{{/list}})", "(a x,b x,)"),
        ("1\n  {{#list}}\n  - {{name}}\n  {{/list}}\n2\n", "1\n  - a\n  - b\n2\n"),
        ("{{#list}}\n{{#yes}}\n{{name}}\n{{/yes}}\n{{/list}}\n", "a\nb\n"),
        ("{{#none}}\n{{unknown}}\n{{/none}}\nend", "end"),
        ("{{#some}}{{name}}{{/some}} {{#none}}no{{/none}}", "outer "),
    ])
    func `Names, lists and missing values are rendered`(template: String, text: String) throws {
        #expect(try Template(template).render(values) == text)
    }

    @Test(arguments: ["{{unknown}}", "{{list}}", "{{#list}}", "{{/list}}", "{{#list}}{{/none}}{{/list}}", "{{name"])
    func `A wrong template is an error`(template: String) {
        #expect(throws: TemplateError.self) { try Template(template).render(values) }
    }
}
