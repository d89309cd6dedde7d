extension Parser {
    /// Reads `Schema := { Annot* 'namespace' Path '{' Decl* '}' | Decl }`.
    mutating func parseSchema() throws(CedarError) -> SchemaDeclarations {
        var outside = SchemaDeclarations.Namespace(name: "")
        var named: [SchemaDeclarations.Namespace] = []
        while !at(.endOfText) {
            dropAnchor()
            _ = try parseAnnotations()
            guard atWord("namespace") else {
                try parseDeclaration(into: &outside)
                continue
            }
            advance()
            let start = current.start
            let name = try path("a namespace")
            if named.contains(where: { CedarText($0.name) == name }) {
                throw CedarError(
                    .duplicate,
                    "namespace `\(name)` is declared twice",
                    at: position(start)
                )
            }
            var namespace = SchemaDeclarations.Namespace(name: name.string)
            try expect(.openBrace, "`{`")
            while !at(.closeBrace) {
                dropAnchor()
                _ = try parseAnnotations()
                try parseDeclaration(into: &namespace)
            }
            advance()
            named.append(namespace)
        }
        return SchemaDeclarations(namespaces: [outside] + named)
    }

    private mutating func parseDeclaration(
        into namespace: inout SchemaDeclarations.Namespace
    ) throws(CedarError) {
        if takeWord("entity") {
            try parseEntities(into: &namespace)
        } else if takeWord("action") {
            try parseActions(into: &namespace)
        } else if takeWord("type") {
            let start = position(current.start)
            let name = try name("a type name")
            try expect(.assign, "`=`")
            let type = try parseType()
            try expect(.semicolon, "`;`")
            namespace.commons.append(.init(name: name, type: type, position: start))
        } else {
            throw unexpected(expected: "`entity`, `action`, `type` or `namespace`")
        }
    }

    private mutating func parseEntities(
        into namespace: inout SchemaDeclarations.Namespace
    ) throws(CedarError) {
        var names: [(String, SourcePosition)] = []
        repeat {
            let start = position(current.start)
            names.append((try name("an entity type"), start))
        } while take(.comma)
        var identifiers: [CedarText]?
        var parents: [(CedarText, SourcePosition?)] = []
        var attributes: [SchemaDeclarations.AttributeText] = []
        var tags: SchemaDeclarations.TypeText?
        if takeWord("enum") {
            try expect(.openBracket, "`[`")
            var list: [CedarText] = []
            if at(.closeBracket) {
                throw error(.schema, "an enumerated type needs identifiers")
            }
            repeat {
                list.append(try string("an identifier in double quotes"))
            } while take(.comma)
            try expect(.closeBracket, "`]`")
            identifiers = list
        } else {
            if takeWord("in") { parents = try parsePaths(allowingNone: true) }
            let isAssigned = take(.assign)
            if isAssigned || at(.openBrace) { attributes = try parseAttributes() }
            if takeWord("tags") { tags = try parseType() }
        }
        try expect(.semicolon, "`;`")
        for (name, start) in names {
            namespace.entities.append(
                .init(
                    name: name,
                    parents: parents,
                    shape: .record(attributes),
                    tags: tags,
                    identifiers: identifiers,
                    position: start
                )
            )
        }
    }

    /// Reads `Path | '[' Path {',' Path} ']'`; unlike attributes, lists end without a comma.
    private mutating func parsePaths(
        allowingNone: Bool
    ) throws(CedarError) -> [(CedarText, SourcePosition?)] {
        guard take(.openBracket) else {
            let start = position(current.start)
            return [(try path("a type"), start)]
        }
        var paths: [(CedarText, SourcePosition?)] = []
        if at(.closeBracket) {
            guard allowingNone else { throw error(.schema, "the list of types is empty") }
            advance()
            return []
        }
        repeat {
            let start = position(current.start)
            paths.append((try path("a type"), start))
        } while take(.comma)
        try expect(.closeBracket, "`,` or `]`")
        return paths
    }

    /// Reads `Type := Path | 'Set' '<' Type '>' | '{' Attrs '}'`.
    private mutating func parseType() throws(CedarError) -> SchemaDeclarations.TypeText {
        try enter()
        let type: SchemaDeclarations.TypeText
        if at(.openBrace) {
            type = .record(try parseAttributes())
        } else if atWord("Set"), peek().kind == .less {
            advance()
            advance()
            type = .set(try parseType())
            try expect(.greater, "`>`")
        } else {
            let start = position(current.start)
            type = .name(try schemaPath(), start)
        }
        leave()
        return type
    }

    /// A path that may begin with `__cedar`.
    private mutating func schemaPath() throws(CedarError) -> CedarText {
        guard takeWord("__cedar") else { return try path("a type") }
        try expect(.pathSeparator, "`::`")
        return CedarText("__cedar::" + (try name("a type")))
    }

    /// Reads `'{' [ Annot* Name ['?'] ':' Type {',' …} [','] ] '}'`.
    private mutating func parseAttributes() throws(CedarError) -> [SchemaDeclarations.AttributeText]
    {
        try expect(.openBrace, "`{`")
        var attributes: [SchemaDeclarations.AttributeText] = []
        while !at(.closeBrace) {
            _ = try parseAnnotations()
            let name = try parseAnyName("an attribute")
            let isOptional = take(.question)
            try expect(.colon, "`:`")
            let type = try parseType()
            attributes.append(.init(name: name, isRequired: !isOptional, type: type))
            guard take(.comma) else { break }
        }
        try expect(.closeBrace, "`,` or `}`")
        return attributes
    }

    /// Reads `Name := Ident | STR`.
    private mutating func parseAnyName(_ what: String) throws(CedarError) -> CedarText {
        at(.string) ? try string(what) : CedarText(try name(what))
    }
}

