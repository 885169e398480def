/// CONTAINS and INTERSECTS of any two geometries (`SkyRegion+Relations`), and geometries as texts.
extension PostgresGeometry {
    static let relations = #"""
        -- Whether any sides of two polygons cross.
        CREATE FUNCTION peryton.outlines_cross(g double precision[], h double precision[]) RETURNS boolean
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            gn integer := g[2];
            hn integer := h[2];
            gc double precision[] := g[10 + 2 * gn:9 + 5 * gn];
            gs double precision[] := g[10 + 5 * gn:9 + 8 * gn];
            hc double precision[] := h[10 + 2 * hn:9 + 5 * hn];
            hs double precision[] := h[10 + 5 * hn:9 + 8 * hn];
        BEGIN
            FOR i IN 0..gn - 1 LOOP
                FOR j IN 0..hn - 1 LOOP
                    IF peryton.sides_cross(gc, gs, i, hc, hs, j) THEN RETURN true; END IF;
                END LOOP;
            END LOOP;
            RETURN false;
        END $$;

        -- How many of polygon h's corners lie in g.
        CREATE FUNCTION peryton.corners_held(g double precision[], h double precision[]) RETURNS integer
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer := h[2];
            k integer;
            held integer := 0;
        BEGIN
            FOR i IN 0..n - 1 LOOP
                k := 9 + 2 * n + 3 * i;
                IF peryton.holds(g, h[k + 1], h[k + 2], h[k + 3]) THEN held := held + 1; END IF;
            END LOOP;
            RETURN held;
        END $$;

