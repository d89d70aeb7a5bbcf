#pragma once

/// The commit that the program was built from, empty where the build did not know.
const char *outrider_revision(void);
