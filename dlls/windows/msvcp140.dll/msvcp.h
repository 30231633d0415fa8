/* SPDX-License-Identifier: MIT */
/* The objects of the C++ standard library as the compiler of programs lays them out, for our C.
 *
 * `struct ios` is basic_ios<char>, `struct streambuf` basic_streambuf<char>, and so on.  A method is a C function whose
 * first parameter is `this`; the .spec gives it its decorated name.  A class returned by value comes back through a
 * pointer that stands behind `this`; a class of another size than 1, 2, 4 or 8 is passed by pointer (x86-64).
 * Virtual functions are called through the tables of vftable.S, whose order is that of the public headers (MSVC puts
 * overloads of one name in reverse order where the first of them is declared).
 * basic_ios is a virtual base: it is found through the vbtable at the start of a stream.  Four bytes before it stands
 * the vtordisp, by which the virtual destructor finds the stream while a derived class is being built or taken down.
 *
 * Source: the headers of github.com/microsoft/STL for the layouts, ISO C++ for what the functions do. */
#ifndef METIC_MSVCP_H
#define METIC_MSVCP_H

#define NOGDI
#define WIN32_NO_STATUS
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#ifdef __i386__
#define METHOD __attribute__((thiscall))
#else
#define METHOD
#endif

typedef long long streamsize;
typedef long long streamoff;

/* ---- exceptions (exception.c, syserror.c, guard) ---- */

enum { SUCCESS_BIT = 0, EOF_BIT = 1, FAIL_BIT = 2, BAD_BIT = 4, STATE_MASK = 0x17 };

/* What runs under a handler of C++ exceptions: enter and, if it says so, attempt; caught runs inside the catch block of
 * attempt (and may throw); finish after both; leave at the end, also when one of the others ends by an exception. */
struct guard {
    bool (*enter)(struct guard *guard);
    void (*attempt)(struct guard *guard);
    void (*caught)(struct guard *guard);
    void (*finish)(struct guard *guard);
    void (*leave)(struct guard *guard);
};
void guard_run(struct guard *guard);

__attribute__((noreturn)) void throw_bad_alloc(void);
__attribute__((noreturn)) void throw_bad_cast(void);
__attribute__((noreturn)) void throw_out_of_range(const char *what);
__attribute__((noreturn)) void throw_runtime_error(const char *what);
__attribute__((noreturn)) void throw_ios_failure(const char *what);
__attribute__((noreturn)) void throw_again(void);
/* From vcruntime140. */
__attribute__((noreturn)) void __stdcall _CxxThrowException(void *object, const void *throw_info);
struct exception_data {
    const char *what;
    bool free;
};
void __cdecl __std_exception_copy(const struct exception_data *from, struct exception_data *to);
void __cdecl __std_exception_destroy(struct exception_data *data);
int __cdecl __uncaught_exceptions(void);

/* Memory that the program may free, or that our destructors free for it; throws std::bad_alloc. */
void *allocate(size_t size);
char *copy_string(const char *text);

/* std::string: up to 15 characters stand inside. */
struct string {
    union {
        char small[16];
        char *large;
    };
    size_t size, capacity;
};
void string_make(struct string *string, const char *text, size_t size);
const char *string_text(const struct string *string);
void string_destroy(struct string *string);

/* ---- locks (lock.c) ---- */

struct lockit {
    int kind;
};
enum { LOCK_LOCALE, LOCK_MALLOC, LOCK_STREAM, LOCK_DEBUG, LOCK_AT_THREAD_EXIT, LOCKS = 8 };
void locks_start(void);
void lock_enter(int kind);
void lock_leave(int kind);
struct lockit *METHOD lockit_make(struct lockit *self, int kind);
void METHOD lockit_destroy(struct lockit *self);

/* ---- locales (locale.c) ---- */

struct facet;
struct facet_vftable {
    void *(METHOD *destroy)(struct facet *self, unsigned flags);
    void(METHOD *incref)(struct facet *self);
    struct facet *(METHOD *decref)(struct facet *self);
};
struct facet {
    const struct facet_vftable *vftable;
    volatile LONG references;
};

