/* SPDX-License-Identifier: MIT */
/* std::basic_ostream<char>: insertions.
 *
 * Each runs between a lock and an unlock of the stream's buffer; what the buffer or a facet throws sets badbit, and is
 * thrown on where exceptions() asks for it (guard_run). */
#include "number.h"

static const int ostream_vbtable[] = {0, offsetof(struct complete_ostream, ios)};

/* An insertion: `attempt` of its guard works on `value`, and adds to `state` what the stream's state is to get. */
struct insertion {
    struct guard guard;
    struct ostream *stream;
    struct ios *ios;
    bool good; /* the stream was, after its tie was flushed */
    int state;
    union {
        bool boolean;
        int i32;
        unsigned u32;
        long long i64;
        unsigned long long u64;
        double real;
        const void *pointer;
        struct {
            const char *text;
            streamsize count;
        };
        struct {
            struct streambuf *from;
            bool reading, copied;
        };
        struct {
            streamoff offset;
            int way;
        };
        struct fpos position;
    } value;
};

/* ---- before and after: basic_ostream::sentry ---- */

static struct insertion *insertion_of(struct guard *guard)
{
    return (struct insertion *)guard;
}

/* basic_ostream::opfx(): whether an insertion may go on; the tied stream is flushed first. */
bool METHOD ostream_opfx(struct ostream *self)
{
    struct ios *ios = stream_ios(self);
    if (!ios_base_good(ios)) return false;
    if (ios->tie && ios->tie != self) ostream_flush(ios->tie);
    return ios_base_good(ios);
}

static bool enter(struct guard *guard)
{
    return insertion_of(guard)->good = ostream_opfx(insertion_of(guard)->stream);
}

/* For guards of which only some steps matter. */
static bool enter_always(struct guard *guard)
{
    (void)guard;
    return true;
}

static void do_nothing(struct guard *guard)
{
    (void)guard;
}

static void sync_attempt(struct guard *guard)
{
    struct ios *ios = insertion_of(guard)->ios;
    if (ios->buffer->vftable->sync(ios->buffer) == -1) ios_setstate_reraise(ios, BAD_BIT, false);
}

/* basic_ostream::_Osfx(): a stream with unitbuf is flushed after each insertion; exceptions end here. */
void METHOD ostream_osfx(struct ostream *self)
{
    struct ios *ios = stream_ios(self);
    if (!ios_base_good(ios) || !(ios->flags & UNITBUF) || !ios->buffer) return;
    struct insertion insertion = {
        .guard = {enter_always, sync_attempt, do_nothing, do_nothing, do_nothing},
          .stream = self, .ios = ios
    };
    guard_run(&insertion.guard);
}

static void caught(struct guard *guard)
{
    ios_setstate_reraise(insertion_of(guard)->ios, BAD_BIT, true);
}

static void finish(struct guard *guard)
{
    ios_setstate_reraise(insertion_of(guard)->ios, insertion_of(guard)->state, false);
}

static void leave(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    if (__uncaught_exceptions() == 0) ostream_osfx(insertion->stream);
    if (insertion->ios->buffer) insertion->ios->buffer->vftable->unlock(insertion->ios->buffer);
}

static struct ostream *run(struct insertion *insertion, struct ostream *self, void (*attempt)(struct guard *))
{
    insertion->guard.enter = enter;
    insertion->guard.attempt = attempt;
    if (!insertion->guard.caught) insertion->guard.caught = caught;
    insertion->guard.finish = finish;
    insertion->guard.leave = leave;
    insertion->stream = self;
    insertion->ios = stream_ios(self);
    if (insertion->ios->buffer) insertion->ios->buffer->vftable->lock(insertion->ios->buffer);
    guard_run(&insertion->guard);
    return self;
}

/* ---- making and ending ---- */

void stream_becomes(struct ios *ios, const void *vftable, int place, int whole)
{
    ios->vftable = vftable;
    ((int *)ios)[-1] = place - whole;
}

static void become_ostream(struct ostream *self)
{
    stream_becomes(stream_ios(self), ostream_vftable, self->vbtable[1], offsetof(struct complete_ostream, ios));
}

/* basic_ostream::basic_ostream(buffer, standard): most_derived says that nothing is derived from this object, so that
 * it makes the virtual base too. */
struct ostream *METHOD ostream_make(struct ostream *self, struct streambuf *buffer, bool standard, int most_derived)
{
    ostream_make_later(self, false, most_derived);
    ios_init(stream_ios(self), buffer, standard);
    return self;
}

/* basic_ostream::basic_ostream(_Uninitialized, bool standard): for a base that init() is called for by somebody else.
 */
struct ostream *METHOD ostream_make_later(struct ostream *self, bool standard, int most_derived)
{
    if (most_derived) {
        self->vbtable = ostream_vbtable;
        ios_make(stream_ios(self));
    }
    become_ostream(self);
    if (standard) ios_base_addstd(stream_ios(self));
    return self;
}

