import TestSupport
import Testing

@testable import Pictures

@Suite("Charts and sheets")
struct ChartTests {
    @Test("small fields are enlarged to 600 pixels, large ones reduced, and the target is where its pixel is")
    func sizes() throws {
        for (width, height) in [(100, 100), (228, 228), (600, 600), (601, 40), (3_000, 2_500), (10, 400), (1, 1)] {
            let field = Picture(width: width, height: height, colour: .white)
            let chart = FindingChart(
                field: field, pixelScale: 0.3, target: (Double(width + 1) / 2, Double(height + 1) / 2), title: "t",
                position: "p")
            let picture = chart.picture()
            #expect(picture.width >= 640 && picture.width <= 1_600, "\(width) × \(height): \(picture.width)")
        }
    }

    @Test("the cross-hair has its gap at the target's FITS pixel")
    func crossHair() throws {
        // A field of 300 pixels is drawn twice as large: 20 pixels from the left, below the head.
        let chart = FindingChart(
            field: Picture(width: 300, height: 300, colour: .white), pixelScale: 0.3, target: (101, 201), title: "t",
            position: "p")
        let picture = chart.picture()
        let red = FindingChart.Layout.targetColour
        let (x, y) = (20 + 201, FindingChart.Layout.headHeight + 199)
        #expect(picture[x + 20, y] == red)
        #expect(picture[x - 20, y] == red)
        #expect(picture[x, y + 20] == red)
        #expect(picture[x, y - 20] == red)
        #expect(picture[x, y] == .white)
        #expect(picture[x + 5, y + 5] == .white)
    }

    @Test("North and East follow the image's matrix, for every rotation and both hands")
    func orientation() throws {
        // Directions on the sky of one pixel up and one to the left, in degrees: the usual image.
        let usual = try #require(FindingChart.Orientation(cd11: -1e-4, cd12: 0, cd21: 0, cd22: 1e-4))
        #expect(abs(usual.north) < 1e-9)
        #expect(usual.isSkyLike)
        let mirrored = try #require(FindingChart.Orientation(cd11: 1e-4, cd12: 0, cd21: 0, cd22: 1e-4))
        #expect(abs(mirrored.north) < 1e-9)
        #expect(!mirrored.isSkyLike)
        // DECam's chips: x is along South, y along East.
        let decam = try #require(FindingChart.Orientation(cd11: 0, cd12: 7e-5, cd21: -7e-5, cd22: 0))
        #expect(abs(decam.north - 90) < 1e-9)
        #expect(!decam.isSkyLike)
        // Upside down: North down, East right.
        let turned = try #require(FindingChart.Orientation(cd11: 1e-4, cd12: 0, cd21: 0, cd22: -1e-4))
        #expect(abs(turned.north.magnitude - 180) < 1e-9)
        #expect(turned.isSkyLike)
        #expect(FindingChart.Orientation(cd11: 1, cd12: 2, cd21: 2, cd22: 4) == nil)
        #expect(FindingChart.Orientation(cd11: .nan, cd12: 2, cd21: 2, cd22: 4) == nil)
    }

    @Test("offsets tell their direction, lengths are round")
    func texts() {
        func text(_ east: Double, _ north: Double) -> String {
            let texts = FindingChart.offsetTexts(east: east, north: north)
            return "\(texts.east) \(texts.north)"
        }
        #expect(text(12.3, 4.5) == "12.3″ E 4.5″ N")
        #expect(text(-12.34, -0.01) == "12.3″ W 0.0″ N")
        #expect(text(.nan, -100) == "? 100.0″ S")
        #expect(FindingChart.roundLength(upTo: 14.9) == 10)
        #expect(FindingChart.roundLength(upTo: 59) == 30)
        #expect(FindingChart.roundLength(upTo: 119) == 60)
        #expect(FindingChart.roundLength(upTo: 4_000) == 3_600)
        #expect(FindingChart.roundLength(upTo: 0.01) == nil)
        #expect(FindingChart.angleText(0.5) == "0.5″")
        #expect(FindingChart.angleText(120) == "2′")
        #expect(FindingChart.angleText(7_200) == "2°")
        #expect(FindingChart.angleText(899.9) == "15′")
    }

    @Test("targets and stars outside, scales that are none, and long words leave a chart")
    func strangeCharts() {
        let words = String(repeating: "long ", count: 100)
        for place in [-1e30, -50.0, 1, 500, 1e30, .infinity, .nan] {
            for scale in [0.0, -1, .nan, .infinity, 1e-9, 1e9] {
                let star = FindingChart.ReferenceStar(
                    x: place, y: 20, label: "S1", position: "p", magnitude: "", eastOffset: place, northOffset: place)
                let chart = FindingChart(
                    field: Picture(width: 60, height: 40), pixelScale: scale, orientation: .init(north: place),
                    target: (place, place), stars: [star, star], title: words, position: words, observation: words)
                #expect(chart.picture().width >= 600)
            }
        }
    }

    @Test("a sheet's pages hold so many pictures, none is larger than told, and all pictures come")
    func sheets() {
        let sheet = ContactSheet(title: String(repeating: "title ", count: 50), side: 50, columns: 3, rows: 2)
        #expect(sheet.picturesPerPage == 6)
        #expect(sheet.pages([]).count == 1)
        let colours = (0..<13).map { Colour(UInt32(0x100000 * ($0 + 1) + 7)) }
        let entries = colours.enumerated().map { number, colour in
            ContactSheet.Entry(
                picture: number == 5 ? nil : Picture(width: 7 + 30 * number, height: 20, colour: colour),
                caption: "caption \(number)", detail: number == 5 ? "off every image" : "")
        }
        let pages = sheet.pages(entries)
        #expect(pages.count == 3)
        for (number, colour) in colours.enumerated() where number != 5 {
            let page = pages[number / 6]
            #expect((0..<page.width * page.height).contains { page[$0 % page.width, $0 / page.width] == colour })
        }
        let huge = ContactSheet(title: "", side: 5_000, columns: 1_000, rows: 1_000)
        let full = huge.page(
            0, Array(repeating: .init(picture: nil, caption: ""), count: huge.picturesPerPage + 5), of: 1_000)
        #expect(full.width <= ContactSheet.greatestPageSide)
        #expect(full.height <= ContactSheet.greatestPageSide)
    }

    @Test("enlarged pictures repeat pixels, reduced ones average them, pasted ones are cut at the edges")
    func copies() {
        var picture = Picture(width: 4, height: 2, colour: .black)
        picture[0, 0] = Colour(0x646464)
        picture[1, 1] = Colour(0x646464)
        let large = picture.enlarged(by: 3)
        #expect(large.width == 12 && large.height == 6)
        #expect((0..<72).allSatisfy { large[$0 % 12, $0 / 12] == picture[$0 % 12 / 3, $0 / 12 / 3] })
        #expect(large.reduced(by: 3) == picture)
        #expect(picture.reduced(by: 2)[0, 0] == Colour(0x323232))
        #expect(picture.reduced(by: 100) == Picture(width: 1, height: 1, colour: Colour(0x191919)))
        #expect(picture.enlarged(by: 0) == picture)
        var page = Picture(width: 3, height: 3)
        page.paste(picture, x: -1, y: -1)
        #expect(page[0, 0] == Colour(0x646464))
        #expect(page[2, 0] == .black)
        #expect(page[0, 1] == .white)
        page.paste(picture, x: 50, y: 50)
        page.paste(picture, x: -50, y: -50)
    }
}