struct yarn { /* a string that owns its memory */
    char *text;
    char empty;
};
struct locimp {
    struct facet facet;
    struct facet **facets;
    size_t count;
    int categories;
    bool transparent;
    struct yarn name;
};
struct locale { /* two empty bases of MSVC take the first word */
    void *unused;
    struct locimp *imp;
};
struct locale_id {
    size_t id;
};
enum { CATEGORY_COLLATE = 1, CATEGORY_CTYPE, CATEGORY_MONETARY, CATEGORY_NUMERIC, CATEGORY_TIME, CATEGORY_ALL = 0x3f };

struct locinfo {
    struct lockit lock;
    struct yarn days, months, wide_days, wide_months, old_name, new_name;
};

void *METHOD facet_destroy(struct facet *self, unsigned flags);
void METHOD facet_incref(struct facet *self);
struct facet *METHOD facet_decref(struct facet *self);
void facet_release(struct facet *facet);
void facet_start(struct facet *self, const void *vftable, size_t references);
void *object_delete(void *object, unsigned flags);

struct yarn *METHOD yarn_assign(struct yarn *self, const char *text);
const char *yarn_text(const struct yarn *yarn);
void yarn_destroy(struct yarn *yarn);

struct locimp *locale_init(bool incref);
void locimp_add(struct locimp *imp, struct facet *facet, size_t id);
size_t METHOD locale_id_number(struct locale_id *self);
struct locimp *locale_get_global(void);
const char *locale_name(const struct locale *locale);
struct locale *locale_new(void);
void locale_delete(struct locale *locale);
void locale_copy(struct locale *to, const struct locale *from);
void locale_assign(struct locale *to, const struct locale *from);
void locale_destroy(struct locale *locale);
struct locinfo *METHOD locinfo_make(struct locinfo *self, const char *name);
void METHOD locinfo_destroy(struct locinfo *self);

/* What use_facet<> gives: the locale's own facet or the one that all share. */
enum facet_kind {
    FACET_CTYPE,
    FACET_CODECVT,
    FACET_WIDE_CODECVT,
    FACET_NUMPUNCT,
    FACET_NUM_PUT,
    FACET_NUM_GET,
    FACET_KINDS
};
const struct facet *facet_use(const struct locale *locale, enum facet_kind kind);
enum { SPACE_CLASS = 0x48 }; /* ctype_base::space */
const short *locale_classes(const struct locale *locale);
char locale_widen(const struct locale *locale, char c);
char locale_narrow(const struct locale *locale, char c, char otherwise);
struct facet *ctype_new(void);
struct facet *codecvt_new(void);
struct facet *wide_codecvt_new(void);
struct facet *numpunct_new(void);
struct facet *numpunct_named(void);
struct facet *num_put_new(void);
struct facet *num_get_new(void);
extern struct locale_id ctype_id, codecvt_id, wide_codecvt_id, numpunct_id, num_put_id, num_get_id;

/* ---- streams ---- */

struct fpos {
    streamoff offset;
    long long position;
    struct mbstate {
        unsigned wide;
        unsigned short byte, state;
    } state;
};
struct fpos *fpos_make(struct fpos *fpos, streamoff offset);
streamoff fpos_offset(const struct fpos *fpos);

