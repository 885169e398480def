/// The numbers of a ZTF packet that features are made of, as the packet gives them; NaN where null or absent.
package struct ZTFAlertValues: Sendable {
    /// Fields of `candidate`; each case is the field's name in the packet.
    package enum Column: Int, CaseIterable, Sendable {
        case jd, fid, ra, dec, magpsf, sigmapsf, isdiffpos, diffmaglim, magnr, magdiff, chipsf, fwhm, elong, sumrat
        case rb, drb, distnr, sharpnr, chinr, sgmag1, srmag1, sgscore1, distpsnr1, neargaia
        case ndethist, ncovhist, jdstarthist
    }

    /// Fields of each row of `prv_candidates`; each case is the field's name in the packet.
    package enum HistoryColumn: Int, CaseIterable, Sendable {
        case jd, fid, magpsf, sigmapsf, isdiffpos, diffmaglim
    }

    /// The values of `candidate`, by column.
    private var values: [Double]
    /// The rows of `prv_candidates`, one after the other.
    private var rows: [Double]
    /// How this alert's history looks in its own band; computed once, as several features use it.
    package private(set) var history = ZTFHistorySummary()

    /// Takes over what a reader found.
    ///
    /// - Parameters:
    ///   - values: one number for each `Column`.
    ///   - rows: one number for each `HistoryColumn`, row after row.
    package init(values: [Double], rows: [Double]) {
        self.values = values
        self.rows = rows
        history = ZTFHistorySummary(of: self)
    }

    /// A field of `candidate`.
    package subscript(_ column: Column) -> Double { values[column.rawValue] }

    /// How many rows the history has, detections and upper limits.
    package var historyCount: Int { rows.count / HistoryColumn.allCases.count }

    /// A field of a row of the history.
    package subscript(row row: Int, _ column: HistoryColumn) -> Double {
        rows[row * HistoryColumn.allCases.count + column.rawValue]
    }

    /// A field of `candidate` if it is in the range where it means something; NaN otherwise.
    ///
    /// ZTF writes −999 (and in places −99, 99, 999) for "not measured"; all lie outside the ranges that are asked for.
    func measured(_ column: Column, _ range: ClosedRange<Double>) -> Double {
        let value = self[column]
        return range.contains(value) ? value : .nan
    }
}

extension ZTFAlertValues {
    /// Magnitudes that a telescope can mean; −999, −99, 99 and 999 are outside.
    static let magnitudes = 0.0...40.0

    /// Band letter of a filter id; nil where the id is none of ZTF's.
    package static func band(fid: Double) -> String? {
        switch fid {
        case 1: "g"
        case 2: "r"
        case 3: "i"
        default: nil
        }
    }

    /// Modified Julian Date of a Julian Date, both UTC, days.
    package static func mjd(jd: Double) -> Double { jd - 2_400_000.5 }
}
