/* SPDX-License-Identifier: MIT */
/* std::system_error for the library's own failures (threads, streams), its categories, and the maps behind
 * std::error_code: Windows error to errno value, errno value to name.
 *
 * The values are those of <errno.h> of the Universal C Runtime, the names those of std::errc. */
#include "msvcp.h"

#include <errno.h>

struct category {
    const void *const *vftable;
    uintptr_t address; /* by which copies of one category in several modules are known as one */
};
enum { GENERIC_ADDRESS = 3, IOSTREAM_ADDRESS = 5 };
struct error { /* error_code, error_condition */
    int value;
    const struct category *category;
};
struct system_error {
    const void *const *vftable;
    struct exception_data data;
    struct error code;
};

extern const void *const generic_category_vftable[],
    *const iostream_category_vftable[], *const error_base_vftable[], *const system_error_vftable[],
                                                                         *const ios_failure_vftable[],
                                                                             *const future_error_vftable[];
extern const char thrown_system_error[], thrown_ios_failure[], thrown_future_error[];

static const struct category generic_category = {generic_category_vftable, GENERIC_ADDRESS},
                             iostream_category = {iostream_category_vftable, IOSTREAM_ADDRESS};

static const struct error_name {
    int value;
    const char *name;
} error_names[] = {
    {EAFNOSUPPORT,    "address family not supported"      },
    {EADDRINUSE,      "address in use"                    },
    {EADDRNOTAVAIL,   "address not available"             },
    {EISCONN,         "already connected"                 },
    {E2BIG,           "argument list too long"            },
    {EDOM,            "argument out of domain"            },
    {EFAULT,          "bad address"                       },
    {EBADF,           "bad file descriptor"               },
    {EBADMSG,         "bad message"                       },
    {EPIPE,           "broken pipe"                       },
    {ECONNABORTED,    "connection aborted"                },
    {EALREADY,        "connection already in progress"    },
    {ECONNREFUSED,    "connection refused"                },
    {ECONNRESET,      "connection reset"                  },
    {EXDEV,           "cross device link"                 },
    {EDESTADDRREQ,    "destination address required"      },
    {EBUSY,           "device or resource busy"           },
    {ENOTEMPTY,       "directory not empty"               },
    {ENOEXEC,         "executable format error"           },
    {EEXIST,          "file exists"                       },
    {EFBIG,           "file too large"                    },
    {ENAMETOOLONG,    "filename too long"                 },
    {ENOSYS,          "function not supported"            },
    {EHOSTUNREACH,    "host unreachable"                  },
    {EIDRM,           "identifier removed"                },
    {EILSEQ,          "illegal byte sequence"             },
    {ENOTTY,          "inappropriate io control operation"},
    {EINTR,           "interrupted"                       },
    {EINVAL,          "invalid argument"                  },
    {ESPIPE,          "invalid seek"                      },
    {EIO,             "io error"                          },
    {EISDIR,          "is a directory"                    },
    {EMSGSIZE,        "message size"                      },
    {ENETDOWN,        "network down"                      },
    {ENETRESET,       "network reset"                     },
    {ENETUNREACH,     "network unreachable"               },
    {ENOBUFS,         "no buffer space"                   },
    {ECHILD,          "no child process"                  },
    {ENOLINK,         "no link"                           },
    {ENOLCK,          "no lock available"                 },
    {ENODATA,         "no message available"              },
    {ENOMSG,          "no message"                        },
    {ENOPROTOOPT,     "no protocol option"                },
    {ENOSPC,          "no space on device"                },
    {ENOSR,           "no stream resources"               },
    {ENXIO,           "no such device or address"         },
    {ENODEV,          "no such device"                    },
    {ENOENT,          "no such file or directory"         },
    {ESRCH,           "no such process"                   },
    {ENOTDIR,         "not a directory"                   },
    {ENOTSOCK,        "not a socket"                      },
    {ENOSTR,          "not a stream"                      },
    {ENOTCONN,        "not connected"                     },
    {ENOMEM,          "not enough memory"                 },
    {ENOTSUP,         "not supported"                     },
    {ECANCELED,       "operation canceled"                },
    {EINPROGRESS,     "operation in progress"             },
    {EPERM,           "operation not permitted"           },
    {EOPNOTSUPP,      "operation not supported"           },
    {EWOULDBLOCK,     "operation would block"             },
    {EOWNERDEAD,      "owner dead"                        },
    {EACCES,          "permission denied"                 },
    {EPROTO,          "protocol error"                    },
    {EPROTONOSUPPORT, "protocol not supported"            },
    {EROFS,           "read only file system"             },
    {EDEADLK,         "resource deadlock would occur"     },
    {EAGAIN,          "resource unavailable try again"    },
    {ERANGE,          "result out of range"               },
    {ENOTRECOVERABLE, "state not recoverable"             },
    {ETIME,           "stream timeout"                    },
    {ETXTBSY,         "text file busy"                    },
    {ETIMEDOUT,       "timed out"                         },
    {ENFILE,          "too many files open in system"     },
    {EMFILE,          "too many files open"               },
    {EMLINK,          "too many links"                    },
    {ELOOP,           "too many symbolic link levels"     },
    {EOVERFLOW,       "value too large"                   },
    {EPROTOTYPE,      "wrong protocol type"               },
};

