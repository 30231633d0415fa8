/* SPDX-License-Identifier: MIT */
/* The rest of the Universal CRT's streams, where these behave as in msvcrt: _chsize _fcloseall _fgetchar _fgetwchar
 * _flushall _fputchar _fputwchar _getc_nolock _getw _getws _locking _mktemp _putc_nolock _putw _putws _rmtmp _sopen
 * _umask_s _wcreat _wfreopen _wfreopen_s _wfsopen _wmktemp _wperror _wsopen _wsopen_s _wtempnam _wtmpnam _wtmpnam_s
 * clearerr_s freopen_s getchar gets getwc getwchar putwc putwchar tmpfile tmpfile_s tmpnam. */
#include "../msvcrt/lines.c"
