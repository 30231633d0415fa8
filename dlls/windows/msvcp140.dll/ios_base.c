/* SPDX-License-Identifier: MIT */
/* std::ios_base and std::basic_ios<char>: state, format flags, locale, and the end of a stream.
 *
 * A method that throws does so through throw_ios_failure() or, inside a catch block, throw_again(). */
#include "msvcp.h"

const streamoff bad_offset = -1; /* std::_BADOFF */

/* ---- standard streams are counted, so that they outlive each program part that uses them ---- */

enum { STANDARD_STREAMS = 8 };
static struct ios *standard_streams[STANDARD_STREAMS + 1];
static int standard_uses[STANDARD_STREAMS + 1];

/* ios_base::_Addstd(ios_base *). */
void ios_base_addstd(struct ios *self)
{
    lock_enter(LOCK_STREAM);
    self->standard = 1;
    while (self->standard < STANDARD_STREAMS && standard_streams[self->standard] &&
           standard_streams[self->standard] != self)
        self->standard++;
    standard_streams[self->standard] = self;
    standard_uses[self->standard]++;
    lock_leave(LOCK_STREAM);
}

static void call_back(struct ios *self, int event)
{
    for (struct ios_callback *callback = self->callbacks; callback; callback = callback->next)
        callback->function(event, self, callback->index);
}

enum { ERASE_EVENT, IMBUE_EVENT, COPYFMT_EVENT };

/* What copyfmt() replaces: callbacks are told, then they and the slots go. */
static void forget(struct ios *self)
{
    call_back(self, ERASE_EVENT);
    for (struct ios_slot *slot = self->slots, *next; slot; slot = next) {
        next = slot->next;
        free(slot);
    }
    for (struct ios_callback *callback = self->callbacks, *next; callback; callback = next) {
        next = callback->next;
        free(callback);
    }
    self->slots = NULL;
    self->callbacks = NULL;
}

/* ios_base::_Ios_base_dtor(ios_base *): what the destructor does. */
void ios_base_dtor(struct ios *self)
{
    if (self->standard && --standard_uses[self->standard] > 0) return;
    forget(self);
    locale_delete(self->locale);
    self->locale = NULL;
}

void METHOD ios_base_destroy(struct ios *self)
{
    self->vftable = ios_base_vftable;
    ios_base_dtor(self);
}

void *METHOD ios_base_delete(struct ios *self, unsigned flags)
{
    ios_base_destroy(self);
    return object_delete(self, flags);
}

/* ---- state ---- */

bool METHOD ios_base_good(const struct ios *self)
{
    return self->state == SUCCESS_BIT;
}

bool METHOD ios_base_eof(const struct ios *self)
{
    return self->state & EOF_BIT;
}

bool METHOD ios_base_fail(const struct ios *self)
{
    return self->state & (BAD_BIT | FAIL_BIT);
}

bool METHOD ios_base_bad(const struct ios *self)
{
    return self->state & BAD_BIT;
}

/* ios_base::operator bool(): not failed. */
bool METHOD ios_base_bool(const struct ios *self)
{
    return !ios_base_fail(self);
}

int METHOD ios_base_rdstate(const struct ios *self)
{
    return self->state;
}

int METHOD ios_base_get_exceptions(const struct ios *self)
{
    return self->exceptions;
}

/* ios_base::clear(state, reraise): sets the state; where exceptions() names one of its bits, throws ios_base::failure,
 * or with reraise the exception that is being handled. */
void METHOD ios_base_clear_reraise(struct ios *self, int state, bool reraise)
{
    self->state = state & STATE_MASK;
    int thrown = self->state & self->exceptions;
    if (!thrown) return;
    if (reraise) throw_again();
    throw_ios_failure(thrown & BAD_BIT    ? "ios_base::badbit set"
                      : thrown & FAIL_BIT ? "ios_base::failbit set"
                                          : "ios_base::eofbit set");
}

/* ios_base::exceptions(mask): which bits throw from now on; throws where one of them is set already. */
void METHOD ios_base_set_exceptions(struct ios *self, int mask)
{
    self->exceptions = mask & STATE_MASK;
    ios_base_clear_reraise(self, self->state, false);
}

/* basic_ios::clear(state, reraise): without a buffer badbit is always set. */
void METHOD ios_clear_reraise(struct ios *self, int state, bool reraise)
{
    ios_base_clear_reraise(self, self->buffer ? state : state | BAD_BIT, reraise);
}

void METHOD ios_setstate_reraise(struct ios *self, int state, bool reraise)
{
    ios_clear_reraise(self, self->state | state, reraise);
}

