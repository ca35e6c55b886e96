import Diagnostics

/// Where a variable's value stands in ``Bindings``. Slots are numbered in the order of declaration.
public struct Slot: Sendable, Hashable {
    let index: Int
    init(_ index: Int) { self.index = index }
}

/// What expressions may name: variables, host types and functions, beside the standard library.
///
/// A value type: extending a copy leaves the original as it is, and keeps the original's slots, so a program compiled
/// in the smaller environment also runs with bindings of the larger one.
public struct Environment: Sendable {
    /// Names are looked up in this dotted namespace first, then in its parents, then as written.
    public var container: String
    /// Whether `has`, `all`, `exists` and their like are macros; when not, they are calls as any other.
    public var expandsMacros = true
    private(set) var variables: [String: Variable] = [:]
    private(set) var types: [String: HostTypeDescription] = [:]
    private(set) var functions: FunctionTable
    private(set) var slotCount = 0
    /// First parts of the dotted names, so that `cart.total` is not looked up as one name when none begins with `cart`.
    private(set) var dottedRoots: Set<String> = ["google"]

    struct Variable: Sendable {
        let slot: Int
        let type: CELType
    }

    /// An environment with the standard library and the extensions.
    public init(container: String = "") {
        self.container = container
        functions = StandardLibrary.table
    }

    /// Declares a variable. A second declaration of a name keeps its slot and replaces its type.
    @discardableResult
    public mutating func declare(variable name: String, _ type: CELType) -> Slot {
        let slot = variables[name]?.slot ?? slotCount
        if variables[name] == nil { slotCount += 1 }
        variables[name] = Variable(slot: slot, type: type)
        if name.contains("."), let root = name.split(separator: ".").first { dottedRoots.insert(String(root)) }
        return Slot(slot)
    }

    /// Declares a variable of the language's type for a Swift type.
    @discardableResult
    public mutating func declare<Host: ValueConvertible>(variable name: String, _ type: Host.Type) -> Slot {
        declare(variable: name, Host.celType)
    }

    /// Declares a host type: its name as a type value, and its fields.
    public mutating func declare<Host: HostValue>(_ type: HostType<Host>) {
        types[type.description.name] = type.description
        if type.description.name.contains("."), let root = type.description.name.split(separator: ".").first {
            dottedRoots.insert(String(root))
        }
    }

    /// The slot of a declared variable, or nil.
    public func slot(of name: String) -> Slot? { variables[name].map { Slot($0.slot) } }

    /// Host overloads come first, so that one for a host type wins over a generic one of the library.
    mutating func add(_ overload: Overload) { functions.prepend(overload) }

    /// Puts other overloads in the place of a method's.
    mutating func replace(method name: String, with overloads: [Overload]) { functions.methods[name] = overloads }

    /// Parses, checks and plans an expression.
    ///
    /// - Parameter expecting: the type it must have, such as `.bool` for a condition; nil for any.
    /// - Throws: all mistakes of the expression: `cel.syntax`, `cel.unknownName`, `cel.unknownFunction`,
    ///   `cel.unknownField`, `cel.noOverload`, `cel.typeMismatch`, `cel.unsupported`, a limit's code (``Limits``), or
    ///   those of a host function's ``ConstantCheck``.
    public func compile(
        _ source: SourceText, expecting: CELType? = nil, mode: CompileMode = .checked
    ) throws(DiagnosticsError) -> Program {
        let (expression, nodes) = try Parser.parse(source, expandsMacros: expandsMacros)
        var checker = Checker(self, source: source, mode: mode, nodes: nodes)
        let checked = try checker.check(expression, expecting: expecting)
        return try Planner.plan(checked)
    }

    /// As ``compile(_:expecting:mode:)`` for text without a file of its own.
    public func compile(
        _ text: String, expecting: CELType? = nil, mode: CompileMode = .checked
    ) throws(DiagnosticsError) -> Program {
        try compile(SourceText(name: "<expression>", text: text), expecting: expecting, mode: mode)
    }
}

/// Whether types are checked before an expression runs.
public enum CompileMode: Sendable {
    case checked
    /// Types are decided at run time alone; unknown names and functions are errors only when they are reached.
    case unchecked
}
