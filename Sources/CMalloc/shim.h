#pragma once
/* mallopt and malloc_trim, which the toolchain's module of the C library leaves out. */
#include <malloc.h>
