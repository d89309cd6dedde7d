internal import Governance

extension PageScope {
    /// The matrix of building blocks and functions, with its gaps.
    func whoPage() -> Page {
        let subjects = view.inForce(\.subjects)
        let blocks = subjects.filter(\.buildingBlock)
        let paths = Set(blocks.map(\.path))
        let others = Dictionary(grouping: subjects.filter { !$0.buildingBlock }) { subject in
            subject.path.selfAndAncestors.first { paths.contains($0) }
        }
        let gaps = blocks.reduce(0) { count, block in
            count + Function.allCases.count { holdings(of: $0, on: block.path).isEmpty }
        }
        return Page(
            template: "who",
            title: words("nav_who"),
            path: "/who",
            fields: [
                "functions": Function.allCases.map { words("f_\($0.rawValue)") },
                "blocks": blocks.map { row(of: $0, with: others[$0.path] ?? []) },
                "hasBlocks": !blocks.isEmpty,
                "gapWords": gaps == 0 ? words("gaps_none") : words("gaps_some", gaps),
                "gapClass": gaps == 0 ? "ok" : "gap",
                "others": (others[nil] ?? []).map { line(of: $0) },
                "hasOthers": others[nil] != nil,
            ]
        )
    }

    private func row(of block: Subject, with others: [Subject]) -> Fields {
        [
            "blockName": text(block.name),
            "blockPath": block.path.text,
            "blockHref": link("/who/\(block.path)"),
            "cells": Function.allCases.map { function -> Fields in
                let holdings = holdings(of: function, on: block.path)
                return [
                    "functionName": words("f_\(function.rawValue)"),
                    "isGap": holdings.isEmpty,
                    "holdings": holdings,
                ]
            },
            "under": others.isEmpty
                ? false
                : [
                    "underWords": words("subjects_under", others.count),
                    "underList": others.map { line(of: $0) },
                ] as Fields,
        ]
    }

    /// A subject that is no building block, on one line: its name and who decides on it.
    private func line(of subject: Subject) -> Fields {
        let deciders = holdings(of: .decide, on: subject.path)
        return [
            "lineName": text(subject.name),
            "linePath": subject.path.text,
            "lineHref": link("/who/\(subject.path)"),
            "lineHolders": deciders,
            "lineGap": deciders.isEmpty,
        ]
    }

    /// Who holds a function on a subject; of those who decide only the most specific ones.
    func holdings(of function: Function, on subject: SubjectPath) -> [Fields] {
        mandates(to: function, on: subject).compactMap { mandate in
            guard let holder = mandate.holder else { return nil }
            let name: String
            var href: String?
            switch holder {
            case .institution(let id): name = self.name(of: id)
            case .body(let id):
                name = self.name(of: id)
                href = link("/bodies/\(id)")
            }
            return [
                "holderName": name,
                "holderHref": href ?? false,
                "holderSource": mandate.legalSource ?? words("no_source"),
                "holderMandate": mandate.id.text,
                "holderInherited": mandate.subject == subject
                    ? false
                    : [
                        "fromHref": link("/who/\(mandate.subject)"),
                        "fromPath": mandate.subject.text,
                    ] as Fields,
            ]
        }
    }

    func mandates(to function: Function, on subject: SubjectPath) -> [Mandate] {
        function == .decide
            ? view.mostSpecificMandates(to: .decide, on: subject)
            : view.mandates(to: function, on: subject)
    }
}
