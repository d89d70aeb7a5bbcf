// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A room of the house: a library target with the house's settings.
///
/// - Parameter isOptimized: whether debug builds are optimized too. Fitting models to weeks of values without that makes the tests ten
///   times as long; preconditions stay.
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], isOptimized: Bool = false
) -> Target {
  let optimized: [SwiftSetting] =
    isOptimized ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []
  return .target(name: name, dependencies: dependencies, swiftSettings: house + optimized)
}

/// The tests of one room, with what tests share.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
  -> Target
{
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], resources: resources,
    swiftSettings: house)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")

let unixSignals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")

/// The rooms that programs of another package may use: Benchmarks/ measures them.
let measured = [
  "CMalloc", "Calendar", "Exposition", "FileAccess", "Forecasting", "HTTPClient", "HTTPServer",
  "HistoryStore",
  "InstanceMix", "JSON", "RedisClient", "Scaling", "SignalSources", "Sizing", "TimeSeries",
  "Transport",
]

/// The commit, for `outrider version` and `outrider_build_info`: known to one C file alone, so that a commit rebuilds no more.
let revision: [CSetting] =
  Context.gitInformation.map {
    [.define("OUTRIDER_REVISION", to: "\"\($0.currentCommit.prefix(12))\"")]
  } ?? []

