extension ErrorCatalogue {
    /// Why a plugin gave no answer, cannot be installed, or cannot be run.
    static let pluginErrors: [ErrorPage] = [
        ErrorPage(
            "ai.inputRefused", .operator,
            "A model was asked with facts it cannot use, so it gave no score.",
            .situation("A workflow that calls ai.fraud without the order."),
            "Send the fields that the point describes; the message names the one that is missing."),
        ErrorPage(
            "plugin.capabilityNotOffered", .vendor,
            "The plugin needs a capability that this host grants nobody.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: discount.propose, handler: propose } ]
                capabilities: [ { id: kv.get, reason: remembers rates } ]
                """),
            "Write 'optional: true', and let the plugin work without it."),
        ErrorPage(
            "plugin.circuitOpen", .operator,
            "The plugin failed several times in a row, so it is not asked for a while; quotes go on without it.",
            .situation("A plugin that loops on every cart."),
            "Look at its earlier failures, then mend, update or remove it."),
        ErrorPage(
            "plugin.compile", .vendor,
            "The source is not Lua.",
            .lua("return { propose = function( }"),
            "Correct it at the line the message names."),
        ErrorPage(
            "plugin.compileError", .vendor,
            "The plugin's source is not Lua, so it cannot be asked.",
            .lua("return { propose = function( }"),
            "Correct it at the line the message names; `stoa plugin check` shows it before you ship."),
        ErrorPage(
            "plugin.configRefused", .operator,
            "The configuration does not fit what the plugin's manifest asks for.",
            .situation("volume-pricing with 'tiers: []'."),
            "Correct the field that the message points at."),
        ErrorPage(
            "plugin.deadlineExceeded", .vendor,
            "The call did not answer within its time.",
            .situation("A handler that compares every item with every other, on a cart of a thousand."),
            "Do less work in one call."),
        ErrorPage(
            "plugin.denied", .vendor,
            "The plugin did something that the sandbox, or its own manifest, does not allow.",
            .lua(#"os.execute("ls")"#),
            "Leave it out, or ask for the capability in the manifest."),
        ErrorPage(
            "plugin.fuelExhausted", .vendor,
            "The call used up its fuel, which counts the instructions of Lua.",
            .lua("while true do end"),
            "End every loop, and do less work in one call."),
        ErrorPage(
            "plugin.handlerMissing", .vendor,
            "The script returns a table without a function of the wanted name.",
            .lua("return { propse = function() end }"),
            "Return { NAME = function }, with the name that the manifest says under 'handler'."),
        ErrorPage(
            "plugin.inputTooLarge", .operator,
            "The question is larger than what may be handed into the sandbox.",
            .situation("A cart of a thousand lines with long attributes."),
            "Ask about fewer items at once."),
        ErrorPage(
            "plugin.installedTwice", .operator,
            "Two folders hold the same plugin.",
            .situation("plugins/dozens and plugins/dozens-old, both with the id acme/dozens."),
            "Remove one of the folders."),
        ErrorPage(
            "plugin.memoryExhausted", .vendor,
            "The call needs more memory than it may have, in all or in one piece.",
            .lua(#"string.rep("x", 1 << 30)"#),
            "Keep less at once, and build long text with table.concat."),
        ErrorPage(
            "plugin.needsConfiguration", .vendor,
            "The plugin cannot be installed without a configuration, because a required field has no default (a warning).",
            .situation("A manifest whose config has 'required: [rate]', and no default for rate."),
            "Give the field a default that does no harm."),
        ErrorPage(
            "plugin.noHandler", .vendor,
            "The script returns something else than a table of functions.",
            .lua("return 5"),
            "End the script with: return { name = function }."),
        ErrorPage(
            "plugin.noTests", .vendor,
            "The package has no tests (a warning).",
            .situation("A package without a folder tests."),
            "Add a golden case tests/NAME.json with a question and what you expect."),
        ErrorPage(
            "plugin.notCompiled", .operator,
            "A call was made before the source was compiled; this is a bug of a program that embeds the sandbox.",
            .situation("A sandbox that is called without a script."),
            "Compile a script first."),
        ErrorPage(
            "plugin.notInstalled", .operator,
            "There is a configuration for a plugin that is in none of the folders.",
            .situation("A configuration for acme/dozen, while the folder holds acme/dozens."),
            "Correct the name, or add the plugin's folder."),
        ErrorPage(
            "plugin.outputHoles", .vendor,
            "The answer holds a list with holes; it cannot be told whether it is a list.",
            .lua(#"return { [1] = "a", [3] = "c" }"#),
            "Build a list with 1, 2, 3 … and no nil between; stoa.list(table) makes one."),
        ErrorPage(
            "plugin.outputKey", .vendor,
            "A table of the answer mixes list elements and named fields, or has another kind of key.",
            .lua(#"return { "a", name = "b" }"#),
            "Return either a list or named fields."),
        ErrorPage(
            "plugin.outputMalformed", .operator,
            "What came out of the sandbox is damaged; this is a bug of ours.",
            .situation("A worker process that is out of step with its host."),
            "Report it; install the host and its worker from one release."),
        ErrorPage(
            "plugin.outputNotFinite", .vendor,
            "The answer holds a number that is infinite or not a number.",
            .lua("return { percent = 1 / 0 }"),
            "Test the divisor first, and give numbers that money can use."),
        ErrorPage(
            "plugin.outputNotUTF8", .vendor,
            "A text of the answer is not UTF-8.",
            .lua(#"return { message = "\xff" }"#),
            "Cut texts with utf8.offset, never in the middle of a character."),
        ErrorPage(
            "plugin.outputRefused", .vendor,
            "The answer cannot be handed out: it is too large, too deep, or holds what is no data.",
            .lua(#"return { propose = function() return { [1] = "a", [3] = "c" } end }"#),
            "Return plain data; the message names the place."),
        ErrorPage(
            "plugin.outputTooDeep", .vendor,
            "The answer is nested too deeply, or refers to itself.",
            .lua("local t = {}; t.self = t; return t"),
            "Return a flat table without references to itself."),
        ErrorPage(
            "plugin.outputTooLarge", .vendor,
            "The answer has too many bytes or values.",
            .situation("A proposal with a message of a megabyte."),
            "Return only what the point asks for."),
        ErrorPage(
            "plugin.outputType", .vendor,
            "The answer holds a function or another value that is no data.",
            .lua("return { message = print }"),
            "Return texts, numbers, truth values and tables of them."),
        ErrorPage(
            "plugin.pointNotExtended", .vendor,
            "The plugin was asked at a point that its manifest does not extend.",
            .command(
                #"echo '{ "point": "ai.fraud", "question": {} }' > fraud.json && stoa plugin run plugins/volume-pricing --input fraud.json"#
            ),
            "Ask at one of its points; the hint names them."),
        ErrorPage(
            "plugin.pointNotServed", .vendor,
            "The plugin extends a point that plugins cannot answer in this host.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: ai.fraud, handler: score } ]
                """),
            "Extend a point that is served; the hint names them."),
        ErrorPage(
            "plugin.questionRefused", .vendor,
            "The question in the input file is not one that the platform would ask.",
            .command(#"echo '{ "currency": "USD" }' > question.json && stoa plugin run plugins/volume-pricing --input question.json"#),
            "Add the field, or correct the one, that the message points at."),
        ErrorPage(
            "plugin.queueFull", .operator,
            "Too many plugin calls are waiting for a thread.",
            .situation("Many quotes at once, with a slow plugin."),
            "Try again in a moment; if it lasts, remove the slowest plugin or add hosts."),
        ErrorPage(
            "plugin.reentered", .vendor,
            "A function that the host gave the sandbox called the same sandbox again.",
            .situation("A program that embeds the sandbox and calls it from its own host function."),
            "Answer from the host function without calling the sandbox."),
        ErrorPage(
            "plugin.requestBudgetExhausted", .operator,
            "The plugins before this one used up what all plugins together may take for one question.",
            .situation("Ten plugins at discount.propose, each of which takes most of its time."),
            "Install fewer plugins on this point, or lighter ones."),
        ErrorPage(
            "plugin.runtime", .vendor,
            "The script raised an error.",
            .lua(#"error("no rate for this customer")"#),
            "Mend it at the line the message names, or answer with nothing instead of raising."),
        ErrorPage(
            "plugin.runtimeError", .vendor,
            "The plugin raised an error, so it gave no answer to this question.",
            .lua("return { propose = function(quote) return quote.itmes[1].id end }"),
            "Mend it at the file and line that the message names."),
        ErrorPage(
            "plugin.sourceTooLarge", .vendor,
            "A source file is larger than is compiled.",
            .situation("A main.lua with a table of a hundred thousand rows in it."),
            "Split the source into modules, and move data into the configuration."),
        ErrorPage(
            "plugin.workerCrashed", .operator,
            """
            The worker process that runs plugins ended or broke its protocol; the call gave no answer, and the next one gets a \
            new process.
            """,
            .situation("A worker that the system killed for lack of memory."),
            "Look into the system's log; report it if nothing there explains it."),
        ErrorPage(
            "plugin.workerUnavailable", .operator,
            "The worker process that runs plugins does not start here.",
            .command("stoa-lua-worker --self-test"),
            """
            Check that the worker lies beside the host and that the kernel allows seccomp; a healthy system ends the test with \
            signal 31.
            """),
        ErrorPage(
            "plugin.wrongAnswer", .vendor,
            "The answer is data, but not what the point takes.",
            .lua(#"return { propose = function() return { { id = "dozen", percent = 5 } } end }"#),
            "Correct the place that the message names; stoa.discount { … } finds such mistakes at your own line."),
    ]
}
