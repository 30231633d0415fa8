/* SPDX-License-Identifier: MIT */
/* File objects: whatever NtReadFile and its family work on: disk files and folders, pipes, devices, the console. */
#ifndef METIC_NT_FILE_H
#define METIC_NT_FILE_H

#include "nt/object.h"

#include "linux/prefix.h"

#include <sys/stat.h>

struct file;
struct io;
struct io_request;
struct nt_thread;
struct lock_list;
struct directory_scan;

/* What a kind of file does.  Guest buffers come as they stood in the call: probed by nobody, to be touched by
 * guestmem.h or given to a Linux call.  A NULL entry answers STATUS_INVALID_DEVICE_REQUEST.  `done`: bytes transferred,
 * 0 at entry. */
struct file_ops {
    NTSTATUS (*read)(struct file *file, void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);
    NTSTATUS (*write)(struct file *file, const void *buffer, ULONG length, const int64_t *offset, ULONG_PTR *done);
    NTSTATUS (*flush)(struct file *file);
    /* NtDeviceIoControlFile, and NtFsControlFile where `fs`. */
    NTSTATUS(*control)
    (struct file *file, bool fs, ULONG code, const void *in, ULONG in_length, void *out, ULONG out_length,
     ULONG_PTR *done);
    /* A handle for overlapped use: takes over the request, which began with io_begin(), and ends it (io_end) or leaves
     * it pending (io_pend); what the call answers.  NULL: the three above serve these handles too. */
    NTSTATUS (*submit)(struct io *io, const struct io_request *request);
    /* Ends pending requests: of `issuer` (NULL: of any thread) with this status block (NULL: with any).  How many.
     * May be NULL. */
    unsigned (*cancel)(struct file *file, const struct nt_thread *issuer, const IO_STATUS_BLOCK *block);
    /* NtQueryInformationFile into host memory of `length` bytes (zeroed); classes that belong to every file are
     * answered before. */
    NTSTATUS (*query)(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done);
    NTSTATUS (*set)(struct file *file, ULONG class, const void *in, ULONG length);
    /* NtQueryVolumeInformationFile; FileFsDeviceInformation is answered from the file. */
    NTSTATUS (*query_volume)(struct file *file, ULONG class, void *out, ULONG length, ULONG_PTR *done);
    /* A wait for the file begins: its line, or NULL where the file always counts as signalled.  May be NULL: always. */
    struct line *(*wait_line)(struct file *file);
    /* The last handle was closed: what others must see at once (shares, locks, deletion).  May be NULL. */
    void (*cleanup)(struct file *file);
    /* The object goes: free what hangs on it but for `fd`, which is closed after.  May be NULL. */
    void (*destroy)(struct file *file);
};

/* The completion port that a file's requests are told to, and the key they are told with. */
struct file_port {
    struct object *port; /* with a reference */
    uint64_t key;
};
enum { FILE_SKIP_PORT_ON_SUCCESS = 1, FILE_SKIP_EVENT = 2 };

struct file {
    struct object object; /* of file_type */
    const struct file_ops *ops;
    int fd;             /* -1: none */
    bool borrowed;      /* fd is one of the process's first three: its number stays taken after the close */
    bool path_only;     /* fd was opened with O_PATH: it reads and writes nothing */
    bool append;        /* opened for appending alone */
    ULONG options;      /* FILE_* create options */
    ACCESS_MASK access; /* as granted to the first handle */
    ULONG share;        /* FILE_SHARE_* */
    ULONG device_type;  /* FILE_DEVICE_* */
    _Atomic(struct file_port *) port; /* NULL: none; once set it stays */
    _Atomic uint32_t notify;          /* FILE_SKIP_* of SetFileCompletionNotificationModes */
    struct line *done;                /* signalled by each request's end, unset by its beginning; NULL: never asked */
    /* disk files and folders (zero elsewhere) */
    mode_t mode; /* S_IFMT of what was opened */
    dev_t dev;
    ino_t ino;
    bool shared;           /* it counts in the table of open files (share.h) */
    bool delete_closes;    /* this file object's end asks for deletion */
    bool doomed;           /* and the broker knows it, should the process die before */
    bool delete_now;       /* and does not wait for the others' (POSIX semantics) */
    enum prefix_view view; /* a view's top folder */
    _Atomic(struct lock_list *) locks;
    _Atomic(struct directory_scan *) scan;
};

extern const struct object_type file_type;

/* A file object with one reference; takes over `fd` on success.  `size` >= sizeof (struct file), the rest is zero.
 * NULL: out of memory. */
struct file *file_create(size_t size, const struct file_ops *ops, int fd, ACCESS_MASK access, ULONG options,
                         ULONG device_type);

/* Is it opened for synchronous I/O? */
static inline bool file_is_synchronous(const struct file *file)
{
    return file->options & (FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT);
}

/* The wait_line of files whose requests may stay pending. */
static inline struct line *file_done_line(struct file *file)
{
    return file->done;
}

/* Disk files, folders, and what is named by them (fifos, devices). */
extern const struct file_ops file_disk_ops;
/* Pipes, sockets and character devices that an fd names. */
extern const struct file_ops file_stream_ops;

/* A handle for a descriptor the process was started with (stdin, stdout, stderr), whose number stays taken for ever.  A
 * terminal becomes a console object.  STATUS_INVALID_HANDLE: it is not open. */
NTSTATUS file_from_fd(int fd, HANDLE *handle);

/* A duplicate (CLOEXEC) of the descriptor behind a handle that has `access`, for sections and processes. */
NTSTATUS file_duplicate_fd(HANDLE handle, ACCESS_MASK access, int *fd);

/* The file's end asks for deletion from now on, or no more. */
void file_delete_on_close(struct file *file, bool set);

/* Looks up a file handle; object_put(&file->object) it. */
NTSTATUS file_get(HANDLE handle, ACCESS_MASK access, struct file **file);

/* Does the end of the process have to close this object's handles one by one?  Only files that are to be deleted then.
 */
bool file_close_matters(const struct object *object);

/* Windows devices by name, one row each in device.c. */
struct device_open {
    const WCHAR *rest; /* what follows the device's name, from its backslash on */
    size_t units;
    const char *name; /* the device, upper case; aliases carry their own rest: "CONDRV\CURRENTOUT" */
    ACCESS_MASK access;
    ULONG share, options, disposition;
    struct file *root; /* a file object the name is relative to, or NULL */
    const void *ea;    /* guest: extended attributes, or NULL */
    ULONG ea_length;
};
/* Opens \Device\NAME...; STATUS_OBJECT_NAME_NOT_FOUND: no such device. */
NTSTATUS device_open(const struct device_open *open, struct file **file);

/* Console (nt/console.c); both are absent where that file is not linked. */
__attribute__((weak)) NTSTATUS console_open(const struct device_open *open, struct file **file);
__attribute__((weak)) NTSTATUS console_from_fd(int fd, struct file **file);

#endif
