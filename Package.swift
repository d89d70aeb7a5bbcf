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
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: house)
}

/// The tests of one room.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target
{
  .testTarget(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: house)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
  name: "outrider",
  products: [
    .executable(name: "outrider", targets: ["outrider"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // C: know bytes, know nothing of Outrider.
    .target(name: "CCharconv"),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CHiredis", pkgConfig: "hiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    // Pure: the standard library and libm; no Foundation, clock or I/O.
    room("Numerals", ["CCharconv"]),
    room("JSON", ["Numerals"]),
    room("TimeSeries"),
    room("Forecasting", ["TimeSeries"]),
    room("Scaling", ["TimeSeries", "Forecasting"]),
    room("InstanceMix"),
    room("Exposition", ["Numerals"]),

    // Edges: one outside world each.
    room("FileAccess"),
    room("HTTPClient", ["CCurl"]),
    room("HTTPServer", ["CMicroHTTPD", "CZlib"]),
    room("RedisClient", ["CCurl", "CHiredis"]),
    room("YAML", ["CYAML"]),
    room("Configuration", ["YAML", "FileAccess", "TimeSeries", "Scaling", "InstanceMix"]),
    room("HistoryStore", ["FileAccess", "TimeSeries"]),
    room(
      "SignalSources",
      ["HTTPClient", "RedisClient", "Exposition", "JSON", "Numerals", "FileAccess", "TimeSeries"]),
    room(
      "Feeds", ["HTTPServer", "Exposition", "JSON", "TimeSeries", "Forecasting", "Scaling", "InstanceMix"]),

    // Root: the sidecar, and the command on top of it.
    room(
      "Sidecar",
      [
        "Configuration", "FileAccess", "HistoryStore", "SignalSources", "Feeds", "Forecasting",
        "Scaling", "InstanceMix", "Exposition", "TimeSeries", logging, lifecycle,
      ]),
    .executableTarget(
      name: "outrider",
      dependencies: ["Sidecar", "Configuration", "HTTPClient", "JSON", argumentParser, logging],
      swiftSettings: house),

    // What tests share: real servers, faulty servers, child processes.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
  ],
  cxxLanguageStandard: .cxx17
)
