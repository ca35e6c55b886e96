extension ErrorCatalogue {
    /// What is wrong with workflows: in their files, beyond the shape of the fields, and while they run.
    static let workflowErrors: [ErrorPage] = [
        ErrorPage(
            "workflow.backwardTarget", .merchant,
            "A task leads back to one before it, and nothing would end the loop.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - wait: { wait: PT5M }
                  - pay: { execute: command, then: wait }
                """),
            "Lead forwards only; this version runs no loops."),
        ErrorPage(
            "workflow.badTaskName", .merchant,
            "A task has a name that expressions cannot use, or that means something else, such as 'end'.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - end: { execute: command }
                """),
            "Start with a letter, then use letters, digits and _; do not use 'end' and 'fail'."),
        ErrorPage(
            "workflow.branchAfterElse", .merchant,
            "A branch stands behind 'else', so it is never looked at.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - route:
                      switch:
                        - else: pay
                        - large: { when: "command.amount.amount > 5000", then: pay }
                  - pay: { execute: command }
                """),
            "Move 'else' to the end."),
        ErrorPage(
            "workflow.commandHeldTwice", .merchant,
            "Two workflows want to hold the same command.",
            .situation("Two folders with 'before: order.refund'."),
            "Join them into one workflow."),
        ErrorPage(
            "workflow.duplicateID", .merchant,
            "Two workflows have the same id.",
            .situation("A workflow.yaml copied to another folder with its id."),
            "Rename one."),
        ErrorPage(
            "workflow.duplicateStage", .merchant,
            "Two stages of one approval have the same name.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, by: { role: lead } }, { name: lead, by: { role: finance } } ]
                      outcomes: { approved: pay, rejected: end }
                  - pay: { execute: command }
                """),
            "Rename one of the stages."),
        ErrorPage(
            "workflow.duplicateTask", .merchant,
            "Two tasks have the same name, so 'then' could mean either.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - pay: { execute: command }
                  - pay: { execute: command }
                """),
            "Rename one of the tasks."),
        ErrorPage(
            "workflow.empty", .merchant,
            "A workflow without a task, or an approval without a stage, can do nothing.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do: []
                """),
            "Add at least '- pay: { execute: command }', or remove the workflow."),
        ErrorPage(
            "workflow.failed", .merchant,
            "The instance went to 'fail', as its file says it should.",
            .situation("A task with 'then: fail' was reached."),
            "Look at the instance's history with GET /v1/workflows/instances/{id}; the command was not carried out."),
        ErrorPage(
            "workflow.fallsThrough", .merchant,
            "A task runs on into the next one, which others lead to as well; that is usually a forgotten 'then'.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - route:
                      switch:
                        - large: { when: "command.amount.amount > 5000", then: pay }
                        - else: end
                  - note: { wait: PT1S }
                  - pay: { execute: command }
                """),
            "Write 'then: TASK' if that is meant, otherwise 'then: end'."),
        ErrorPage(
            "workflow.historyFull", .merchant,
            "The instance has taken more steps than are kept.",
            .situation("An execution that is retried again and again for weeks."),
            "Bound the retries with 'limit', and wait longer between them."),
        ErrorPage(
            "workflow.inputTooLarge", .caller,
            "A command with so long an input cannot be held; it would be copied into every task.",
            .situation("A refund whose reason has a megabyte."),
            "Shorten the input."),
        ErrorPage(
            "workflow.nameNotHere", .merchant,
            "The expression uses a name that has no value in this place.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                when: "tasks.risk.output.score > 50"
                do:
                  - pay: { execute: command }
                """),
            """
            Use what exists there: before an instance exists, 'when' knows command, actor, decided and now; 'approver' exists in \
            'where' only.
            """),
        ErrorPage(
            "workflow.neverApprovable", .merchant,
            "A stage needs more people to approve than it names.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, by: { users: [usr_mia] }, need: 2 } ]
                      outcomes: { approved: pay, rejected: end }
                  - pay: { execute: command }
                """),
            "Name more people, or need fewer."),
        ErrorPage(
            "workflow.neverExecutes", .merchant,
            "No way through the workflow leads to 'execute: command', so what it holds could never be carried out (a warning).",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - no: { refuse: command, reason: "no refunds today" }
                """),
            "Lead to a task with 'execute: command', or use a Gate that denies."),
        ErrorPage(
            "workflow.noAnswer", .merchant,
            "An extension point was called, nobody answered in time, and the task says nothing for that case.",
            .situation("A task 'call: ai.fraud' without 'otherwise', while the model is down."),
            "Add 'otherwise' with the answer to go on with."),
        ErrorPage(
            "workflow.noElse", .merchant,
            "A switch has no 'else', so a command that fits no branch would have nowhere to go.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - route:
                      switch:
                        - large: { when: "command.amount.amount > 5000", then: pay }
                  - pay: { execute: command }
                """),
            "Add '- else: TASK' as the last branch."),
        ErrorPage(
            "workflow.noSureStage", .merchant,
            "Every stage of an approval has a condition; when none holds, nobody could approve and the instance fails (a warning).",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, when: "command.amount.amount > 5000", by: { role: lead } } ]
                      outcomes: { approved: pay, rejected: end }
                  - pay: { execute: command }
                """),
            "Leave one stage without 'when'."),
        ErrorPage(
            "workflow.notABoolean", .merchant,
            "A condition came to something that is neither true nor false.",
            .situation("'when: command.note', where the note is a text; facts from outside have no types before they arrive."),
            #"Compare it with something: command.note != ""."#),
        ErrorPage(
            "workflow.notABranch", .merchant,
            "An item of a switch is not one name with its 'when' and 'then'.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - route:
                      switch:
                        - pay
                  - pay: { execute: command }
                """),
            "Write '- NAME: { when: CONDITION, then: TASK }', and '- else: TASK' last."),
        ErrorPage(
            "workflow.notATask", .merchant,
            "An item of 'do' is not one name and what it does.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - execute
                """),
            "Write '- NAME: { execute: command }', one name an item."),
        ErrorPage(
            "workflow.notData", .merchant,
            "An expression came to something that cannot be kept in an instance, such as a type.",
            .situation(#"'set: { kind: "${ type(command) }" }'."#),
            "Convert it to a text, a number, a list or a map."),
        ErrorPage(
            "workflow.notSupported", .merchant,
            """
            The word is part of the workflow vocabulary, but this version does not run it, and ignoring it would change what the \
            workflow means.
            """,
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                on: order.paid
                before: order.refund
                do:
                  - pay: { execute: command }
                """),
            "Use what the hint lists."),
        ErrorPage(
            "workflow.notYours", .caller,
            "You neither asked for what the instance is about, nor were you asked about it.",
            .request("GET /v1/workflows/instances/wfi_1"),
            "Ask with the key of the person who sent the command, of an approver, or of an admin."),
        ErrorPage(
            "workflow.outOfStep", .operator,
            "An instance got an answer that it does not wait for; this is a bug of ours.",
            .situation("An instance that was changed by hand in the database."),
            "Report it with the instance's history."),
        ErrorPage(
            "workflow.runaway", .merchant,
            "The workflow went through more tasks in one step than it may without waiting.",
            .situation("A long list of 'set' and 'switch' tasks."),
            "Do more in one task, or put a wait between them."),
        ErrorPage(
            "workflow.unknown", .operator,
            "A gate holds a command for a workflow that is not installed.",
            .situation("'effect: { hold: refund-aproval }' in a Gate."),
            "Install the workflow, or correct its name in the Gate."),
        ErrorPage(
            "workflow.unknownCommand", .merchant,
            "The workflow names a command that does not exist.",
            .situation("'before: order.refunds'."),
            "Correct the name; the hint names the nearest command."),
        ErrorPage(
            "workflow.unknownSchema", .merchant,
            "The file was written for another version of the workflow language.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                schema: stoa/workflow/9
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - pay: { execute: command }
                """),
            "Write stoa/workflow/1, or leave 'schema' out."),
        ErrorPage(
            "workflow.unknownTarget", .merchant,
            "'then' or a branch leads to a task that does not exist.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - wait: { wait: PT5M, then: pai }
                  - pay: { execute: command }
                """),
            "Correct the name; the hint names the nearest task. 'end' and 'fail' are always there."),
        ErrorPage(
            "workflow.unknownTask", .operator,
            "An instance stands at a task that its own version of the file does not have.",
            .situation("An instance that was changed by hand in the database."),
            "Report it with the instance's history."),
        ErrorPage(
            "workflow.unreachableTask", .merchant,
            "Nothing leads to a task, so it would never run.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - pay: { execute: command, then: end }
                  - note: { wait: PT5M }
                """),
            "Lead to it with 'then' or a branch, or remove it."),
        ErrorPage(
            "workflow.unreadableFile", .operator,
            "A workflow file cannot be opened, is not UTF-8 text, or is larger than is read.",
            .situation("A workflow.yaml saved as UTF-16."),
            "Check the path, who may read it, and its encoding."),
        ErrorPage(
            "workflow.unreadableVersion", .operator,
            "An instance runs by a version of a workflow that this program cannot read any more.",
            .situation("A host of an older version takes over an instance that a newer one started."),
            "Run the newer version on every host."),
        ErrorPage(
            "workflow.uselessOutcome", .merchant,
            "'expired' has a target, but without 'due' nothing expires.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - ask:
                      approve:
                        stages: [ { name: lead, by: { role: lead } } ]
                      outcomes: { approved: pay, rejected: end, expired: end }
                  - pay: { execute: command }
                """),
            "Add 'due: { after: PT48H, outcome: rejected }', or remove 'expired'."),
        ErrorPage(
            "workflow.uselessThen", .merchant,
            "The task says by itself where it leads, so 'then' would never count.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - route:
                      switch:
                        - else: pay
                      then: pay
                  - pay: { execute: command }
                """),
            "Remove 'then'."),
        ErrorPage(
            "workflow.uselessTimeout", .merchant,
            "A command of the mall runs in the same commit as the step, so a timeout means nothing.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - note: { call: order.cancel, timeout: PT2S }
                  - pay: { execute: command }
                """),
            "Remove 'timeout'; it is for extension points such as ai.fraud."),
    ]
}
