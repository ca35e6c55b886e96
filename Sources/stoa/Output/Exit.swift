import ArgumentParser
import Diagnostics
import Foundation
import StoaCommerce
import StoaHost
import StoaKernel
import StoaRules

/// Ends the process with the code that scripts rely on.
enum Exit {
    static let findings: Int32 = 1
    static let usage: Int32 = 2
    static let environment: Int32 = 3
    static let bug: Int32 = 70

    /// Says what was wrong in as few lines as possible, and ends.
    static func because(of error: any Error) -> Never {
        switch error {
        case let code as ExitCode: exit(code.rawValue)
        case let error as HostError:
            Terminal.complain(error.message, code: error.code, hint: error.hint)
            exit(error.kind == .usage ? usage : environment)
        case let error as DiagnosticsError:
            Terminal.report(error.diagnostics)
            exit(findings)
        case let refusal as Refusal:
            Terminal.complain(refusal.message, code: refusal.code, hint: refusal.hint)
            exit(refusal.kind == .bug ? bug : refusal.kind == .unavailable ? environment : findings)
        case let error as RulesError: refuse(error.message, error.code, error.hint)
        case let error as CaseError: refuse(error.message, error.code, error.hint)
        case let error as CommerceError: refuse(error.message, error.code, error.hint)
        default: exit(parsing: error)
        }
    }

    private static func refuse(_ message: String, _ code: String, _ hint: String?) -> Never {
        Terminal.complain(message, code: code, hint: hint)
        exit(findings)
    }

    /// What the argument parser has to say: help and the version are answers, the rest is wrong usage.
    private static func exit(parsing error: any Error) -> Never {
        switch Stoa.exitCode(for: error) {
        case .success:
            Terminal.answer(Stoa.fullMessage(for: error))
            Foundation.exit(0)
        case .validationFailure:
            Terminal.say(Stoa.fullMessage(for: error))
            Foundation.exit(usage)
        default:
            Terminal.complain("\(error)", code: "command.unexpected", hint: "this is a bug of ours; please report it")
            Foundation.exit(bug)
        }
    }

    private static func exit(_ code: Int32) -> Never { Foundation.exit(code) }
}