/* std::_Syserror_map: the name of an errno value; "unknown error" for any other. */
const char *syserror_map(int value)
{
    for (size_t i = 0; i < sizeof error_names / sizeof *error_names; i++)
        if (error_names[i].value == value) return error_names[i].name;
    return "unknown error";
}

static const struct {
    int windows, value;
} windows_errors[] = {
    {ERROR_ACCESS_DENIED,       EACCES         },
    {ERROR_ALREADY_EXISTS,      EEXIST         },
    {ERROR_BAD_UNIT,            ENODEV         },
    {ERROR_BUFFER_OVERFLOW,     ENAMETOOLONG   },
    {ERROR_BUSY,                EBUSY          },
    {ERROR_BUSY_DRIVE,          EBUSY          },
    {ERROR_CANNOT_MAKE,         EACCES         },
    {ERROR_CANTOPEN,            EIO            },
    {ERROR_CANTREAD,            EIO            },
    {ERROR_CANTWRITE,           EIO            },
    {ERROR_CURRENT_DIRECTORY,   EACCES         },
    {ERROR_DEV_NOT_EXIST,       ENODEV         },
    {ERROR_DEVICE_IN_USE,       EBUSY          },
    {ERROR_DIR_NOT_EMPTY,       ENOTEMPTY      },
    {ERROR_DIRECTORY,           EINVAL         },
    {ERROR_DISK_FULL,           ENOSPC         },
    {ERROR_FILE_EXISTS,         EEXIST         },
    {ERROR_FILE_NOT_FOUND,      ENOENT         },
    {ERROR_HANDLE_DISK_FULL,    ENOSPC         },
    {ERROR_INVALID_ACCESS,      EACCES         },
    {ERROR_INVALID_DRIVE,       ENODEV         },
    {ERROR_INVALID_FUNCTION,    ENOSYS         },
    {ERROR_INVALID_HANDLE,      EINVAL         },
    {ERROR_INVALID_NAME,        EINVAL         },
    {ERROR_INVALID_PARAMETER,   EINVAL         },
    {ERROR_LOCK_VIOLATION,      ENOLCK         },
    {ERROR_LOCKED,              ENOLCK         },
    {ERROR_NEGATIVE_SEEK,       EINVAL         },
    {ERROR_NOACCESS,            EACCES         },
    {ERROR_NOT_ENOUGH_MEMORY,   ENOMEM         },
    {ERROR_NOT_READY,           EAGAIN         },
    {ERROR_NOT_SAME_DEVICE,     EXDEV          },
    {ERROR_NOT_SUPPORTED,       ENOTSUP        },
    {ERROR_OPEN_FAILED,         EIO            },
    {ERROR_OPEN_FILES,          EBUSY          },
    {ERROR_OPERATION_ABORTED,   ECANCELED      },
    {ERROR_OUTOFMEMORY,         ENOMEM         },
    {ERROR_PATH_NOT_FOUND,      ENOENT         },
    {ERROR_READ_FAULT,          EIO            },
    {ERROR_REPARSE_TAG_INVALID, EINVAL         },
    {ERROR_RETRY,               EAGAIN         },
    {ERROR_SEEK,                EIO            },
    {ERROR_SHARING_VIOLATION,   EACCES         },
    {ERROR_TOO_MANY_OPEN_FILES, EMFILE         },
    {ERROR_WRITE_FAULT,         EIO            },
    {ERROR_WRITE_PROTECT,       EACCES         },
    {WSAEACCES,                 EACCES         },
    {WSAEADDRINUSE,             EADDRINUSE     },
    {WSAEADDRNOTAVAIL,          EADDRNOTAVAIL  },
    {WSAEAFNOSUPPORT,           EAFNOSUPPORT   },
    {WSAEALREADY,               EALREADY       },
    {WSAEBADF,                  EBADF          },
    {WSAECONNABORTED,           ECONNABORTED   },
    {WSAECONNREFUSED,           ECONNREFUSED   },
    {WSAECONNRESET,             ECONNRESET     },
    {WSAEDESTADDRREQ,           EDESTADDRREQ   },
    {WSAEFAULT,                 EFAULT         },
    {WSAEHOSTUNREACH,           EHOSTUNREACH   },
    {WSAEINPROGRESS,            EINPROGRESS    },
    {WSAEINTR,                  EINTR          },
    {WSAEINVAL,                 EINVAL         },
    {WSAEISCONN,                EISCONN        },
    {WSAEMFILE,                 EMFILE         },
    {WSAEMSGSIZE,               EMSGSIZE       },
    {WSAENAMETOOLONG,           ENAMETOOLONG   },
    {WSAENETDOWN,               ENETDOWN       },
    {WSAENETRESET,              ENETRESET      },
    {WSAENETUNREACH,            ENETUNREACH    },
    {WSAENOBUFS,                ENOBUFS        },
    {WSAENOPROTOOPT,            ENOPROTOOPT    },
    {WSAENOTCONN,               ENOTCONN       },
    {WSAENOTSOCK,               ENOTSOCK       },
    {WSAEOPNOTSUPP,             EOPNOTSUPP     },
    {WSAEPROTONOSUPPORT,        EPROTONOSUPPORT},
    {WSAEPROTOTYPE,             EPROTOTYPE     },
    {WSAETIMEDOUT,              ETIMEDOUT      },
    {WSAEWOULDBLOCK,            EWOULDBLOCK    },
};

