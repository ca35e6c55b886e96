extension ErrorCatalogue {
    /// What the kernel refuses whatever the command is: gates, repetitions, contention, counted quantities.
    static let commandErrors: [ErrorPage] = [
        ErrorPage(
            "command.contended", .caller,
            "Too many others changed the same things at the same moment; nothing was changed.",
            .situation("A thousand orders for the last piece of one article."),
            "Try again after the seconds that Retry-After names."),
        ErrorPage(
            "command.endlessQuestions", .operator,
            "A decision keeps asking for more facts without an end; this is a bug of ours.",
            .situation("A command that reads another document each time it is run."),
            "Report it with the name of the command."),
        ErrorPage(
            "command.needsApproval", .merchant,
            "A command that a workflow calls would itself be held for an approval, and a held command cannot be part of another one.",
            .situation("A workflow with 'call: order.refund', while another one holds order.refund."),
            "Let the gate allow it for this case, or ask for the approval in the calling workflow."),
        ErrorPage(
            "command.unexpected", .operator,
            "The command line met an error it does not know; this is a bug of ours.",
            .situation("A `stoa` command that ends with exit code 70."),
            "Report the whole line."),
        ErrorPage(
            "command.unknown", .caller,
            "There is no command of this name.",
            .situation("A hook whose mapping runs 'order.payed'."),
            "Correct the name; /openapi.json lists the operations."),
        ErrorPage(
            "command.writtenTwice", .operator,
            "A command and another one that it calls change the same document, and one commit can hold one of the changes only.",
            .situation("A workflow that calls order.cancel while it holds a refund of the same order."),
            "Call the second command in a step of its own."),
        ErrorPage(
            "effect.nobodyAnswers", .operator,
            "An effect, such as sending a mail, is due, and nothing is installed that performs it.",
            .situation("An intent for an effect point that no installed plugin extends."),
            "Install a plugin for the point; the work lies at GET /v1/work/dead until then."),
        ErrorPage(
            "effect.unknownPoint", .operator,
            "A stored intent names an effect that this version does not know.",
            .situation("A host of an older version takes work that a newer one stored."),
            "Run the newer version on every host."),
        ErrorPage(
            "gate.failed", .merchant,
            "The condition of a Gate fails for this command, so the gate stays shut.",
            .situation("'when: command.note.size() > 10' in a Gate, and a command without a note."),
            "Test what may be missing, as in has(command.note) && …"),
        ErrorPage(
            "gate.noWorkflowEngine", .operator,
            "A Gate holds the command for a workflow, and this host runs none.",
            .situation("A host composed without the workflow engine."),
            "Give the host its workflows, or let the Gate deny."),
        ErrorPage(
            "idempotency.keyReused", .caller,
            "This Idempotency-Key was used before for another body; answering the old result would hide that.",
            .request("POST /v1/orders with the Idempotency-Key of yesterday's order"),
            "Use a new key for every new request, and the same key only to repeat one."),
        ErrorPage(
            "idempotency.malformedKey", .caller,
            "An Idempotency-Key has 1 to 255 visible ASCII characters, and this one has not.",
            .request("POST /v1/orders with 'Idempotency-Key: order 1'"),
            "Use a UUID."),
        ErrorPage(
            "ledger.amountOutOfRange", .operator,
            "A transfer is not positive, or a balance would leave the range of the ledger.",
            .situation("Supplying 10¹⁸ pieces of an article twice."),
            "Check the quantity of the command."),
        ErrorPage(
            "ledger.ceilingReached", .caller,
            "An account would rise above its ceiling, such as a budget that is full.",
            .situation("A refund that, with those before it, would be more than was paid."),
            "Ask for less."),
        ErrorPage(
            "ledger.duplicateTransfer", .operator,
            "A transfer of this id was committed before; it is never made twice.",
            .situation("An answer that was lost, and the same transfer sent again under a new key."),
            "Nothing: the first one stands."),
        ErrorPage(
            "ledger.floorReached", .caller,
            "An account does not hold enough, such as the pieces of an article that are left.",
            .situation("Two customers buy the last piece at the same moment; this is the answer to the second."),
            "Read the stock again, and ask for less."),
        ErrorPage(
            "ledger.notReserved", .operator,
            "What was to be settled or given back is not reserved any more.",
            .situation("A payment that arrives after the order's reservation was given back."),
            "Nothing: a late payment is recorded as payment.lateCapture and can be refunded."),
        ErrorPage(
            "ledger.unitMismatch", .operator,
            "A transfer leads from an account of one unit to one of another; this is a bug of ours.",
            .situation("Pieces of one SKU moved to the account of another."),
            "Report it with the request id."),
        ErrorPage(
            "ledger.unknownAccount", .operator,
            "A transfer names an account that was never opened; this is a bug of ours, or a database restored in parts.",
            .situation("A command about an article whose account is missing."),
            "Report it with the request id."),
        ErrorPage(
            "work.leaseLost", .operator,
            "Another host has taken over this piece of work, because the lease of this one ran out.",
            .situation("A host that was stopped for a minute and goes on."),
            "Nothing: the other host finishes the work. If it happens often, look for hosts that are overloaded."),
    ]
}
