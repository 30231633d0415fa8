/* SPDX-License-Identifier: MIT */
/* Numbers as text and text as numbers in the Universal CRT, where these behave as in msvcrt: _abs64 _atodbl
 * _atodbl_l _atoflt_l _atoi64_l _atoi_l _atol_l _ecvt _ecvt_s _fcvt _fcvt_s _gcvt _gcvt_s _i64toa _i64tow _i64tow_s
 * _itow _lrotl _lrotr _ltoa _ltoa_s _ltow _ltow_s _rotl _rotl64 _rotr _rotr64 _strtoi64_l _strtol_l _strtoui64_l
 * _strtoul_l _swab _ui64toa _ui64tow _ui64tow_s _ultoa _ultow _ultow_s _wcstoi64 _wcstoi64_l _wcstol_l _wcstoui64
 * _wcstoui64_l _wcstoul_l _wtof_l _wtoi64_l _wtoi_l _wtol_l. */
#include "../msvcrt/digits.c"
