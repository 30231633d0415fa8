/* SPDX-License-Identifier: MIT */
/* Per-thread data, errno, and _beginthread(ex).  The data hang on a TLS slot that is read straight from the TEB: the
 * exported TlsGetValue clears the last error, which a C runtime must keep.  Nothing is allocated before the first use.
 */
#include "crt.h"

static DWORD slot = TLS_OUT_OF_INDEXES;
static struct crt_thread spare = {.rand_seed = 1};

BOOL crt_thread_init(void)
{
    slot = TlsAlloc();
    return slot < TLS_MINIMUM_AVAILABLE;
}

struct crt_thread *crt_self(void)
{
    void **place = &crt_teb()->TlsSlots[slot];
    struct crt_thread *self = *place;
    if (__builtin_expect(!self, 0)) {
        self = RtlAllocateHeap(crt_heap(), HEAP_ZERO_MEMORY, sizeof *self);
        if (!self) return &spare;
        self->rand_seed = 1;
        *place = self;
    }
    return self;
}

void crt_thread_end(void)
{
    if (slot == TLS_OUT_OF_INDEXES) return;
    struct crt_thread *self = crt_teb()->TlsSlots[slot];
    if (!self) return;
    crt_teb()->TlsSlots[slot] = NULL;
    free(self->text);
    free(self->wtext);
    free(self);
}

int *_errno(void)
{
    return &crt_self()->error;
}

unsigned long *__doserrno(void)
{
    return &crt_self()->doserror;
}

int _get_errno(int *value)
{
    if (!value) return crt_invalid();
    *value = errno;
    return 0;
}

int _set_errno(int value)
{
    errno = value;
    return 0;
}

int _get_doserrno(unsigned long *value)
{
    if (!value) return crt_invalid();
    *value = *__doserrno();
    return 0;
}

int _set_doserrno(unsigned long value)
{
    *__doserrno() = value;
    return 0;
}

int crt_fail(int error)
{
    errno = error;
    return -1;
}

int crt_error(int error)
{
    errno = error;
    return error;
}

int crt_invalid_as(int error)
{
    errno = error;
    crt_report_invalid();
    return error;
}

int crt_invalid(void)
{
    return crt_invalid_as(EINVAL);
}

int crt_fail_invalid(void)
{
    crt_invalid_as(EINVAL);
    return -1;
}

/* errno values of Windows error codes, as the Microsoft page "errno, _doserrno, _sys_errlist, and _sys_nerr" and the
 * individual functions document them; ranges stand below. */
static const struct {
    unsigned short code, error;
} codes[] = {
    {ERROR_INVALID_FUNCTION,       EINVAL   },
    {ERROR_FILE_NOT_FOUND,         ENOENT   },
    {ERROR_PATH_NOT_FOUND,         ENOENT   },
    {ERROR_TOO_MANY_OPEN_FILES,    EMFILE   },
    {ERROR_ACCESS_DENIED,          EACCES   },
    {ERROR_INVALID_HANDLE,         EBADF    },
    {ERROR_ARENA_TRASHED,          ENOMEM   },
    {ERROR_NOT_ENOUGH_MEMORY,      ENOMEM   },
    {ERROR_INVALID_BLOCK,          ENOMEM   },
    {ERROR_BAD_ENVIRONMENT,        E2BIG    },
    {ERROR_BAD_FORMAT,             ENOEXEC  },
    {ERROR_INVALID_ACCESS,         EINVAL   },
    {ERROR_INVALID_DATA,           EINVAL   },
    {ERROR_INVALID_DRIVE,          ENOENT   },
    {ERROR_CURRENT_DIRECTORY,      EACCES   },
    {ERROR_NOT_SAME_DEVICE,        EXDEV    },
    {ERROR_NO_MORE_FILES,          ENOENT   },
    {ERROR_LOCK_VIOLATION,         EACCES   },
    {ERROR_BAD_NETPATH,            ENOENT   },
    {ERROR_NETWORK_ACCESS_DENIED,  EACCES   },
    {ERROR_BAD_NET_NAME,           ENOENT   },
    {ERROR_FILE_EXISTS,            EEXIST   },
    {ERROR_CANNOT_MAKE,            EACCES   },
    {ERROR_FAIL_I24,               EACCES   },
    {ERROR_INVALID_PARAMETER,      EINVAL   },
    {ERROR_NO_PROC_SLOTS,          EAGAIN   },
    {ERROR_DRIVE_LOCKED,           EACCES   },
    {ERROR_BROKEN_PIPE,            EPIPE    },
    {ERROR_NO_DATA,                EPIPE    },
    {ERROR_DISK_FULL,              ENOSPC   },
    {ERROR_INVALID_TARGET_HANDLE,  EBADF    },
    {ERROR_WAIT_NO_CHILDREN,       ECHILD   },
    {ERROR_CHILD_NOT_COMPLETE,     ECHILD   },
    {ERROR_DIRECT_ACCESS_HANDLE,   EBADF    },
    {ERROR_NEGATIVE_SEEK,          EINVAL   },
    {ERROR_SEEK_ON_DEVICE,         EACCES   },
    {ERROR_DIR_NOT_EMPTY,          ENOTEMPTY},
    {ERROR_NOT_LOCKED,             EACCES   },
    {ERROR_BAD_PATHNAME,           ENOENT   },
    {ERROR_MAX_THRDS_REACHED,      EAGAIN   },
    {ERROR_LOCK_FAILED,            EACCES   },
    {ERROR_ALREADY_EXISTS,         EEXIST   },
    {ERROR_FILENAME_EXCED_RANGE,   ENOENT   },
    {ERROR_NESTING_NOT_ALLOWED,    EAGAIN   },
    {ERROR_NOT_ENOUGH_QUOTA,       ENOMEM   },
    {ERROR_INVALID_NAME,           ENOENT   },
    {ERROR_CALL_NOT_IMPLEMENTED,   ENOSYS   },
    {ERROR_NO_UNICODE_TRANSLATION, EILSEQ   },
};