let package = Package(
  name: "outrider",
  products: [.executable(name: "outrider", targets: ["outrider"])]
    + measured.map { .library(name: $0, targets: [$0]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // C: know bytes, know nothing of Outrider.
    .target(name: "CCharconv"),
    .target(name: "CRevision", cSettings: revision),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CMalloc"),
    .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),

    // Pure: the standard library and libm; no Foundation, clock or I/O.
    room("Numerals", ["CCharconv"]),
    room("JSON", ["Numerals"]),
    room("TimeSeries"),
    room("Calendar", ["TimeSeries"]),
    room("Schedules", ["Calendar", "TimeSeries"]),
    room("Forecasting", ["TimeSeries", "Calendar"], isOptimized: true),
    room("ForecastLines", ["Calendar", "Forecasting", "JSON", "Numerals", "TimeSeries"]),
    room("Scaling", ["TimeSeries"]),
    room("Sizing", ["TimeSeries"], isOptimized: true),
    room("DecisionLines", ["JSON", "Scaling", "Sizing", "TimeSeries"]),
    room("Backtesting", ["Sizing", "TimeSeries"], isOptimized: true),
    room("InstanceMix"),
    room("MixLines", ["InstanceMix", "JSON"]),
    room("Exposition", ["Numerals"]),
    room("Dashboards", ["JSON"]),

    // Edges: one outside world each.
    room("FileAccess"),
    room("Transport", ["CCurl"]),
    room("HTTPClient", ["Transport", "CCurl"]),
    room("HTTPServer", ["CMicroHTTPD", "CZlib", "CCrypt"]),
    room("RedisClient", ["Transport", "CCurl", "CHiredis"]),
    room("YAML", ["CYAML"]),
    room(
      "Configuration",
      ["YAML", "FileAccess", "Calendar", "TimeSeries", "Scaling", "Schedules", "InstanceMix"]),
    room("HistoryStore", ["FileAccess", "TimeSeries"]),
    room(
      "SignalSources",
      [
        "Configuration", "HTTPClient", "RedisClient", "Transport", "Exposition", "JSON",
        "Numerals", "FileAccess", "TimeSeries",
      ]),
    room(
      "Feeds",
      [
        "Calendar", "Exposition", "ForecastLines", "Forecasting", "HTTPServer", "JSON", "MixLines",
        "Numerals", "Scaling", "TimeSeries",
      ]),

    // gRPC: the contract as it was generated, and the scaler that KEDA calls.
    .target(
      name: "ScalerContract",
      dependencies: [
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["externalscaler.proto", "health.proto"],
      swiftSettings: [.swiftLanguageMode(.v6)]),
    room(
      "KEDAFeed",
      [
        "Feeds", "Scaling", "ScalerContract",
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
      ]),

    // Acts itself, where it is told to.
    room("Actuation", ["FileAccess", "HTTPClient", "JSON", "TimeSeries", "Transport"]),

    // Root: the sidecar, and the command on top of it.
    room(
      "Sidecar",
      [
        "Actuation", "Calendar", "Configuration", "Exposition", "Feeds", "FileAccess",
        "Forecasting",
        "HistoryStore", "HTTPClient", "HTTPServer", "InstanceMix", "JSON", "KEDAFeed", "MixLines",
        "Numerals", "RedisClient", "Scaling", "Schedules", "SignalSources", "Sizing", "TimeSeries",
        "CMalloc",
        "CRevision", logging,
        lifecycle,
        unixSignals,
      ]),
    .executableTarget(
      name: "outrider",
      dependencies: [
        "Backtesting", "Calendar", "Configuration", "DecisionLines", "FileAccess", "ForecastLines",
        "Forecasting",
        "HTTPClient", "InstanceMix", "JSON", "MixLines", "Numerals", "Scaling", "Sidecar",
        "SignalSources",
        "Sizing", "TimeSeries", "Transport",
        argumentParser,
      ],
      swiftSettings: house),

    // Writes dashboards/ anew.
    .executableTarget(
      name: "generate-dashboards", dependencies: ["Dashboards", "FileAccess"],
      swiftSettings: house),

    // Tests, one target a room.
    tests("NumeralsTests", ["Numerals"]),
    tests("JSONTests", ["JSON"]),
    tests("TimeSeriesTests", ["TimeSeries"]),
    tests("CalendarTests", ["Calendar", "TimeSeries"]),
    tests("SchedulesTests", ["Schedules", "Calendar", "TimeSeries"]),
    tests(
      "ForecastingTests", ["Forecasting", "Calendar", "TimeSeries"],
      resources: [.copy("Reference")]),
    tests("ForecastLinesTests", ["ForecastLines", "Forecasting", "JSON", "TimeSeries"]),
    tests("ScalingTests", ["Scaling", "TimeSeries"], resources: [.copy("Scenarios")]),
    tests("InstanceMixTests", ["InstanceMix", "MixLines", "JSON"]),
    tests("SizingTests", ["Sizing", "TimeSeries"]),
    tests("BacktestingTests", ["Backtesting", "Sizing", "TimeSeries"]),
    tests("DecisionLinesTests", ["DecisionLines", "JSON"]),
    tests("ExpositionTests", ["Exposition", "Numerals"], resources: [.copy("Golden")]),
    tests("DashboardsTests", ["Dashboards", "JSON"]),
    tests("FileAccessTests", ["FileAccess"]),
    tests("HTTPClientTests", ["HTTPClient", "Transport"]),
    tests("HTTPServerTests", ["HTTPServer"]),
    tests("RedisClientTests", ["RedisClient", "Transport"]),
    tests("YAMLTests", ["YAML"]),
    tests(
      "ConfigurationTests",
      ["Configuration", "Calendar", "TimeSeries", "Scaling", "InstanceMix"],
      resources: [.copy("Fixtures")]),
    tests("HistoryStoreTests", ["HistoryStore", "FileAccess", "TimeSeries"]),
    tests(
      "SignalSourcesTests",
      [
        "SignalSources", "Configuration", "HTTPClient", "RedisClient", "TimeSeries", "JSON",
      ]),
    tests(
      "FeedsTests",
      [
        "Calendar", "Exposition", "Feeds", "Forecasting", "HTTPServer", "JSON", "Scaling",
        "TimeSeries",
      ],
      resources: [.copy("Golden")]),
    tests(
      "SidecarTests",
      [
        "Sidecar", "Backtesting", "Calendar", "Configuration", "Exposition", "Feeds", "FileAccess",
        "Forecasting",
        "HTTPServer", "InstanceMix", "JSON", "Scaling", "Schedules", "SignalSources", "Sizing",
        "TimeSeries",
        logging,
      ]),
    tests("ActuationTests", ["Actuation", "HTTPServer", "JSON", "TimeSeries"]),
    tests(
      "KEDAFeedTests",
      [
        "KEDAFeed", "Exposition", "Feeds", "Scaling", "ScalerContract", "TimeSeries",
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
      ]),
    tests(
      "EndToEndTests",
      [
        "outrider", "Dashboards", "HTTPServer", "JSON", "HTTPClient",
        "ScalerContract", "Transport",
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport"),
      ]),

    // What tests share: real servers, faulty servers, child processes.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
  ],
  cxxLanguageStandard: .cxx17
)
