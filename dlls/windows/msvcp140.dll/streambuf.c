/* SPDX-License-Identifier: MIT */
/* std::basic_streambuf<char>: what every stream buffer has, its virtual functions as the base class leaves them.
 *
 * The pointers of the two buffers are reached through pointers, so that a derived class can let them stand elsewhere
 * (in a FILE). */
#include "msvcp.h"

/* ---- the two buffers ---- */

static streamsize get_available(const struct streambuf *self)
{
    return *self->get_next_at ? *self->get_count_at : 0;
}

static streamsize put_available(const struct streambuf *self)
{
    return *self->put_next_at ? *self->put_count_at : 0;
}

streamsize METHOD streambuf_gnavail(const struct streambuf *self)
{
    return get_available(self);
}

streamsize METHOD streambuf_pnavail(const struct streambuf *self)
{
    return put_available(self);
}

char *METHOD streambuf_eback(const struct streambuf *self)
{
    return *self->get_first_at;
}

char *METHOD streambuf_gptr(const struct streambuf *self)
{
    return *self->get_next_at;
}

char *METHOD streambuf_egptr(const struct streambuf *self)
{
    return *self->get_next_at + *self->get_count_at;
}

char *METHOD streambuf_pbase(const struct streambuf *self)
{
    return *self->put_first_at;
}

char *METHOD streambuf_pptr(const struct streambuf *self)
{
    return *self->put_next_at;
}

char *METHOD streambuf_epptr(const struct streambuf *self)
{
    return *self->put_next_at + *self->put_count_at;
}

void METHOD streambuf_setg(struct streambuf *self, char *first, char *next, char *last)
{
    *self->get_first_at = first;
    *self->get_next_at = next;
    *self->get_count_at = (int)(last - next);
}

/* basic_streambuf::setp(first, next, last). */
void METHOD streambuf_setp_next(struct streambuf *self, char *first, char *next, char *last)
{
    *self->put_first_at = first;
    *self->put_next_at = next;
    *self->put_count_at = (int)(last - next);
}

void METHOD streambuf_setp(struct streambuf *self, char *first, char *last)
{
    streambuf_setp_next(self, first, first, last);
}

void METHOD streambuf_gbump(struct streambuf *self, int offset)
{
    *self->get_count_at -= offset;
    *self->get_next_at += offset;
}

void METHOD streambuf_pbump(struct streambuf *self, int offset)
{
    *self->put_count_at -= offset;
    *self->put_next_at += offset;
}

/* _Gninc, _Pninc: step over a character and return where it stands; _Gndec, _Gnpreinc: where the step ended. */
char *METHOD streambuf_gninc(struct streambuf *self)
{
    --*self->get_count_at;
    return (*self->get_next_at)++;
}

char *METHOD streambuf_gnpreinc(struct streambuf *self)
{
    --*self->get_count_at;
    return ++*self->get_next_at;
}

char *METHOD streambuf_gndec(struct streambuf *self)
{
    ++*self->get_count_at;
    return --*self->get_next_at;
}

char *METHOD streambuf_pninc(struct streambuf *self)
{
    --*self->put_count_at;
    return (*self->put_next_at)++;
}

/* _Init(get first, get next, get count, put first, put next, put count): where these stand. */
void METHOD streambuf_init_at(struct streambuf *self, char **get_first, char **get_next, int *get_count,
                              char **put_first, char **put_next, int *put_count)
{
    self->get_first_at = get_first;
    self->get_next_at = get_next;
    self->get_count_at = get_count;
    self->put_first_at = put_first;
    self->put_next_at = put_next;
    self->put_count_at = put_count;
}

/* _Init(): in the object, and empty. */
void METHOD streambuf_init(struct streambuf *self)
{
    streambuf_init_at(self, &self->get_first, &self->get_next, &self->get_count, &self->put_first, &self->put_next,
                      &self->put_count);
    streambuf_setp(self, NULL, NULL);
    streambuf_setg(self, NULL, NULL, NULL);
}

struct streambuf *METHOD streambuf_make(struct streambuf *self)
{
    self->vftable = (const void *)streambuf_vftable;
    self->locale = locale_new();
    streambuf_init(self);
    return self;
}

