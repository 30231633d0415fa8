/* SPDX-License-Identifier: MIT */
/* The broker's log: a file that is there only when there is something to say, and never long.  It goes with the runtime
 * folder's other files when the prefix falls idle. */
#include "log.h"

#include "runtime.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LOG_MOST = 64 << 10 };

static size_t written;

void log_line(const char *format, ...)
{
    char line[512];
    struct tm parts;
    time_t now = time(NULL);
    if (written > LOG_MOST) return;
    int file = runtime_create(RUNTIME_LOG); /* not kept: descriptors may be what there is to complain of */
    if (file < 0) return;
    size_t length = strftime(line, sizeof line, "%FT%TZ ", gmtime_r(&now, &parts));
    va_list args;
    va_start(args, format);
    int more = vsnprintf(line + length, sizeof line - length - 1, format, args);
    va_end(args);
    if (more < 0) more = 0;
    length += (size_t)more < sizeof line - length - 1 ? (size_t)more : sizeof line - length - 2;
    line[length++] = '\n';
    ssize_t count = write(file, line, length);
    if (count > 0) written += (size_t)count;
    close(file);
}
