/* SPDX-License-Identifier: MIT */
/* std::basic_istream<char>: extractions, and std::basic_iostream<char>.
 *
 * As in ostream.c an extraction runs under a guard.  count is gcount(): how many characters the last unformatted one
 * took. */
#include "number.h"

static const int istream_vbtable[] = {0, offsetof(struct complete_istream, ios)};
static const int iostream_in_vbtable[] = {0, offsetof(struct complete_iostream, ios)};
static const int iostream_out_vbtable[] = {0, offsetof(struct complete_iostream, ios) -
                                                  offsetof(struct complete_iostream, out)};

struct extraction {
    struct guard guard;
    struct istream *stream;
    struct ios *ios;
    bool no_skip; /* white space is kept */
    bool good;
    int state;
    union {
        void *to;
        char *text;
    };
    streamsize size;
    int delimiter;
    int result; /* a character, or EOF */
    struct fpos position;
    int way;
};

static struct extraction *extraction_of(struct guard *guard)
{
    return (struct extraction *)guard;
}

/* ---- before and after: basic_istream::sentry ---- */

static bool enter_always(struct guard *guard)
{
    (void)guard;
    return true;
}

static void do_nothing(struct guard *guard)
{
    (void)guard;
}

static void caught(struct guard *guard)
{
    ios_setstate_reraise(extraction_of(guard)->ios, BAD_BIT, true);
}

static void finish(struct guard *guard)
{
    ios_setstate_reraise(extraction_of(guard)->ios, extraction_of(guard)->state, false);
}

static void skip_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    const short *classes = locale_classes(extraction->ios->locale);
    int c = streambuf_sgetc(buffer);
    while (c != EOF && classes[c] & SPACE_CLASS) c = streambuf_snextc(buffer);
    if (c == EOF) extraction->state = EOF_BIT | FAIL_BIT;
}

/* basic_istream::_Ipfx(no_skip): whether an extraction may go on; the tied stream is flushed and, unless no_skip, white
 * space skipped, at whose end by end of file eofbit and failbit are set. */
bool METHOD istream_ipfx(struct istream *self, bool no_skip)
{
    struct ios *ios = stream_ios(self);
    if (!ios_base_good(ios)) {
        ios_setstate_reraise(ios, FAIL_BIT, false);
        return false;
    }
    if (ios->tie) ostream_flush(ios->tie);
    if (!no_skip && ios->flags & SKIPWS) {
        struct extraction extraction = {
            .guard = {enter_always, skip_attempt, caught, finish, do_nothing},
              .stream = self, .ios = ios
        };
        guard_run(&extraction.guard);
    }
    return ios_base_good(ios);
}

static bool enter(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    return extraction->good = istream_ipfx(extraction->stream, extraction->no_skip);
}

static void leave(struct guard *guard)
{
    struct streambuf *buffer = extraction_of(guard)->ios->buffer;
    if (buffer) buffer->vftable->unlock(buffer);
}

static struct istream *run(struct extraction *extraction, struct istream *self, void (*attempt)(struct guard *))
{
    extraction->guard = (struct guard){enter, attempt, caught, finish, leave};
    extraction->stream = self;
    extraction->ios = stream_ios(self);
    if (extraction->ios->buffer) extraction->ios->buffer->vftable->lock(extraction->ios->buffer);
    guard_run(&extraction->guard);
    return self;
}

static struct istream *run_unformatted(struct extraction *extraction, struct istream *self,
                                       void (*attempt)(struct guard *))
{
    self->count = 0;
    extraction->no_skip = true;
    return run(extraction, self, attempt);
}

/* ---- making and ending ---- */

static void become_istream(struct istream *self)
{
    stream_becomes(stream_ios(self), istream_vftable, self->vbtable[1], offsetof(struct complete_istream, ios));
}

struct istream *METHOD istream_make(struct istream *self, struct streambuf *buffer, bool standard, int most_derived)
{
    if (most_derived) {
        self->vbtable = istream_vbtable;
        ios_make(stream_ios(self));
    }
    become_istream(self);
    self->count = 0;
    ios_init(stream_ios(self), buffer, standard);
    return self;
}