/* basic_ostream(basic_ostream &&): what other is, but its buffer, which a derived class brings. */
struct ostream *METHOD ostream_move(struct ostream *self, struct ostream *other, int most_derived)
{
    ostream_make(self, NULL, false, most_derived);
    ios_move(stream_ios(self), stream_ios(other));
    return self;
}

/* basic_ostream::swap(other): all but the buffers. */
void METHOD ostream_swap(struct ostream *self, struct ostream *other)
{
    if (self != other) ios_swap(stream_ios(self), stream_ios(other));
}

struct ostream *METHOD ostream_assign(struct ostream *self, struct ostream *other)
{
    ostream_swap(self, other);
    return self;
}

static struct ostream *ostream_before(void *ios)
{
    return &((struct complete_ostream *)((char *)ios - offsetof(struct complete_ostream, ios)))->stream;
}

/* basic_ostream::~basic_ostream(): self stands where basic_ios does in a whole ostream. */
void METHOD ostream_destroy(struct ios *self)
{
    become_ostream(ostream_before(self));
}

/* The destructor with the virtual base's. */
void METHOD ostream_destroy_whole(struct ostream *self)
{
    ostream_destroy(&((struct complete_ostream *)self)->ios);
    ios_destroy(stream_ios(self));
}

void *METHOD ostream_delete(struct ios *self, unsigned flags)
{
    struct ostream *stream = ostream_before((char *)self - ((int *)self)[-1]);
    ostream_destroy_whole(stream);
    return object_delete(stream, flags);
}

/* ---- manipulators ---- */

struct ostream *METHOD ostream_apply(struct ostream *self, struct ostream *(__cdecl *manipulate)(struct ostream *))
{
    return manipulate(self);
}

struct ostream *METHOD ostream_apply_ios(struct ostream *self, struct ios *(__cdecl *manipulate)(struct ios *))
{
    manipulate(stream_ios(self));
    return self;
}

/* ---- numbers: through the locale's num_put ---- */

#define PUT(function, method, member)                                                                                  \
    static void function(struct guard *guard)                                                                          \
    {                                                                                                                  \
        struct insertion *insertion = insertion_of(guard);                                                             \
        struct ios *ios = insertion->ios;                                                                              \
        const struct facet *facet = facet_use(ios->locale, FACET_NUM_PUT);                                             \
        struct out_iterator to = {.buffer = ios->buffer}, result = {0};                                                \
        if (((const struct num_put_vftable *)facet->vftable)                                                           \
                ->method(facet, &result, &to, ios, ios->fill, insertion->value.member)                                 \
                ->failed)                                                                                              \
            insertion->state |= BAD_BIT;                                                                               \
    }
PUT(put_bool, put_bool, boolean)
PUT(put_i32, put_i32, i32)
PUT(put_u32, put_u32, u32)
PUT(put_i64, put_i64, i64)
PUT(put_u64, put_u64, u64)
PUT(put_double, put_double, real)
PUT(put_long_double, put_long_double, real)
PUT(put_pointer, put_pointer, pointer)

struct ostream *METHOD ostream_insert_bool(struct ostream *self, bool value)
{
    return run(&(struct insertion){.value.boolean = value}, self, put_bool);
}

struct ostream *METHOD ostream_insert_short(struct ostream *self, short value)
{
    int base = stream_ios(self)->flags & BASE_FIELD;
    return run(&(struct insertion){.value.i32 = base == OCT || base == HEX ? (unsigned short)value : value}, self,
               put_i32);
}

struct ostream *METHOD ostream_insert_ushort(struct ostream *self, unsigned short value)
{
    return run(&(struct insertion){.value.u32 = value}, self, put_u32);
}

struct ostream *METHOD ostream_insert_int(struct ostream *self, int value)
{
    return run(&(struct insertion){.value.i32 = value}, self, put_i32);
}

struct ostream *METHOD ostream_insert_uint(struct ostream *self, unsigned value)
{
    return run(&(struct insertion){.value.u32 = value}, self, put_u32);
}

struct ostream *METHOD ostream_insert_i64(struct ostream *self, long long value)
{
    return run(&(struct insertion){.value.i64 = value}, self, put_i64);
}

struct ostream *METHOD ostream_insert_u64(struct ostream *self, unsigned long long value)
{
    return run(&(struct insertion){.value.u64 = value}, self, put_u64);
}

struct ostream *METHOD ostream_insert_float(struct ostream *self, float value)
{
    return run(&(struct insertion){.value.real = value}, self, put_double);
}

struct ostream *METHOD ostream_insert_double(struct ostream *self, double value)
{
    return run(&(struct insertion){.value.real = value}, self, put_double);
}

struct ostream *METHOD ostream_insert_long_double(struct ostream *self, double value)
{
    return run(&(struct insertion){.value.real = value}, self, put_long_double);
}

struct ostream *METHOD ostream_insert_pointer(struct ostream *self, const void *value)
{
    return run(&(struct insertion){.value.pointer = value}, self, put_pointer);
}

/* ---- characters ---- */

