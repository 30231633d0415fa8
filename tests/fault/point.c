/* SPDX-License-Identifier: MIT */
/* FAULT() of the fault build.  The environment names the control file, and says with METIC_FAULTS_SPARED=1 who is not
 * to be killed. */
#include "fault.h"

#include "control.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct fault_control *control;
static int spared;

static __attribute__((constructor)) void fault_begin(void)
{
    const char *path = getenv("METIC_FAULTS");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (mapped == MAP_FAILED) return;
    control = mapped;
    spared = getenv("METIC_FAULTS_SPARED") != NULL;
}

char *fault_environment(void)
{
    static char text[600];
    const char *path = getenv("METIC_FAULTS");
    return path && snprintf(text, sizeof text, "METIC_FAULTS=%s", path) < (int)sizeof text ? text : NULL;
}

void fault_point(const char *name, int *number)
{
    if (!control) return;
    int at = *number;
    if (at < 0) {
        uint32_t count = atomic_load(&control->count);
        for (at = 0; (uint32_t)at < count && strcmp(control->points[at].name, name) != 0; at++) {}
        if ((uint32_t)at == count) return;
        *number = at;
    }
    atomic_fetch_add(&control->points[at].hits, 1);
    if (spared || atomic_load(&control->armed) != (uint32_t)at + 1 || atomic_fetch_sub(&control->countdown, 1) != 1)
        return;
    atomic_store(&control->last, getpid());
    atomic_fetch_add(&control->points[at].kills, 1);
    for (;;) kill(getpid(), SIGKILL);
}
