extension FileGrammar {
    /// Every kind of file that is read by a schema of its own.
    static let all = [rules, ruleTests, carts, workflows, workflowTests, manifests, configurations]

    private static let rules = FileGrammar(
        area: "rule", file: "rule.yaml", kind: "rule", audience: .merchant,
        examples: [
            .conflictingFields: .text(
                """
                kind: Promotion
                id: summer
                give: { percent: 10, price: "5.00" }
                """),
            .emptyValue: .text(
                """
                kind: Promotion
                id: summer
                when:
                give: { percent: 10 }
                """),
            .invalidBoolean: .text(
                """
                kind: Promotion
                id: summer
                partial: yes
                take: { shirts: { quantity: 3 } }
                give: { percent: 10 }
                """),
            .invalidDecimal: .text(
                """
                kind: Promotion
                id: summer
                give: { percent: ten }
                """),
            .invalidInteger: .text(
                """
                kind: Promotion
                id: summer
                step: first
                give: { percent: 10 }
                """),
            .invalidValue: .text(
                """
                kind: Promotion
                id: summer
                active: { zone: Mars/Olympus }
                give: { percent: 10 }
                """),
            .missingField: .text(
                """
                kind: Promotion
                id: summer
                """),
            .outOfRange: .text(
                """
                kind: Promotion
                id: summer
                give: { percent: 110 }
                """),
            .repeated: .text(
                """
                kind: Promotion
                id: summer
                channels: [web, web]
                give: { percent: 10 }
                """),
            .tooMany: .situation("A promotion that lists more than a thousand channels."),
            .unknownField: .text(
                """
                kind: Promotion
                id: summer
                wehn: cart.quantity > 2
                give: { percent: 10 }
                """),
            .unknownValue: .text(
                """
                kind: Promotion
                id: summer
                phase: ordr
                give: { percent: 10 }
                """),
            .wrongKind: .text(
                "- kind: Promotion"),
        ])

    private static let ruleTests = FileGrammar(
        area: "test", file: "rules/summer/tests.yaml", kind: "test of rules", audience: .merchant,
        examples: [
            .emptyValue: .text(
                """
                tests:
                  - name:
                    cart: { currency: USD, lines: [] }
                    expect: { discount: 0 }
                """),
            .invalidBoolean: .text(
                """
                tests:
                  - name: nothing
                    alone: yes
                    cart: { currency: USD, lines: [] }
                    expect: { discount: 0 }
                """),
            .invalidDecimal: .text(
                """
                tests:
                  - name: nothing
                    cart: { currency: USD, lines: [], taxRates: { standard: 20% } }
                    expect: { discount: 0 }
                """),
            .invalidInteger: .text(
                """
                tests:
                  - name: nothing
                    cart: { currency: USD, lines: [] }
                    expect: { discount: none }
                """),
            .invalidValue: .text(
                """
                tests:
                  - name: nothing
                    at: tomorrow
                    cart: { currency: USD, lines: [] }
                    expect: { discount: 0 }
                """),
            .missingField: .text(
                """
                tests:
                  - name: nothing
                    cart: { currency: USD, lines: [] }
                """),
            .outOfRange: .text(
                """
                tests:
                  - name: nothing
                    cart: { currency: USD, lines: [] }
                    expect: { discount: -5 }
                """),
            .repeated: .text(
                """
                tests:
                  - name: nothing
                    codes: [SPRING, SPRING]
                    cart: { currency: USD, lines: [] }
                    expect: { discount: 0 }
                """),
            .tooMany: .situation("A file with more than a thousand tests."),
            .unknownField: .text(
                """
                tests:
                  - name: nothing
                    cart: { currency: USD, lines: [] }
                    expect: { discout: 0 }
                """),
            .unknownValue: .text(
                """
                tests:
                  - name: nothing
                    cart: { currency: USD, lines: [] }
                    expect: { status: used }
                """),
            .wrongKind: .text(
                "tests: nothing"),
        ])

    private static let carts = FileGrammar(
        area: "cart", file: "cart.yaml", kind: "cart", audience: .merchant,
        examples: [
            .emptyValue: .text(
                """
                currency:
                lines: []
                """),
            .invalidBoolean: .text(
                """
                currency: USD
                lines: [ { id: "1", quantity: 1, unitPrice: 900, onSale: yes } ]
                """),
            .invalidDecimal: .text(
                """
                currency: USD
                lines: []
                taxRates: { standard: 20% }
                """),
            .invalidInteger: .text(
                """
                currency: USD
                lines: [ { id: "1", quantity: 1, unitPrice: "9.00" } ]
                """),
            .missingField: .text(
                """
                currency: USD
                lines: [ { id: "1", unitPrice: 900 } ]
                """),
            .outOfRange: .text(
                """
                currency: USD
                lines: [ { id: "1", quantity: -1, unitPrice: 900 } ]
                """),
            .repeated: .text(
                """
                currency: USD
                lines: []
                customer: { id: cus_1, segments: [vip, vip] }
                """),
            .tooMany: .situation("A cart with more than a thousand lines."),
            .unknownField: .text(
                """
                currency: USD
                lines: [ { id: "1", quantiy: 1, unitPrice: 900 } ]
                """),
            .unknownValue: .text(
                """
                currency: USD
                pricesInclude: taxes
                lines: []
                """),
            .wrongKind: .text(
                """
                currency: USD
                lines: none
                """),
        ])