static void write_attempt(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    struct streambuf *buffer = insertion->ios->buffer;
    streamsize count = insertion->value.count;
    if (count > 0 && buffer->vftable->xsputn(buffer, insertion->value.text, count) != count)
        insertion->state |= BAD_BIT;
}

static void put_attempt(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    if (streambuf_sputc(insertion->ios->buffer, *insertion->value.text) == EOF) insertion->state |= BAD_BIT;
}

/* put and write: a stream that is not good gets badbit. */
static void finish_unformatted(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    if (!insertion->good) insertion->state |= BAD_BIT;
    finish(guard);
}

static struct ostream *run_unformatted(struct insertion *insertion, struct ostream *self,
                                       void (*attempt)(struct guard *))
{
    insertion->guard = (struct guard){enter, attempt, caught, finish_unformatted, leave};
    insertion->stream = self;
    insertion->ios = stream_ios(self);
    if (insertion->ios->buffer) insertion->ios->buffer->vftable->lock(insertion->ios->buffer);
    guard_run(&insertion->guard);
    return self;
}

/* basic_ostream::write(text, count) */
struct ostream *METHOD ostream_write(struct ostream *self, const char *text, streamsize count)
{
    return run_unformatted(&(struct insertion){.value.text = text, .value.count = count}, self, write_attempt);
}

struct ostream *METHOD ostream_put(struct ostream *self, char c)
{
    return run_unformatted(&(struct insertion){.value.text = &c}, self, put_attempt);
}

static void copy_attempt(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    struct streambuf *from = insertion->value.from;
    if (!from) return;
    insertion->value.reading = true;
    for (int c = streambuf_sgetc(from); c != EOF; c = streambuf_snextc(from)) {
        insertion->value.reading = false;
        if (streambuf_sputc(insertion->ios->buffer, (char)c) == EOF) {
            insertion->state |= BAD_BIT;
            break;
        }
        insertion->value.copied = insertion->value.reading = true;
    }
}

/* What reading throws is thrown on whatever exceptions() says, after failbit is set. */
static void copy_caught(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    if (!insertion->value.reading) {
        caught(guard);
    } else {
        ios_setstate_reraise(insertion->ios, FAIL_BIT, false);
        throw_again();
    }
}

static void copy_finish(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    insertion->ios->width = 0;
    if (!insertion->value.from)
        insertion->state = BAD_BIT;
    else if (!insertion->value.copied)
        insertion->state |= FAIL_BIT;
    finish(guard);
}

/* stream << buffer: all that can be read from it; failbit where that is nothing. */
struct ostream *METHOD ostream_insert_streambuf(struct ostream *self, struct streambuf *from)
{
    struct insertion insertion = {.value = {.from = from}, .stream = self, .ios = stream_ios(self)};
    insertion.guard = (struct guard){enter, copy_attempt, copy_caught, copy_finish, leave};
    if (insertion.ios->buffer) insertion.ios->buffer->vftable->lock(insertion.ios->buffer);
    guard_run(&insertion.guard);
    return self;
}

/* ---- flush and positions ---- */

static void flush_attempt(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    if (insertion->ios->buffer->vftable->sync(insertion->ios->buffer) == -1) insertion->state |= BAD_BIT;
}

struct ostream *METHOD ostream_flush(struct ostream *self)
{
    if (stream_ios(self)->buffer) run(&(struct insertion){0}, self, flush_attempt);
    return self;
}

static void seek_attempt(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    struct streambuf *buffer = insertion->ios->buffer;
    struct fpos result;
    if (fpos_offset(
            buffer->vftable->seekoff(buffer, &result, insertion->value.offset, insertion->value.way, OUT_MODE)) == -1)
        insertion->state |= FAIL_BIT;
}

static void seek_position_attempt(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    struct streambuf *buffer = insertion->ios->buffer;
    struct fpos result, position = insertion->value.position;
    if (fpos_offset(buffer->vftable->seekpos(buffer, &result, &position, OUT_MODE)) == -1) insertion->state |= FAIL_BIT;
}

/* basic_ostream::seekp(offset, way): failbit where the buffer cannot. */
struct ostream *METHOD ostream_seekp(struct ostream *self, streamoff offset, int way)
{
    struct insertion insertion = {
        .value = {.offset = offset, .way = way}
    };
    return run(&insertion, self, seek_attempt);
}

struct ostream *METHOD ostream_seekp_position(struct ostream *self, const struct fpos *position)
{
    return run(&(struct insertion){.value.position = *position}, self, seek_position_attempt);
}

static void tell_attempt(struct guard *guard)
{
    struct insertion *insertion = insertion_of(guard);
    struct streambuf *buffer = insertion->ios->buffer;
    struct fpos result;
    insertion->value.position = *buffer->vftable->seekoff(buffer, &result, 0, SEEK_CUR, OUT_MODE);
}

/* basic_ostream::tellp(): -1 where the stream failed. */
struct fpos *METHOD ostream_tellp(struct ostream *self, struct fpos *result)
{
    struct insertion insertion = {.value.position.offset = -1};
    run(&insertion, self, tell_attempt);
    *result = insertion.value.position;
    return result;
}
