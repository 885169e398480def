/// HEALPix, and what ADQL's user functions (names `ivo_…`) need beyond PostgreSQL's own.
extension PostgresGeometry {
    static let healpix = #"""
        -- NESTED pixel of a position (`Healpix.pixel`).
        CREATE FUNCTION peryton.peryton_ivo_healpix_index(
            "order" bigint, ra double precision, "dec" double precision) RETURNS bigint
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            depth integer;
            side double precision;
            mask bigint;
            latitude double precision := "dec" * 0.017453292519943295;
            longitude double precision := ra * 0.017453292519943295;
            x double precision;
            y double precision;
            z double precision;
            quarters double precision;
            within double precision;
            width double precision;
            rising bigint;
            falling bigint;
            quarter bigint;
            face bigint;
            col bigint;
            row_ bigint;
            bits bigint := 0;
        BEGIN
            IF NOT peryton.is_position(ra, "dec") THEN RETURN NULL; END IF;
            IF "order" NOT BETWEEN 0 AND 29 THEN
                PERFORM peryton.refuse(format('IVO_HEALPIX_INDEX: order %s: expected 0 to 29', "order"));
            END IF;
            depth := "order";
            side := 1::bigint << depth;
            mask := (1::bigint << depth) - 1;
            x := cos(latitude) * cos(longitude);
            y := cos(latitude) * sin(longitude);
            z := sin(latitude);
            quarters := atan2(y, x) * (2 / 3.141592653589793::double precision);
            IF quarters < 0 THEN quarters := quarters + 4; END IF;
            IF abs(z) <= 2.0::double precision / 3 THEN
                rising := trunc(side * (0.5 + quarters) - side * (z * 0.75));
                falling := trunc(side * (0.5 + quarters) + side * (z * 0.75));
                IF rising >> depth = falling >> depth THEN
                    face := ((rising >> depth) & 3) | 4;
                ELSIF rising >> depth < falling >> depth THEN
                    face := (rising >> depth) & 3;
                ELSE
                    face := ((falling >> depth) & 3) + 8;
                END IF;
                col := falling & mask;
                row_ := mask - (rising & mask);
            ELSE
                quarter := least(3, trunc(quarters));
                within := quarters - quarter;
                width := CASE WHEN abs(z) < 0.99 THEN side * sqrt(3 * (1 - abs(z)))
                    ELSE side * sqrt(x * x + y * y) / sqrt((1 + abs(z)) / 3) END;
                col := least(mask, trunc(within * width)::bigint);
                row_ := least(mask, trunc((1 - within) * width)::bigint);
                IF z >= 0 THEN
                    face := quarter;
                    falling := col;
                    col := mask - row_;
                    row_ := mask - falling;
                ELSE
                    face := quarter + 8;
                END IF;
            END IF;
            FOR bit IN 0..depth - 1 LOOP
                bits := bits | (((col >> bit) & 1) << (2 * bit)) | (((row_ >> bit) & 1) << (2 * bit + 1));
            END LOOP;
            RETURN (face << (2 * depth)) | bits;
        END $$;

