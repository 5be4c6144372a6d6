#pragma once
#include <png.h>

/* Macros of libpng's simplified interface that Swift cannot see. */

/* Without memset: with it this module has a memset of its own, and swiftc 6.3.1 fails to optimize modules that see both. */
static inline void line_png_prepare(png_image *image) {
    *image = (png_image){ .version = PNG_IMAGE_VERSION };
}

/* The most bytes that writing this image can take. */
static inline size_t line_png_most(const png_image *image) { return PNG_IMAGE_PNG_SIZE_MAX(*image); }

/* Whether the last call failed; a warning does not count. */
static inline int line_png_failed(const png_image *image) { return PNG_IMAGE_FAILED(*image); }
