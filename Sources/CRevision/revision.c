#include "CRevision.h"

#ifndef OUTRIDER_REVISION
#define OUTRIDER_REVISION ""
#endif

const char *outrider_revision(void) { return OUTRIDER_REVISION; }