/* ---- format: the setters return what was before ---- */

int METHOD ios_base_get_flags(const struct ios *self)
{
    return self->flags;
}

int METHOD ios_base_set_flags(struct ios *self, int flags)
{
    int old = self->flags;
    self->flags = flags & 0xffff;
    return old;
}

/* ios_base::setf(flags): sets these too. */
int METHOD ios_base_setf(struct ios *self, int flags)
{
    return ios_base_set_flags(self, self->flags | flags);
}

int METHOD ios_base_setf_mask(struct ios *self, int flags, int mask)
{
    return ios_base_set_flags(self, (self->flags & ~mask) | (flags & mask));
}

void METHOD ios_base_unsetf(struct ios *self, int flags)
{
    self->flags &= ~flags;
}

streamsize METHOD ios_base_get_precision(const struct ios *self)
{
    return self->precision;
}

streamsize METHOD ios_base_set_precision(struct ios *self, streamsize precision)
{
    streamsize old = self->precision;
    self->precision = precision;
    return old;
}

streamsize METHOD ios_base_get_width(const struct ios *self)
{
    return self->width;
}

streamsize METHOD ios_base_set_width(struct ios *self, streamsize width)
{
    streamsize old = self->width;
    self->width = width;
    return old;
}

struct locale *METHOD ios_base_getloc(const struct ios *self, struct locale *result)
{
    locale_copy(result, self->locale);
    return result;
}

/* ios_base::imbue(locale): result is the locale before. */
struct locale *METHOD ios_base_imbue(struct ios *self, struct locale *result, const struct locale *locale)
{
    locale_copy(result, self->locale);
    locale_assign(self->locale, locale);
    call_back(self, IMBUE_EVENT);
    return result;
}

/* ios_base::register_callback(function, index): called when the stream ends or changes its locale. */
void METHOD ios_base_register_callback(struct ios *self, void(__cdecl *function)(int, struct ios *, int), int index)
{
    struct ios_callback *callback = allocate(sizeof *callback);
    *callback = (struct ios_callback){self->callbacks, index, function};
    self->callbacks = callback;
}

/* ---- words that the program attaches to a stream ---- */

/* ios_base::xalloc(): a number for iword() and pword() that nobody else has. */
int ios_base_xalloc(void)
{
    static volatile LONG next;
    return InterlockedIncrement(&next) - 1;
}

static struct ios_slot *slot_of(struct ios *self, int index)
{
    struct ios_slot *slot = self->slots;
    while (slot && slot->index != index) slot = slot->next;
    if (slot) return slot;
    slot = allocate(sizeof *slot);
    *slot = (struct ios_slot){.next = self->slots, .index = index};
    return self->slots = slot;
}

/* ios_base::iword(index), pword(index): first 0.  The place stays until copyfmt(). */
LONG *METHOD ios_base_iword(struct ios *self, int index)
{
    return &slot_of(self, index)->word;
}

void **METHOD ios_base_pword(struct ios *self, int index)
{
    return &slot_of(self, index)->pointer;
}

/* ios_base::sync_with_stdio(bool): the standard streams always are; only what was said last is kept. */
bool ios_base_sync_with_stdio(bool now)
{
    static bool last = true;
    lock_enter(LOCK_STREAM);
    bool before = last;
    last = now;
    lock_leave(LOCK_STREAM);
    return before;
}

/* ios_base::copyfmt(other): all but the state; last of all exceptions(), which may throw. */
struct ios *METHOD ios_base_copyfmt(struct ios *self, const struct ios *other)
{
    if (self == other) return self;
    forget(self);
    locale_assign(self->locale, other->locale);
    self->flags = other->flags;
    self->precision = other->precision;
    self->width = other->width;
    for (const struct ios_slot *slot = other->slots; slot; slot = slot->next) {
        struct ios_slot *copy = slot_of(self, slot->index);
        copy->word = slot->word;
        copy->pointer = slot->pointer;
    }
    struct ios_callback **end = &self->callbacks;
    for (const struct ios_callback *callback = other->callbacks; callback; callback = callback->next) {
        *end = allocate(sizeof **end);
        **end = (struct ios_callback){NULL, callback->index, callback->function};
        end = &(*end)->next;
    }
    call_back(self, COPYFMT_EVENT);
    ios_base_set_exceptions(self, other->exceptions);
    return self;
}

/* ios_base::swap(other): all but the place among the standard streams. */
void METHOD ios_base_swap(struct ios *self, struct ios *other)
{
    struct ios old = *self;
    const size_t first = offsetof(struct ios, state), size = offsetof(struct ios, buffer) - first;
    memcpy((char *)self + first, (char *)other + first, size);
    memcpy((char *)other + first, (char *)&old + first, size);
}

