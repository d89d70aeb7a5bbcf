#pragma once
#include <hiredis/read.h>

// The type of the reply whose header or body is incomplete: one of REDIS_REPLY_*, or -1 before its
// first byte.
static inline int outrider_reader_pending_type(const redisReader *reader) {
  return reader->ridx < 0 ? -1 : reader->rstack[reader->ridx].type;
}