struct streambuf;
struct streambuf_vftable {
    void *(METHOD *destroy)(struct streambuf *self, unsigned flags);
    void(METHOD *lock)(struct streambuf *self);
    void(METHOD *unlock)(struct streambuf *self);
    int(METHOD *overflow)(struct streambuf *self, int c);
    int(METHOD *pbackfail)(struct streambuf *self, int c);
    streamsize(METHOD *showmanyc)(struct streambuf *self);
    int(METHOD *underflow)(struct streambuf *self);
    int(METHOD *uflow)(struct streambuf *self);
    streamsize(METHOD *xsgetn)(struct streambuf *self, char *to, streamsize count);
    streamsize(METHOD *xsputn)(struct streambuf *self, const char *from, streamsize count);
    struct fpos *(METHOD *seekoff)(struct streambuf *self, struct fpos *result, streamoff offset, int way, int mode);
    struct fpos *(METHOD *seekpos)(struct streambuf *self, struct fpos *result, struct fpos *position, int mode);
    struct streambuf *(METHOD *setbuf)(struct streambuf *self, char *buffer, streamsize size);
    int(METHOD *sync)(struct streambuf *self);
    void(METHOD *imbue)(struct streambuf *self, const struct locale *locale);
};
struct streambuf {
    const struct streambuf_vftable *vftable;
    char *get_first, *put_first;
    char **get_first_at, **put_first_at;
    char *get_next, *put_next;
    char **get_next_at, **put_next_at;
    int get_count, put_count;
    int *get_count_at, *put_count_at;
    struct locale *locale;
};

struct ios_slot { /* iword and pword */
    struct ios_slot *next;
    int index;
    LONG word;
    void *pointer;
};
struct ios;
struct ios_callback {
    struct ios_callback *next;
    int index;
    void(__cdecl *function)(int event, struct ios *ios, int index);
};
struct ios { /* ios_base is this up to `locale` */
    const void *vftable;
    size_t standard; /* its place among the standard streams, 0: none */
    int state, exceptions, flags;
    streamsize precision, width;
    struct ios_slot *slots;
    struct ios_callback *callbacks;
    struct locale *locale;
    struct streambuf *buffer;
    struct ostream *tie;
    char fill;
};
enum {
    IN_MODE = 1,
    OUT_MODE = 2,
    ATE_MODE = 4,
    APP_MODE = 8,
    TRUNC_MODE = 0x10,
    BINARY_MODE = 0x20,
    NOCREATE_MODE = 0x40,
    NOREPLACE_MODE = 0x80
};
enum {
    SKIPWS = 1,
    UNITBUF = 2,
    UPPERCASE = 4,
    SHOWBASE = 8,
    SHOWPOINT = 0x10,
    SHOWPOS = 0x20,
    LEFT = 0x40,
    RIGHT = 0x80,
    INTERNAL = 0x100,
    DEC = 0x200,
    OCT = 0x400,
    HEX = 0x800,
    SCIENTIFIC = 0x1000,
    FIXED = 0x2000,
    BOOLALPHA = 0x4000,
    ADJUST_FIELD = LEFT | RIGHT | INTERNAL,
    BASE_FIELD = DEC | OCT | HEX,
    FLOAT_FIELD = SCIENTIFIC | FIXED
};

struct ostream {
    const int *vbtable;
};
struct istream {
    const int *vbtable;
    streamsize count;
};
/* Whole objects of these classes. */
struct complete_ostream {
    struct ostream stream;
    void *vtordisp; /* its upper half */
    struct ios ios;
};
struct complete_istream {
    struct istream stream;
    void *vtordisp;
    struct ios ios;
};
struct complete_iostream {
    struct istream in;
    struct ostream out;
    void *vtordisp;
    struct ios ios;
};
#define stream_ios(stream) ((struct ios *)((char *)(stream) + (stream)->vbtable[1]))

#ifdef __x86_64__
_Static_assert(offsetof(struct ios, state) == 16 && offsetof(struct ios, precision) == 32 &&
                   offsetof(struct ios, buffer) == 72 && sizeof(struct ios) == 96,
               "basic_ios<char>");
_Static_assert(sizeof(struct streambuf) == 104, "basic_streambuf<char>");
_Static_assert(offsetof(struct complete_ostream, ios) == 16 && offsetof(struct complete_istream, ios) == 24 &&
                   offsetof(struct complete_iostream, ios) == 32,
               "where the virtual base stands");
_Static_assert(sizeof(struct locimp) == 56 && sizeof(struct locinfo) == 104 && sizeof(struct fpos) == 24, "locales");
_Static_assert(sizeof(struct string) == 32, "std::string");
#endif