/* ---- basic_ios<char> ---- */

/* The protected basic_ios(): nothing but the table of functions; init() does the rest. */
struct ios *METHOD ios_make(struct ios *self)
{
    self->vftable = ios_vftable;
    return self;
}

void METHOD ios_init(struct ios *self, struct streambuf *buffer, bool standard)
{
    self->standard = 0;
    self->state = self->exceptions = SUCCESS_BIT;
    self->flags = SKIPWS | DEC;
    self->precision = 6;
    self->width = 0;
    self->slots = NULL;
    self->callbacks = NULL;
    self->locale = locale_new();
    self->buffer = buffer;
    self->tie = NULL;
    self->fill = locale_widen(self->locale, ' ');
    if (!buffer) ios_setstate_reraise(self, BAD_BIT, false);
    if (standard) ios_base_addstd(self);
}

void METHOD ios_destroy(struct ios *self)
{
    self->vftable = ios_vftable;
    ios_base_destroy(self);
}

void *METHOD ios_delete(struct ios *self, unsigned flags)
{
    ios_destroy(self);
    return object_delete(self, flags);
}

struct streambuf *METHOD ios_get_rdbuf(const struct ios *self)
{
    return self->buffer;
}

/* basic_ios::rdbuf(buffer): another buffer, a clean state; returns the old one. */
struct streambuf *METHOD ios_set_rdbuf(struct ios *self, struct streambuf *buffer)
{
    struct streambuf *old = self->buffer;
    self->buffer = buffer;
    ios_clear_reraise(self, SUCCESS_BIT, false);
    return old;
}

struct ostream *METHOD ios_get_tie(const struct ios *self)
{
    return self->tie;
}

struct ostream *METHOD ios_set_tie(struct ios *self, struct ostream *tie)
{
    struct ostream *old = self->tie;
    self->tie = tie;
    return old;
}

char METHOD ios_get_fill(const struct ios *self)
{
    return self->fill;
}

char METHOD ios_set_fill(struct ios *self, char fill)
{
    char old = self->fill;
    self->fill = fill;
    return old;
}

/* basic_ios::imbue(locale): the stream's and its buffer's. */
struct locale *METHOD ios_imbue(struct ios *self, struct locale *result, const struct locale *locale)
{
    ios_base_imbue(self, result, locale);
    if (self->buffer) {
        self->buffer->vftable->imbue(self->buffer, locale);
        locale_assign(self->buffer->locale, locale);
    }
    return result;
}

struct ios *METHOD ios_copyfmt(struct ios *self, const struct ios *other)
{
    if (self == other) return self;
    self->tie = other->tie;
    self->fill = other->fill;
    return ios_base_copyfmt(self, other);
}

/* basic_ios::swap(other): all but rdbuf(). */
void METHOD ios_swap(struct ios *self, struct ios *other)
{
    struct ostream *tie = self->tie;
    char fill = self->fill;
    ios_base_swap(self, other);
    self->tie = other->tie;
    self->fill = other->fill;
    other->tie = tie;
    other->fill = fill;
}

/* basic_ios::move(other): what other is, but without a buffer; other is then not tied. */
void METHOD ios_move(struct ios *self, struct ios *other)
{
    if (self == other) return;
    self->buffer = NULL;
    self->tie = NULL;
    ios_swap(self, other);
}

/* basic_ios::set_rdbuf(buffer): the state stays as it is. */
void METHOD ios_replace_rdbuf(struct ios *self, struct streambuf *buffer)
{
    self->buffer = buffer;
}

char METHOD ios_widen(const struct ios *self, char c)
{
    return locale_widen(self->locale, c);
}

char METHOD ios_narrow(const struct ios *self, char c, char otherwise)
{
    return locale_narrow(self->locale, c, otherwise);
}

/* ---- manipulators with an argument ---- */

struct manipulator {
    void(__cdecl *function)(struct ios *ios, streamsize value);
    streamsize value;
};

static void __cdecl apply_width(struct ios *ios, streamsize value)
{
    ios->width = value;
}

static void __cdecl apply_precision(struct ios *ios, streamsize value)
{
    ios->precision = value;
}

/* std::setw(width), std::setprecision(digits): for `stream << setw(8)`. */
struct manipulator *manipulator_setw(struct manipulator *result, streamsize value)
{
    *result = (struct manipulator){apply_width, value};
    return result;
}

struct manipulator *manipulator_setprecision(struct manipulator *result, streamsize value)
{
    *result = (struct manipulator){apply_precision, value};
    return result;
}
