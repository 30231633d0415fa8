/* SPDX-License-Identifier: MIT */
#ifndef METIC_FILEBUF_H
#define METIC_FILEBUF_H

#include "msvcp.h"

struct filebuf {
    struct streambuf streambuf;
    FILE *file;
    int last; /* the character read last, EOF: none that could be put back */
};
struct filebuf *filebuf_make(struct filebuf *self, FILE *file);

#endif
