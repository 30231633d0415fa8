/* SPDX-License-Identifier: MIT */
/* Exceptions that the library throws for the program (std::_Xlength_error and its like), the classes they are of, and
 * how many are in flight.
 *
 * An object is thrown with the tables of vftable.S, which name its class and the bases by which it can be caught;
 * vcruntime140 does the throwing.  Left out: _Raise_handler is never called, for exceptions are never compiled out
 * here. */
#include "msvcp.h"

struct exception {
    const void *const *vftable;
    struct exception_data data;
};

/* For each class: its table, its throw information, and the copy constructor by which a catch block by value gets it.
 */
#define EXCEPTION(NAME)                                                                                                \
    extern const void *const NAME##_vftable[];                                                                         \
    extern const char thrown_##NAME[];                                                                                 \
    struct exception *METHOD NAME##_copy(struct exception *self, const struct exception *from)                         \
    {                                                                                                                  \
        return exception_copy_as(self, from, NAME##_vftable);                                                          \
    }

static struct exception *exception_copy_as(struct exception *self, const struct exception *from,
                                           const void *const *vftable)
{
    self->vftable = vftable;
    self->data = (struct exception_data){0};
    __std_exception_copy(&from->data, &self->data);
    return self;
}

EXCEPTION(exception)
EXCEPTION(bad_alloc)
EXCEPTION(bad_exception)
EXCEPTION(bad_cast)
EXCEPTION(bad_function_call)
EXCEPTION(logic_error)
EXCEPTION(invalid_argument)
EXCEPTION(length_error)
EXCEPTION(out_of_range)
EXCEPTION(runtime_error)
EXCEPTION(overflow_error)

/* The destructor of every class here. */
void METHOD exception_clean(struct exception *self)
{
    self->vftable = exception_vftable;
    __std_exception_destroy(&self->data);
}

void *METHOD exception_delete(struct exception *self, unsigned flags)
{
    exception_clean(self);
    return object_delete(self, flags);
}

const char *METHOD exception_what(const struct exception *self)
{
    return self->data.what ? self->data.what : "Unknown exception";
}

/* The end of `delete object`: bit 0 of flags says that the memory goes too.  Returns the object. */
void *object_delete(void *object, unsigned flags)
{
    if (flags & 1) free(object);
    return object;
}

void *METHOD object_delete_plain(void *object, unsigned flags)
{
    return object_delete(object, flags);
}

__attribute__((noreturn)) static void throw_with(const void *const *vftable, const void *info, const char *what)
{
    struct exception object =
                         {
                             .vftable = vftable
    },
                     constant = {.data = {what, true}};
    /* "free" of the source makes the copy own its text: `what` may be the caller's */
    __std_exception_copy(&constant.data, &object.data);
    _CxxThrowException(&object, info);
}

__attribute__((noreturn)) static void throw_constant(const void *const *vftable, const void *info, const char *what)
{
    struct exception object = {
        .vftable = vftable, .data = {what, false}
    };
    _CxxThrowException(&object, info);
}

void throw_bad_alloc(void)
{
    throw_constant(bad_alloc_vftable, thrown_bad_alloc, "bad allocation");
}

void throw_bad_cast(void)
{
    throw_constant(bad_cast_vftable, thrown_bad_cast, "bad cast");
}

/* std::_Xbad_function_call: an empty std::function was called. */
__attribute__((noreturn)) void throw_bad_function_call(void)
{
    throw_constant(bad_function_call_vftable, thrown_bad_function_call, "bad function call");
}

/* std::_Xinvalid_argument and its like: throw the class of that name, whose what() is a copy of `what`. */
__attribute__((noreturn)) void throw_invalid_argument(const char *what)
{
    throw_with(invalid_argument_vftable, thrown_invalid_argument, what);
}

__attribute__((noreturn)) void throw_length_error(const char *what)
{
    throw_with(length_error_vftable, thrown_length_error, what);
}

void throw_out_of_range(const char *what)
{
    throw_with(out_of_range_vftable, thrown_out_of_range, what);
}

__attribute__((noreturn)) void throw_overflow_error(const char *what)
{
    throw_with(overflow_error_vftable, thrown_overflow_error, what);
}

void throw_runtime_error(const char *what)
{
    throw_with(runtime_error_vftable, thrown_runtime_error, what);
}

/* std::regex_error is a runtime_error with the number of what is wrong in the expression. */
struct regex_error {
    struct exception base;
    int code;
};
extern const void *const regex_error_vftable[];
extern const char thrown_regex_error[];

struct regex_error *METHOD regex_error_copy(struct regex_error *self, const struct regex_error *from)
{
    exception_copy_as(&self->base, &from->base, regex_error_vftable);
    self->code = from->code;
    return self;
}

/* std::_Xregex_error(code): code is a regex_constants::error_type. */
__attribute__((noreturn)) void throw_regex_error(int code)
{
    static const char *const names[] = {
        "regex_error(error_collate)", "regex_error(error_ctype)",     "regex_error(error_escape)",
        "regex_error(error_backref)", "regex_error(error_brack)",     "regex_error(error_paren)",
        "regex_error(error_brace)",   "regex_error(error_badbrace)",  "regex_error(error_range)",
        "regex_error(error_space)",   "regex_error(error_badrepeat)", "regex_error(error_complexity)",
        "regex_error(error_stack)",   "regex_error(error_parse)",     "regex_error(error_syntax)",
    };
    struct regex_error object = {
        {regex_error_vftable, {"regex_error", false}},
        code
    };
    if (code >= 0 && (size_t)code < sizeof names / sizeof *names) object.base.data.what = names[code];
    _CxxThrowException(&object, thrown_regex_error);
}

/* `throw;` within a catch block. */
void throw_again(void)
{
    _CxxThrowException(NULL, NULL);
}

/* std::uncaught_exceptions: how many are thrown and not yet caught in this thread. */
int uncaught_exceptions(void)
{
    return __uncaught_exceptions();
}

bool uncaught_exception(void)
{
    return __uncaught_exceptions() > 0;
}

/* std::_Raise_handler: where programs compiled without exceptions put their own handler. */
void *raise_handler;

void *allocate(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory) throw_bad_alloc();
    return memory;
}