extension Parser {
    private mutating func parseActions(
        into namespace: inout SchemaDeclarations.Namespace
    ) throws(CedarError) {
        var names: [(CedarText, SourcePosition)] = []
        repeat {
            let start = position(current.start)
            names.append((try parseAnyName("an action name"), start))
        } while take(.comma)
        var parents: [SchemaDeclarations.ActionReference] = []
        if takeWord("in") {
            if take(.openBracket) {
                repeat {
                    parents.append(try parseActionReference())
                } while take(.comma)
                try expect(.closeBracket, "`,` or `]`")
            } else {
                parents.append(try parseActionReference())
            }
        }
        var application = Application()
        if takeWord("appliesTo") { application = try parseApplication() }
        if takeWord("attributes") {
            try expect(.openBrace, "`{`")
            try expect(.closeBrace, "`}`: actions cannot have attributes")
        }
        try expect(.semicolon, "`;`")
        for (name, start) in names {
            namespace.actions.append(
                .init(
                    name: name,
                    parents: parents,
                    principals: application.principals ?? [],
                    resources: application.resources ?? [],
                    context: application.context,
                    position: start
                )
            )
        }
    }

    /// Reads `Ref := [Path '::'] STR | Name`.
    private mutating func parseActionReference() throws(CedarError)
        -> SchemaDeclarations.ActionReference
    {
        let start = position(current.start)
        if at(.identifier), peek().kind == .pathSeparator {
            let uid = try entity()
            return .init(type: uid.typeName, id: uid.identifier, position: start)
        }
        return .init(type: nil, id: try parseAnyName("an action"), position: start)
    }

    private struct Application {
        var principals: [(CedarText, SourcePosition?)]?
        var resources: [(CedarText, SourcePosition?)]?
        var context: SchemaDeclarations.TypeText?
    }

    /// Reads `App := ('principal'|'resource') ':' Paths | 'context' ':' (Path | '{' Attrs '}')`.
    private mutating func parseApplication() throws(CedarError) -> Application {
        try expect(.openBrace, "`{`")
        var result = Application()
        while !at(.closeBrace) {
            let word = current
            if takeWord("principal") {
                try expect(.colon, "`:`")
                if result.principals != nil { throw repeated(word) }
                result.principals = try parsePaths(allowingNone: false)
            } else if takeWord("resource") {
                try expect(.colon, "`:`")
                if result.resources != nil { throw repeated(word) }
                result.resources = try parsePaths(allowingNone: false)
            } else if takeWord("context") {
                try expect(.colon, "`:`")
                if result.context != nil { throw repeated(word) }
                result.context = try parseType()
            } else {
                throw unexpected(expected: "`principal`, `resource` or `context`")
            }
            guard take(.comma) else { break }
        }
        try expect(.closeBrace, "`,` or `}`")
        guard result.principals != nil, result.resources != nil else {
            throw error(.schema, "`appliesTo` needs both `principal` and `resource`")
        }
        return result
    }

    private func repeated(_ word: Token) -> CedarError {
        CedarError(
            .duplicate,
            "`\(text(word))` is given twice",
            at: position(word.start)
        )
    }
}