/* basic_istream(basic_istream &&): what other is, but its buffer, which a derived class brings. */
struct istream *METHOD istream_move(struct istream *self, struct istream *other, int most_derived)
{
    istream_make(self, NULL, false, most_derived);
    ios_move(stream_ios(self), stream_ios(other));
    self->count = other->count;
    other->count = 0;
    return self;
}

/* basic_istream::swap(other): all but the buffers. */
void METHOD istream_swap(struct istream *self, struct istream *other)
{
    streamsize count = self->count;
    if (self == other) return;
    ios_swap(stream_ios(self), stream_ios(other));
    self->count = other->count;
    other->count = count;
}

struct istream *METHOD istream_assign(struct istream *self, struct istream *other)
{
    istream_swap(self, other);
    return self;
}

static struct istream *istream_before(void *ios)
{
    return &((struct complete_istream *)((char *)ios - offsetof(struct complete_istream, ios)))->stream;
}

/* basic_istream::~basic_istream(): self stands where basic_ios does in a whole istream. */
void METHOD istream_destroy(struct ios *self)
{
    become_istream(istream_before(self));
}

void METHOD istream_destroy_whole(struct istream *self)
{
    istream_destroy(&((struct complete_istream *)self)->ios);
    ios_destroy(stream_ios(self));
}

void *METHOD istream_delete(struct ios *self, unsigned flags)
{
    struct istream *stream = istream_before((char *)self - ((int *)self)[-1]);
    istream_destroy_whole(stream);
    return object_delete(stream, flags);
}

static void become_iostream(struct complete_iostream *self)
{
    stream_becomes(stream_ios(&self->in), iostream_vftable, self->in.vbtable[1],
                   offsetof(struct complete_iostream, ios));
}

/* basic_iostream::basic_iostream(buffer) */
struct complete_iostream *METHOD iostream_make(struct complete_iostream *self, struct streambuf *buffer,
                                               int most_derived)
{
    if (most_derived) {
        self->in.vbtable = iostream_in_vbtable;
        self->out.vbtable = iostream_out_vbtable;
        ios_make(stream_ios(&self->in));
    }
    istream_make(&self->in, buffer, false, false);
    ostream_make_later(&self->out, false, false);
    become_iostream(self);
    return self;
}

struct complete_iostream *METHOD iostream_move(struct complete_iostream *self, struct complete_iostream *other,
                                               int most_derived)
{
    iostream_make(self, NULL, most_derived);
    ios_move(stream_ios(&self->in), stream_ios(&other->in));
    return self;
}

void METHOD iostream_swap(struct complete_iostream *self, struct complete_iostream *other)
{
    if (self != other) ios_swap(stream_ios(&self->in), stream_ios(&other->in));
}

struct complete_iostream *METHOD iostream_assign(struct complete_iostream *self, struct complete_iostream *other)
{
    iostream_swap(self, other);
    return self;
}

static struct complete_iostream *iostream_before(void *ios)
{
    return (struct complete_iostream *)((char *)ios - offsetof(struct complete_iostream, ios));
}

/* basic_iostream::~basic_iostream(): self stands where basic_ios does in a whole iostream. */
void METHOD iostream_destroy(struct ios *self)
{
    struct complete_iostream *stream = iostream_before(self);
    become_iostream(stream);
    ostream_destroy((struct ios *)((char *)&stream->out + offsetof(struct complete_ostream, ios)));
    istream_destroy((struct ios *)((char *)&stream->in + offsetof(struct complete_istream, ios)));
}

void METHOD iostream_destroy_whole(struct complete_iostream *self)
{
    iostream_destroy(&self->ios);
    ios_destroy(stream_ios(&self->in));
}

void *METHOD iostream_delete(struct ios *self, unsigned flags)
{
    struct complete_iostream *stream = iostream_before((char *)self - ((int *)self)[-1]);
    iostream_destroy_whole(stream);
    return object_delete(stream, flags);
}

/* ---- manipulators ---- */

struct istream *METHOD istream_apply(struct istream *self, struct istream *(__cdecl *manipulate)(struct istream *))
{
    return manipulate(self);
}

