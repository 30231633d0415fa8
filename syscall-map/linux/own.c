/* SPDX-License-Identifier: MIT */
/* Where our own files stand: beside the program, wherever that was put. */
#include "linux/own.h"

#include "linux/fdname.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

char *own_path(const char *relative)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0)
        self[length] = 0;
    else if (realpath((const char *)getauxval(AT_EXECFN), self)) /* there is no /proc: as we were called */
        fdname_keep();
    else
        return NULL;
    char *slash = strrchr(self, '/'), *path = NULL;
    if (!slash || asprintf(&path, "%.*s/%s", (int)(slash - self), self, relative) < 0) return NULL;
    return path;
}
