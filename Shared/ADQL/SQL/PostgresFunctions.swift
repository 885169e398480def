/// What PostgreSQL needs so that arithmetic gives the rows it gives in SQLite.
///
/// Where SQLite gives NULL or infinity, PostgreSQL's own functions end the statement with an error; and it rounds halves
/// to even numbers.
public enum PostgresFunctions {
    /// Statements that make the functions, in the schema `peryton`, which must exist.
    public static let statements: [String] = [
        function("ln(x float8)", "CASE WHEN $1 > 0 THEN ln($1) END"),
        function("log10(x float8)", "CASE WHEN $1 > 0 THEN log($1) END"),
        function("sqrt(x float8)", "CASE WHEN $1 >= 0 THEN sqrt($1) END"),
        function("asin(x float8)", "CASE WHEN abs($1) <= 1 THEN asin($1) END"),
        function("acos(x float8)", "CASE WHEN abs($1) <= 1 THEN acos($1) END"),
        function(
            "exp(x float8)",
            "CASE WHEN $1 > 709.78 THEN 'Infinity'::float8 WHEN $1 < -708 THEN 0::float8 ELSE exp($1) END"),
        function(
            "power(x float8, y float8)",
            """
            CASE WHEN $1 = 0 AND $2 < 0 THEN 'Infinity'::float8
                WHEN $1 < 0 AND $2 <> floor($2) THEN NULL
                WHEN $1 <> 0 AND $2 * ln(abs($1)) > 709.78 THEN 'Infinity'::float8
                WHEN $1 <> 0 AND $2 * ln(abs($1)) < -708 THEN 0::float8
                ELSE power($1, $2) END
            """),
        function("mod(x float8, y float8)", "CASE WHEN $2 <> 0 THEN $1 - $2 * trunc($1 / $2) END"),
        function(
            "round(x float8)",
            "CASE WHEN abs($1) < 4503599627370496 THEN trunc($1 + CASE WHEN $1 < 0 THEN -0.5 ELSE 0.5 END) ELSE $1 END"),
    ]

    private static func function(_ signature: String, _ body: String) -> String {
        """
        CREATE OR REPLACE FUNCTION peryton.peryton_\(signature) RETURNS float8
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $body$ SELECT \(body) $body$
        """
    }
}
