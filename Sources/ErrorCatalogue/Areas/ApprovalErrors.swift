extension ErrorCatalogue {
    /// Why an approval cannot be given, or could never be.
    static let approvalErrors: [ErrorPage] = [
        ErrorPage(
            "approval.alreadyDecided", .caller,
            "The task has its decision already, or you have decided it.",
            .request(#"POST /v1/tasks/tsk_1/decision {"outcome": "approved"}"#),
            "Nothing; read the task to see what was decided."),
        ErrorPage(
            "approval.badExclusion", .merchant,
            "An expression under 'exclude' does not name an actor.",
            .situation("'exclude: [ command.order ]'."),
            "Name actors: command.actor, earlierApprovers, or a text that is a user's id."),
        ErrorPage(
            "approval.commentRequired", .caller,
            "The workflow wants a rejection to say why.",
            .request(#"POST /v1/tasks/tsk_1/decision {"outcome": "rejected"}"#),
            "Send the reason as 'comment'."),
        ErrorPage(
            "approval.excluded", .caller,
            "You decided an earlier stage of this matter, or the workflow excludes you from it.",
            .request(#"POST /v1/tasks/tsk_2/decision {"outcome": "approved"}"#),
            "Ask somebody else of the people the hint names."),
        ErrorPage(
            "approval.expired", .caller,
            "The time to decide is over.",
            .request(#"POST /v1/tasks/tsk_1/decision {"outcome": "approved"}"#),
            "Nothing; the workflow went on as its 'due' says. Send the command again if it is still wanted."),
        ErrorPage(
            "approval.makerIsChecker", .caller,
            "You asked for this yourself, and nobody approves their own request.",
            .request(#"POST /v1/tasks/tsk_1/decision {"outcome": "approved"}"#),
            "Ask somebody else of the people the hint names."),
        ErrorPage(
            "approval.neverApprovable", .merchant,
            "Fewer people may decide than the stage needs, once those who are excluded are left out.",
            .situation("A stage with 'need: 2' and two named users, one of whom sent the command."),
            "Name more people, or need fewer."),
        ErrorPage(
            "approval.noStage", .merchant,
            "No stage of the approval applies to this command, so nobody could approve it.",
            .situation(#"An approval whose only stage has 'when: command.amount > money("500.00")', asked about 60.00."#),
            "Leave one stage without 'when', or lead around the approval with a switch."),
        ErrorPage(
            "approval.notInPool", .caller,
            "The task waits for other people than you.",
            .request(#"POST /v1/tasks/tsk_1/decision {"outcome": "approved"}"#),
            "Ask one of the people the hint names, or have an admin give you the role."),
        ErrorPage(
            "approval.poolUnknown", .merchant,
            "Who may decide cannot be told, because the condition under 'where' fails for this person.",
            .situation("'by: { where: approver.limit > command.amount }', where the approver has no limit."),
            "Test what may be missing: has(approver.limit) && …"),
        ErrorPage(
            "approval.voidedTooOften", .merchant,
            "What is to be approved changed again and again while people decided about it, so the workflow gave up.",
            .situation("An order that is edited during every approval of its refund."),
            "Send the command again when the subject has come to rest."),
    ]
}
