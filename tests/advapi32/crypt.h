/* SPDX-License-Identifier: MIT */
/* What the tests of CryptoAPI share. */
#include "check.h"
#include "hex.h"

#include <string.h>
#include <wincrypt.h>

/* FAILS(call, error, why): FALSE, and that last error. */
#define FAILS(call, error, ...) CHECK((SetLastError(0), !(call)) && GetLastError() == (DWORD)(error), __VA_ARGS__)

/* A PLAINTEXTKEYBLOB; its size. */
static inline DWORD plain_blob(ALG_ID id, const char *hex, BYTE *blob)
{
    BLOBHEADER header = {PLAINTEXTKEYBLOB, CUR_BLOB_VERSION, 0, id};
    DWORD size = from_hex(hex, blob + sizeof header + sizeof(DWORD));
    memcpy(blob, &header, sizeof header);
    memcpy(blob + sizeof header, &size, sizeof size);
    return sizeof header + sizeof size + size;
}