struct istream *METHOD istream_apply_ios(struct istream *self, struct ios *(__cdecl *manipulate)(struct ios *))
{
    manipulate(stream_ios(self));
    return self;
}

/* ---- numbers: through the locale's num_get ---- */

#define GET(function, method, type)                                                                                    \
    static void function##_attempt(struct guard *guard)                                                                \
    {                                                                                                                  \
        struct extraction *extraction = extraction_of(guard);                                                          \
        struct ios *ios = extraction->ios;                                                                             \
        const struct facet *facet = facet_use(ios->locale, FACET_NUM_GET);                                             \
        struct in_iterator from = {.buffer = ios->buffer, .got = !ios->buffer}, end = {.got = true}, result;           \
        ((const struct num_get_vftable *)facet->vftable)                                                               \
            ->method(facet, &result, &from, &end, ios, &extraction->state, extraction->to);                            \
    }                                                                                                                  \
    struct istream *METHOD function(struct istream *self, type *value)                                                 \
    {                                                                                                                  \
        return run(&(struct extraction){.to = value}, self, function##_attempt);                                       \
    }
GET(istream_extract_bool, get_bool, bool)
GET(istream_extract_ushort, get_u16, unsigned short)
GET(istream_extract_int, get_i32, int)
GET(istream_extract_uint, get_uint, unsigned)
GET(istream_extract_ulong, get_u32, unsigned)
GET(istream_extract_i64, get_i64, long long)
GET(istream_extract_u64, get_u64, unsigned long long)
GET(istream_extract_float, get_float, float)
GET(istream_extract_double, get_double, double)
GET(istream_extract_long_double, get_long_double, double)
GET(istream_extract_pointer, get_pointer, void *)

static void short_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    short *to = extraction->to;
    int value = 0;
    extraction->to = &value;
    istream_extract_int_attempt(guard);
    extraction->to = to;
    if (value < SHRT_MIN || value > SHRT_MAX) extraction->state |= FAIL_BIT;
    *to = (short)(value < SHRT_MIN ? SHRT_MIN : value > SHRT_MAX ? SHRT_MAX : value);
}

struct istream *METHOD istream_extract_short(struct istream *self, short *value)
{
    return run(&(struct extraction){.to = value}, self, short_attempt);
}

static void into_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *from = extraction->ios->buffer, *to = extraction->to;
    if (!to) return;
    int c;
    for (c = streambuf_sgetc(from); c != EOF && streambuf_sputc(to, (char)c) != EOF; c = streambuf_snextc(from))
        extraction->stream->count++;
    if (c == EOF) extraction->state |= EOF_BIT;
}

/* Where nothing was taken an extraction of several characters failed. */
static void finish_some(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    if (!extraction->stream->count) extraction->state |= FAIL_BIT;
    finish(guard);
}

static struct istream *run_some(struct extraction *extraction, struct istream *self, void (*attempt)(struct guard *))
{
    self->count = 0;
    extraction->no_skip = true;
    extraction->guard = (struct guard){enter, attempt, caught, finish_some, leave};
    extraction->stream = self;
    extraction->ios = stream_ios(self);
    if (extraction->ios->buffer) extraction->ios->buffer->vftable->lock(extraction->ios->buffer);
    guard_run(&extraction->guard);
    return self;
}

/* stream >> buffer: all that the stream has. */
struct istream *METHOD istream_extract_streambuf(struct istream *self, struct streambuf *to)
{
    return run_some(&(struct extraction){.to = to}, self, into_attempt);
}

/* ---- characters ---- */

static void get_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    extraction->result = streambuf_sbumpc(extraction->ios->buffer);
    if (extraction->result == EOF)
        extraction->state |= EOF_BIT | FAIL_BIT;
    else
        extraction->stream->count++;
}

/* basic_istream::get(): the next character, or EOF with eofbit and failbit. */
int METHOD istream_get(struct istream *self)
{
    struct extraction extraction = {.result = EOF};
    run_unformatted(&extraction, self, get_attempt);
    return extraction.result;
}

struct istream *METHOD istream_get_char(struct istream *self, char *c)
{
    int got = istream_get(self);
    if (got != EOF) *c = (char)got;
    return self;
}

