/* SPDX-License-Identifier: MIT */
/* What the files of the Microsoft-compatible C runtime share: per-thread data, locks, descriptors, streams, locales and
 * the formatter.  The same sources make msvcrt.dll and ucrtbase.dll; CRT_UCRT is defined for the latter.
 * The runtime defines the C library, so mingw's declarations of it (dllimport, inline helpers) are kept out and the few
 * that the files need of one another stand here. */
#ifndef METIC_CRT_H
#define METIC_CRT_H

#define _CRTIMP
#define _INC_STRING
#define _INC_CTYPE
#define _INC_STDLIB
#define _INC_CRT_WSTDLIB
#define _INC_STDIO
#define _INC_MALLOC
#define _MALLOC_H_
#define _INC_ERRNO
#define _MM_MALLOC_H_INCLUDED
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif

#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* Memory and strings (memory.c, string.c, wide.c). */
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t n);
char *strcpy(char *to, const char *from);
char *strcat(char *to, const char *from);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strpbrk(const char *s, const char *set);
char *strstr(const char *s, const char *what);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int _stricmp(const char *a, const char *b);
int _strnicmp(const char *a, const char *b, size_t n);
char *_strdup(const char *s);
size_t wcslen(const wchar_t *s);
size_t wcsnlen(const wchar_t *s, size_t n);
wchar_t *wcscpy(wchar_t *to, const wchar_t *from);
wchar_t *wcscat(wchar_t *to, const wchar_t *from);
wchar_t *wcschr(const wchar_t *s, wchar_t c);
wchar_t *wcsrchr(const wchar_t *s, wchar_t c);
wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set);
int wcscmp(const wchar_t *a, const wchar_t *b);
int wcsncmp(const wchar_t *a, const wchar_t *b, size_t n);
int _wcsicmp(const wchar_t *a, const wchar_t *b);
int _wcsnicmp(const wchar_t *a, const wchar_t *b, size_t n);
wchar_t *_wcsdup(const wchar_t *s);

#include "nt.h"

/* The calling thread's TEB; not volatile: a thread's never changes, so the compiler may read it once. */
static inline TEB *crt_teb(void)
{
    TEB *teb;
#ifdef __x86_64__
    __asm__("movq %%gs:0x30, %0" : "=r"(teb));
#else
    __asm__("movl %%fs:0x18, %0" : "=r"(teb));
#endif
    return teb;
}

/* errno values (errno.h). */
#define EPERM        1
#define ENOENT       2
#define EIO          5
#define E2BIG        7
#define ENOEXEC      8
#define EBADF        9
#define ECHILD       10
#define EAGAIN       11
#define ENOMEM       12
#define EACCES       13
#define EEXIST       17
#define EXDEV        18
#define ENOTDIR      20
#define EISDIR       21
#define EINVAL       22
#define EMFILE       24
#define ENOSPC       28
#define ESPIPE       29
#define EPIPE        32
#define EDOM         33
#define ERANGE       34
#define EDEADLK      36
#define ENAMETOOLONG 38
#define ENOSYS       40
#define ENOTEMPTY    41
#define EILSEQ       42
#define STRUNCATE    80
#define TRUNCATE     ((size_t)-1)
#undef EOF
#define EOF (-1)
#undef WEOF
#define WEOF ((wint_t)0xffff)

typedef long long time64;
typedef long time32;
struct crt_tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday, tm_isdst;
};

/* ---- thread.c: what each thread has of its own ---- */
struct crt_thread {
    int error;
    unsigned long doserror;
    unsigned rand_seed;
    char *strtok_next;
    wchar_t *wcstok_next;
    unsigned char *mbstok_next;
    char *text;     /* strerror's and friends' buffer, 512 bytes, made at the first use */
    wchar_t *wtext; /* the same for the wide ones */
    char asctime_text[26];
    wchar_t wasctime_text[26];
    struct crt_tm tm;
    char cvt_text[360];
    char tmpnam_text[32];
    wchar_t wtmpnam_text[32];
    void *start, *argument;   /* of _beginthread(ex) */
    HANDLE close_at_end;      /* _beginthread's thread closes its own handle */
    void *exception_pointers; /* _pxcptinfoptrs */
    int fpe_code;
    void (*terminate)(void);
    void (*unexpected)(void);
    void *se_translator;
    struct crt_locinfo *locinfo; /* of a thread with its own locale, else NULL */
    void *invalid_handler;       /* of _set_thread_local_invalid_parameter_handler */
    int uncaught;
};

