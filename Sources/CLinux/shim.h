#pragma once
/* What the toolchain's module of the C library leaves out: copy_file_range, and sync_file_range's SYNC_FILE_RANGE_WRITE. */
#include <sys/syscall.h>
#include <unistd.h>

static inline long line_copy_file_range(int from, long long *from_offset, int to, long long *to_offset, size_t count) {
    return syscall(SYS_copy_file_range, from, from_offset, to, to_offset, count, 0u);
}

static inline long line_sync_file_range(int file, long long offset, long long count) {
    return syscall(SYS_sync_file_range, file, offset, count, 2u);
}
