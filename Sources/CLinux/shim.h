#pragma once
/* copy_file_range, which the toolchain's module of the C library leaves out. */
#include <sys/syscall.h>
#include <unistd.h>

static inline long line_copy_file_range(int from, long long *from_offset, int to, long long *to_offset, size_t count) {
    return syscall(SYS_copy_file_range, from, from_offset, to, to_offset, count, 0u);
}
