/* SPDX-License-Identifier: MIT */
#ifndef METIC_MESSAGE_H
#define METIC_MESSAGE_H

/* The system's message for a Win32 error, in English, without a line end; NULL: there is none.  An HRESULT that carries
 * a Win32 error counts as that. */
const char *message_text(DWORD id);

#endif
