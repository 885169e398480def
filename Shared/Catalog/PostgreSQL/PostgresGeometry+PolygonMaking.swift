/// How a polygon is made of its vertices, and refused where its outline is none (`SkyPolygon`).
extension PostgresGeometry {
    static let polygonMaking = #"""
        -- Area of a triangle, steradians, positive where it runs counter-clockwise.
        CREATE FUNCTION peryton.triangle_area(
            ax double precision, ay double precision, az double precision,
            bx double precision, "by" double precision, bz double precision,
            cx double precision, cy double precision, cz double precision)
        RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            px double precision := bx - ax;
            py double precision := "by" - ay;
            pz double precision := bz - az;
            qx double precision := cx - ax;
            qy double precision := cy - ay;
            qz double precision := cz - az;
        BEGIN
            RETURN 2 * atan2(
                (py * qz - pz * qy) * ax + (pz * qx - px * qz) * ay + (px * qy - py * qx) * az,
                1 + (ax * bx + ay * "by" + az * bz) + (bx * cx + "by" * cy + bz * cz) + (cx * ax + cy * ay + cz * az));
        END $$;

        -- The middle direction of corners (three numbers each).
        CREATE FUNCTION peryton.middle(c double precision[]) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            x double precision := 0;
            y double precision := 0;
            z double precision := 0;
            length double precision;
        BEGIN
            FOR i IN 0..cardinality(c) / 3 - 1 LOOP
                x := x + c[3 * i + 1];
                y := y + c[3 * i + 2];
                z := z + c[3 * i + 3];
            END LOOP;
            length := sqrt(x * x + y * y + z * z);
            IF NOT length > 0 THEN RETURN c[1:3]; END IF;
            RETURN ARRAY[x / length, y / length, z / length];
        END $$;

        -- Area to the left of an outline, steradians, 0…4π.
        CREATE FUNCTION peryton.signed_area(c double precision[]) RETURNS double precision
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer := cardinality(c) / 3;
            m double precision[] := peryton.middle(c);
            a integer;
            b integer;
            sum double precision := 0;
            whole double precision := 4 * 3.141592653589793;
        BEGIN
            FOR i IN 0..n - 1 LOOP
                a := 3 * i;
                b := 3 * ((i + 1) % n);
                sum := sum + peryton.triangle_area(m[1], m[2], m[3], c[a + 1], c[a + 2], c[a + 3],
                    c[b + 1], c[b + 2], c[b + 3]);
            END LOOP;
            sum := sum - whole * trunc(sum / whole);
            RETURN CASE WHEN sum < 0 THEN sum + whole ELSE sum END;
        END $$;

        -- Normals of the sides between corners, of length one.
        CREATE FUNCTION peryton.normals(c double precision[]) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer := cardinality(c) / 3;
            found double precision[] := array_fill(0::double precision, ARRAY[cardinality(c)]);
            length double precision;
            a integer;
            b integer;
        BEGIN
            FOR i IN 0..n - 1 LOOP
                a := 3 * i;
                b := 3 * ((i + 1) % n);
                found[a + 1] := 0.5 * ((c[a + 2] - c[b + 2]) * (c[a + 3] + c[b + 3])
                    - (c[a + 3] - c[b + 3]) * (c[a + 2] + c[b + 2]));
                found[a + 2] := 0.5 * ((c[a + 3] - c[b + 3]) * (c[a + 1] + c[b + 1])
                    - (c[a + 1] - c[b + 1]) * (c[a + 3] + c[b + 3]));
                found[a + 3] := 0.5 * ((c[a + 1] - c[b + 1]) * (c[a + 2] + c[b + 2])
                    - (c[a + 2] - c[b + 2]) * (c[a + 1] + c[b + 1]));
                length := sqrt(found[a + 1] * found[a + 1] + found[a + 2] * found[a + 2] + found[a + 3] * found[a + 3]);
                FOR k IN a + 1..a + 3 LOOP
                    found[k] := CASE WHEN length > 0 THEN found[k] / length ELSE 0 END;
                END LOOP;
            END LOOP;
            RETURN found;
        END $$;

