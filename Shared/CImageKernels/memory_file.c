#define _GNU_SOURCE
#include <sys/mman.h>

#include "CImageKernels.h"

int peryton_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
