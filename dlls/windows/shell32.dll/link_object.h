/* SPDX-License-Identifier: MIT */
/* A shortcut as an object of COM. */
#ifndef SHELL32_LINK_OBJECT_H
#define SHELL32_LINK_OBJECT_H

#include "link.h"
#include <shlobj.h>

struct link {
    IShellLinkW wide;
    IShellLinkA narrow;
    IPersistFile persist;
    LONG references;
    SRWLOCK lock; /* for what follows */
    BOOL dirty;
    WCHAR *file; /* that it was loaded from or is kept in; NULL: none */
    struct link_data data;
};

extern const IShellLinkAVtbl link_narrow_table;

/* A new shortcut's interface.  CLASS_E_NOAGGREGATION, E_NOINTERFACE, E_OUTOFMEMORY. */
HRESULT link_new(IUnknown *outer, REFIID id, void **out);

#endif