        -- Whether the side that begins at corner i of one outline crosses the one at j of another.
        CREATE FUNCTION peryton.sides_cross(
            c double precision[], cn double precision[], i integer, d double precision[], dn double precision[], j integer)
        RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            a integer := 3 * i;
            b integer := 3 * ((i + 1) % (cardinality(c) / 3));
            e integer := 3 * j;
            f integer := 3 * ((j + 1) % (cardinality(d) / 3));
            e_side double precision := cn[a + 1] * d[e + 1] + cn[a + 2] * d[e + 2] + cn[a + 3] * d[e + 3];
            f_side double precision := cn[a + 1] * d[f + 1] + cn[a + 2] * d[f + 2] + cn[a + 3] * d[f + 3];
            a_side double precision;
            b_side double precision;
        BEGIN
            IF NOT (least(e_side, f_side) < -5e-16 AND greatest(e_side, f_side) > 5e-16) THEN RETURN false; END IF;
            a_side := dn[e + 1] * c[a + 1] + dn[e + 2] * c[a + 2] + dn[e + 3] * c[a + 3];
            b_side := dn[e + 1] * c[b + 1] + dn[e + 2] * c[b + 2] + dn[e + 3] * c[b + 3];
            RETURN least(a_side, b_side) < -5e-16 AND greatest(a_side, b_side) > 5e-16 AND (f_side > 0) = (a_side > 0);
        END $$;

        -- Square of the chord from corner i to the side that begins at corner j.
        CREATE FUNCTION peryton.corner_chord(c double precision[], n double precision[], i integer, j integer)
        RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT peryton.side_chord(c[3 * i + 1], c[3 * i + 2], c[3 * i + 3],
                c[3 * j + 1], c[3 * j + 2], c[3 * j + 3],
                c[3 * ((j + 1) % (cardinality(c) / 3)) + 1], c[3 * ((j + 1) % (cardinality(c) / 3)) + 2],
                c[3 * ((j + 1) % (cardinality(c) / 3)) + 3], n[3 * j + 1], n[3 * j + 2], n[3 * j + 3])
        $$;

        -- Refuses an outline with sides without a way, or sides that meet where they should not.
        CREATE FUNCTION peryton.check_outline(c double precision[]) RETURNS void
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer := cardinality(c) / 3;
            normals double precision[] := peryton.normals(c);
            a integer;
            b integer;
            meet boolean;
        BEGIN
            FOR i IN 0..n - 1 LOOP
                a := 3 * i;
                b := 3 * ((i + 1) % n);
                IF (c[a + 1] - c[b + 1]) * (c[a + 1] - c[b + 1]) + (c[a + 2] - c[b + 2]) * (c[a + 2] - c[b + 2])
                    + (c[a + 3] - c[b + 3]) * (c[a + 3] - c[b + 3]) < 1e-26 THEN
                    PERFORM peryton.refuse(
                        format('the polygon''s vertex %s is at the same place as the one before it', (i + 1) % n + 1));
                END IF;
                IF (c[a + 1] + c[b + 1]) * (c[a + 1] + c[b + 1]) + (c[a + 2] + c[b + 2]) * (c[a + 2] + c[b + 2])
                    + (c[a + 3] + c[b + 3]) * (c[a + 3] + c[b + 3]) < 1e-20 THEN
                    PERFORM peryton.refuse(format('the polygon''s side %s joins opposite points of the sky, so its way is '
                        'not known: add a vertex between', i + 1));
                END IF;
            END LOOP;
            FOR i IN 0..n - 1 LOOP
                FOR j IN i + 1..n - 1 LOOP
                    IF j = i + 1 OR (i = 0 AND j = n - 1) THEN
                        meet := (j = i + 1 AND (peryton.corner_chord(c, normals, (i + 2) % n, i) < 1e-28
                                OR peryton.corner_chord(c, normals, i, (i + 1) % n) < 1e-28))
                            OR (i = 0 AND j = n - 1 AND (peryton.corner_chord(c, normals, (j + 2) % n, j) < 1e-28
                                OR peryton.corner_chord(c, normals, j, (j + 1) % n) < 1e-28));
                    ELSE
                        meet := peryton.sides_cross(c, normals, i, c, normals, j)
                            OR peryton.corner_chord(c, normals, j, i) < 1e-28
                            OR peryton.corner_chord(c, normals, (j + 1) % n, i) < 1e-28
                            OR peryton.corner_chord(c, normals, i, j) < 1e-28
                            OR peryton.corner_chord(c, normals, (i + 1) % n, j) < 1e-28;
                    END IF;
                    IF meet THEN
                        PERFORM peryton.refuse(CASE WHEN n = 3
                            THEN 'the polygon has no area: its vertices lie on one great circle'
                            ELSE format('the polygon''s sides %s and %s cross or touch', i + 1, j + 1) END);
                    END IF;
                END LOOP;
            END LOOP;
        END $$;