void _dosmaperr(unsigned long code)
{
    struct crt_thread *self = crt_self();
    self->doserror = code;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code) {
            self->error = codes[i].error;
            return;
        }
    if (code >= ERROR_WRITE_PROTECT && code <= ERROR_SHARING_BUFFER_EXCEEDED)
        self->error = EACCES;
    else if (code >= ERROR_INVALID_STARTING_CODESEG && code <= ERROR_INFLOOP_IN_RELOC_CHAIN)
        self->error = ENOEXEC;
    else
        self->error = EINVAL;
}

int crt_fail_last(void)
{
    _dosmaperr(GetLastError());
    return -1;
}

/* ---- threads ---- */

struct start {
    void *function, *argument;
    HANDLE handle;
};

static struct crt_thread *thread_begin(struct start *start)
{
    struct crt_thread *self = crt_self();
    self->start = start->function;
    self->argument = start->argument;
    self->close_at_end = start->handle;
    free(start);
    return self;
}

__attribute__((noreturn)) void _endthreadex(unsigned code)
{
    crt_thread_end();
    ExitThread(code);
}

/* _endthread: ends a thread made by _beginthread and closes its handle. */
__attribute__((noreturn)) void _endthread(void)
{
    HANDLE handle = crt_self()->close_at_end;
    if (handle) CloseHandle(handle);
    _endthreadex(0);
}

static DWORD WINAPI thread_main_ex(void *context)
{
    struct crt_thread *self = thread_begin(context);
    _endthreadex(((unsigned(__stdcall *)(void *))self->start)(self->argument));
}

static DWORD WINAPI thread_main(void *context)
{
    struct crt_thread *self = thread_begin(context);
    ((void (*)(void *))self->start)(self->argument);
    _endthread();
}

/* _beginthreadex: the thread's handle, 0 on failure (errno, _doserrno set). */
uintptr_t _beginthreadex(void *security, unsigned stack, unsigned(__stdcall *function)(void *), void *argument,
                         unsigned flags, unsigned *id)
{
    struct start *start;
    DWORD thread_id;
    if (!function) {
        crt_invalid();
        return 0;
    }
    if (!(start = malloc(sizeof *start))) return 0;
    *start = (struct start){function, argument, NULL};
    HANDLE thread = CreateThread(security, stack, thread_main_ex, start, flags, &thread_id);
    if (!thread) {
        crt_fail_last();
        free(start);
        return 0;
    }
    if (id) *id = thread_id;
    return (uintptr_t)thread;
}

/* _beginthread: the thread's handle (closed when the thread ends), -1 on failure. */
uintptr_t _beginthread(void (*function)(void *), unsigned stack, void *argument)
{
    struct start *start;
    if (!function) return (uintptr_t)crt_fail_invalid();
    if (!(start = malloc(sizeof *start))) return (uintptr_t)-1;
    *start = (struct start){function, argument, NULL};
    HANDLE thread = CreateThread(NULL, stack, thread_main, start, CREATE_SUSPENDED, NULL);
    if (!thread) {
        free(start);
        return (uintptr_t)crt_fail_last();
    }
    start->handle = thread;
    if (ResumeThread(thread) == (DWORD)-1) return (uintptr_t)crt_fail_last();
    return (uintptr_t)thread;
}

uintptr_t __threadhandle(void)
{
    return (uintptr_t)GetCurrentThread();
}

unsigned long __threadid(void)
{
    return GetCurrentThreadId();
}
