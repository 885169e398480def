/// What lies in a polygon, and its middle.
extension PostgresGeometry {
    static let polygons = #"""
        -- Square of the chord from a direction to the nearest place of a side from a to b with normal n.
        CREATE FUNCTION peryton.side_chord(
            x double precision, y double precision, z double precision,
            ax double precision, ay double precision, az double precision,
            bx double precision, "by" double precision, bz double precision,
            nx double precision, ny double precision, nz double precision)
        RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            height double precision;
        BEGIN
            IF (ny * az - nz * ay) * x + (nz * ax - nx * az) * y + (nx * ay - ny * ax) * z > 0
                AND (ny * bz - nz * "by") * x + (nz * bx - nx * bz) * y + (nx * "by" - ny * bx) * z < 0 THEN
                height := nx * x + ny * y + nz * z;
                RETURN 2 * height * height / (1 + sqrt(greatest(0, 1 - height * height)));
            END IF;
            RETURN least((x - ax) * (x - ax) + (y - ay) * (y - ay) + (z - az) * (z - az),
                (x - bx) * (x - bx) + (y - "by") * (y - "by") + (z - bz) * (z - bz));
        END $$;

        -- Square of the chord from a direction to the nearest place of a polygon's outline; only sides whose great circle
        -- is nearer than `near` count (NULL: all).
        CREATE FUNCTION peryton.outline_chord(
            g double precision[], x double precision, y double precision, z double precision, near double precision)
        RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE
            n integer := g[2];
            c integer;
            d integer;
            s integer;
            nearest double precision := 4;
        BEGIN
            FOR i IN 0..n - 1 LOOP
                s := 9 + 5 * n + 3 * i;
                CONTINUE WHEN near IS NOT NULL AND abs(g[s + 1] * x + g[s + 2] * y + g[s + 3] * z) >= near;
                c := 9 + 2 * n + 3 * i;
                d := 9 + 2 * n + 3 * ((i + 1) % n);
                nearest := least(nearest, peryton.side_chord(x, y, z, g[c + 1], g[c + 2], g[c + 3],
                    g[d + 1], g[d + 2], g[d + 3], g[s + 1], g[s + 2], g[s + 3]));
            END LOOP;
            RETURN nearest;
        END $$;

        -- Whether the shorter way from the known place at `a` to a direction crosses the outline an odd number of times;
        -- the side `ignored` (from 0; -1: none) does not count.
        CREATE FUNCTION peryton.crossing_is_odd(
            g double precision[], a integer, x double precision, y double precision, z double precision, ignored integer)
        RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE
            n integer := g[2];
            corners integer := 9 + 2 * n;
            normals integer := 9 + 5 * n;
            dx double precision := x - g[a + 1];
            dy double precision := y - g[a + 2];
            dz double precision := z - g[a + 3];
            sx double precision := x + g[a + 1];
            sy double precision := y + g[a + 2];
            sz double precision := z + g[a + 3];
            wx double precision := 0.5 * (dy * sz - dz * sy);
            wy double precision := 0.5 * (dz * sx - dx * sz);
            wz double precision := 0.5 * (dx * sy - dy * sx);
            previous integer := n - 1;
            was_left boolean := wx * g[corners + 3 * previous + 1] + wy * g[corners + 3 * previous + 2]
                + wz * g[corners + 3 * previous + 3] >= 0;
            is_left boolean;
            is_odd boolean := false;
            known boolean;
        BEGIN
            FOR i IN 0..n - 1 LOOP
                is_left := wx * g[corners + 3 * i + 1] + wy * g[corners + 3 * i + 2] + wz * g[corners + 3 * i + 3] >= 0;
                IF is_left <> was_left AND previous <> ignored THEN
                    known := g[a + 5 + previous] = 1;
                    IF (g[normals + 3 * previous + 1] * x + g[normals + 3 * previous + 2] * y
                        + g[normals + 3 * previous + 3] * z >= 0) <> known AND known = was_left THEN
                        is_odd := NOT is_odd;
                    END IF;
                END IF;
                was_left := is_left;
                previous := i;
            END LOOP;
            RETURN is_odd;
        END $$;

