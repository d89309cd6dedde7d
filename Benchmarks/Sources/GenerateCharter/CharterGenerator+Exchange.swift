extension CharterGenerator {
    private static let categories = ["name", "address", "date-of-birth", "income", "parents"]

    /// Every second institution offers one service.
    func services() -> Section {
        var section = Section("services")
        for number in 0..<options.services {
            section.add([
                "id": name("s", number),
                "institution": name("i", number * 2),
                "subsystem": "records",
                "code": name("s", number),
                "name": "Service \(number)",
                "subject": "exchange/services/\(name("i", number * 2))",
                "standards": "[records]",
                "description": "https://services.example.org/\(number)/openapi.yaml",
                "data_categories": "[\(Self.categories.joined(separator: ", "))]",
            ])
        }
        return section
    }

    /// Agreements spread over the services, no two of one consumer on one service.
    func agreements() -> Section {
        var section = Section("agreements")
        var random = random(3)
        for number in 0..<options.agreements {
            let service = number % options.services
            let provider = service * 2
            let consumer = (provider + 1 + number / options.services) % options.institutions
            let count = Int.random(in: 1...Self.categories.count, using: &random)
            let year = 2031 + Int.random(in: 0..<5, using: &random)
            section.add([
                "id": name("a", number),
                "provider": name("i", provider),
                "consumer": name("i", consumer),
                "service": name("s", service),
                "purpose": "purpose-\(number % 7)",
                "legal_basis": "\"Law 2/2026, art. \(number % 40 + 1)\"",
                "data_categories": "[\(Self.categories.prefix(count).joined(separator: ", "))]",
                "retention": "90 days",
                "until": "\"\(year)-01-01\"",
            ])
        }
        return section
    }

    /// Rules that let whoever has an agreement read, and its purpose hold.
    func rules() -> Section {
        var section = Section("rules")
        for number in 0..<options.rules {
            let path = "rules/\(name("r", number)).cedar"
            section.add([
                "id": name("r", number),
                "name": "Rule \(number)",
                "subject": "exchange/services/\(name("i", number * 2))",
                "safeguards": "[lawfulness, purpose-limitation]",
                "cedar": path,
                "review": "\"2031-01-01\"",
            ])
            section.files.append((path: path, text: cedar(for: name("s", number))))
        }
        return section
    }

    private func cedar(for service: String) -> String {
        """
        permit (
            principal,
            action == Action::"read",
            resource == Service::"\(service)"
        )
        when {
            context.purpose == context.agreement.purpose &&
            resource.data_categories.containsAll(context.agreement.data_categories)
        };

        """
    }
}
