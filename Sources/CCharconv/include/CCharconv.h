#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads a decimal floating-point number at the start of `text`; returns the number of bytes used,
/// 0 where there is none. What is out of range becomes an infinity or a zero, as IEEE 754 rounds it.
size_t outrider_charconv_read(const char *text, size_t length, double *value);

#ifdef __cplusplus
}
#endif
