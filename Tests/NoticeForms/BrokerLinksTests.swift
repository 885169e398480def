import Foundation
import Messages
import Testing

@testable import NoticeForms

@Suite("Links to brokers")
struct BrokerLinksTests {
    private static func links(_ id: String, _ survey: String) -> [BrokerLink] {
        BrokerLinks.links(for: Sample.alert(objectID: id, survey: survey))
    }

    @Test("ZTF's and LSST's objects have pages at their brokers, and every position at the archives")
    func known() {
        let places = ["TNS", "SIMBAD", "NED", "Aladin"]
        #expect(
            Self.links("ZTF18abcdefg", "ZTF").map(\.broker) == ["Fink", "ALeRCE", "Lasair", "ANTARES", "Babamul"]
                + places)
        #expect(
            Self.links("313853517460144141", "LSST").map(\.broker) == ["Fink", "ALeRCE", "Lasair", "Babamul"] + places)
        #expect(Self.links("ZTF18abcdefg", "ZTF")[1].url == "https://alerce.online/object/ZTF18abcdefg")
        #expect(Self.links("ATLAS20abc", "ATLAS").map(\.broker) == places)
    }

    @Test(
        "an id of another form has no page",
        arguments: [
            ("ZTF18abcdef", "ZTF"), ("ZTF18ABCDEFG", "ZTF"), ("ZTF18abcdefg/../x", "ZTF"), ("", "ZTF"),
            ("ZTF１8abcdef", "ZTF"), ("0123", "LSST"), ("-5", "LSST"), ("1?x=<y>", "LSST"),
            ("99999999999999999999", "LSST"),
            ("ZTF18abcdefg", "LSST"), ("313853517460144141", "ZTF"),
        ])
    func others(id: String, survey: String) {
        #expect(Self.links(id, survey).first?.broker == "TNS")
    }

    @Test("addresses are addresses, of https, and a declination keeps its sign")
    func addresses() throws {
        var alert = Sample.alert()
        alert.decDegrees = 12.5
        for link in BrokerLinks.links(for: alert) {
            let url = try #require(URLComponents(string: link.url))
            #expect(url.scheme == "https")
            #expect(link.url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"'".utf8.contains($0) })
        }
        #expect(
            BrokerLinks.links(for: alert).first { $0.broker == "SIMBAD" }?.url.contains("150.118300%20%2B12.500000")
                == true)
        alert.decDegrees = 91
        #expect(BrokerLinks.links(for: alert).count == 5)
    }
}
