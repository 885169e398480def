import Messages

extension SampleMessages {
    private mutating func choice() -> Bool? { [nil, false, true].randomElement(using: &random) ?? nil }

    mutating func cutoutSettings() -> CutoutSettings {
        CutoutSettings(
            collection: text(),
            release: text(),
            widthArcminutes: double(),
            heightArcminutes: double(),
            widthPixels: number(),
            heightPixels: number(),
            shape: text(),
            polygon: text(),
            bands: text(),
            planes: text(),
            fits: choice(),
            compression: text(),
            edges: text(),
            lupton: text(),
            stiff: text(),
            grey: choice(),
            pictureFormat: text(),
            stretch: text(),
            limits: text(),
            luptonMinimum: double(),
            luptonStretch: double(),
            luptonQ: double(),
            listOnly: choice())
    }

    mutating func cutoutTarget() -> CutoutTarget {
        CutoutTarget(
            raDegrees: double(),
            decDegrees: double(),
            objectID: text(),
            table: text(),
            name: text(),
            settings: cutoutSettings())
    }

    mutating func imageShare() -> ImageShare {
        ImageShare(
            imageID: long(),
            name: text(),
            share: double())
    }

    mutating func cutoutFile() -> CutoutFile {
        CutoutFile(
            name: text(),
            mimeType: text(),
            kind: text(),
            bands: text(),
            collection: text(),
            planes: text(),
            width: number(),
            height: number(),
            images: few { $0.imageShare() },
            blankShare: double(),
            bytes: long(),
            content: bytes(),
            note: text())
    }

    mutating func cutoutRequest() -> CutoutRequest {
        CutoutRequest(
            target: cutoutTarget())
    }

    mutating func cutoutReply() -> CutoutReply {
        CutoutReply(
            name: text(),
            raDegrees: double(),
            decDegrees: double(),
            files: few { $0.cutoutFile() },
            reason: text())
    }

    mutating func cutoutParameters() -> CutoutParameters {
        CutoutParameters(
            settings: cutoutSettings(),
            uploadID: text(),
            text: text(),
            adql: text(),
            table: text(),
            archive: text(),
            hasContactSheet: flag())
    }

    mutating func scanParameters() -> ScanParameters {
        ScanParameters(
            collection: text(),
            folder: text(),
            release: text(),
            readsAgain: flag())
    }

    mutating func imageInfo() -> ImageInfo {
        ImageInfo(
            imageID: long(),
            collection: text(),
            release: text(),
            band: text(),
            plane: text(),
            path: text(),
            hdu: number(),
            raDegrees: double(),
            decDegrees: double(),
            width: number(),
            height: number(),
            scaleArcseconds: double(),
            footprintDegrees: few { $0.double() },
            limitingMagnitude: double(),
            mjd: double(),
            compression: text(),
            bytes: long(),
            problem: text())
    }

    mutating func imageListRequest() -> ImageListRequest {
        ImageListRequest(
            collection: text(),
            isAtPosition: flag(),
            raDegrees: double(),
            decDegrees: double(),
            bands: text(),
            onlyProblems: flag(),
            limit: number())
    }

    mutating func imageCollection() -> ImageCollection {
        ImageCollection(
            name: text(),
            folder: text(),
            images: long(),
            problems: long(),
            bands: few { $0.text() },
            releases: few { $0.text() },
            planes: few { $0.text() },
            bytes: long(),
            areaSquareDegrees: double(),
            scannedAt: time())
    }

    mutating func imageList() -> ImageList {
        ImageList(
            collections: few { $0.imageCollection() },
            images: few { $0.imageInfo() },
            isTruncated: flag())
    }

    mutating func chartRequest() -> ChartRequest {
        ChartRequest(
            target: cutoutTarget(),
            band: text(),
            faintestMagnitude: double(),
            stars: number())
    }

    mutating func referenceStar() -> ReferenceStar {
        ReferenceStar(
            label: text(),
            objectID: text(),
            raDegrees: double(),
            decDegrees: double(),
            magnitude: double(),
            eastArcseconds: double(),
            northArcseconds: double())
    }

    mutating func chartReply() -> ChartReply {
        ChartReply(
            file: cutoutFile(),
            stars: few { $0.referenceStar() },
            note: text())
    }

    /// One message of every contract of cutout.proto.
    mutating func cutouts() -> [any Message] {
        [
            cutoutSettings(), cutoutTarget(), imageShare(), cutoutFile(), cutoutRequest(), cutoutReply(),
            cutoutParameters(), scanParameters(), imageInfo(), imageListRequest(), imageCollection(), imageList(),
            chartRequest(), referenceStar(), chartReply(),
        ]
    }
}