/* The calling thread's data, made at the first use; never NULL (a static spare serves when memory is out). */
struct crt_thread *crt_self(void);
/* Creates the slot index; false where none is left.  Called once from DllMain. */
BOOL crt_thread_init(void);
/* Frees the calling thread's data. */
void crt_thread_end(void);
int *_errno(void);
unsigned long *__doserrno(void);
#define errno (*_errno())
/* Sets errno and returns -1. */
int crt_fail(int error);
int crt_error(int error);
/* Report an invalid argument: errno = `error` (EINVAL) and the invalid parameter handler.  They return the error, the
 * last one -1.  Without a handler msvcrt goes on and ucrtbase ends the program, both as documented. */
int crt_invalid_as(int error);
int crt_invalid(void);
int crt_fail_invalid(void);
/* The handler alone (exit.c). */
void crt_report_invalid(void);
#ifdef CRT_UCRT
#define CRT_STRICT 1
#else
#define CRT_STRICT 0
#endif
/* errno from a Windows error code; sets _doserrno as well (_dosmaperr). */
void _dosmaperr(unsigned long code);
/* _dosmaperr(GetLastError()), then -1. */
int crt_fail_last(void);

/* ---- lock.c ---- */
/* A recursive lock that needs no initialisation: all zero is free. */
struct crt_lock {
    SRWLOCK lock;
    DWORD owner;
    LONG depth;
};
void crt_lock(struct crt_lock *lock);
int crt_lock_try(struct crt_lock *lock); /* 0: another thread has it */
void crt_unlock(struct crt_lock *lock);
enum {
    LOCK_SIGNAL = 0,
    LOCK_IOB = 1,
    LOCK_TMPNAM = 2,
    LOCK_HEAP = 4,
    LOCK_TIME = 6,
    LOCK_ENV = 7,
    LOCK_EXIT = 8,
    LOCK_POPEN = 9,
    LOCK_FD = 10,
    LOCK_LOCALE = 12,
    LOCK_MBC = 13,
    LOCK_COUNT = 48
};
void _lock(int index);
void _unlock(int index);

/* ---- heap.c ---- */
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
static inline HANDLE crt_heap(void)
{
    return crt_teb()->ProcessEnvironmentBlock->ProcessHeap;
}

/* ---- text.c: paths and other text between the ANSI code page and UTF-16 ---- */
/* `text` in UTF-16: in `buffer` (of `count` units) where it fits, else allocated; NULL (errno set) where it is out of
 * memory.  Give it back with crt_release(result, buffer). */
wchar_t *crt_widen(const char *text, wchar_t *buffer, size_t count);
void crt_release(wchar_t *text, wchar_t *buffer);
/* A wide string in the ANSI code page; malloc()ed, NULL when out of memory. */
char *crt_narrow(const wchar_t *text);
#define PATH_BUFFER 300

