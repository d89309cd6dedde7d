/// A schema as it is written, before names are resolved.
struct SchemaDeclarations {
    /// A type as it is written.
    indirect enum TypeText {
        /// A common type, else an entity type, else a built-in type.
        case name(CedarText, SourcePosition?)
        /// An entity type only.
        case entityName(CedarText)
        /// A common type only.
        case commonName(CedarText)
        /// A built-in type.
        case builtIn(CedarType)
        case set(TypeText)
        case record([AttributeText])
    }

    struct AttributeText {
        let name: CedarText
        let isRequired: Bool
        let type: TypeText
        var annotations: [Policy.Annotation] = []
    }

    struct EntityText {
        let name: String
        let parents: [(CedarText, SourcePosition?)]
        let shape: TypeText
        let tags: TypeText?
        let identifiers: [CedarText]?
        let position: SourcePosition?
        var annotations: [Policy.Annotation] = []
    }

    /// A reference to an action; without a type it means an action of the same namespace.
    struct ActionReference {
        let type: CedarText?
        let id: CedarText
        let position: SourcePosition?
    }

    struct ActionText {
        let name: CedarText
        let parents: [ActionReference]
        let principals: [(CedarText, SourcePosition?)]
        let resources: [(CedarText, SourcePosition?)]
        let context: TypeText?
        let position: SourcePosition?
        var annotations: [Policy.Annotation] = []
    }

    struct CommonText {
        let name: String
        let type: TypeText
        let position: SourcePosition?
        var annotations: [Policy.Annotation] = []
    }

    /// The declarations of one namespace; the name is empty outside of any.
    struct Namespace {
        let name: String
        var entities: [EntityText] = []
        var actions: [ActionText] = []
        var commons: [CommonText] = []
        var annotations: [Policy.Annotation] = []

        func qualified(_ local: String) -> CedarText {
            CedarText(name.isEmpty ? local : "\(name)::\(local)")
        }
    }

    var namespaces: [Namespace] = []
}
