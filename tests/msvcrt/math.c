/* SPDX-License-Identifier: MIT */
/* Mathematics in msvcrt, where these are as in the Universal CRT: _hypot _chgsign _clearfp _controlfp _controlfp_s
 * _copysign _finite _fpclass _fpreset _isnan _logb _nextafter _statusfp acos asin atan cosh log10 sinh tan tanh
 * tanhf acosf atan2 ceil ceilf cos cosf exp expf fabs floor floorf fmod fmodf hypot ldexp log logf modf pow powf
 * sin sinf sqrt sqrtf. */
#include "../ucrtbase/math.c"
