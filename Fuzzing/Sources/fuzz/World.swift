import CanonicalJSON

@testable import Cedar
@testable import Reference

/// The schema, entities and requests that fuzzed policies meet.
enum World {
    static let schemaText = """
        entity User in [Group] { n: Long, s: String, b?: Bool, e?: User, r: { x: Long, y?: String },
            ls: Set<String>, addr?: ipaddr, at?: datetime } tags String;
        entity Group in [Group] { n: Long };
        entity Doc { owner: User, dec?: decimal, len?: duration };
        entity Color enum ["red", "blue"];
        action all;
        action read, write in [all] appliesTo { principal: [User, Group], resource: [Doc, User],
            context: { n: Long, s?: String, ip: ipaddr, c: Color } };
        """

    static let entitiesText = #"""
        [{"uid":{"type":"User","id":"a"},"parents":[{"type":"Group","id":"g"}],"tags":{"k":"v"},
          "attrs":{"n":1,"s":"a*b","b":true,"e":{"__entity":{"type":"User","id":"b"}},
            "r":{"x":9223372036854775807,"y":"é"},"ls":["a","b",""],
            "addr":{"__extn":{"fn":"ip","arg":"10.0.0.0/8"}},
            "at":{"__extn":{"fn":"datetime","arg":"2024-02-29"}}}},
         {"uid":{"type":"User","id":"b"},"parents":[],"attrs":{"n":0,"s":"","r":{"x":1},"ls":[]}},
         {"uid":{"type":"Group","id":"g"},"parents":[{"type":"Group","id":"top"}],"attrs":{"n":2}},
         {"uid":{"type":"Doc","id":"d"},"parents":[],"attrs":{
            "owner":{"__entity":{"type":"User","id":"a"}},
            "dec":{"__extn":{"fn":"decimal","arg":"1.5"}},
            "len":{"__extn":{"fn":"duration","arg":"1d"}}}},
         {"uid":{"type":"Action","id":"read"},"parents":[{"type":"Action","id":"all"}],"attrs":{}}]
        """#

    static let requestTexts = [
        #"""
        {"principal":{"type":"User","id":"a"},"action":{"type":"Action","id":"read"},
         "resource":{"type":"Doc","id":"d"},"context":{"n":3,"s":"x","c":
          {"__entity":{"type":"Color","id":"red"}},"ip":{"__extn":{"fn":"ip","arg":"::1"}}}}
        """#,
        #"""
        {"principal":{"type":"Group","id":"g"},"action":{"type":"Action","id":"write"},
         "resource":{"type":"User","id":"b"},"context":{}}
        """#,
        #"""
        {"principal":{"type":"Nobody","id":""},"action":{"type":"Action","id":"all"},
         "resource":{"type":"User","id":"a"},"context":{"n":true}}
        """#,
    ]

    static let schema = expect("the schema is read") { try Schema(parsing: schemaText) }
    static let documents = expect("the entities are read") {
        try JSON(parsing: Array(entitiesText.utf8), options: .lenient).items
    }
    static let entities = expect("the entities are read") {
        try Entities(json: .array(documents))
    }
    static let store = expect("the reference reads the entities") {
        try ReferenceStore(json: documents)
    }
    static let requests: [(Request, ReferenceRequest)] = requestTexts.map { text in
        expect("the request is read") {
            let json = try JSON(parsing: Array(text.utf8), options: .lenient)
            return (try Request(json: json), try ReferenceRequest(json: json))
        }
    }
}
