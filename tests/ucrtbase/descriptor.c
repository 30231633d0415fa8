/* SPDX-License-Identifier: MIT */
/* Low-level files in the Universal CRT, where these behave as in msvcrt: _open _write _read _lseeki64 _get_osfhandle
 * _setmode _close _findclose. */
#include "../msvcrt/descriptor.c"