        -- Direction and radius (degrees) of a circle that holds a geometry.
        CREATE FUNCTION peryton.bounding(g double precision[]) RETURNS double precision[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE g[1] WHEN 1 THEN ARRAY[g[4], g[5], g[6], 0] WHEN 2 THEN ARRAY[g[5], g[6], g[7], g[4]]
                ELSE ARRAY[g[5], g[6], g[7], g[8]] END
        $$;

        -- Degrees between the middles of two geometries.
        CREATE FUNCTION peryton.middles_apart(g double precision[], h double precision[]) RETURNS double precision
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            a double precision[] := peryton.bounding(g);
            b double precision[] := peryton.bounding(h);
        BEGIN
            RETURN peryton.angle(a[1], a[2], a[3], b[1], b[2], b[3]) * 57.29577951308232;
        END $$;

        CREATE FUNCTION peryton.peryton_intersects(g double precision[], h double precision[]) RETURNS integer
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer;
        BEGIN
            IF g[1] = 1 THEN RETURN peryton.holds(h, g[4], g[5], g[6])::integer; END IF;
            IF h[1] = 1 THEN RETURN peryton.holds(g, h[4], h[5], h[6])::integer; END IF;
            IF peryton.middles_apart(g, h) > (peryton.bounding(g))[4] + (peryton.bounding(h))[4] + 1e-13 THEN
                RETURN 0;
            END IF;
            IF g[1] = 2 AND h[1] = 2 THEN RETURN 1; END IF;
            IF g[1] = 2 THEN RETURN peryton.peryton_intersects(h, g); END IF;
            IF h[1] = 2 THEN
                RETURN (peryton.holds(g, h[5], h[6], h[7])
                    OR peryton.outline_chord(g, h[5], h[6], h[7], NULL) <= h[8])::integer;
            END IF;
            RETURN (peryton.corners_held(g, h) > 0 OR peryton.corners_held(h, g) > 0
                OR peryton.outlines_cross(g, h))::integer;
        END $$;

        -- Whether the first lies in the second, edges included.
        CREATE FUNCTION peryton.peryton_contains(h double precision[], g double precision[]) RETURNS integer
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer;
            k integer;
            m double precision[];
        BEGIN
            IF h[1] = 1 THEN RETURN peryton.holds(g, h[4], h[5], h[6])::integer; END IF;
            IF g[1] = 1 THEN
                RETURN (h[1] = 2 AND h[4] = 0 AND peryton.holds(h, g[4], g[5], g[6]))::integer;
            END IF;
            IF g[1] = 2 AND h[1] = 2 THEN
                RETURN (g[4] >= 180 OR peryton.middles_apart(g, h) + h[4] <= g[4] + 1e-13)::integer;
            END IF;
            n := CASE WHEN h[1] = 3 THEN h[2] ELSE 0 END;
            IF g[1] = 2 THEN
                IF g[4] >= 180 THEN RETURN 1; END IF;
                IF peryton.corners_held(g, h) < n THEN RETURN 0; END IF;
                -- A circle up to a hemisphere is convex, and the polygon is the smaller side of its outline.
                IF g[4] < 90 THEN RETURN 1; END IF;
                RETURN (NOT peryton.holds(h, -g[5], -g[6], -g[7])
                    AND peryton.outline_chord(h, -g[5], -g[6], -g[7], NULL)
                        >= peryton.cone_limit(greatest(0, 180 - g[4] - 1e-13)))::integer;
            END IF;
            IF h[1] = 2 THEN
                RETURN (peryton.holds(g, h[5], h[6], h[7])
                    AND peryton.outline_chord(g, h[5], h[6], h[7], NULL)
                        >= peryton.cone_limit(greatest(0, h[4] - 1e-13)))::integer;
            END IF;
            IF g[3] < h[3] * (1 - 1e-12) OR peryton.corners_held(g, h) < n OR peryton.outlines_cross(g, h) THEN
                RETURN 0;
            END IF;
            -- The middle of a side between two corners may still lie outside of a concave polygon.
            FOR i IN 0..n - 1 LOOP
                k := 9 + 2 * n + 3 * i;
                m := peryton.middle(h[k + 1:k + 3] || h[9 + 2 * n + 3 * ((i + 1) % n) + 1:9 + 2 * n + 3 * ((i + 1) % n) + 3]);
                IF NOT peryton.holds(g, m[1], m[2], m[3]) THEN RETURN 0; END IF;
            END LOOP;
            n := g[2];
            FOR i IN 0..n - 1 LOOP
                k := 9 + 2 * n + 3 * i;
                IF peryton.holds(h, g[k + 1], g[k + 2], g[k + 3])
                    AND peryton.outline_chord(h, g[k + 1], g[k + 2], g[k + 3], NULL) >= 1e-26 THEN
                    RETURN 0;
                END IF;
            END LOOP;
            RETURN 1;
        END $$;
        """#

    static let texts = #"""
        CREATE FUNCTION peryton.shape(g double precision[]) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT (ARRAY['point', 'circle', 'polygon'])[g[1]::integer]
        $$;

        -- The numbers of DALI's form.
        CREATE FUNCTION peryton.numbers(g double precision[]) RETURNS double precision[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE g[1] WHEN 1 THEN g[2:3] WHEN 2 THEN g[2:4] ELSE g[10:9 + 2 * g[2]::integer] END
        $$;

        CREATE FUNCTION peryton.peryton_region_text(g double precision[]) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT string_agg(peryton.number_text(number), ' ' ORDER BY place)
            FROM unnest(peryton.numbers(g)) WITH ORDINALITY AS n (number, place)
        $$;

        -- A text's word as a number; NULL where it is none.
        CREATE FUNCTION peryton.number_of(word text) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT CASE WHEN word ~ '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$' THEN word::double precision END
        $$;

        -- Reads STC-S or DALI's numbers (`SkyRegion(anyText:)`).
        CREATE FUNCTION peryton.peryton_region(given text) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            words text[] := string_to_array(btrim(regexp_replace(given, '[\s,]+', ' ', 'g')), ' ');
            kind text;
            numbers double precision[] := '{}';
            number double precision;
        BEGIN
            IF cardinality(words) = 0 OR words[1] = '' THEN
                PERFORM peryton.refuse(
                    '"' || given || '" is no region: expected CIRCLE, POLYGON, BOX or POSITION and its numbers');
            END IF;
            IF peryton.number_of(words[1]) IS NULL THEN
                kind := upper(words[1]);
                words := words[2:];
                WHILE upper(words[1]) IN ('ICRS', 'UNKNOWNREFPOS', 'GEOCENTER', 'BARYCENTER', 'HELIOCENTER', 'TOPOCENTER',
                    'SPHERICAL2') LOOP
                    words := words[2:];
                END LOOP;
                IF words[1] ~ '^[[:alpha:]]' THEN
                    PERFORM peryton.refuse(
                        '"' || given || '" is no region: expected the frame ICRS, not ' || upper(words[1]));
                END IF;
            ELSE
                kind := CASE cardinality(words) WHEN 2 THEN 'POINT' WHEN 3 THEN 'CIRCLE' ELSE 'POLYGON' END;
            END IF;
            FOR i IN 1..cardinality(words) LOOP
                number := peryton.number_of(words[i]);
                IF number IS NULL THEN
                    PERFORM peryton.refuse(
                        '"' || given || '" is no region: expected a number in place of "' || words[i] || '"');
                END IF;
                numbers := numbers || number;
            END LOOP;
            IF kind IN ('POSITION', 'POINT') AND cardinality(numbers) = 2 THEN
                RETURN peryton.peryton_point(numbers[1], numbers[2]);
            ELSIF kind = 'CIRCLE' AND cardinality(numbers) = 3 THEN
                RETURN peryton.peryton_circle(numbers[1], numbers[2], numbers[3]);
            ELSIF kind = 'BOX' AND cardinality(numbers) = 4 THEN
                RETURN peryton.peryton_box(numbers[1], numbers[2], numbers[3], numbers[4]);
            ELSIF kind = 'POLYGON' AND cardinality(numbers) >= 6 AND cardinality(numbers) % 2 = 0 THEN
                RETURN peryton.peryton_polygon(VARIADIC numbers);
            END IF;
            PERFORM peryton.refuse('"' || given || '" is no region: expected ' || CASE
                WHEN kind IN ('POSITION', 'POINT')
                    THEN format('2 numbers for a point, not %s', cardinality(numbers))
                WHEN kind = 'CIRCLE' THEN format('3 numbers for a circle, not %s', cardinality(numbers))
                WHEN kind = 'BOX' THEN format('4 numbers for a box, not %s', cardinality(numbers))
                WHEN kind = 'POLYGON' THEN format(
                    'pairs of numbers, at least 3, for a polygon, not %s numbers', cardinality(numbers))
                ELSE 'CIRCLE, POLYGON, BOX or POSITION, not ' || kind END);
        END $$;
        """#
}
