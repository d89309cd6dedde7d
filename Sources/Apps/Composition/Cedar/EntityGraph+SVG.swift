internal import Cedar

extension EntityGraph {
    private struct Place {
        let x: Int
        let y: Int
    }

    private static let box = (width: 180, height: 32)
    private static let step = (x: 200, y: 84)
    private static let margin = 24

    /// The graph as a picture: the topmost entities above, a line from each entity to its parents,
    /// a colour for each type.
    public var svg: String {
        let places = self.places
        let columns = (places.map(\.x).max() ?? 0) + Self.step.x
        let layers = (nodes.map(\.layer).max() ?? 0) + 1
        let legend = types.count * 22 + 12
        let width = max(columns + Self.margin, 320)
        let height = Self.margin * 2 + layers * Self.step.y + legend
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title summary" \
            width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
            font-family="sans-serif" font-size="12">
            <title id="title">Hierarchy of entities</title>
            <desc id="summary">\(nodes.count) entities of \(types.count) types in \(layers) \
            layers; lines lead from an entity up to its parents.</desc>
            <rect width="\(width)" height="\(height)" fill="#ffffff"/>

            """
        text += edges(places)
        for (node, place) in zip(nodes, places) { text += picture(of: node, at: place) }
        return text + self.legend(from: height - legend) + "</svg>\n"
    }

    /// Rows by layer; in a row, below the middle of the parents as far as there is room.
    private var places: [Place] {
        var rows: [Int: [Int]] = [:]
        for (number, node) in nodes.enumerated() { rows[node.layer, default: []].append(number) }
        var places = [Place](repeating: Place(x: 0, y: 0), count: nodes.count)
        for layer in rows.keys.sorted() {
            func wish(_ number: Int) -> Int {
                let parents = nodes[number].parents
                return parents.isEmpty
                    ? 0 : parents.map { places[$0].x }.reduce(0, +) / parents.count
            }
            let row = (rows[layer] ?? []).map { (number: $0, wish: wish($0)) }
                .sorted { ($0.wish, $0.number) < ($1.wish, $1.number) }
            var next = Self.margin
            for (number, wish) in row {
                let x = max(next, layer == 0 ? next : wish)
                places[number] = Place(x: x, y: Self.margin + layer * Self.step.y)
                next = x + Self.step.x
            }
        }
        return places
    }

    private func edges(_ places: [Place]) -> String {
        var text = "<g stroke=\"#5f6b7a\" fill=\"none\">\n"
        for (number, node) in nodes.enumerated() {
            let from = places[number]
            for parent in node.parents {
                let to = places[parent]
                let (half, end) = (Self.box.width / 2, to.y + Self.box.height)
                text += "<path d=\"M\(from.x + half) \(from.y) C\(from.x + half) \(from.y - 24) "
                text += "\(to.x + half) \(end + 24) \(to.x + half) \(end)\"/>\n"
            }
        }
        return text + "</g>\n"
    }

    private func picture(of node: Node, at place: Place) -> String {
        let name = node.uid.description
        let dashes = node.isKnown ? "" : " stroke-dasharray=\"4 3\""
        let note = node.isKnown ? "" : " (only named as a parent)"
        return """
            <g><title>\(Self.escaped(name))\(note)</title>\
            <rect x="\(place.x)" y="\(place.y)" width="\(Self.box.width)" \
            height="\(Self.box.height)" rx="5" fill="\(Self.color(node.type))" \
            stroke="#37424f"\(dashes)/>\
            <text x="\(place.x + Self.box.width / 2)" y="\(place.y + 20)" \
            text-anchor="middle">\(Self.escaped(Self.shortened(name)))</text></g>

            """
    }

    private func legend(from top: Int) -> String {
        var text = ""
        for (number, type) in types.enumerated() {
            let y = top + number * 22
            text += "<rect x=\"\(Self.margin)\" y=\"\(y)\" width=\"16\" height=\"16\" "
            text += "fill=\"\(Self.color(number))\" stroke=\"#37424f\"/>"
            text += "<text x=\"\(Self.margin + 24)\" y=\"\(y + 13)\">\(Self.escaped(type))</text>\n"
        }
        return text
    }

    private static func shortened(_ text: String) -> String {
        guard text.unicodeScalars.count > 26 else { return text }
        var short = String.UnicodeScalarView(text.unicodeScalars.prefix(25))
        short.append("…")
        return String(short)
    }

    /// Text for XML; what XML cannot hold or could mislead is written as its code.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
