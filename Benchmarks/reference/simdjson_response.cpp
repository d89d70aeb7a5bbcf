// simdjson's time for the same answer of Prometheus that ResponseBenchmark reads, made into the
// same samples.
//
//     g++ -O3 -march=native -o simdjson_response simdjson_response.cpp -lsimdjson
//     ./simdjson_response FILE

#include <simdjson.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

struct Sample {
  long long milliseconds;
  double value;
};

struct Series {
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<Sample> samples;
};

static std::vector<Series> parse(simdjson::ondemand::parser &parser,
                                 const simdjson::padded_string &text) {
  std::vector<Series> list;
  auto document = parser.iterate(text);
  for (auto element : document["data"]["result"].get_array()) {
    Series series;
    for (auto field : element["metric"].get_object()) {
      const std::string_view name = field.unescaped_key();
      const std::string_view value = field.value().get_string();
      series.labels.emplace_back(std::string(name), std::string(value));
    }
    if (!list.empty()) series.samples.reserve(list.back().samples.size());
    for (auto point : element["values"].get_array()) {
      Sample sample{};
      int index = 0;
      for (auto item : point.get_array()) {
        if (index++ == 0) {
          sample.milliseconds = static_cast<long long>(item.get_double().value() * 1000 + 0.5);
        } else {
          const std::string_view number = item.get_string();
          std::from_chars(number.data(), number.data() + number.size(), sample.value);
        }
      }
      series.samples.push_back(sample);
    }
    list.push_back(std::move(series));
  }
  return list;
}

int main(int count, char **arguments) {
  if (count != 2) return std::fputs("expected a file\n", stderr), 2;
  const simdjson::padded_string text = simdjson::padded_string::load(arguments[1]);
  simdjson::ondemand::parser parser;
  double best = 1e9;
  size_t points = 0;
  for (int round = 0; round < 15; ++round) {
    const auto start = std::chrono::steady_clock::now();
    const auto list = parse(parser, text);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count());
    points = 0;
    for (const auto &series : list) points += series.samples.size();
  }
  std::printf("simdjson: %zu points, %.0f MB/s\n", points, text.size() / best / 1e6);
}