        CREATE FUNCTION peryton.peryton_polygon(VARIADIC numbers double precision[]) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        DECLARE
            n integer := cardinality(numbers) / 2;
            point double precision[];
            vertices double precision[] := '{}';
            c double precision[] := '{}';
            turned double precision[] := '{}';
            normals double precision[];
            m double precision[];
            area double precision;
            radius double precision := 0;
            convex integer := 1;
            k integer;
        BEGIN
            IF array_position(numbers, NULL) IS NOT NULL THEN RETURN NULL; END IF;
            FOR i IN 0..n - 1 LOOP
                point := peryton.peryton_point(numbers[2 * i + 1], numbers[2 * i + 2]);
                vertices := vertices || point[2:3];
                c := c || point[4:6];
            END LOOP;
            IF n > 3 AND vertices[1:2] = vertices[2 * n - 1:2 * n] THEN
                n := n - 1;
                vertices := vertices[1:2 * n];
                c := c[1:3 * n];
            END IF;
            IF n < 3 THEN PERFORM peryton.refuse(format('a polygon has at least 3 vertices, not %s', n)); END IF;
            PERFORM peryton.check_outline(c);
            area := peryton.signed_area(c);
            IF area > 2 * 3.141592653589793 THEN
                FOR i IN REVERSE n - 1..0 LOOP turned := turned || c[3 * i + 1:3 * i + 3]; END LOOP;
                c := turned;
                area := peryton.signed_area(c);
            END IF;
            IF NOT area > 0 THEN
                PERFORM peryton.refuse('the polygon has no area: its vertices lie on one great circle');
            END IF;
            normals := peryton.normals(c);
            FOR i IN 0..n - 1 LOOP
                k := 3 * i;
                FOR j IN 0..n - 1 LOOP
                    IF normals[k + 1] * c[3 * j + 1] + normals[k + 2] * c[3 * j + 2] + normals[k + 3] * c[3 * j + 3]
                        < -1e-15 THEN
                        convex := 0;
                    END IF;
                END LOOP;
            END LOOP;
            m := peryton.middle(c);
            FOR i IN 0..n - 1 LOOP
                radius := greatest(radius, peryton.angle(m[1], m[2], m[3], c[3 * i + 1], c[3 * i + 2], c[3 * i + 3]));
            END LOOP;
            -- A side bulges out of a circle that holds its ends once the circle is wider than a hemisphere.
            IF radius >= 3.141592653589793::double precision / 2
                OR peryton.angle(m[1], m[2], m[3], c[1], c[2], c[3]) = 0 THEN
                radius := 180;
            ELSE
                radius := least(180, radius * 57.29577951308232 + 1e-12);
            END IF;
            RETURN peryton.with_places(ARRAY[3, n, area * (57.29577951308232::double precision * 57.29577951308232),
                convex, m[1], m[2], m[3], radius, peryton.cone_limit(radius)] || vertices || c || normals);
        END $$;

