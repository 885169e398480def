import Foundation
public import Messages
import Sky

/// A page about an object at a public broker, or about its position at an archive.
public struct BrokerLink: Sendable, Equatable {
    /// Whose page it is, for example "ALeRCE".
    public let broker: String
    /// Its address.
    public let url: String
}

/// Where else people can read about an alert's object.
///
/// Addresses as of 2026. An object's pages are given only where its id has the survey's form, so that no other text of a
/// publisher gets into an address; pages by position, where the position is one.
public enum BrokerLinks {
    /// The object's pages at brokers that take the survey's alerts, then those by position.
    public static func links(for alert: Alert) -> [BrokerLink] {
        objectPages(for: alert) + positionPages(for: alert)
    }

    private static func objectPages(for alert: Alert) -> [BrokerLink] {
        let id = alert.objectID
        switch alert.survey.uppercased() {
        case "ZTF" where isZTFObject(id):
            return [
                BrokerLink(broker: "Fink", url: "https://ztf.fink-portal.org/\(id)"),
                BrokerLink(broker: "ALeRCE", url: "https://alerce.online/object/\(id)"),
                BrokerLink(broker: "Lasair", url: "https://lasair-ztf.lsst.ac.uk/objects/\(id)/"),
                BrokerLink(broker: "ANTARES", url: "https://antares.noirlab.edu/loci/lookup/\(id)"),
                BrokerLink(broker: "Babamul", url: "https://babamul.caltech.edu/objects/ZTF/\(id)"),
            ]
        case "LSST" where isLSSTObject(id):
            // ANTARES has no documented address that takes LSST's ids.
            return [
                BrokerLink(broker: "Fink", url: "https://lsst.fink-portal.org/\(id)"),
                BrokerLink(broker: "ALeRCE", url: "https://lsst.alerce.online/object/\(id)?survey=lsst"),
                BrokerLink(broker: "Lasair", url: "https://lasair.lsst.ac.uk/objects/\(id)/"),
                BrokerLink(broker: "Babamul", url: "https://babamul.caltech.edu/objects/LSST/\(id)"),
            ]
        default: return []
        }
    }

    private static func positionPages(for alert: Alert) -> [BrokerLink] {
        guard let position = SkyPosition(rightAscension: alert.raDegrees, declination: alert.decDegrees) else {
            return []
        }
        let ra = String(format: "%.6f", position.rightAscension)
        let dec = String(format: "%.6f", position.declination)
        // A plus in an address is a blank.
        let signed = (dec.hasPrefix("-") ? "" : "%2B") + dec
        return [
            BrokerLink(
                broker: "TNS", url: "https://www.wis-tns.org/search?ra=\(ra)&decl=\(dec)&radius=5&coords_unit=arcsec"),
            BrokerLink(
                broker: "SIMBAD",
                url: "https://simbad.cds.unistra.fr/simbad/sim-coo?Coord=\(ra)%20\(signed)&CooFrame=ICRS"
                    + "&Radius=10&Radius.unit=arcsec"),
            BrokerLink(
                broker: "NED",
                url: "https://ned.ipac.caltech.edu/conesearch?search_type=Near%20Position%20Search"
                    + "&coordinates=\(ra)d%20\(signed)d&radius=0.5&in_csys=Equatorial&in_equinox=J2000.0"),
            BrokerLink(
                broker: "Aladin", url: "https://aladin.cds.unistra.fr/AladinLite/?target=\(ra)%20\(signed)&fov=0.05"),
        ]
    }

    /// ZTF's objectId: "ZTF", two digits of the year, seven lower-case letters.
    private static func isZTFObject(_ id: String) -> Bool {
        let bytes = Array(id.utf8)
        return bytes.count == 12 && bytes.starts(with: "ZTF".utf8)
            && bytes[3..<5].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && bytes[5...].allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }

    /// LSST's diaObjectId: a whole number of 64 bits above 0, as decimal digits.
    private static func isLSSTObject(_ id: String) -> Bool {
        guard let number = Int64(id), number > 0 else { return false }
        return String(number) == id
    }
}