static void peek_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    extraction->result = streambuf_sgetc(extraction->ios->buffer);
    if (extraction->result == EOF) extraction->state |= EOF_BIT;
}

int METHOD istream_peek(struct istream *self)
{
    struct extraction extraction = {.result = EOF};
    run_unformatted(&extraction, self, peek_attempt);
    return extraction.result;
}

static void line_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    if (extraction->size <= 0) return;
    for (int c = streambuf_sgetc(buffer);; c = streambuf_snextc(buffer)) {
        if (c == EOF) {
            extraction->state |= EOF_BIT;
            break;
        }
        if (c == extraction->delimiter) {
            extraction->stream->count++;
            streambuf_sbumpc(buffer);
            break;
        }
        if (--extraction->size <= 0) {
            extraction->state |= FAIL_BIT;
            break;
        }
        *extraction->text++ = (char)c;
        extraction->stream->count++;
    }
}

/* basic_istream::getline(text, size, delimiter): the delimiter is taken and not stored; a line that does not fit sets
 * failbit.  text always ends in NUL. */
struct istream *METHOD istream_getline_until(struct istream *self, char *text, streamsize size, char delimiter)
{
    struct extraction extraction = {.text = text, .size = size, .delimiter = (unsigned char)delimiter};
    *text = 0;
    run_some(&extraction, self, line_attempt);
    *extraction.text = 0;
    return self;
}

struct istream *METHOD istream_getline(struct istream *self, char *text, streamsize size)
{
    return istream_getline_until(self, text, size, locale_widen(stream_ios(self)->locale, '\n'));
}

static void until_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    for (int c = streambuf_sgetc(buffer); extraction->size-- > 1; c = streambuf_snextc(buffer)) {
        if (c == EOF) {
            extraction->state |= EOF_BIT;
            break;
        }
        if (c == extraction->delimiter) break;
        *extraction->text++ = (char)c;
        extraction->stream->count++;
    }
}

/* basic_istream::get(text, size, delimiter): as getline, but the delimiter stays, and a line that does not fit is no
 * failure. */
struct istream *METHOD istream_get_until(struct istream *self, char *text, streamsize size, char delimiter)
{
    struct extraction extraction = {.text = text, .size = size, .delimiter = (unsigned char)delimiter};
    *text = 0;
    run_some(&extraction, self, until_attempt);
    *extraction.text = 0;
    return self;
}

struct istream *METHOD istream_get_line(struct istream *self, char *text, streamsize size)
{
    return istream_get_until(self, text, size, locale_widen(stream_ios(self)->locale, '\n'));
}

static void into_until_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *from = extraction->ios->buffer, *to = extraction->to;
    int c = streambuf_sgetc(from);
    while (c != EOF && c != extraction->delimiter && streambuf_sputc(to, (char)c) != EOF) {
        extraction->stream->count++;
        c = streambuf_snextc(from);
    }
    if (c == EOF) extraction->state |= EOF_BIT;
}

/* basic_istream::get(buffer, delimiter): into another buffer. */
struct istream *METHOD istream_get_into_until(struct istream *self, struct streambuf *to, char delimiter)
{
    return run_some(&(struct extraction){.to = to, .delimiter = (unsigned char)delimiter}, self, into_until_attempt);
}

struct istream *METHOD istream_get_into(struct istream *self, struct streambuf *to)
{
    return istream_get_into_until(self, to, locale_widen(stream_ios(self)->locale, '\n'));
}

static void ignore_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    while (extraction->size == LLONG_MAX || extraction->size-- > 0) {
        int c = streambuf_sbumpc(extraction->ios->buffer);
        if (c == EOF) {
            extraction->state |= EOF_BIT;
            break;
        }
        extraction->stream->count++;
        if (c == extraction->delimiter) break;
    }
}

struct istream *METHOD istream_ignore(struct istream *self, streamsize count, int delimiter)
{
    struct extraction extraction = {.size = count, .delimiter = delimiter};
    return run_unformatted(&extraction, self, ignore_attempt);
}

static void read_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    if (extraction->size <= 0) return;
    extraction->stream->count = buffer->vftable->xsgetn(buffer, extraction->text, extraction->size);
    if (extraction->stream->count != extraction->size) extraction->state |= EOF_BIT | FAIL_BIT;
}

