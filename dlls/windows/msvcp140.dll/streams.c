/* SPDX-License-Identifier: MIT */
/* std::cin, cout, cerr, clog: made when the DLL comes to a process, never taken down, for destructors of the program
 * may still write. */
#include "filebuf.h"

struct complete_istream cin_object;
struct complete_ostream cout_object, cerr_object, clog_object;

static struct filebuf in, out, err, log;

static void make_output(struct complete_ostream *object, struct filebuf *buffer, FILE *file)
{
    filebuf_make(buffer, file);
    ostream_make(&object->stream, &buffer->streambuf, false, true);
}

void streams_start(void)
{
    make_output(&cout_object, &out, stdout);
    make_output(&cerr_object, &err, stderr);
    make_output(&clog_object, &log, stderr);
    filebuf_make(&in, stdin);
    istream_make(&cin_object.stream, &in.streambuf, false, true);
    cin_object.ios.tie = cerr_object.ios.tie = clog_object.ios.tie = &cout_object.stream;
    cerr_object.ios.flags |= UNITBUF;
}
