/* SPDX-License-Identifier: MIT */
/* Strings of multibyte characters and the heap in msvcrt, where these are as in the Universal CRT: _expand
 * _getmbcp _heapchk _heapmin _ismbblead _ismbchira _ismbckata _ismbcl0 _ismbcl1 _ismbcl2 _ismbcsymbol _mbccpy_s
 * _mbclen _mbsinc _mbslwr_s _mbsnbcat_s _mbsnbcpy_s _mbsnbset _mbsncat_s _mbsncpy_s _mbsnset _mbsnset_s _mbsset
 * _mbsset_s _mbsupr_s _msize _setmbcp _strnset_s _strset_s _wcsset_s. */
#include "../ucrtbase/mbs.c"
