/* SPDX-License-Identifier: MIT */
/* The devices that a name may open: one row each.  What is not here is STATUS_OBJECT_NAME_NOT_FOUND, as where no driver
 * made it. */
#include "nt/file.h"

#include "nt/pipe.h"
#include "nt/socket.h"
#include "nt/status.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static NTSTATUS character_open(const struct device_open *open_request, const char *host, int flags, struct file **file)
{
    if (open_request->units) return STATUS_OBJECT_NAME_NOT_FOUND;
    int fd = open(host, flags | O_CLOEXEC);
    if (fd < 0) return status_from_errno(errno);
    *file =
        file_create(sizeof **file, &file_stream_ops, fd, open_request->access, open_request->options, FILE_DEVICE_NULL);
    if (!*file) {
        close(fd);
        return STATUS_NO_MEMORY;
    }
    (*file)->mode = S_IFCHR;
    return STATUS_SUCCESS;
}

static NTSTATUS null_open(const struct device_open *open_request, struct file **file)
{
    return character_open(open_request, "/dev/null", O_RDWR, file);
}

/* The kernel's security device: reading it gives random bytes. */
static NTSTATUS random_open(const struct device_open *open_request, struct file **file)
{
    return character_open(open_request, "/dev/urandom", O_RDONLY, file);
}

/* The host's name, also where no drive shows it. */
static NTSTATUS host_name_open(const struct device_open *open_request, struct file **file)
{
    return character_open(open_request, "/proc/sys/kernel/hostname", O_RDONLY, file);
}

static NTSTATUS console_open_if_there(const struct device_open *open_request, struct file **file)
{
    return console_open ? console_open(open_request, file) : STATUS_OBJECT_NAME_NOT_FOUND;
}

static const struct {
    const char *name; /* matched up to its end; an alias goes on with a backslash */
    NTSTATUS (*open)(const struct device_open *open, struct file **file);
} devices[] = {
    {"NULL",          null_open            },
    {"KSECDD",        random_open          },
    {"METICHOSTNAME", host_name_open       },
    {"CONDRV",        console_open_if_there},
    {"NAMEDPIPE",     pipe_open            },
    {"AFD",           socket_open          },
};

NTSTATUS device_open(const struct device_open *open_request, struct file **file)
{
    if (open_request->root && !open_request->name) { /* relative to a device's file: that device knows */
        if (open_request->root->ops == &pipe_ops || open_request->root->ops == &pipe_end_ops ||
            open_request->root->ops == &pipe_root_ops)
            return pipe_open(open_request, file);
        if (open_request->root->device_type == FILE_DEVICE_CONSOLE) return console_open_if_there(open_request, file);
        return STATUS_OBJECT_PATH_NOT_FOUND;
    }
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        size_t length = strlen(devices[i].name);
        if (!strncmp(open_request->name, devices[i].name, length) &&
            (!open_request->name[length] || open_request->name[length] == '\\'))
            return devices[i].open(open_request, file);
    }
    return STATUS_OBJECT_NAME_NOT_FOUND;
}
