/* SPDX-License-Identifier: MIT */
/* Strings of multibyte characters, and strings by a locale, in the Universal CRT, where these behave as in msvcrt:
 * _mbccpy _mbccpy_l _mbccpy_s_l _mbclen_l _mbscat_s _mbscat_s_l _mbschr_l _mbscmp_l _mbscoll _mbscoll_l _mbscpy_s
 * _mbscpy_s_l _mbscspn _mbscspn_l _mbsdec _mbsdec_l _mbsdup _mbsicmp _mbsicmp_l _mbsicoll _mbsicoll_l _mbsinc_l
 * _mbslen_l _mbslwr _mbslwr_l _mbslwr_s_l _mbsnbcat _mbsnbcat_l _mbsnbcat_s_l _mbsnbcmp_l _mbsnbcnt _mbsnbcnt_l
 * _mbsnbcoll _mbsnbcoll_l _mbsnbcpy _mbsnbcpy_l _mbsnbcpy_s_l _mbsnbicmp _mbsnbicmp_l _mbsnbicoll _mbsnbicoll_l
 * _mbsnbset_l _mbsnbset_s _mbsnbset_s_l _mbsncat _mbsncat_l _mbsncat_s_l _mbsnccnt _mbsnccnt_l _mbsncmp _mbsncmp_l
 * _mbsncoll _mbsncoll_l _mbsncpy _mbsncpy_l _mbsncpy_s_l _mbsnextc _mbsnextc_l _mbsnicmp _mbsnicmp_l _mbsnicoll
 * _mbsnicoll_l _mbsninc _mbsninc_l _mbsnlen _mbsnlen_l _mbsnset_l _mbsnset_s_l _mbspbrk _mbspbrk_l _mbsrchr_l
 * _mbsrev _mbsrev_l _mbsset_l _mbsset_s_l _mbsspn _mbsspn_l _mbsspnp _mbsspnp_l _mbsstr _mbsstr_l _mbstok _mbstok_l
 * _mbstok_s _mbstok_s_l _mbstowcs_s_l _mbstrlen_l _mbstrnlen_l _mbsupr _mbsupr_l _mbsupr_s_l _memicmp_l _stricmp_l
 * _stricoll _stricoll_l _strlwr_l _strlwr_s _strlwr_s_l _strncoll _strncoll_l _strnicmp_l _strnicoll _strnicoll_l
 * _strupr_l _strupr_s _strupr_s_l _wcsicmp_l _wcsicoll _wcsicoll_l _wcslwr_l _wcslwr_s _wcslwr_s_l _wcsncoll
 * _wcsncoll_l _wcsnicmp_l _wcsnicoll _wcsnicoll_l _wcsnset _wcsnset_s _wcsset _wcstombs_s_l _wcsupr_l _wcsupr_s
 * _wcsupr_s_l _wctomb_s_l wmemcpy_s wmemmove_s. */
#include "../msvcrt/mbstring.c"
