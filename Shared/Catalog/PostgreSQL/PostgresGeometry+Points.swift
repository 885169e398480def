/// Our functions in PostgreSQL's SQL, in schema `peryton`.
///
/// The arithmetic is `Sky`'s, step by step, so that every engine gives the same rows to the last bit; what runs for each row
/// of a search is a plain expression that PostgreSQL puts into the query. A geometry is a `double precision[]` that
/// begins with its kind:
///
/// ```
/// 1 ra dec  x y z                       a point and its direction
/// 2 ra dec radius  x y z limit          a circle and what a squared chord is compared with
/// 3 n area convex  x y z radius limit   a polygon: its bounding circle,
///   n × (ra dec)  n × (x y z)             vertices as given, corners with the inside to the left,
///   n × (x y z)                           normals of the sides,
///   2 × (x y z inside  n × left)          known places to count sides from
/// ```
enum PostgresGeometry {
    /// All of them; each statement ends with a line of `$$;`.
    static let all = [points, polygons, polygonMaking, relations, texts, healpix, adql].joined(separator: "\n")

    private static let row = direction(ra: "ra", dec: "\"dec\"")
    private static let centre = direction(
        ra: "(CASE WHEN ra0 >= 0 AND ra0 < 360 THEN ra0 ELSE peryton.turned(ra0) END)", dec: "dec0")

    private static func direction(ra: String, dec: String) -> (x: String, y: String, z: String) {
        let degree = "0.017453292519943295"
        return (
            "cos(\(dec) * \(degree)) * cos(\(ra) * \(degree))", "cos(\(dec) * \(degree)) * sin(\(ra) * \(degree))",
            "sin(\(dec) * \(degree))"
        )
    }

    static let points = #"""
        CREATE FUNCTION peryton.refuse(reason text) RETURNS double precision
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
            RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = reason;
        END $$;

        CREATE FUNCTION peryton.no_position(ra double precision, "dec" double precision) RETURNS double precision
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT peryton.refuse('(' || peryton.number_text(ra) || ', ' || peryton.number_text("dec")
                || ') is not on the sky: expected a finite right ascension and a declination from -90 to 90, in degrees')
        $$;

        -- A number as Swift prints it.
        CREATE FUNCTION peryton.number_text(value double precision) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE WHEN value::text ~ '[.eIN]' THEN value::text ELSE value::text || '.0' END
        $$;

        CREATE FUNCTION peryton.is_position(ra double precision, "dec" double precision) RETURNS boolean
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT "dec" >= -90 AND "dec" <= 90 AND ra > '-Infinity'::double precision AND ra < 'Infinity'::double precision
        $$;

        -- Right ascension brought to 0 ≤ ra < 360, as SkyPosition does it.
        CREATE FUNCTION peryton.turned(ra double precision) RETURNS double precision
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE turned double precision := ra;
        BEGIN
            IF NOT (turned >= 0 AND turned < 360) THEN
                turned := turned - 360 * trunc(turned / 360);
                IF turned < 0 THEN turned := turned + 360; END IF;
                IF turned >= 360 THEN turned := 0; END IF;
            END IF;
            RETURN turned + 0;
        END $$;

        -- The square of a cone's chord and a little more (Cone.limit).
        CREATE FUNCTION peryton.cone_limit(radius double precision) RETURNS double precision
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE chord double precision;
        BEGIN
            IF NOT (radius >= 0 AND radius <= 180) THEN
                RETURN peryton.refuse('a circle''s radius is from 0 to 180 degrees, not ' || peryton.number_text(radius));
            END IF;
            IF radius >= 180 THEN RETURN 5; END IF;
            chord := 2 * sin(radius * 0.017453292519943295 / 2) + 5e-16;
            RETURN chord * chord;
        END $$;

        CREATE FUNCTION peryton.peryton_point(ra double precision, "dec" double precision) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            longitude double precision;
            latitude double precision := "dec" * 0.017453292519943295;
        BEGIN
            IF NOT peryton.is_position(ra, "dec") THEN PERFORM peryton.no_position(ra, "dec"); END IF;
            longitude := peryton.turned(ra) * 0.017453292519943295;
            RETURN ARRAY[1, peryton.turned(ra), "dec" + 0, cos(latitude) * cos(longitude), cos(latitude) * sin(longitude),
                sin(latitude)];
        END $$;

