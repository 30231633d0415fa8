/* SPDX-License-Identifier: MIT */
/* Classes of characters by a locale and by the multibyte code page in the Universal CRT, where these are as in msvcrt:
 * __isascii __iscsym __iscsymf __pwctype_func __toascii _isalnum_l _isalpha_l _iscntrl_l _isdigit_l _isgraph_l
 * _isleadbyte_l _islower_l _ismbbalnum _ismbbalnum_l _ismbbalpha _ismbbalpha_l _ismbbgraph _ismbbgraph_l
 * _ismbbkalnum _ismbbkalnum_l _ismbbkana _ismbbkana_l _ismbbkprint _ismbbkprint_l _ismbbkpunct _ismbbkpunct_l
 * _ismbblead_l _ismbbprint _ismbbprint_l _ismbbpunct _ismbbpunct_l _ismbbtrail _ismbbtrail_l _ismbcdigit
 * _ismbcdigit_l _ismbchira_l _ismbckata_l _ismbcl0_l _ismbcl1_l _ismbcl2_l _ismbclegal _ismbclegal_l _ismbclower
 * _ismbclower_l _ismbcspace _ismbcspace_l _ismbcsymbol_l _ismbcupper _ismbcupper_l _ismbslead _ismbslead_l
 * _ismbstrail _ismbstrail_l _isprint_l _isspace_l _isupper_l _iswalnum_l _iswalpha_l _iswcntrl_l _iswctype_l
 * _iswdigit_l _iswgraph_l _iswlower_l _iswprint_l _iswpunct_l _iswspace_l _iswupper_l _iswxdigit_l _isxdigit_l
 * _mbbtype _mbctolower _mbctolower_l _mbctoupper _mbctoupper_l _mbsbtype _mbsbtype_l _tolower _toupper. */
#include "../msvcrt/classes.c"
