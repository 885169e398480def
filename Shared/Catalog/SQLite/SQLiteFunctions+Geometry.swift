import CSQLite
import Sky

/// Geometry. A geometry in SQL is a BLOB: a letter and numbers (`SkyRegion.bytes`).
extension SQLiteFunctions {
    static let geometryFunctions: [SQLiteFunction] = [
        SQLiteFunction("peryton_point", 2) { call in
            call.giveRegion { call throws(SkyError) in try .point(call.position(0)) }
        },
        SQLiteFunction("peryton_circle", 3) { call in
            call.giveRegion { call throws(SkyError) in try .circle(centre: call.position(0), radius: call.real(2)) }
        },
        SQLiteFunction("peryton_box", 4) { call in
            call.giveRegion { call throws(SkyError) in
                try .box(centre: call.position(0), width: call.real(2), height: call.real(3))
            }
        },
        SQLiteFunction("peryton_polygon", -1) { call in
            call.giveRegion { call throws(SkyError) in
                var vertices: [SkyPosition] = []
                for index in stride(from: 0, to: call.count - 1, by: 2) { vertices.append(try call.position(index)) }
                return .polygon(try SkyPolygon(vertices: vertices))
            }
        },
        SQLiteFunction("peryton_region", 1) { call in
            call.giveRegion { call throws(SkyError) in try SkyRegion(anyText: call.text(0)) }
        },
        SQLiteFunction("peryton_region_text", 1) { call in
            call.withRegion(0) { call, region in call.give(region.daliText) }
        },
        SQLiteFunction("peryton_contains", 2) { call in
            call.withRegion(0) { call, inner in
                call.withRegion(1) { call, outer in call.give(outer.contains(inner)) }
            }
        },
        SQLiteFunction("peryton_intersects", 2) { call in
            call.withRegion(0) { call, left in
                call.withRegion(1) { call, right in call.give(left.intersects(right)) }
            }
        },
        SQLiteFunction("peryton_area", 1) { call in
            call.withRegion(0) { call, region in call.give(region.area) }
        },
        SQLiteFunction("peryton_centroid", 1) { call in
            call.withRegion(0) { call, region in call.give(SkyRegion.point(region.centroid).bytes) }
        },
        SQLiteFunction("peryton_coord1", 1) { call in
            call.withPoint(0) { call, position in call.give(position.rightAscension) }
        },
        SQLiteFunction("peryton_coord2", 1) { call in
            call.withPoint(0) { call, position in call.give(position.declination) }
        },
        SQLiteFunction.ofNumbers("peryton_distance", 4) { call in
            UnitVector(rightAscension: call.real(0), declination: call.real(1))
                .radians(to: UnitVector(rightAscension: call.real(2), declination: call.real(3))) * 180 / .pi
        },
        SQLiteFunction("peryton_in_circle", 5) { call in
            guard !call.hasNull else { return }
            do {
                let cone = try Cone(centre: call.position(2), radius: call.real(4))
                guard call.isPosition(0) else { return }
                call.give(cone.contains(UnitVector(rightAscension: call.real(0), declination: call.real(1))))
            } catch {
                call.fail("\(error)")
            }
        },
        SQLiteFunction("peryton_in_polygon", 3) { call in
            guard !call.isNull(0), !call.isNull(1), call.isPosition(0) else { return }
            call.withRegion(2) { call, region in
                call.give(region.contains(UnitVector(rightAscension: call.real(0), declination: call.real(1))))
            }
        },
    ]
}

extension SQLiteCall {
    /// Whether two arguments are a position: what is none is in no region, and its distance to everything is unknown.
    func isPosition(_ index: Int) -> Bool {
        real(index).isFinite && abs(real(index + 1)) <= 90
    }

    /// The position that two arguments are.
    func position(_ index: Int) throws(SkyError) -> SkyPosition {
        guard let position = SkyPosition(rightAscension: real(index), declination: real(index + 1)) else {
            throw .badPosition(rightAscension: real(index), declination: real(index + 1))
        }
        return position
    }

    /// Gives the region that the arguments make; NULL where one of them is NULL.
    func giveRegion(_ make: (borrowing SQLiteCall) throws(SkyError) -> SkyRegion) {
        guard !hasNull else { return }
        do {
            give(try make(self).bytes)
        } catch {
            fail("\(error)")
        }
    }

    /// Does something with the region that an argument is; NULL where it is NULL.
    ///
    /// A constant argument is decoded once for a whole query (https://sqlite.org/c3ref/get_auxdata.html).
    func withRegion(_ index: Int, _ work: (borrowing SQLiteCall, SkyRegion) -> Void) {
        guard !isNull(index) else { return }
        if let kept: RegionBox = auxiliary(index) { return work(self, kept.region) }
        do {
            let region = try SkyRegion(bytes(index))
            keep(RegionBox(region), at: index)
            work(self, region)
        } catch {
            fail("\(error)")
        }
    }

    /// Does something with the point that an argument is.
    func withPoint(_ index: Int, _ work: (borrowing SQLiteCall, SkyPosition) -> Void) {
        withRegion(index) { call, region in
            guard case .point(let position) = region else {
                return call.fail("COORD1 and COORD2: expected a point, found a \(region.shape.rawValue)")
            }
            work(call, position)
        }
    }
}

/// A region that SQLite keeps for the next call.
private final class RegionBox {
    let region: SkyRegion

    init(_ region: SkyRegion) {
        self.region = region
    }
}