        -- Whether a direction lies in a geometry or on its edge.
        CREATE FUNCTION peryton.holds(g double precision[], x double precision, y double precision, z double precision)
        RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer;
            s integer;
            a integer;
        BEGIN
            IF g[1] = 2 THEN
                RETURN (g[5] - x) * (g[5] - x) + (g[6] - y) * (g[6] - y) + (g[7] - z) * (g[7] - z) <= g[8];
            ELSIF g[1] = 1 THEN
                RETURN (g[4] - x) * (g[4] - x) + (g[5] - y) * (g[5] - y) + (g[6] - z) * (g[6] - z)
                    <= peryton.cone_limit(0);
            END IF;
            n := g[2];
            IF g[4] = 1 THEN
                s := 9 + 5 * n;
                FOR i IN 1..n LOOP
                    IF g[s + 1] * x + g[s + 2] * y + g[s + 3] * z < -5e-16 THEN RETURN false; END IF;
                    s := s + 3;
                END LOOP;
                RETURN true;
            END IF;
            IF (g[5] - x) * (g[5] - x) + (g[6] - y) * (g[6] - y) + (g[7] - z) * (g[7] - z) > g[9] THEN
                RETURN false;
            END IF;
            -- The way to the opposite of a known place has no direction: then the other one is taken.
            a := 9 + 8 * n;
            IF abs(g[a + 1] * x + g[a + 2] * y + g[a + 3] * z) >= 0.999 THEN a := a + 4 + n; END IF;
            RETURN (g[a + 4] = 1) <> peryton.crossing_is_odd(g, a, x, y, z, -1)
                OR peryton.outline_chord(g, x, y, z, 1e-15) < 1e-30;
        END $$;

        CREATE FUNCTION peryton.peryton_in_polygon(
            ra double precision, "dec" double precision, g double precision[]) RETURNS integer
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            longitude double precision := ra * 0.017453292519943295;
            latitude double precision := "dec" * 0.017453292519943295;
            cosine double precision;
        BEGIN
            IF NOT peryton.is_position(ra, "dec") THEN RETURN NULL; END IF;
            cosine := cos(latitude);
            RETURN peryton.holds(g, cosine * cos(longitude), cosine * sin(longitude), sin(latitude))::integer;
        END $$;

        -- A circle that holds all of a geometry: where an index looks before the geometry itself is asked.
        CREATE FUNCTION peryton.peryton_bound(g double precision[]) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            middle double precision[];
        BEGIN
            IF g[1] = 1 THEN RETURN ARRAY[g[2], g[3], 0]; END IF;
            IF g[1] = 2 THEN RETURN ARRAY[g[2], g[3], g[4]]; END IF;
            middle := peryton.point_at(g[5], g[6], g[7]);
            RETURN ARRAY[middle[2], middle[3], g[8]];
        END $$;

        CREATE FUNCTION peryton.peryton_area(g double precision[]) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE g[1] WHEN 1 THEN 0 WHEN 3 THEN g[3]
                ELSE 4 * 3.141592653589793 * sin(g[4] * 0.017453292519943295 / 2) * sin(g[4] * 0.017453292519943295 / 2)
                    * (57.29577951308232::double precision * 57.29577951308232) END
        $$;

        -- The middle of a geometry; of a polygon by Stokes' theorem, of a small one from plane triangles.
        CREATE FUNCTION peryton.peryton_centroid(g double precision[]) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer;
            a integer;
            b integer;
            s integer;
            weight double precision;
            length double precision;
            x double precision := 0;
            y double precision := 0;
            z double precision := 0;
        BEGIN
            IF g[1] < 3 THEN RETURN peryton.peryton_point(g[2], g[3]); END IF;
            n := g[2];
            FOR i IN 0..n - 1 LOOP
                a := 9 + 2 * n + 3 * i;
                b := 9 + 2 * n + 3 * ((i + 1) % n);
                IF g[8] < 0.05 THEN
                    weight := peryton.triangle_area(g[5], g[6], g[7], g[a + 1], g[a + 2], g[a + 3],
                        g[b + 1], g[b + 2], g[b + 3]) / 3;
                    x := x + (g[a + 1] - g[5] + (g[b + 1] - g[5])) * weight;
                    y := y + (g[a + 2] - g[6] + (g[b + 2] - g[6])) * weight;
                    z := z + (g[a + 3] - g[7] + (g[b + 3] - g[7])) * weight;
                ELSE
                    s := 9 + 5 * n + 3 * i;
                    weight := peryton.angle(g[a + 1], g[a + 2], g[a + 3], g[b + 1], g[b + 2], g[b + 3]) / 2;
                    x := x + g[s + 1] * weight;
                    y := y + g[s + 2] * weight;
                    z := z + g[s + 3] * weight;
                END IF;
            END LOOP;
            IF g[8] < 0.05 THEN
                weight := g[3] / (57.29577951308232::double precision * 57.29577951308232);
                x := g[5] * weight + x;
                y := g[6] * weight + y;
                z := g[7] * weight + z;
            END IF;
            length := sqrt(x * x + y * y + z * z);
            IF NOT length > 0 THEN RETURN peryton.point_at(g[5], g[6], g[7]); END IF;
            RETURN peryton.point_at(x / length, y / length, z / length);
        END $$;
        """#
}