        -- A point of a direction.
        CREATE FUNCTION peryton.point_at(x double precision, y double precision, z double precision)
        RETURNS double precision[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT peryton.peryton_point(
                atan2(y, x) * 57.29577951308232,
                least(90, greatest(-90, atan2(z, sqrt(x * x + y * y)) * 57.29577951308232)))
        $$;

        CREATE FUNCTION peryton.peryton_circle(ra double precision, "dec" double precision, radius double precision)
        RETURNS double precision[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE centre double precision[] := peryton.peryton_point(ra, "dec");
        BEGIN
            RETURN ARRAY[2, centre[2], centre[3], radius, centre[4], centre[5], centre[6], peryton.cone_limit(radius)];
        END $$;

        -- What is no position is in no region: NULL. The chord is written out, so that it becomes a part of the query.
        CREATE FUNCTION peryton.peryton_in_circle(
            ra double precision, "dec" double precision, ra0 double precision, dec0 double precision,
            radius double precision) RETURNS integer
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN peryton.is_position(ra0, dec0) THEN
                CASE WHEN peryton.is_position(ra, "dec") THEN (
                    (\#(centre.x) - \#(row.x)) * (\#(centre.x) - \#(row.x))
                    + (\#(centre.y) - \#(row.y)) * (\#(centre.y) - \#(row.y))
                    + (\#(centre.z) - \#(row.z)) * (\#(centre.z) - \#(row.z))
                    <= peryton.cone_limit(radius))::integer END
                WHEN ra0 IS NOT NULL AND dec0 IS NOT NULL THEN peryton.no_position(ra0, dec0)::integer END
        $$;

        -- Sums of positive terms for sin² and cos² of half the angle: exact at 0 and 180° alike.
        CREATE FUNCTION peryton.peryton_distance(
            ra1 double precision, dec1 double precision, ra2 double precision, dec2 double precision)
        RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE WHEN dec1 >= -90 AND dec1 <= 90 AND dec2 >= -90 AND dec2 <= 90
                AND abs(ra1) < 'Infinity'::double precision AND abs(ra2) < 'Infinity'::double precision
            THEN 114.59155902616465 * atan2(
                sqrt(power(sin((dec1 - dec2) * 0.008726646259971648) * cos((ra1 - ra2) * 0.008726646259971648), 2)
                    + power(cos((dec1 + dec2) * 0.008726646259971648) * sin((ra1 - ra2) * 0.008726646259971648), 2)),
                sqrt(power(cos((dec1 - dec2) * 0.008726646259971648) * cos((ra1 - ra2) * 0.008726646259971648), 2)
                    + power(sin((dec1 + dec2) * 0.008726646259971648) * sin((ra1 - ra2) * 0.008726646259971648), 2)))
            END
        $$;

        -- The angle between two directions, radians (UnitVector.angle).
        CREATE FUNCTION peryton.angle(
            ax double precision, ay double precision, az double precision,
            bx double precision, "by" double precision, bz double precision)
        RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            dx double precision := ax - bx;
            dy double precision := ay - "by";
            dz double precision := az - bz;
            sx double precision := ax + bx;
            sy double precision := ay + "by";
            sz double precision := az + bz;
            cx double precision := 0.5 * (dy * sz - dz * sy);
            cy double precision := 0.5 * (dz * sx - dx * sz);
            cz double precision := 0.5 * (dx * sy - dy * sx);
        BEGIN
            RETURN atan2(sqrt(cx * cx + cy * cy + cz * cz), ax * bx + ay * "by" + az * bz);
        END $$;

        CREATE FUNCTION peryton.peryton_coord1(g double precision[]) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE WHEN g[1] = 1 THEN g[2]
                ELSE peryton.refuse('COORD1 and COORD2: expected a point, found a ' || peryton.shape(g)) END
        $$;

        CREATE FUNCTION peryton.peryton_coord2(g double precision[]) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE WHEN g[1] = 1 THEN g[3]
                ELSE peryton.refuse('COORD1 and COORD2: expected a point, found a ' || peryton.shape(g)) END
        $$;
        """#
}
