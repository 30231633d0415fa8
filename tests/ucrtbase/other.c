/* SPDX-License-Identifier: MIT */
/* Single functions of the Universal CRT that behave as in msvcrt: __threadhandle __threadid __wcserror __wcserror_s
 * _aligned_offset_malloc _aligned_offset_realloc _cabs _chgsignf _control87 _copysignf _finitef _fpclassf
 * _get_heap_handle _getdcwd _getdiskfree _getdllprocaddr _getdrives _hypotf _isnanf _j0 _j1 _jn _lfind_s _loaddll
 * _logbf _lsearch_s _makepath _nextafterf _purecall _scalb _scalbf _searchenv _searchenv_s _set_purecall_handler
 * _sleep _splitpath _strerror _strerror_s _unloaddll _wcserror _wcserror_s _wmakepath _wmakepath_s _wsearchenv
 * _wsearchenv_s _wsplitpath _y0 _y1 _yn asinf atan2f atanf bsearch_s coshf log10f modff sinhf tanf. */
#include "../msvcrt/other.c"