/* std::_Winerror_map: the errno value that a Windows error means; 0 where there is none. */
int winerror_map(int error)
{
    for (size_t i = 0; i < sizeof windows_errors / sizeof *windows_errors; i++)
        if (windows_errors[i].windows == error) return windows_errors[i].value;
    return 0;
}

/* std::_Winerror_message(error, text, size): what Windows says of an error, in the ANSI code page, without the line end
 * and not ended by NUL.  Returns how many characters, 0 where it says nothing or there is no room. */
unsigned winerror_message(unsigned error, char *text, unsigned size)
{
    wchar_t *wide = malloc((size + !size) * sizeof *wide);
    if (!wide) throw_bad_alloc();
    DWORD count =
        FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, wide, size, NULL);
    while (count && (wide[count - 1] <= ' ')) count--;
    int length = count ? WideCharToMultiByte(CP_ACP, 0, wide, (int)count, text, (int)size, NULL, NULL) : 0;
    free(wide);
    return (unsigned)length;
}

/* ---- std::error_category, as generic_category() and iostream_category() are ---- */

void *METHOD category_delete(struct category *self, unsigned flags)
{
    return object_delete(self, flags);
}

const char *METHOD generic_name(const struct category *self)
{
    (void)self;
    return "generic";
}

const char *METHOD iostream_name(const struct category *self)
{
    (void)self;
    return "iostream";
}

struct string *METHOD generic_message(const struct category *self, struct string *result, int value)
{
    (void)self;
    const char *text = syserror_map(value);
    string_make(result, text, strlen(text));
    return result;
}

struct string *METHOD iostream_message(const struct category *self, struct string *result, int value)
{
    static const char text[] = "iostream stream error"; /* io_errc::stream */
    if (value != 1) return generic_message(self, result, value);
    string_make(result, text, sizeof text - 1);
    return result;
}

struct error *METHOD category_condition(const struct category *self, struct error *result, int value)
{
    *result = (struct error){value, self};
    return result;
}

static bool same_category(const struct category *one, const struct category *other)
{
    return one->address == other->address;
}