        -- Centre of a NESTED pixel (`Healpix.centre`).
        CREATE FUNCTION peryton.peryton_ivo_healpix_center("order" bigint, pixel bigint) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            depth integer;
            face bigint;
            col bigint := 0;
            row_ bigint := 0;
            c double precision;
            r double precision;
            ring double precision;
            width double precision := 1;
            height double precision;
            z double precision;
            cosine double precision;
            eighths double precision;
        BEGIN
            IF "order" NOT BETWEEN 0 AND 29 OR pixel < 0 OR pixel >= 12::bigint << (2 * least(29, greatest(0, "order")))::integer
            THEN
                PERFORM peryton.refuse(format('IVO_HEALPIX_CENTER: no pixel %s of order %s', pixel, "order"));
            END IF;
            depth := "order";
            face := pixel >> (2 * depth);
            FOR bit IN 0..depth - 1 LOOP
                col := col | (((pixel >> (2 * bit)) & 1) << bit);
                row_ := row_ | (((pixel >> (2 * bit + 1)) & 1) << bit);
            END LOOP;
            c := (col + 0.5::double precision) / (1::bigint << depth);
            r := (row_ + 0.5::double precision) / (1::bigint << depth);
            ring := (2 + (face >> 2)) - c - r;
            IF ring < 1 THEN
                width := ring;
                height := ring * ring / 3;
                z := 1 - height;
                cosine := sqrt(height * (2 - height));
            ELSIF ring > 3 THEN
                width := 4 - ring;
                height := width * width / 3;
                z := height - 1;
                cosine := sqrt(height * (2 - height));
            ELSE
                z := (2 - ring) * (2.0::double precision / 3);
                cosine := sqrt(1 - z * z);
            END IF;
            eighths := CASE WHEN width < 1e-15 THEN 0
                ELSE ((face & 3) << 1) + CASE WHEN face >> 2 = 1 THEN 0 ELSE 1 END + (c - r) / width END;
            IF eighths < 0 THEN
                eighths := eighths + 8;
            ELSIF eighths >= 8 THEN
                eighths := eighths - 8;
            END IF;
            RETURN peryton.point_at(cosine * cos(eighths * (3.141592653589793::double precision / 4)),
                cosine * sin(eighths * (3.141592653589793::double precision / 4)), z);
        END $$;
        """#

    static let adql = #"""
        -- Whether the words of the second text stand in the first, one behind the other, in any case.
        CREATE FUNCTION peryton.peryton_ivo_hasword(haystack text, needle text) RETURNS integer
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            spread text := btrim(regexp_replace(lower(needle), '[^[:alnum:]]+', ' ', 'g'));
        BEGIN
            IF spread = '' THEN RETURN 0; END IF;
            RETURN (strpos(' ' || btrim(regexp_replace(lower(haystack), '[^[:alnum:]]+', ' ', 'g')) || ' ',
                ' ' || spread || ' ') > 0)::integer;
        END $$;

        -- Linear motion on the sky and along the line of sight: mas, mas a year, km/s, Julian years.
        CREATE FUNCTION peryton.peryton_ivo_epoch_prop_pos(
            ra double precision, "dec" double precision, parallax double precision, pmra double precision,
            pmdec double precision, radial_velocity double precision, ref_epoch double precision,
            out_epoch double precision) RETURNS double precision[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            place double precision[] := peryton.peryton_point(ra, "dec");
            longitude double precision := place[2] * 0.017453292519943295;
            latitude double precision := place[3] * 0.017453292519943295;
            -- Radians of a milliarcsecond, times the years.
            step double precision := 0.017453292519943295 / 3600000 * (out_epoch - ref_epoch);
            east double precision := pmra * step;
            north double precision := pmdec * step;
            -- 4.740470463 km/s are one astronomical unit a year.
            along double precision := 1 + radial_velocity * parallax / 4.740470463533349 * step;
            x double precision;
            y double precision;
            z double precision;
            length double precision;
        BEGIN
            x := place[4] * along - sin(longitude) * east - sin(latitude) * cos(longitude) * north;
            y := place[5] * along + cos(longitude) * east - sin(latitude) * sin(longitude) * north;
            z := place[6] * along + cos(latitude) * north;
            length := sqrt(x * x + y * y + z * z);
            RETURN peryton.point_at(x / length, y / length, z / length);
        END $$;

        CREATE FUNCTION peryton.peryton_ivo_normal_random(mu double precision, sigma double precision)
        RETURNS double precision LANGUAGE sql VOLATILE STRICT PARALLEL RESTRICTED AS $$
            SELECT mu + sigma * sqrt(-2 * ln(1 - random())) * cos(6.283185307179586 * random())
        $$;

        -- Degrees of a text of three parts; NULL where it is none.
        CREATE FUNCTION peryton.sexagesimal(given text) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT (CASE WHEN p[1] = '-' THEN -1 ELSE 1 END)
                * (p[2]::double precision + p[3]::double precision / 60 + p[4]::double precision / 3600)
            FROM regexp_match(given, '^\s*([+-]?)([0-9]{1,3})[: hHdD]([0-9]{1,2})[: mM]([0-9]{1,2}(?:\.[0-9]*)?)[sS\s]*$') AS p
            WHERE p[3]::double precision < 60 AND p[4]::double precision < 60
        $$;

        CREATE FUNCTION peryton.peryton_ivo_hms_to_degrees(hms text) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT peryton.sexagesimal(hms) * 15 $$;

        CREATE FUNCTION peryton.peryton_ivo_dms_to_degrees(dms text) RETURNS double precision
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT peryton.sexagesimal(dms) $$;
        """#
}
