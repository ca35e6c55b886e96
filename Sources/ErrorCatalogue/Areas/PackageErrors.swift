extension ErrorCatalogue {
    /// What is wrong with the folder and the manifest of a plugin, beyond the shape of its fields.
    static let packageErrors: [ErrorPage] = [
        ErrorPage(
            "manifest.capabilityNotAllowed", .vendor,
            "The plugin asks for a capability that none of its points may use.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: discount.propose, handler: propose } ]
                capabilities: [ { id: http.fetch, reason: asks for rates } ]
                """),
            "Remove it: a point such as discount.propose is pure, so that a quote can be repeated."),
        ErrorPage(
            "manifest.configSchema", .vendor,
            "What stands under 'config' is not a JSON Schema that is supported here.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: discount.propose, handler: propose } ]
                config: { type: object, properties: { count: { type: integr } } }
                """),
            "Correct it at the place shown."),
        ErrorPage(
            "manifest.duplicatePoint", .vendor,
            "The plugin extends the same point twice.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends:
                  - { point: discount.propose, handler: propose }
                  - { point: discount.propose, handler: again }
                """),
            "Keep one handler for a point, and let it call your other functions."),
        ErrorPage(
            "manifest.hostNotSupported", .operator,
            "The plugin was written for other versions of the host.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=9.0"
                extends: [ { point: discount.propose, handler: propose } ]
                """),
            "Install a version of the plugin that supports this host, or update the host."),
        ErrorPage(
            "manifest.unknownCapability", .vendor,
            "There is no such capability.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: discount.propose, handler: propose } ]
                capabilities: [ { id: kv.read, reason: remembers rates } ]
                """),
            "Correct the name; the hint names the nearest one."),
        ErrorPage(
            "manifest.unknownPoint", .vendor,
            "There is no such extension point.",
            .file(
                "plugin.yaml",
                """
                schema: stoa/plugin/1
                id: acme/sample
                version: 1.0.0
                host: ">=1.0 <2"
                extends: [ { point: discount.proposal, handler: propose } ]
                """),
            "Correct the name; the hint names the nearest one."),
        ErrorPage(
            "package.fileTooLarge", .vendor,
            "One file of the package is larger than 256 KiB, or a Lua file larger than 64 KiB.",
            .situation("A main.lua of 100 KiB."),
            "Split a source into modules; make other files smaller."),
        ErrorPage(
            "package.link", .vendor,
            "The package holds a link or a device, which may lead out of the folder.",
            .command("ln -s /etc/passwd plugins/sample/data && stoa plugin check plugins/sample"),
            "Copy what it leads to into the package."),
        ErrorPage(
            "package.missingFile", .vendor,
            "The package has no plugin.yaml or no main.lua.",
            .command("stoa plugin check plugins"),
            "Name the folder of one plugin, and put both files at its top."),
        ErrorPage(
            "package.notText", .vendor,
            "A Lua file or the manifest is not UTF-8 text; compiled Lua is never run.",
            .command("luac -o plugins/sample/main.lua main.lua && stoa plugin check plugins/sample"),
            "Ship sources."),
        ErrorPage(
            "package.reservedName", .vendor,
            "A module has a name that 'require' gives to the host's own modules.",
            .situation("A file stoa.lua in the package."),
            "Rename the file."),
        ErrorPage(
            "package.tooDeep", .vendor,
            "Folders of the package are nested more than 4 levels deep.",
            .situation("plugins/sample/a/b/c/d/e/f.lua."),
            "Use fewer levels."),
        ErrorPage(
            "package.tooLarge", .vendor,
            "The files of the package have more than 2 MiB together.",
            .situation("A package with pictures in it."),
            "Leave out what the plugin does not read."),
        ErrorPage(
            "package.tooManyFiles", .vendor,
            "The package has more than 256 files.",
            .situation("A package with a folder of build products."),
            "Leave out what the plugin does not read."),
        ErrorPage(
            "package.unreadable", .vendor,
            "The folder, or a file in it, cannot be read.",
            .command("stoa plugin check no-such-folder"),
            "Name a folder with a plugin.yaml that you may read."),
    ]
}