/* ---- locale.c ---- */
/* Layout of the beginning as in threadlocaleinfostruct of the public headers: macros of programs read it. */
struct crt_locinfo {
    int refcount;
    unsigned codepage;
    unsigned collate_codepage;
    unsigned long handle[6];
    struct {
        unsigned short language, country, codepage;
    } id[6];
    struct {
        char *locale;
        wchar_t *wlocale;
        int *refcount, *wrefcount;
    } category[6];
    int c_like;
    int mb_cur_max;
    int *lconv_intl_refcount, *lconv_num_refcount, *lconv_mon_refcount;
    struct crt_lconv *lconv;
    int *ctype1_refcount;
    unsigned short *ctype1;
    const unsigned short *pctype;
    const unsigned char *lower, *upper;
    void *time;
    wchar_t *names[6]; /* of ___lc_locale_name_func, made when it asks */
};
struct crt_mbcinfo {
    int refcount;
    int codepage;
    int is_multibyte;
    int lcid;
    unsigned short ranges[6];
    unsigned char type[257];
    unsigned char casemap[256];
};
typedef struct crt_localeinfo {
    struct crt_locinfo *locinfo;
    struct crt_mbcinfo *mbcinfo;
} * crt_locale;
struct crt_lconv {
    char *decimal_point, *thousands_sep, *grouping, *int_curr_symbol, *currency_symbol, *mon_decimal_point,
        *mon_thousands_sep, *mon_grouping, *positive_sign, *negative_sign;
    char int_frac_digits, frac_digits, p_cs_precedes, p_sep_by_space, n_cs_precedes, n_sep_by_space, p_sign_posn,
        n_sign_posn;
};
enum { CAT_ALL, CAT_COLLATE, CAT_CTYPE, CAT_MONETARY, CAT_NUMERIC, CAT_TIME };
extern struct crt_locinfo *crt_locinfo_all; /* of setlocale */
extern int crt_locale_threads;              /* a thread may have its own (_configthreadlocale) */
struct crt_locinfo *crt_locinfo_own(void);
static inline struct crt_locinfo *crt_locinfo_now(void)
{
    return __builtin_expect(crt_locale_threads, 0) ? crt_locinfo_own() : crt_locinfo_all;
}
extern struct crt_mbcinfo *crt_mbcinfo; /* of _setmbcp */
static inline struct crt_locinfo *locinfo_of(crt_locale locale)
{
    return locale ? locale->locinfo : crt_locinfo_now();
}
struct crt_mbcinfo *crt_mbc(crt_locale locale);
/* One multibyte character (at most n bytes) to UTF-16: its length, 0 at the terminator, -1 where it is invalid or cut
 * off. */
int crt_mbtowc(wchar_t *wide, const char *s, size_t n, crt_locale locale);
/* One UTF-16 unit to a multibyte character of at most 5 bytes; its length or -1 (no errno). */
int crt_wctomb(char *s, wchar_t wide, crt_locale locale);
extern const unsigned short crt_ctype_c[257];
extern const unsigned char crt_lower_c[256], crt_upper_c[256];
int isleadbyte(int c);
int iswctype(wint_t c, unsigned short mask);
wint_t towlower(wint_t c);
wint_t towupper(wint_t c);
enum {
    T_UPPER = 1,
    T_LOWER = 2,
    T_DIGIT = 4,
    T_SPACE = 8,
    T_PUNCT = 16,
    T_CNTRL = 32,
    T_BLANK = 64,
    T_HEX = 128,
    T_ALPHA = 0x103,
    T_LEAD = 0x8000
};
static inline int ctype_of(int c, crt_locale locale)
{
    return locinfo_of(locale)->pctype[c];
}
static inline int space_c(unsigned c)
{
    return c == ' ' || c - 9u < 5u;
}

/* ---- convert.c, float_parse.c, float_digits.c ---- */
unsigned long long crt_parse_integer(const char *s, char **end, int base, int *negative, int *overflow);
long strtol(const char *s, char **end, int base);
double strtod(const char *s, char **end);
double crt_strtod_l(const char *s, char **end, char point);
float crt_strtof_l(const char *s, char **end, crt_locale locale);
struct crt_digits {
    int exponent;     /* decimal point stands before digit[0] shifted by this: 0.DIGITS x 10^exponent */
    int count;        /* digits that are there, 1 at least */
    char digit[1100]; /* '0'..'9', no terminator needed */
};
/* The decimal digits of |value| (finite), correctly rounded: `count` significant ones, or with `fixed` those up to
 * `count` places behind the point.  At most `limit` significant digits are exact; zeros stand for the rest. */
void crt_digits(double value, int count, int fixed, int limit, struct crt_digits *out);

