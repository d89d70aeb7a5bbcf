#include "CCharconv.h"

#include <charconv>
#include <cstdlib>
#include <string>

size_t outrider_charconv_write(double value, char *buffer) {
  return static_cast<size_t>(std::to_chars(buffer, buffer + 32, value).ptr - buffer);
}

size_t outrider_charconv_read(const char *text, size_t length, double *value) {
  const auto result = std::from_chars(text, text + length, *value);
  if (result.ec == std::errc::invalid_argument) return 0;
  const auto used = static_cast<size_t>(result.ptr - text);
  if (result.ec == std::errc::result_out_of_range) {
    // from_chars leaves the value alone: strtod rounds to an infinity or to zero.
    *value = std::strtod(std::string(text, used).c_str(), nullptr);
  }
  return used;
}