/* Both buffers' pointers as other has them. */
static void take_areas(struct streambuf *self, const struct streambuf *other)
{
    streambuf_setp_next(self, streambuf_pbase(other), streambuf_pptr(other), streambuf_epptr(other));
    streambuf_setg(self, streambuf_eback(other), streambuf_gptr(other), streambuf_egptr(other));
}

/* basic_streambuf(const basic_streambuf &), operator=: the same buffers and the same locale. */
struct streambuf *METHOD streambuf_copy(struct streambuf *self, const struct streambuf *other)
{
    streambuf_make(self);
    locale_assign(self->locale, other->locale);
    take_areas(self, other);
    return self;
}

struct streambuf *METHOD streambuf_assign(struct streambuf *self, const struct streambuf *other)
{
    if (self == other) return self;
    take_areas(self, other);
    self->vftable->imbue(self, other->locale);
    locale_assign(self->locale, other->locale);
    return self;
}

void METHOD streambuf_swap(struct streambuf *self, struct streambuf *other)
{
    struct streambuf old = *self;
    if (self == other) return;
    char *get[] = {streambuf_eback(self), streambuf_gptr(self), streambuf_egptr(self)};
    char *put[] = {streambuf_pbase(self), streambuf_pptr(self), streambuf_epptr(self)};
    take_areas(self, other);
    streambuf_setg(other, get[0], get[1], get[2]);
    streambuf_setp_next(other, put[0], put[1], put[2]);
    self->locale = other->locale;
    other->locale = old.locale;
}

void METHOD streambuf_destroy(struct streambuf *self)
{
    self->vftable = (const void *)streambuf_vftable;
    locale_delete(self->locale);
    self->locale = NULL;
}

void *METHOD streambuf_delete(struct streambuf *self, unsigned flags)
{
    streambuf_destroy(self);
    return object_delete(self, flags);
}

/* ---- public members: straight to the buffer, or to a virtual function ---- */

int METHOD streambuf_sgetc(struct streambuf *self)
{
    return get_available(self) > 0 ? (unsigned char)*streambuf_gptr(self) : self->vftable->underflow(self);
}

int METHOD streambuf_sbumpc(struct streambuf *self)
{
    return get_available(self) > 0 ? (unsigned char)*streambuf_gninc(self) : self->vftable->uflow(self);
}

/* The character after the next one, which becomes the next; EOF where there is none. */
int METHOD streambuf_snextc(struct streambuf *self)
{
    if (get_available(self) > 1) return (unsigned char)*streambuf_gnpreinc(self);
    return streambuf_sbumpc(self) == EOF ? EOF : streambuf_sgetc(self);
}

/* basic_streambuf::stossc(): over a character, whichever it is. */
void METHOD streambuf_stossc(struct streambuf *self)
{
    streambuf_sbumpc(self);
}

streamsize METHOD streambuf_sgetn(struct streambuf *self, char *to, streamsize count)
{
    return self->vftable->xsgetn(self, to, count);
}

static bool can_step_back(const struct streambuf *self)
{
    return streambuf_gptr(self) && streambuf_eback(self) < streambuf_gptr(self);
}

int METHOD streambuf_sputbackc(struct streambuf *self, char c)
{
    if (can_step_back(self) && streambuf_gptr(self)[-1] == c) return (unsigned char)*streambuf_gndec(self);
    return self->vftable->pbackfail(self, (unsigned char)c);
}

int METHOD streambuf_sungetc(struct streambuf *self)
{
    return can_step_back(self) ? (unsigned char)*streambuf_gndec(self) : self->vftable->pbackfail(self, EOF);
}

int METHOD streambuf_sputc(struct streambuf *self, char c)
{
    if (put_available(self) <= 0) return self->vftable->overflow(self, (unsigned char)c);
    return (unsigned char)(*streambuf_pninc(self) = c);
}

streamsize METHOD streambuf_sputn(struct streambuf *self, const char *from, streamsize count)
{
    return self->vftable->xsputn(self, from, count);
}

streamsize METHOD streambuf_in_avail(struct streambuf *self)
{
    streamsize available = get_available(self);
    return available > 0 ? available : self->vftable->showmanyc(self);
}