/* ---- fd.c: file descriptors ---- */
enum {
    FD_OPEN = 1,
    FD_EOF = 2,
    FD_CRLF = 4,
    FD_PIPE = 8,
    FD_NOINHERIT = 16,
    FD_APPEND = 32,
    FD_DEV = 64,
    FD_TEXT = 128
};
enum { FD_ANSI = 0, FD_UTF8 = 1, FD_UTF16 = 2 };
/* The layout that programs see through __pioinfo: handle, flags, the byte read ahead. */
struct crt_fd {
    intptr_t handle;
    unsigned char flags;
    unsigned char ahead; /* a byte read ahead from a pipe or device, '\n' where there is none */
    unsigned char encoding;
    unsigned char typed; /* FD_PIPE and FD_DEV have been asked for */
    struct crt_lock lock;
    unsigned raw; /* bytes of the file behind what the last _read gave, before translation */
    unsigned spare;
};
#define FD_BLOCK  32
#define FD_BLOCKS 64
#define FD_MAX    (FD_BLOCK * FD_BLOCKS)
void crt_fd_init(void);
/* The descriptor, or NULL (errno = EBADF, _doserrno = 0) where it is not open. */
struct crt_fd *crt_fd_get(int fd);
/* The same with FD_PIPE and FD_DEV found out. */
struct crt_fd *crt_fd_typed(int fd);
/* A free descriptor, locked to nobody, with handle and flags; -1 (EMFILE). */
int crt_fd_new(intptr_t handle, unsigned char flags);
int _open_osfhandle(intptr_t handle, int flags);
intptr_t _get_osfhandle(int fd);
int _read(int fd, void *buffer, unsigned n);
int _write(int fd, const void *buffer, unsigned n);
long long _lseeki64(int fd, long long offset, int whence);
int _close(int fd);
int _setmode(int fd, int mode);
int _dup2(int fd, int to);
int _open(const char *path, int flags, ...);
int _commit(int fd);
int _isatty(int fd);
int _chsize_s(int fd, long long size);
/* Opens by wide name; the descriptor or -1.  `share` is an _SH_ value. */
int crt_open(const wchar_t *path, int flags, int share, int permission);
extern int crt_umask;
enum {
    O_WRONLY_ = 1,
    O_RDWR_ = 2,
    O_APPEND_ = 8,
    O_RANDOM_ = 0x10,
    O_SEQUENTIAL_ = 0x20,
    O_TEMPORARY_ = 0x40,
    O_NOINHERIT_ = 0x80,
    O_CREAT_ = 0x100,
    O_TRUNC_ = 0x200,
    O_EXCL_ = 0x400,
    O_SHORT_LIVED_ = 0x1000,
    O_TEXT_ = 0x4000,
    O_BINARY_ = 0x8000,
    O_WTEXT_ = 0x10000,
    O_U16TEXT_ = 0x20000,
    O_U8TEXT_ = 0x40000
};
enum { SEEK_SET_, SEEK_CUR_, SEEK_END_ };
enum { SH_COMPAT_ = 0, SH_DENYRW_ = 0x10, SH_DENYWR_ = 0x20, SH_DENYRD_ = 0x30, SH_DENYNO_ = 0x40, SH_SECURE_ = 0x80 };

/* ---- file.c: streams ---- */
typedef struct crt_file {
    char *ptr;
    int count;
    char *base;
    int flags;
    int fd;
    int charbuf;
    int size;
    char *tmpname;
} FILE_;
#define FILE FILE_
enum {
    F_READ = 1,
    F_WRITE = 2,
    F_MYBUF = 8,
    F_EOF = 0x10,
    F_ERROR = 0x20,
    F_STRING = 0x40,
    F_UPDATE = 0x80,
    F_USERBUF = 0x100,
    F_NOBUF = 4,
    F_SETVBUF = 0x400,
    F_CTRLZ = 0x2000,
    F_COMMIT = 0x4000,
    F_TEMPBUF = 0x1000
};
extern FILE _iob[20];
#define STDIN  (&_iob[0])
#define STDOUT (&_iob[1])
#define STDERR (&_iob[2])
void _lock_file(FILE *file);
void _unlock_file(FILE *file);
int _filbuf(FILE *file);
int _flsbuf(int c, FILE *file);
int crt_flush(FILE *file); /* locked by the caller */
void crt_flush_last(void);
size_t crt_write_stream(FILE *file, const char *data, size_t n);
/* Gives an unbuffered stream a temporary buffer for one call; undo with what it returned. */
int crt_buffer_begin(FILE *file, char *buffer, int size);
void crt_buffer_end(FILE *file, int began);
wint_t crt_getwc(FILE *file);
wint_t crt_putwc(wchar_t c, FILE *file);
wint_t crt_ungetwc(wint_t c, FILE *file);
int crt_ungetc(int c, FILE *file);
static inline int crt_getc(FILE *file)
{
    return --file->count >= 0 ? (unsigned char)*file->ptr++ : _filbuf(file);
}
static inline int crt_putc(int c, FILE *file)
{
    return --file->count >= 0 ? (unsigned char)(*file->ptr++ = (char)c) : _flsbuf(c, file);
}
int _flushall(void);
int fclose(FILE *file);
int fflush(FILE *file);
FILE *crt_file_new(void); /* a free FILE, locked */
FILE *crt_file_open(const wchar_t *path, const wchar_t *mode, int share, FILE *file);
int crt_mode(const wchar_t *mode, int *open_flags, int *file_flags);
int fprintf(FILE *file, const char *format, ...);
int fputs(const char *s, FILE *file);
size_t fwrite(const void *data, size_t size, size_t count, FILE *file);

