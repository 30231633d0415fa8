/* SPDX-License-Identifier: MIT */
/* Numbers from and to text, and the classes of characters, in msvcrt, where these are as in the Universal CRT:
 * __pctype_func _atof_l _atoi64 _create_locale _i64toa_s _isctype _isctype_l _itoa _itoa_s _itow_s _strcoll_l
 * _strtod_l _strtoi64 _strtoui64 _strxfrm_l _tolower_l _toupper_l _towlower_l _towupper_l _ui64toa_s _ultoa_s
 * _wcscoll_l _wtof _wtoi _wtoi64 _wtol abs atof atol div isalnum isalpha iscntrl isdigit isgraph isprint ispunct
 * iswalnum iswalpha iswascii iswcntrl iswctype iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper
 * iswxdigit labs ldiv strcoll strtod toupper towlower towupper wcscoll wcstod wcstol wcstoul. */
#include "../ucrtbase/convert.c"