/* basic_istream::read(to, count): fewer set eofbit and failbit. */
struct istream *METHOD istream_read(struct istream *self, char *to, streamsize count)
{
    return run_unformatted(&(struct extraction){.text = to, .size = count}, self, read_attempt);
}

static void available_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    streamsize there = *buffer->get_next_at ? *buffer->get_count_at : 0;
    if (there <= 0) there = buffer->vftable->showmanyc(buffer);
    if (there < 0) {
        extraction->state |= EOF_BIT;
        return;
    }
    if (extraction->size > there) extraction->size = there;
    if (extraction->size > 0) read_attempt(guard);
}

/* basic_istream::readsome(to, count): what can be had without waiting; eofbit where nothing will come any more. */
streamsize METHOD istream_readsome(struct istream *self, char *to, streamsize count)
{
    run_unformatted(&(struct extraction){.text = to, .size = count}, self, available_attempt);
    return self->count;
}

streamsize METHOD istream_gcount(const struct istream *self)
{
    return self->count;
}

static void back_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    if ((extraction->delimiter == EOF ? streambuf_sungetc(buffer)
                                      : streambuf_sputbackc(buffer, (char)extraction->delimiter)) == EOF)
        extraction->state |= BAD_BIT;
}

/* These go on at end of file: eofbit is taken away first. */
static void clear_eof(struct istream *self)
{
    struct ios *ios = stream_ios(self);
    ios_clear_reraise(ios, ios->state & ~EOF_BIT, false);
}

/* basic_istream::putback(c): badbit where the buffer cannot. */
struct istream *METHOD istream_putback(struct istream *self, char c)
{
    clear_eof(self);
    return run_unformatted(&(struct extraction){.delimiter = (unsigned char)c}, self, back_attempt);
}

struct istream *METHOD istream_unget(struct istream *self)
{
    clear_eof(self);
    return run_unformatted(&(struct extraction){.delimiter = EOF}, self, back_attempt);
}

static void sync_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    extraction->result = extraction->ios->buffer->vftable->sync(extraction->ios->buffer);
    if (extraction->result == -1) extraction->state |= BAD_BIT;
}

int METHOD istream_sync(struct istream *self)
{
    struct extraction extraction = {.result = -1, .no_skip = true};
    if (!stream_ios(self)->buffer) return -1;
    run(&extraction, self, sync_attempt);
    return extraction.result == -1 ? -1 : 0;
}

/* ---- positions ---- */

static void seek_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    struct fpos result;
    if (fpos_offset(buffer->vftable->seekoff(buffer, &result, extraction->position.offset, extraction->way, IN_MODE)) ==
        -1)
        extraction->state |= FAIL_BIT;
}

static void seek_position_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    struct fpos result;
    if (fpos_offset(buffer->vftable->seekpos(buffer, &result, &extraction->position, IN_MODE)) == -1)
        extraction->state |= FAIL_BIT;
}

/* basic_istream::seekg(offset, way): failbit where the buffer cannot. */
struct istream *METHOD istream_seekg(struct istream *self, streamoff offset, int way)
{
    clear_eof(self);
    return run(&(struct extraction){.position.offset = offset, .way = way, .no_skip = true}, self, seek_attempt);
}

struct istream *METHOD istream_seekg_position(struct istream *self, const struct fpos *position)
{
    clear_eof(self);
    return run(&(struct extraction){.position = *position, .no_skip = true}, self, seek_position_attempt);
}

static void tell_attempt(struct guard *guard)
{
    struct extraction *extraction = extraction_of(guard);
    struct streambuf *buffer = extraction->ios->buffer;
    struct fpos result;
    extraction->position = *buffer->vftable->seekoff(buffer, &result, 0, SEEK_CUR, IN_MODE);
}

/* basic_istream::tellg(): -1 where the stream failed. */
struct fpos *METHOD istream_tellg(struct istream *self, struct fpos *result)
{
    struct extraction extraction = {.position.offset = -1, .no_skip = true};
    run(&extraction, self, tell_attempt);
    *result = extraction.position;
    return result;
}