    private static let workflows = FileGrammar(
        area: "workflow", file: "workflow.yaml", kind: "workflow", audience: .merchant,
        examples: [
            .conflictingFields: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - pay: { execute: command, wait: PT5M }
                """),
            .emptyValue: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before:
                do:
                  - pay: { execute: command }
                """),
            .invalidBoolean: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, by: { role: lead } } ]
                        commentOnRejection: yes
                      outcomes: { approved: pay, rejected: end }
                  - pay: { execute: command }
                """),
            .invalidInteger: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, by: { role: lead }, need: two } ]
                      outcomes: { approved: pay, rejected: end }
                  - pay: { execute: command }
                """),
            .invalidValue: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - wait: { wait: 5 minutes }
                  - pay: { execute: command }
                """),
            .missingField: .text(
                """
                kind: Workflow
                id: refunds
                before: order.refund
                do:
                  - pay: { execute: command }
                """),
            .outOfRange: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, by: { role: lead }, need: 0 } ]
                      outcomes: { approved: pay, rejected: end }
                  - pay: { execute: command }
                """),
            .tooMany: .situation("A workflow with more than 200 tasks."),
            .unknownField: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - pay: { execute: command, them: end }
                """),
            .unknownValue: .text(
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, by: { role: lead } } ]
                        due: { after: PT48H, outcome: refused }
                      outcomes: { approved: pay, rejected: end }
                  - pay: { execute: command }
                """),
            .wrongKind: .text(
                """
                kind: Promotion
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - pay: { execute: command }
                """),
        ])

    private static let workflowTests = FileGrammar(
        area: "workflowTest", file: "workflows/refunds/tests.yaml", kind: "test of a workflow", audience: .merchant,
        examples: [
            .conflictingFields: .text(
                """
                tests:
                  - name: nothing
                    command: {}
                    steps:
                      - { decide: { by: usr_fin, outcome: approved }, after: PT24H }
                """),
            .emptyValue: .text(
                """
                tests:
                  - name:
                    command: {}
                """),
            .invalidBoolean: .text(
                """
                tests:
                  - name: nothing
                    command: {}
                    expect: { held: yes }
                """),
            .invalidInteger: .text(
                """
                tests:
                  - name: nothing
                    command: {}
                    expect: { executions: once }
                """),
            .invalidValue: .text(
                """
                tests:
                  - name: nothing
                    command: {}
                    at: tomorrow
                """),
            .missingField: .text(
                """
                tests:
                  - name: nothing
                """),
            .outOfRange: .text(
                """
                tests:
                  - name: nothing
                    command: {}
                    expect: { executions: -1 }
                """),
            .tooMany: .situation("A file with more than a thousand tests."),
            .unknownField: .text(
                """
                tests:
                  - name: nothing
                    command: {}
                    expects: { state: completed }
                """),
            .unknownValue: .text(
                """
                tests:
                  - name: nothing
                    command: {}
                    expect: { state: done }
                """),
            .wrongKind: .text(
                "tests: nothing"),
        ])

    private static let manifests = FileGrammar(
        area: "manifest", file: "plugin.yaml", kind: "manifest of a plugin", audience: .vendor,
        examples: [
            .emptyValue: .text(
                """
                schema: stoa/plugin/1
                id:
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: discount.propose, handler: propose } ]
                """),
            .invalidBoolean: .text(
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: discount.propose, handler: propose } ]
                capabilities: [ { id: kv.get, reason: remembers rates, optional: yes } ]
                """),
            .invalidValue: .text(
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: "1.0"
                host: ">=1.0 <2"
                extends: [ { point: discount.propose, handler: propose } ]
                """),
            .missingField: .text(
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                """),
            .tooMany: .situation("A manifest that asks for more than 32 capabilities."),
            .unknownField: .text(
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extend: []
                extends: [ { point: discount.propose, handler: propose } ]
                """),
            .wrongKind: .text(
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: discount.propose
                """),
        ])

    private static let configurations = FileGrammar(
        area: "config", file: "stoa.yaml", kind: "configuration", audience: .operator,
        examples: [
            .emptyValue: .text(
                "port:"),
            .unknownField: .text(
                "prot: 8080"),
            .wrongKind: .text(
                "- port: 8080"),
        ])
}
