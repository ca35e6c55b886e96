import CReferences
import Foundation
import Measuring

/// Orders through the whole kernel – quote, stock, journal, outbox, timer – beside what the engine can do at all: one
/// row a commit, written by C, on the same disk, by as many callers.
struct OrdersArea: Area {
    let name = "orders"
    let isStandard = true

    func measure(_ bench: Bench) async throws {
        let kind = Machine.fileSystem(of: bench.folder)
        if kind == "tmpfs" { complain("orders: \(bench.folder.path) is no disk (tmpfs); set TMPDIR to a folder on one") }
        try await measureSQLite(bench)
        if let url = bench.postgres {
            try await measurePostgres(bench, url)
        } else {
            complain("orders: there is no PostgreSQL on this machine, so its lines are left out")
        }
    }

    private func measureSQLite(_ bench: Bench) async throws {
        let platform = try await DemoPlatform.open("sqlite:" + bench.folder.appendingPathComponent("mall.db").path, bench)
        guard let bare = reference_sqlite_open(bench.folder.appendingPathComponent("bare.db").path) else { throw referenceFailure() }
        defer { reference_sqlite_close(bare) }
        let orders = try await OrderPlacing(platform)
        for callers in [1, 64] {
            // SQLite has one writer, however many call.
            let limit = Subject("bare one-row commit") {
                try checked(reference_sqlite_commits_per_second(bare, bench.duration.seconds))
            }
            try await bench.figure("sqlite, \(counted(callers))", unit: "orders/s", placing(orders, callers, bench), beside: limit)
        }
        await platform.close()
    }

    private func measurePostgres(_ bench: Bench, _ url: String) async throws {
        let platform = try await DemoPlatform.open(url, bench)
        let orders = try await OrderPlacing(platform)
        for callers in [1, 64] {
            guard let bare = reference_postgres_open(url, Int32(callers)) else { throw referenceFailure() }
            defer { reference_postgres_close(bare) }
            let limit = Subject("bare one-row commit") {
                try checked(reference_postgres_commits_per_second(bare, bench.duration.seconds))
            }
            try await bench.figure("postgres, \(counted(callers))", unit: "orders/s", placing(orders, callers, bench), beside: limit)
        }
        await platform.close()
    }

    private func placing(_ orders: OrderPlacing, _ callers: Int, _ bench: Bench) -> Subject {
        Subject("order.place") {
            try await runsPerSecond(callers: callers, for: bench.duration) { _ in try await orders.place() }
        }
    }

    private func counted(_ callers: Int) -> String { callers == 1 ? "1 caller" : "\(callers) callers" }
}

/// A reference's number, which is negative when it failed.
func checked(_ value: Double) throws -> Double {
    guard value >= 0 else { throw referenceFailure() }
    return value
}

func referenceFailure() -> BenchmarkError { BenchmarkError(String(cString: reference_error())) }
