// swift-tools-version: 6.1
import PackageDescription

/// A library, in `Shared/<name>`; it imports only those named here.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: settings)
}

/// A service or the command, in `Services/<folder>`.
func service(_ name: String, folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Services/\(folder)", swiftSettings: settings)
}

/// Tests of a library or of whole flows, in `Tests/<name>`.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)", exclude: exclude,
        swiftSettings: settings)
}

let settings: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let http: Target.Dependency = .product(name: "FlyingFox", package: "FlyingFox")
let sockets: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let yaml: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")

let package = Package(
    name: "peryton",
    products: [
        .executable(name: "peryton", targets: ["PerytonCommand"]),
        .executable(name: "peryton-ingest", targets: ["Ingest"]),
        .executable(name: "peryton-forest-trainer", targets: ["ForestTrainer"]),
        .executable(name: "peryton-scorer", targets: ["Scorer"]),
        .executable(name: "peryton-subscription-notifier", targets: ["SubscriptionNotifier"]),
        .executable(name: "peryton-catalog-query", targets: ["CatalogQuery"]),
        .executable(name: "peryton-cutout", targets: ["Cutout"]),
        .library(name: "IsolationForest", targets: ["IsolationForest"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    ],
    targets: [
        // C libraries of the system, through pkg-config.
        .systemLibrary(
            name: "CNats", path: "Shared/CNats", pkgConfig: "libnats", providers: [.apt(["libnats-dev"])]),
        .systemLibrary(
            name: "CKafka", path: "Shared/CKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
        // Without pkg-config, whose flags for it (-D_FILE_OFFSET_BITS) are prohibited in packages and warned of.
        .systemLibrary(name: "CHiredis", path: "Shared/CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(
            name: "CZlib", path: "Shared/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CProtobufRuntime", path: "Shared/CProtobufRuntime", pkgConfig: "libprotobuf-c",
            providers: [.apt(["libprotobuf-c-dev"])]),
        .systemLibrary(
            name: "CSQLite", path: "Shared/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CPostgres", path: "Shared/CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CHDF5", path: "Shared/CHDF5", providers: [.apt(["libhdf5-dev"])]),
        .systemLibrary(
            name: "CFITSIO", path: "Shared/CFITSIO", pkgConfig: "cfitsio", providers: [.apt(["libcfitsio-dev"])]),
        .systemLibrary(
            name: "CWCS", path: "Shared/CWCS", pkgConfig: "wcslib", providers: [.apt(["wcslib-dev"])]),
        .systemLibrary(
            name: "CJPEG", path: "Shared/CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
        .systemLibrary(name: "CBzip2", path: "Shared/CBzip2", providers: [.apt(["libbz2-dev"])]),
        .systemLibrary(
            name: "CEdit", path: "Shared/CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .systemLibrary(name: "CArchive", path: "Shared/CArchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Shared/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        // What protoc-c makes of proto/ (`make proto`).
        .target(name: "CMessages", dependencies: ["CProtobufRuntime"], path: "Shared/CMessages"),

        // Numbers to text and back, by the C++ library.
        .target(name: "CNumberText", path: "Shared/CNumberText"),

        // What of libcurl takes any number of arguments.
        .target(name: "CCurlOptions", dependencies: ["CCurl"], path: "Shared/CCurlOptions"),

        // The forest's inner loops.
        .target(name: "CForestKernels", path: "Shared/CForestKernels"),

        // Unpacking of pixels.
        .target(name: "CImageKernels", path: "Shared/CImageKernels"),
        // Intensities to colours, and JPEG.
        .target(name: "CPictureKernels", dependencies: ["CJPEG"], path: "Shared/CPictureKernels"),
        // The inner loop of the similarity search.
        .target(name: "CSimilarityKernels", path: "Shared/CSimilarityKernels"),

        library("Threads"),
        library("IsolationForest", ["CForestKernels"]),
        library("Messages", ["CMessages", "CZlib"]),
        library("Bus", ["CNats", "Messages", "Threads", "CZlib", logging]),
        library("State", ["CHiredis", logging]),
        library("Kafka", ["CKafka", logging]),
        library(
            "ServiceKit",
            ["Threads", arguments, logging, metrics, coreMetrics, lifecycle, unixSignals, http, sockets, yaml]),
        library("Alerts", ["Messages"]),
        library("Stamps", [crypto]),
        library("Simulation", ["Alerts", "Images", "Sky", "Tables", "CZlib"]),
        library("Pictures", ["CPictureKernels", "CZlib"]),
        library("Similarity", ["CSimilarityKernels", "CZlib"]),
        library("Sky", ["CZlib"]),
        library("Images", ["Sky", "CFITSIO", "CWCS", "CImageKernels", "CZlib"]),
        library("Tables", ["CNumberText", "CHDF5", "CZlib", "CBzip2"]),
        library("ADQL", ["Tables"]),
        library("Transfers", ["CCurl", "CCurlOptions", crypto]),
        library("TableMessages", ["Messages", "Tables"]),
        library("Catalog", ["Tables", "TableMessages", "Sky", "ADQL", "Messages", "Threads", "CSQLite", "CPostgres"]),
        library("Subscriptions", ["Sky", "Messages", "Tables"]),
        library("Mesh", ["Bus", "State", "Messages", "ServiceKit", logging, lifecycle]),
        library("NoticeForms", ["Messages", "Mesh", "Sky", "Pictures", "Tables", "TableMessages", mustache]),
        library("Jobs", ["Mesh", "Bus", "State", "Messages", "Threads", logging, metrics]),
        library("Scoring", ["Mesh", "IsolationForest", "Alerts", "Messages"]),

        service(
            "Ingest", folder: "ingest",
            [
                "Mesh", "Alerts", "Stamps", "Threads", "Bus", "State", "Messages", "ServiceKit", metrics, lifecycle,
                logging, arguments,
            ]),
        service(
            "ForestTrainer", folder: "forest-trainer",
            [
                "Mesh", "IsolationForest", "Jobs", "Alerts", "Bus", "State", "Messages", "ServiceKit", metrics,
                "Threads", lifecycle, logging, arguments,
            ]),
        service(
            "Scorer", folder: "scorer",
            [
                "Scoring", "Mesh", "IsolationForest", "Alerts", "Bus", "State", "Messages", "ServiceKit", metrics,
                lifecycle, logging, arguments,
            ]),
        service(
            "SubscriptionNotifier", folder: "subscription-notifier",
            [
                "Subscriptions", "NoticeForms", "Transfers", "Kafka", "Alerts", "IsolationForest", "Mesh", "Bus",
                "State",
                "Messages", "ServiceKit", "Threads", crypto, metrics, lifecycle, logging, arguments,
            ]),
        service(
            "CatalogQuery", folder: "catalog-query",
            [
                "Catalog", "Tables", "Sky", "ADQL", "IsolationForest", "Jobs", "Mesh", "Bus", "State", "Messages",
                "Threads", "ServiceKit", lifecycle, logging, arguments,
            ]),
        service(
            "Cutout", folder: "cutout",
            [
                "Similarity", "Stamps", "Images", "Pictures", "Catalog", "Tables", "Sky", "ADQL", "Jobs", "Mesh", "Bus",
                "State",
                "Messages",
                "Threads", "ServiceKit", "CArchive", lifecycle, logging, arguments,
            ]),
        service(
            "PerytonCommand", folder: "peryton",
            [
                "Scoring", "Subscriptions", "NoticeForms", "Mesh", "Simulation", "Jobs", "Alerts", "IsolationForest",
                "Pictures", "Catalog", "ADQL", "Tables", "Sky", "CEdit", "Threads", "Bus", "Messages", "ServiceKit",
                yaml, lifecycle, unixSignals, arguments, logging,
            ]),

        // The Swift half of `make bench-forest`.
        .executableTarget(
            name: "ForestBenchmark", dependencies: ["IsolationForest"], path: "Tests/Benchmarks/forest",
            swiftSettings: settings),

        // The Swift half of `make bench-feedback`.
        .executableTarget(
            name: "FeedbackBenchmark", dependencies: ["IsolationForest"], path: "Tests/Benchmarks/feedback",
            swiftSettings: settings),

        // Times and how they are told, for the benchmarks.
        .target(name: "BenchmarkSupport", path: "Tests/Benchmarks/support", swiftSettings: settings),

        // What `make bench-cutout` runs.
        .executableTarget(
            name: "CutoutBenchmark",
            dependencies: [
                "BenchmarkSupport", "Images", "Pictures", "Similarity", "Sky", "IsolationForest", "ServiceKit", "Bus",
                "Mesh",
                "Jobs", "Messages", logging,
            ],
            path: "Tests/Benchmarks/cutout", exclude: ["astropy_cutout.py"], swiftSettings: settings),

        // What `make bench-catalog` runs.
        .executableTarget(
            name: "CatalogBenchmark",
            dependencies: [
                "BenchmarkSupport", "Catalog", "ADQL", "Tables", "Sky", "Simulation", "ServiceKit", "CPostgres", "Bus",
                "Mesh", "Messages", "IsolationForest", logging,
            ],
            path: "Tests/Benchmarks/catalog", exclude: ["astropy_write.py"], swiftSettings: settings),

        // What `make bench-matching` runs.
        .executableTarget(
            name: "MatchingBenchmark", dependencies: ["BenchmarkSupport", "Subscriptions", "Sky", "Messages"],
            path: "Tests/Benchmarks/matching", swiftSettings: settings),

        .target(
            name: "TestSupport", dependencies: ["Bus", "State", "ServiceKit", "CKafka"], path: "Tests/TestSupport",
            swiftSettings: settings),
        tests(
            "IsolationForest", ["IsolationForest", "CForestKernels", "TestSupport"],
            exclude: ["onnx_scores.py", "golden_maps.py"]),
        tests("Messages", ["Messages", "TestSupport"], exclude: ["roundtrip.py"]),
        tests("Bus", ["Bus", "Messages", "Threads", "ServiceKit", "TestSupport", logging]),
        tests("State", ["State", "ServiceKit", "TestSupport"]),
        tests("Kafka", ["Kafka", "CKafka", "TestSupport", logging], exclude: ["read_back.py"]),
        tests("ServiceKit", ["ServiceKit", "Threads", "TestSupport"]),
        tests("Alerts", ["Alerts", "TestSupport"]),
        tests("Stamps", ["Stamps", "TestSupport"]),
        tests(
            "Tables", ["Tables", "CNumberText", "TestSupport"], exclude: ["read_back.py", "write_others.py"]),
        tests(
            "Catalog", ["Catalog", "Tables", "Sky", "ADQL", "Messages", "ServiceKit", "TestSupport"],
            exclude: ["EngineSuite/geometry_reference.py"]),
        tests("Images", ["Images", "Sky", "CImageKernels", "TestSupport"], exclude: ["image_reference.py"]),
        tests(
            "Pictures", ["Pictures", "CPictureKernels", "TestSupport"],
            exclude: ["picture_facts.py", "astropy_pictures.py"]),
        tests("Transfers", ["Transfers", "TestSupport"], exclude: ["Servers"]),
        tests("Similarity", ["Similarity", "CSimilarityKernels", "TestSupport"]),
        tests("Sky", ["Sky", "TestSupport"], exclude: ["sky_reference.py"]),
        tests(
            "Simulation", ["Simulation", "Alerts", "Images", "IsolationForest", "Sky", "Tables", "TestSupport"],
            exclude: ["sky_reference.py"]),
        tests("Subscriptions", ["Subscriptions", "Sky", "Messages", "TestSupport"]),
        tests("ADQL", ["ADQL", "Tables", "TestSupport"], exclude: ["run_statements.py"]),
        tests(
            "NoticeForms",
            ["NoticeForms", "Alerts", "Messages", "Pictures", "Sky", "Tables", "TableMessages", "TestSupport"],
            exclude: ["Snapshots", "mail_parts.py", "check_voevent.py", "check_gcn.py"]),
        tests("Jobs", ["Jobs", "Mesh", "Bus", "State", "Messages", "ServiceKit", "TestSupport", logging]),
        tests(
            "Mesh",
            [
                "Ingest", "ForestTrainer", "Scorer", "SubscriptionNotifier", "CatalogQuery", "Cutout", "PerytonCommand",
                "Mesh", "Catalog", "Tables", "Images", "Sky",
                "Simulation",
                "Jobs", "Alerts",
                "IsolationForest", "Stamps", "Bus", "State", "Messages", "ServiceKit", "TestSupport", "Threads",
                logging, http,
                sockets, "CKafka",
                arguments,
            ]),
        tests(
            "Ingest",
            [
                "Ingest", "Mesh", "Simulation", "Alerts", "Stamps", "Bus", "State", "Messages", "ServiceKit",
                "TestSupport", logging,
            ]),
        tests("Cutout", ["Cutout", "Images", "Sky", "Tables", "Messages", "Bus", "TestSupport"]),
        tests("ForestTrainer", ["ForestTrainer", "Mesh", "IsolationForest", "Messages", "TestSupport"]),
        tests("Scorer", ["Scorer", "Scoring", "IsolationForest", "Messages", "TestSupport"]),
        tests("Scoring", ["Scoring", "Mesh", "IsolationForest", "Alerts", "Messages", "TestSupport"]),
        tests("SubscriptionNotifier", ["SubscriptionNotifier", "State", "Messages", "ServiceKit", "TestSupport"]),
        tests(
            "Command",
            [
                "PerytonCommand", "NoticeForms", "Simulation", "Jobs", "Catalog", "Tables", "Messages", "Images",
                "ServiceKit", "Bus", "TestSupport", arguments,
            ],
            exclude: ["Snapshots", "shell_session.py"]
        ),
    ]
)