/* ---- format.c: the one formatter ---- */
enum {
    FMT_WIDE_S = 1,       /* %s and %c of a wide format take wide text (msvcrt) */
    FMT_THREE_DIGITS = 2, /* exponents have three digits at least, infinities read 1.#INF (msvcrt) */
    FMT_SECURE = 4,       /* _s: %n is refused */
    FMT_POSITIONAL = 8,   /* _p: %1$s */
    FMT_STANDARD = 16,    /* %F, %hh, %z, %t, %j, C99 infinities (ucrt) */
};
#ifdef CRT_UCRT
#define FMT_DEFAULT FMT_STANDARD
#else
#define FMT_DEFAULT (FMT_WIDE_S | FMT_THREE_DIGITS)
#endif
extern int crt_count_output;
struct crt_sink {
    int (*put)(struct crt_sink *sink, const char *s, size_t n); /* false: stop, the call fails */
    void *target;
    size_t room;
};
struct crt_wsink {
    int (*put)(struct crt_wsink *sink, const wchar_t *s, size_t n);
    void *target;
    size_t room;
};
/* Characters produced, or -1 (a sink that failed, an invalid format). */
int crt_format(struct crt_sink *sink, unsigned options, const char *format, crt_locale locale, va_list args);
int crt_wformat(struct crt_wsink *sink, unsigned options, const wchar_t *format, crt_locale locale, va_list args);
/* Formats into a buffer of `size` characters.  Returns the length of the whole text, -1 on a format error; `*stored`
 * says how many fit.  No terminator is written. */
int crt_format_buffer(char *buffer, size_t size, size_t *stored, unsigned options, const char *format,
                      crt_locale locale, va_list args);
int crt_wformat_buffer(wchar_t *buffer, size_t size, size_t *stored, unsigned options, const wchar_t *format,
                       crt_locale locale, va_list args);
int crt_snprintf(char *buffer, size_t size, const char *format, ...);
int crt_fprintf(FILE *file, unsigned options, const char *format, crt_locale locale, va_list args);
int crt_fwprintf(FILE *file, unsigned options, const wchar_t *format, crt_locale locale, va_list args);

/* ---- scan.c: the one scanner ---- */
enum { SCAN_SECURE = 1, SCAN_WIDE_S = 2 };
struct crt_source {
    int (*get)(struct crt_source *source); /* next character, -1 at the end */
    void (*back)(struct crt_source *source, int c);
    const void *at, *end;
    FILE *file;
};
int crt_scan(struct crt_source *source, unsigned options, const char *format, crt_locale locale, va_list args);
int crt_wscan(struct crt_source *source, unsigned options, const wchar_t *format, crt_locale locale, va_list args);

/* ---- args.c, env.c, exit.c, signal.c ---- */
extern char **_environ;
extern wchar_t **_wenviron;
void crt_env_make(void);
void crt_env_make_wide(void);
char *getenv(const char *name);
__attribute__((noreturn)) void exit(int code);
__attribute__((noreturn)) void _exit(int code);
__attribute__((noreturn)) void abort(void);
void crt_signal_fpe(void);
int raise(int number);
extern int crt_app_type; /* of __set_app_type: 1 console, 2 GUI */
/* Splits a command line as the documented rules say; all in one malloc()ed block. */
wchar_t **crt_split_arguments(const wchar_t *line, int *count, int expand);

/* ---- time.c ---- */
time64 _time64(time64 *out);
int crt_gmtime(time64 t, struct crt_tm *tm);
int crt_localtime(time64 t, struct crt_tm *tm);
time64 crt_mktime(struct crt_tm *tm, int local);
time64 crt_from_filetime(const FILETIME *time);
void crt_to_filetime(time64 t, FILETIME *time);
void _tzset(void);

#endif
