/// How large a charter to generate, and where.
struct Options {
    /// How many institutions; each has an office and an official.
    var institutions = 1000
    /// How many bodies; each has a sector to decide on.
    var bodies = 200
    /// How many mandates.
    var mandates = 5000
    /// How many agreements between two institutions.
    var agreements = 2000
    /// How many rules, one for each of the first services.
    var rules = 500
    /// The seed: the same options give the same bytes.
    var seed: UInt64 = 1
    /// The folder to write; it must be new or empty.
    var folder = ""

    static let help = """
        Writes a valid charter of any size, to measure with.

        usage: generate-charter [options] FOLDER

          --institutions N   institutions (default 1000, at least 5)
          --bodies N         bodies (default 200)
          --mandates N       mandates (default 5000, at least four for each body and two more)
          --agreements N     agreements (default 2000)
          --rules N          rules (default 500, at most 1000)
          --seed N           the seed (default 1); the same options give the same bytes
        """

    /// Half of the institutions offer a service.
    var services: Int { institutions / 2 }
    /// A mandate to decide, operate, supervise and fund for each body's sector, and two more.
    var fewestMandates: Int { bodies * 4 + 2 }

    init(arguments: [String]) throws(Problem) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                guard folder.isEmpty else {
                    throw Problem("two folders are named: `\(folder)` and `\(argument)`")
                }
                folder = argument
                continue
            }
            guard let text = rest.popFirst() else { throw Problem("`\(argument)` needs a number") }
            guard let number = UInt64(text), number <= 1_000_000 || argument == "--seed" else {
                throw Problem("`\(text)` is not a number for `\(argument)`")
            }
            try set(argument, to: number)
        }
        guard !folder.isEmpty else { throw Problem("name the folder to write; see --help") }
        try check()
    }

    private mutating func set(_ option: String, to number: UInt64) throws(Problem) {
        switch option {
        case "--institutions": institutions = Int(number)
        case "--bodies": bodies = Int(number)
        case "--mandates": mandates = Int(number)
        case "--agreements": agreements = Int(number)
        case "--rules": rules = Int(number)
        case "--seed": seed = number
        default: throw Problem("there is no option `\(option)`; see --help")
        }
    }

    private func check() throws(Problem) {
        guard institutions >= 5 else { throw Problem("a charter needs 5 institutions or more") }
        guard bodies >= 1 else { throw Problem("a charter needs a body") }
        guard mandates >= fewestMandates else {
            throw Problem("\(bodies) bodies need \(fewestMandates) mandates or more")
        }
        guard agreements <= services * (institutions - 1) else {
            throw Problem("\(institutions) institutions cannot have \(agreements) agreements")
        }
        guard rules <= min(1000, services) else {
            throw Problem("there can be \(min(1000, services)) rules at the most")
        }
    }
}
