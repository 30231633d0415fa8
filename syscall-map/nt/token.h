/* SPDX-License-Identifier: MIT */
/* Access tokens. */
#ifndef METIC_NT_TOKEN_H
#define METIC_NT_TOKEN_H

#include "nt/object.h"

struct nt_thread;

extern const struct object_type token_type;

/* ThreadImpersonationToken: the thread goes by that token from now on; NULL: by its process's again. */
NTSTATUS token_impersonate(struct nt_thread *thread, HANDLE token);

#endif