struct ios *METHOD ios_make(struct ios *self);
void METHOD ios_destroy(struct ios *self);
void METHOD ios_swap(struct ios *self, struct ios *other);
void METHOD ios_move(struct ios *self, struct ios *other);
void METHOD ios_init(struct ios *self, struct streambuf *buffer, bool standard);
void METHOD ios_clear_reraise(struct ios *self, int state, bool reraise);
void METHOD ios_setstate_reraise(struct ios *self, int state, bool reraise);
bool METHOD ios_base_good(const struct ios *self);
bool METHOD ios_base_fail(const struct ios *self);
void ios_base_addstd(struct ios *self);

struct streambuf *METHOD streambuf_make(struct streambuf *self);
void METHOD streambuf_destroy(struct streambuf *self);
void *METHOD streambuf_delete(struct streambuf *self, unsigned flags);
void METHOD streambuf_lock(struct streambuf *self);
void METHOD streambuf_unlock(struct streambuf *self);
int METHOD streambuf_overflow(struct streambuf *self, int c);
int METHOD streambuf_pbackfail(struct streambuf *self, int c);
streamsize METHOD streambuf_showmanyc(struct streambuf *self);
int METHOD streambuf_underflow(struct streambuf *self);
int METHOD streambuf_uflow(struct streambuf *self);
streamsize METHOD streambuf_xsgetn(struct streambuf *self, char *to, streamsize count);
streamsize METHOD streambuf_xsputn(struct streambuf *self, const char *from, streamsize count);
struct fpos *METHOD streambuf_seekoff(struct streambuf *self, struct fpos *result, streamoff offset, int way, int mode);
struct fpos *METHOD streambuf_seekpos(struct streambuf *self, struct fpos *result, struct fpos *position, int mode);
struct streambuf *METHOD streambuf_setbuf(struct streambuf *self, char *buffer, streamsize size);
int METHOD streambuf_sync(struct streambuf *self);
void METHOD streambuf_imbue(struct streambuf *self, const struct locale *locale);
int METHOD streambuf_sputc(struct streambuf *self, char c);
int METHOD streambuf_sgetc(struct streambuf *self);
int METHOD streambuf_sbumpc(struct streambuf *self);
int METHOD streambuf_snextc(struct streambuf *self);
int METHOD streambuf_sungetc(struct streambuf *self);
int METHOD streambuf_sputbackc(struct streambuf *self, char c);

struct ostream *METHOD ostream_make(struct ostream *self, struct streambuf *buffer, bool standard, int most_derived);
struct ostream *METHOD ostream_make_later(struct ostream *self, bool standard, int most_derived);
void METHOD ostream_destroy(struct ios *self);
struct ostream *METHOD ostream_flush(struct ostream *self);
struct istream *METHOD istream_make(struct istream *self, struct streambuf *buffer, bool standard, int most_derived);
void METHOD istream_destroy(struct ios *self);
/* Says in the object which class it is now, through its virtual base: the table of functions and the vtordisp. */
void stream_becomes(struct ios *ios, const void *vftable, int place, int whole);

/* Iterators over a stream buffer: what num_put and num_get write to and read from. */
struct out_iterator {
    bool failed;
    struct streambuf *buffer;
};
struct in_iterator {
    struct streambuf *buffer;
    bool got;
    char value;
};

/* The tables of functions (vftable.S). */
extern const void *const ios_base_vftable[],
    *const ios_vftable[], *const streambuf_vftable[],
                              *const ostream_vftable[],
                                  *const istream_vftable[],
                                      *const iostream_vftable[],
                                          *const filebuf_vftable[],
                                              *const facet_vftable[],
                                                  *const locimp_vftable[],
                                                      *const ctype_vftable[],
                                                          *const codecvt_vftable[],
                                                              *const wide_codecvt_vftable[],
                                                                  *const codecvt_base_vftable[],
                                                                      *const numpunct_vftable[],
                                                                          *const num_put_vftable[],
                                                                              *const num_get_vftable[];

void streams_start(void);

#endif