        -- Adds two known places, some 100° from the middle, from where sides are counted.
        CREATE FUNCTION peryton.with_places(g double precision[]) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            n integer := g[2];
            c integer := 9 + 2 * n;
            s integer := 9 + 5 * n;
            a integer;
            made double precision[] := g;
            left_of double precision[];
            ux double precision := CASE WHEN abs(g[7]) < 0.6 THEN 0 ELSE 1 END;
            uz double precision := 1 - ux;
            ox double precision := g[6] * uz;
            oy double precision := g[7] * ux - g[5] * uz;
            oz double precision := 0 - g[6] * ux;
            length double precision := sqrt(ox * ox + oy * oy + oz * oz);
            px double precision;
            py double precision;
            pz double precision;
            x double precision;
            y double precision;
            z double precision;
            t double precision[];
            mix double precision[] := ARRAY[0.83, -0.56, -0.61, -0.79];
        BEGIN
            ox := ox / length;
            oy := oy / length;
            oz := oz / length;
            px := g[6] * oz - g[7] * oy;
            py := g[7] * ox - g[5] * oz;
            pz := g[5] * oy - g[6] * ox;
            length := sqrt(px * px + py * py + pz * pz);
            px := px / length;
            py := py / length;
            pz := pz / length;
            -- Where the first side's middle is reached from the side's left, the way ends inside.
            t := peryton.middle(g[c + 1:c + 6]);
            FOR i IN 0..1 LOOP
                x := ox * mix[2 * i + 1] + px * mix[2 * i + 2] + g[5] * -0.17;
                y := oy * mix[2 * i + 1] + py * mix[2 * i + 2] + g[6] * -0.17;
                z := oz * mix[2 * i + 1] + pz * mix[2 * i + 2] + g[7] * -0.17;
                length := sqrt(x * x + y * y + z * z);
                x := x / length;
                y := y / length;
                z := z / length;
                left_of := '{}';
                FOR j IN 0..n - 1 LOOP
                    left_of := left_of || CASE WHEN g[s + 3 * j + 1] * x + g[s + 3 * j + 2] * y + g[s + 3 * j + 3] * z >= 0
                        THEN 1::double precision ELSE 0 END;
                END LOOP;
                a := cardinality(made);
                made := made || ARRAY[x, y, z, 0] || left_of;
                made[a + 4] := CASE WHEN peryton.crossing_is_odd(made, a, t[1], t[2], t[3], 0) <> (left_of[1] = 1)
                    THEN 1 ELSE 0 END;
            END LOOP;
            RETURN made;
        END $$;

        CREATE FUNCTION peryton.peryton_box(
            ra double precision, "dec" double precision, width double precision, height double precision)
        RETURNS double precision[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            m double precision[] := peryton.peryton_point(ra, "dec");
            longitude double precision := m[2] * 0.017453292519943295;
            latitude double precision := m[3] * 0.017453292519943295;
            numbers double precision[] := '{}';
            corner double precision[];
            east double precision;
            north double precision;
            x double precision;
            y double precision;
            z double precision;
            length double precision;
        BEGIN
            IF NOT (width > 0 AND width < 180 AND height > 0 AND height < 180) THEN
                PERFORM peryton.refuse('a box''s width and height are above 0 and below 180 degrees, not '
                    || peryton.number_text(width) || ' and ' || peryton.number_text(height));
            END IF;
            FOR i IN 0..3 LOOP
                east := CASE WHEN i IN (1, 2) THEN 1 ELSE -1 END * tan(width / 2 * 0.017453292519943295);
                north := CASE WHEN i IN (2, 3) THEN 1 ELSE -1 END * tan(height / 2 * 0.017453292519943295);
                x := m[4] - sin(longitude) * east + -sin(latitude) * cos(longitude) * north;
                y := m[5] + cos(longitude) * east + -sin(latitude) * sin(longitude) * north;
                z := m[6] + cos(latitude) * north;
                length := sqrt(x * x + y * y + z * z);
                corner := peryton.point_at(x / length, y / length, z / length);
                numbers := numbers || corner[2:3];
            END LOOP;
            RETURN peryton.peryton_polygon(VARIADIC numbers);
        END $$;
        """#
}
