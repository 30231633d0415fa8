/* SPDX-License-Identifier: MIT */
/* Streams and low-level files in msvcrt, where these are as in the Universal CRT: _chsize_s _commit _dup _dup2
 * _fdopen _filelength _filelengthi64 _fileno _fseeki64 _fsopen _ftelli64 _lock_file _open_osfhandle _pipe
 * _sopen_s _tempnam _unlock_file _wfdopen _wfopen _wfopen_s _wopen clearerr fclose feof ferror fflush fgetc
 * fgetpos fgets fgetwc fgetws fopen fopen_s fputc fputs fputwc fputws fread freopen fseek fsetpos ftell fwrite
 * getc putc putchar puts rewind setbuf tmpnam_s ungetc ungetwc. */
#include "../ucrtbase/stream.c"
