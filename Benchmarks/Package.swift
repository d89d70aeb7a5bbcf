// swift-tools-version: 6.2
import PackageDescription

// Programs that measure the rooms of the package above; scripts/bench builds and runs them.

/// A program that measures the rooms it names.
func benchmark(_ name: String, _ rooms: String...) -> Target {
  .executableTarget(
    name: name,
    dependencies: rooms.map { .product(name: $0, package: "outrider") },
    swiftSettings: [
      .swiftLanguageMode(.v6),
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .treatAllWarnings(as: .error),
    ],
    // Rounding is libm's; only those who import Glibc get it without asking.
    linkerSettings: [.linkedLibrary("m")])
}

let package = Package(
  name: "Benchmarks",
  dependencies: [.package(name: "outrider", path: "..")],
  targets: [
    benchmark("ExpositionBenchmark", "Exposition"),
    benchmark("ForecastBenchmark", "CMalloc", "Forecasting", "TimeSeries"),
    benchmark("HTTPClientBenchmark", "HTTPClient"),
    benchmark("HistoryBenchmark", "FileAccess", "HistoryStore", "TimeSeries"),
    benchmark("MixBenchmark", "FileAccess", "InstanceMix"),
    benchmark("RedisBenchmark", "RedisClient", "Transport"),
    benchmark("ResponseBenchmark", "JSON", "SignalSources", "TimeSeries"),
    benchmark("ScalingBenchmark", "Scaling", "TimeSeries"),
    benchmark("ServerBenchmark", "HTTPServer"),
    benchmark("SizingBenchmark", "Sizing", "TimeSeries"),
  ])
