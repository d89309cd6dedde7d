import Foundation

/// Writes a charter of any size that loads without an error and has no findings.
struct CharterGenerator {
    let options: Options

    /// The sections, in the order in which a charter lists its kinds.
    func sections() -> [Section] {
        [
            head(), articles(), subjects(), institutions(), offices(), officials(), procedures(),
            bodies(), mandates(), safeguards(), standards(), components(), services(),
            agreements(), rules(),
        ]
    }

    /// A generator of numbers for one section, so that sections do not depend on each other.
    func random(_ section: UInt64) -> SplitMix64 {
        SplitMix64(seed: options.seed &* 0x1_0000_01B3 &+ section)
    }

    /// The number with leading zeros.
    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// An identifier such as `i-000017`.
    func name(_ prefix: String, _ number: Int) -> String {
        "\(prefix)-\(Self.padded(number, 6))"
    }

    private func head() -> Section {
        var section = Section("charter")
        section.add([
            "id": "generated",
            "name": "Generated charter",
            "instance": "GEN",
            "version": "\"1\"",
            "fiscal_year_start": "\"01-01\"",
            "steward": name("i", 0),
        ])
        return section
    }

    private func articles() -> Section {
        var section = Section("articles")
        for number in 1...10 {
            section.add(["id": "art-\(number)", "title": "Article \(number)"])
        }
        return section
    }

    private func subjects() -> Section {
        var section = Section("subjects")
        section.add(["path": "governance", "name": "Governance"])
        section.add(["path": "exchange", "name": "Data exchange"])
        for body in 0..<options.bodies {
            section.add([
                "path": name("sector", body),
                "name": "{en: Sector \(body), es: Sector \(body)}",
                "building_block": "true",
            ])
        }
        return section
    }

    private func institutions() -> Section {
        var section = Section("institutions")
        for number in 0..<options.institutions {
            section.add([
                "id": name("i", number),
                "name": "{en: Institution \(number), es: Institución \(number)}",
                "member_class": ["GOV", "MUN", "COM", "NGO"][number % 4],
                "subsystems": "[records, counter]",
                "from": "\"2026-01-01\"",
            ])
        }
        return section
    }

    private func offices() -> Section {
        var section = Section("offices")
        for number in 0..<options.institutions {
            section.add([
                "id": name("head", number),
                "institution": name("i", number),
                "title": "Head of institution \(number)",
            ])
        }
        return section
    }

    /// Officials with keys that are any 32 bytes: nobody can sign with them.
    private func officials() -> Section {
        var section = Section("officials")
        var random = random(1)
        for number in 0..<options.institutions {
            let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
            section.add([
                "id": name("o", number),
                "name": "Official \(number)",
                "office": name("head", number),
                "keys": "[{id: k1, public_key: \"\(key.base64EncodedString())\"}]",
                "from": "\"2026-01-01\"",
                "until": "\"2036-01-01\"",
            ])
        }
        return section
    }

    private func safeguards() -> Section {
        var section = Section("safeguards")
        for (id, source) in [("lawfulness", "F5.1"), ("purpose-limitation", "O3.26")] {
            section.add(["id": id, "name": id, "source": "DPI Safeguards \(source)"])
        }
        return section
    }

    private func standards() -> Section {
        var section = Section("standards")
        section.add([
            "id": "records",
            "name": "Records",
            "version": "\"1.0\"",
            "status": "adopted",
            "subject": "exchange",
        ])
        return section
    }

    private func components() -> Section {
        var section = Section("components")
        for body in 0..<options.bodies {
            section.add([
                "id": name("c", body),
                "name": "Component \(body)",
                "subject": name("sector", body),
                "steward": operatorOfSector(body),
                "operator": operatorOfSector(body),
                "maintainer": operatorOfSector(body),
                "repository": "https://code.example.org/\(body)",
                "licence": "Apache-2.0",
                "funded_until": "\"2036-01-01\"",
            ])
        }
        return section
    }
}
