#pragma once
#include <png.h>

/* Macros of libpng's simplified interface that Swift cannot see. */

static inline void line_png_prepare(png_image *image) {
    memset(image, 0, sizeof *image);
    image->version = PNG_IMAGE_VERSION;
}

/* The most bytes that writing this image can take. */
static inline size_t line_png_most(const png_image *image) { return PNG_IMAGE_PNG_SIZE_MAX(*image); }

/* Whether the last call failed; a warning does not count. */
static inline int line_png_failed(const png_image *image) { return PNG_IMAGE_FAILED(*image); }
