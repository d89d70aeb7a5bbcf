#pragma once
#include <microhttpd.h>

// Swift cannot call C's variadic functions: the options travel in an array.
static inline struct MHD_Daemon *outrider_mhd_start(
    unsigned int flags, uint16_t port, MHD_AccessHandlerCallback handler, void *context,
    struct MHD_OptionItem *options) {
  return MHD_start_daemon(
      flags, port, NULL, NULL, handler, context, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}
