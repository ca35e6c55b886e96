extension ErrorCatalogue {
    /// What is wrong with the settings of a server, and with the files and folders a command is given.
    static let configurationErrors: [ErrorPage] = [
        ErrorPage(
            "config.fileMalformed", .operator,
            "The configuration file cannot be used; the message lists everything that is wrong with it.",
            .file("stoa.yaml", "prot: 8080"),
            "Correct what the message shows; `stoa serve --print-config` lists every setting."),
        ErrorPage(
            "config.fileUnreadable", .operator,
            "The configuration file cannot be read, or is larger than 64 KiB.",
            .command("stoa serve --config no-such-file.yaml"),
            "Check the path, and who may read it."),
        ErrorPage(
            "config.invalidValue", .operator,
            "A setting has a value that it cannot take.",
            .command("stoa serve --port eighty"),
            "Use what the hint says; the message names the flag, the variable or the file that set it."),
        ErrorPage(
            "config.keyFileExposed", .operator,
            "Others than its owner may read the file with the installation's secret.",
            .command("chmod 644 mall.db.key && stoa serve --database sqlite:mall.db"),
            "chmod 600 the file; if somebody may have read it, make a new installation key."),
        ErrorPage(
            "config.keyFileMalformed", .operator,
            "The file with the installation's secret does not hold 64 hexadecimal digits.",
            .situation("A key file that an editor has wrapped."),
            "Restore it from your backup; without it, what was sealed with it is lost."),
        ErrorPage(
            "config.keyFileUnreadable", .operator,
            "The file with the installation's secret cannot be read or made.",
            .command("stoa serve --key-file /proc/stoa.key"),
            "Check the path, and who may write the folder."),
        ErrorPage(
            "error.unknownCode", .caller,
            "There is no page for this error code.",
            .command("stoa errors rule.unknwonField"),
            """
            Take the code from between the brackets of a message, or from 'code' of a problem. A code of a merchant's own gate \
            or workflow is explained by its message.
            """),
        ErrorPage(
            "file.tooLarge", .operator,
            "A file given on the command line is larger than is read.",
            .command("stoa quote --rules rules --cart huge.json"),
            "Give a smaller file."),
        ErrorPage(
            "file.unreadable", .operator,
            "A file given on the command line cannot be read.",
            .command("stoa quote --rules rules --cart no-such-file.json"),
            "Check the path."),
        ErrorPage(
            "file.unwritable", .operator,
            "A file cannot be written.",
            .command("stoa sdk generate --into /proc"),
            "Check the folder's permissions."),
        ErrorPage(
            "folder.missing", .operator,
            "There is no folder at this path.",
            .command("stoa check no-such-folder"),
            "Name a folder of rules, workflows or plugins."),
        ErrorPage(
            "folder.nothingKnown", .operator,
            "The folder holds no rules, workflows or plugins.",
            .command("stoa check sdk"),
            "Name the folder above them: they lie one folder down, as <id>/rule.yaml, workflow.yaml or plugin.yaml."),
    ]
}
