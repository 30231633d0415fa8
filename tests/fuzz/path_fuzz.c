/* SPDX-License-Identifier: MIT */
/* libFuzzer on NT names: each is refused by one of the errors that are told, or becomes a path that stays where its
 * drive or root folder is.  The first byte chooses a front that is valid, so that the rest gets behind it. */
#include "linux/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const fronts[] = {
    "",
    "\\??\\Z:\\",
    "\\??\\C:\\",
    "\\DosDevices\\",
    "\\GLOBAL??\\z:\\",
    "\\SystemRoot\\system32\\",
    "\\Device\\HarddiskVolume26\\",
    "\\??\\GLOBALROOT\\Device\\",
    "\\??\\Volume{",
    "\\??\\UNC\\",
};

static void fail(const char *what)
{
    fprintf(stderr, "path_parse: not true that %s\n", what);
    abort();
}

/* Does a component of the host path lead upwards? */
static bool climbs(const char *host)
{
    for (const char *p = host; *p;) {
        size_t length = strcspn(p, "/");
        if ((length == 1 && p[0] == '.') || (length == 2 && p[0] == '.' && p[1] == '.')) return true;
        p += length;
        p += strspn(p, "/");
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int root = -1;
    if (root < 0) {
        /* no prefix is made: what names drive C: fails */
        prefix_init(&(struct prefix_options){.folder = "/proc/nowhere", .system64 = "/usr"});
        root = open("/usr", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (!size) return 0;
    const char *front = fronts[(data[0] & 127) % (sizeof fronts / sizeof *fronts)];
    size_t before = strlen(front), units = (size - 1) / 2;
    uint16_t *name = malloc((before + units) * 2 + 2);
    if (!name) exit(0);
    for (size_t i = 0; i < before; i++) name[i] = (uint8_t)front[i];
    memcpy(name + before, data + 1, units * 2);
    struct path path;
    int error = path_parse(name, before + units, data[0] & 128 ? root : -1, PREFIX_PLAIN, &path);
    if (!error) {
        if (path.kind == PATH_FILE && (strlen(path.host) != path.length || path.fixed > path.length))
            fail("the lengths are right");
        if (path.kind == PATH_FILE && climbs(path.host)) fail("a path never climbs");
        if (path.kind == PATH_DEVICE && path.rest_units > before + units) fail("what follows a device is in the name");
        if (path.kind == PATH_DEVICE && strlen(path.device) >= sizeof path.device) fail("a device's name ends");
        path_free(&path);
    } else {
        static const int told[] = {EINVAL, ENOTDIR, ENOENT, EBADMSG, ENETUNREACH, ENOMEM, EACCES};
        size_t i = 0;
        while (i < sizeof told / sizeof *told && error != -told[i]) i++;
        if (i == sizeof told / sizeof *told) fail("the errors are those that are told");
    }
    free(name);
    return 0;
}
