/* SPDX-License-Identifier: MIT */
/* The stream buffers of cin, cout, cerr and clog: straight to the C runtime's FILE, without a buffer of their own, so
 * that C and C++ output of one program stay in order.  Programs bring a basic_filebuf of their own for files. */
#include "filebuf.h"

#define FILE_OF(buffer) (((struct filebuf *)(buffer))->file)

struct filebuf *filebuf_make(struct filebuf *self, FILE *file)
{
    streambuf_make(&self->streambuf);
    self->streambuf.vftable = (const void *)filebuf_vftable;
    self->file = file;
    self->last = EOF;
    return self;
}

void METHOD filebuf_lock(struct streambuf *self)
{
    _lock_file(FILE_OF(self));
}

void METHOD filebuf_unlock(struct streambuf *self)
{
    _unlock_file(FILE_OF(self));
}

int METHOD filebuf_overflow(struct streambuf *self, int c)
{
    return c == EOF ? 0 : fputc(c, FILE_OF(self));
}

streamsize METHOD filebuf_xsputn(struct streambuf *self, const char *from, streamsize count)
{
    return count > 0 ? (streamsize)fwrite(from, 1, (size_t)count, FILE_OF(self)) : 0;
}

int METHOD filebuf_uflow(struct streambuf *self)
{
    struct filebuf *buffer = (struct filebuf *)self;
    int c = fgetc(buffer->file);
    if (c != EOF) buffer->last = c;
    return c;
}

int METHOD filebuf_underflow(struct streambuf *self)
{
    int c = fgetc(FILE_OF(self));
    return c == EOF ? EOF : ungetc(c, FILE_OF(self));
}

/* Puts c back, or for EOF the character that was read last. */
int METHOD filebuf_pbackfail(struct streambuf *self, int c)
{
    struct filebuf *buffer = (struct filebuf *)self;
    if (c == EOF) c = buffer->last;
    buffer->last = EOF;
    return c == EOF ? EOF : ungetc(c, buffer->file);
}

streamsize METHOD filebuf_xsgetn(struct streambuf *self, char *to, streamsize count)
{
    if (count <= 0) return 0;
    size_t got = fread(to, 1, (size_t)count, FILE_OF(self));
    if (got) ((struct filebuf *)self)->last = (unsigned char)to[got - 1];
    return (streamsize)got;
}

int METHOD filebuf_sync(struct streambuf *self)
{
    return fflush(FILE_OF(self)) == 0 ? 0 : -1;
}

struct fpos *METHOD filebuf_seekoff(struct streambuf *self, struct fpos *result, streamoff offset, int way, int mode)
{
    (void)mode;
    long long position = -1;
    if (_fseeki64(FILE_OF(self), offset, way) == 0) position = _ftelli64(FILE_OF(self));
    fpos_make(result, 0)->position = position;
    return result;
}

struct fpos *METHOD filebuf_seekpos(struct streambuf *self, struct fpos *result, struct fpos *position, int mode)
{
    return filebuf_seekoff(self, result, fpos_offset(position), SEEK_SET, mode);
}

struct streambuf *METHOD filebuf_setbuf(struct streambuf *self, char *buffer, streamsize size)
{
    int kind = !buffer && !size ? _IONBF : _IOFBF;
    return setvbuf(FILE_OF(self), buffer, kind, (size_t)size) == 0 ? self : NULL;
}
