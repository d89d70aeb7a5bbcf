#include "CCharconv.h"

#include <charconv>
#include <limits>

namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// Whether a number that no double holds is too large for one, rather than too small. Such a number
/// is far from 1: the power of ten of its first digit, exponent included, decides.
bool is_huge(const char *text, const char *end) {
  long long power = 0;
  bool significant = false, point = false;
  for (; text != end && (is_digit(*text) || *text == '.'); ++text) {
    if (*text == '.') {
      point = true;
      continue;
    }
    if (*text != '0') significant = true;
    if (significant && !point) ++power;
    if (!significant && point) --power;
  }
  long long exponent = 0;
  bool negative = false;
  if (text != end) ++text;  // the e
  if (text != end && (*text == '+' || *text == '-')) negative = *text++ == '-';
  for (; text != end && is_digit(*text); ++text) {
    if (exponent < (1LL << 50)) exponent = exponent * 10 + (*text - '0');
  }
  return power + (negative ? -exponent : exponent) > 0;
}

}  // namespace

size_t outrider_charconv_read(const char *text, size_t length, double *value) {
  const auto result = std::from_chars(text, text + length, *value);
  if (result.ec == std::errc::invalid_argument) return 0;
  if (result.ec == std::errc::result_out_of_range) {
    // from_chars leaves the value alone.
    const bool negative = *text == '-';
    *value = is_huge(text + negative, result.ptr) ? std::numeric_limits<double>::infinity() : 0.0;
    if (negative) *value = -*value;
  }
  return static_cast<size_t>(result.ptr - text);
}