struct streambuf *METHOD streambuf_pubsetbuf(struct streambuf *self, char *buffer, streamsize size)
{
    return self->vftable->setbuf(self, buffer, size);
}

int METHOD streambuf_pubsync(struct streambuf *self)
{
    return self->vftable->sync(self);
}

struct fpos *METHOD streambuf_pubseekoff(struct streambuf *self, struct fpos *result, streamoff offset, int way,
                                         int mode)
{
    return self->vftable->seekoff(self, result, offset, way, mode);
}

struct fpos *METHOD streambuf_pubseekpos(struct streambuf *self, struct fpos *result, struct fpos *position, int mode)
{
    return self->vftable->seekpos(self, result, position, mode);
}

struct locale *METHOD streambuf_getloc(const struct streambuf *self, struct locale *result)
{
    locale_copy(result, self->locale);
    return result;
}

struct locale *METHOD streambuf_pubimbue(struct streambuf *self, struct locale *result, const struct locale *locale)
{
    locale_copy(result, self->locale);
    self->vftable->imbue(self, locale);
    locale_assign(self->locale, locale);
    return result;
}

/* ---- the virtual functions of a buffer to which nothing is connected ---- */

void METHOD streambuf_lock(struct streambuf *self)
{
    (void)self;
}

void METHOD streambuf_unlock(struct streambuf *self)
{
    (void)self;
}

int METHOD streambuf_overflow(struct streambuf *self, int c)
{
    (void)self, (void)c;
    return EOF;
}

int METHOD streambuf_pbackfail(struct streambuf *self, int c)
{
    (void)self, (void)c;
    return EOF;
}

streamsize METHOD streambuf_showmanyc(struct streambuf *self)
{
    (void)self;
    return 0;
}

int METHOD streambuf_underflow(struct streambuf *self)
{
    (void)self;
    return EOF;
}

int METHOD streambuf_uflow(struct streambuf *self)
{
    return self->vftable->underflow(self) == EOF ? EOF : (unsigned char)*streambuf_gninc(self);
}

/* Reads count characters, fewer only at the end; returns how many. */
streamsize METHOD streambuf_xsgetn(struct streambuf *self, char *to, streamsize count)
{
    streamsize done = 0;
    while (done < count) {
        streamsize part = get_available(self);
        if (part > 0) {
            if (part > count - done) part = count - done;
            memcpy(to + done, streambuf_gptr(self), (size_t)part);
            streambuf_gbump(self, (int)part);
            done += part;
        } else {
            int c = self->vftable->uflow(self);
            if (c == EOF) break;
            to[done++] = (char)c;
        }
    }
    return done;
}

streamsize METHOD streambuf_xsputn(struct streambuf *self, const char *from, streamsize count)
{
    streamsize done = 0;
    while (done < count) {
        streamsize part = put_available(self);
        if (part > 0) {
            if (part > count - done) part = count - done;
            memcpy(streambuf_pptr(self), from + done, (size_t)part);
            streambuf_pbump(self, (int)part);
            done += part;
        } else {
            if (self->vftable->overflow(self, (unsigned char)from[done]) == EOF) break;
            done++;
        }
    }
    return done;
}

struct fpos *fpos_make(struct fpos *fpos, streamoff offset)
{
    *fpos = (struct fpos){.offset = offset};
    return fpos;
}

streamoff fpos_offset(const struct fpos *fpos)
{
    return fpos->offset + fpos->position;
}

struct fpos *METHOD streambuf_seekoff(struct streambuf *self, struct fpos *result, streamoff offset, int way, int mode)
{
    (void)self, (void)offset, (void)way, (void)mode;
    return fpos_make(result, -1);
}

struct fpos *METHOD streambuf_seekpos(struct streambuf *self, struct fpos *result, struct fpos *position, int mode)
{
    (void)self, (void)position, (void)mode;
    return fpos_make(result, -1);
}

struct streambuf *METHOD streambuf_setbuf(struct streambuf *self, char *buffer, streamsize size)
{
    (void)buffer, (void)size;
    return self;
}

int METHOD streambuf_sync(struct streambuf *self)
{
    (void)self;
    return 0;
}

void METHOD streambuf_imbue(struct streambuf *self, const struct locale *locale)
{
    (void)self, (void)locale;
}
