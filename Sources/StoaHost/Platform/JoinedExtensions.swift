import StoaCommerce
import StoaExtension

/// Several hosts as one: each is asked, replies keep the order of the hosts.
struct JoinedExtensions: ExtensionHost {
    private let hosts: [any ExtensionHost]

    init(_ hosts: [any ExtensionHost]) { self.hosts = hosts }

    func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
        if hosts.count == 1 { return await hosts[0].answer(call, in: tenant) }
        return await withTaskGroup(of: (Int, ExtensionAnswer).self) { group in
            for (index, host) in hosts.enumerated() {
                group.addTask { (index, await host.answer(call, in: tenant)) }
            }
            var answers: [(Int, ExtensionAnswer)] = []
            for await answer in group { answers.append(answer) }
            answers.sort { $0.0 < $1.0 }
            return ExtensionAnswer(replies: answers.flatMap(\.1.replies), failures: answers.flatMap(\.1.failures))
        }
    }
}