bool METHOD category_equals(const struct category *self, int value, const struct error *condition)
{
    return same_category(self, condition->category) && value == condition->value;
}

bool METHOD category_equals_code(const struct category *self, const struct error *code, int value)
{
    return same_category(self, code->category) && code->value == value;
}

/* ---- std::system_error ---- */

#define SYSTEM_ERROR(NAME)                                                                                             \
    struct system_error *METHOD NAME##_copy(struct system_error *self, const struct system_error *from)                \
    {                                                                                                                  \
        self->vftable = NAME##_vftable;                                                                                \
        self->data = (struct exception_data){0};                                                                       \
        self->code = from->code;                                                                                       \
        __std_exception_copy(&from->data, &self->data);                                                                \
        return self;                                                                                                   \
    }
SYSTEM_ERROR(error_base)
SYSTEM_ERROR(system_error)
SYSTEM_ERROR(ios_failure)
SYSTEM_ERROR(future_error)

/* what() is "MESSAGE: what the code means". */
__attribute__((noreturn)) static void throw_system(const void *const *vftable, const void *info, struct error code,
                                                   const char *message, const char *meaning)
{
    char text[128];
    size_t length = strlen(message), rest = strlen(meaning);
    memcpy(text, message, length);
    memcpy(text + length, ": ", 2);
    memcpy(text + length + 2, meaning, rest + 1);
    struct system_error object = {.vftable = vftable, .code = code};
    __std_exception_copy(&(struct exception_data){text, true}, &object.data);
    _CxxThrowException(&object, info);
}

/* ios_base::failure with io_errc::stream; what is one of ios_base::clear's texts. */
void throw_ios_failure(const char *what)
{
    throw_system(ios_failure_vftable, thrown_ios_failure, (struct error){1, &iostream_category}, what,
                 "iostream stream error");
}

enum { DEVICE_BUSY, INVALID_ARGUMENT, NO_PROCESS, NO_MEMORY, NOT_PERMITTED, DEADLOCK, AGAIN_LATER };

/* std::_Throw_Cpp_error(code): system_error of the generic category; the codes are the enumeration above.  Any other
 * code ends the program, for there is nothing that it could mean. */
__attribute__((noreturn)) void throw_cpp_error(int code)
{
    static const int values[] = {
        [DEVICE_BUSY] = EBUSY,   [INVALID_ARGUMENT] = EINVAL, [NO_PROCESS] = ESRCH,   [NO_MEMORY] = ENOMEM,
        [NOT_PERMITTED] = EPERM, [DEADLOCK] = EDEADLK,        [AGAIN_LATER] = EAGAIN,
    };
    if (code < 0 || code > AGAIN_LATER) abort();
    const char *name = syserror_map(values[code]);
    throw_system(system_error_vftable, thrown_system_error, (struct error){values[code], &generic_category}, name,
                 name);
}

enum { THREAD_NO_MEMORY = 1, THREAD_TIMED_OUT, THREAD_BUSY, THREAD_ERROR };

/* std::_Throw_C_error(code): for what the functions of threads return when they fail (_Thrd_nomem and so on). */
__attribute__((noreturn)) void throw_c_error(int code)
{
    switch (code) {
    case THREAD_NO_MEMORY:
    case THREAD_TIMED_OUT: throw_cpp_error(AGAIN_LATER);
    case THREAD_BUSY: throw_cpp_error(DEVICE_BUSY);
    case THREAD_ERROR: throw_cpp_error(INVALID_ARGUMENT);
    default: abort();
    }
}

/* std::_Future_error_map(value): the name of a std::future_errc. */
const char *future_error_map(int value)
{
    static const char *const names[] = {NULL, "broken promise", "future already retrieved", "promise already satisfied",
                                        "no state"};
    return value > 0 && (size_t)value < sizeof names / sizeof *names ? names[value] : NULL;
}

/* std::_Throw_future_error(code): future_error of that code, whose what() is its name. */
__attribute__((noreturn)) void throw_future_error(const struct error *code)
{
    const char *name = future_error_map(code->value);
    struct system_error object = {
        future_error_vftable, {name ? name : "unknown error", false},
         *code
    };
    _CxxThrowException(&object, thrown_future_error);
}
