import Foundation
import Testing

/// The table of ARCHITECTURE.md, the manifest and the import statements say the same thing.
@Suite("The house stands as ARCHITECTURE.md draws it")
struct HouseTests {
    let house: House

    init() throws { house = try House(root: packageRoot) }

    @Test("every import is allowed by the table")
    func importsAreAllowed() throws {
        for file in house.files {
            #expect(house.violations(of: file) == [], "\(file.path)")
        }
        #expect(house.files.count > 50, "the sources were not found")
    }

    @Test("every target of the manifest stands in the table, and the other way round")
    func sameTargets() {
        #expect(Set(house.rows.keys) == Set(house.declared.keys))
    }

    @Test("the manifest declares no dependency that the table forbids")
    func manifestKeepsToTheTable() {
        for (target, dependencies) in house.declared {
            let forbidden = dependencies.filter { house.rows[$0] != nil && !house.closure(of: target).contains($0) }
            #expect(forbidden == [], "\(target) declares what it may not import")
        }
    }

    @Test("no target depends on itself through others")
    func acyclic() {
        for target in house.rows.keys { #expect(!house.closure(of: target).contains(target), "\(target)") }
    }

    @Test(
        "a forbidden import is found",
        arguments: [
            ("CEL", "import StoaCommerce", "CEL may not import StoaCommerce"),
            ("CEL", "import Foundation", "CEL may not import Foundation"),
            ("StoaRules", "import StoaStore", "StoaRules may not import StoaStore"),
            ("StoaMall", "import GRDB", "StoaMall may not import GRDB"),
            ("StoaMall", "@testable import struct StoaHTTP.Server", "StoaMall may not import StoaHTTP"),
            ("StoaRules", "import Diagnostics\nimport TransparencyLog", "StoaRules may not import TransparencyLog"),
        ])
    func plantedFault(target: String, source: String, finding: String) {
        let file = House.File(target: target, path: "planted.swift", text: source)
        #expect(house.violations(of: file) == [finding])
    }

    @Test("an import that is allowed but only there by way of another target is found")
    func undeclaredTransitiveImport() {
        var house = house
        house.declared["StoaKernel"]?.removeAll { $0 == "Diagnostics" }
        let file = House.File(target: "StoaKernel", path: "planted.swift", text: "import Diagnostics")
        #expect(house.violations(of: file) == ["StoaKernel imports Diagnostics without declaring it in Package.swift"])
    }
}