char *copy_string(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(allocate(size), text, size);
}

void string_make(struct string *string, const char *text, size_t size)
{
    string->size = size;
    string->capacity = size < sizeof string->small ? sizeof string->small - 1 : size;
    char *to = size < sizeof string->small ? string->small : (string->large = allocate(size + 1));
    memcpy(to, text, size);
    to[size] = 0;
}

const char *string_text(const struct string *string)
{
    return string->capacity < sizeof string->small ? string->small : string->large;
}

/* From 4,096 bytes on std::allocator aligns to 32 and keeps malloc's own pointer before the text. */
void string_destroy(struct string *string)
{
    if (string->capacity < sizeof string->small) return;
    free(string->capacity + 1 >= 4096 ? ((void **)string->large)[-1] : string->large);
}

/* ---- std::set_new_handler: over the C runtime's handler, which operator new of the program calls ---- */

typedef void(__cdecl *new_handler)(void);
static new_handler current_new_handler;
int(__cdecl *__cdecl _set_new_handler(int(__cdecl *handler)(size_t)))(size_t);

static int __cdecl call_new_handler(size_t size)
{
    (void)size;
    current_new_handler();
    return 1; /* try again */
}

new_handler set_new_handler(new_handler handler)
{
    lock_enter(LOCK_MALLOC);
    new_handler old = current_new_handler;
    current_new_handler = handler;
    _set_new_handler(handler ? call_new_handler : NULL);
    lock_leave(LOCK_MALLOC);
    return old;
}
