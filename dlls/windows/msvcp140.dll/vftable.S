/* SPDX-License-Identifier: MIT */
/* Tables of virtual functions, and behind them what typeid, dynamic_cast and the catching of exceptions read: type
 * descriptors, class hierarchies, throw information.  On x86-64 these refer to each other by image-relative addresses,
 * which C cannot write; hence assembly, for both word sizes.
 *
 * A class here has one chain of bases, each at the start of the next; the streams, whose basic_ios is a virtual base, are
 * written out at the end.  Source: docs.microsoft.com has none; observed in what clang writes for the same classes. */

#ifdef __x86_64__
        .macro  ptr symbol
        .quad   \symbol
        .endm
        .macro  ref symbol
        .rva    \symbol
        .endm
        .macro  at name
        .globl  \name
\name:
        .endm
        .macro  word value
        .quad   \value
        .endm
        .set    SIGNATURE, 1
#else
        .macro  ptr symbol
        .long   _\symbol
        .endm
        .macro  ref symbol
        .long   _\symbol
        .endm
        .macro  at name
        .globl  _\name
_\name:
        .endm
        .macro  word value
        .long   \value
        .endm
        .set    SIGNATURE, 0
#endif

/* The class NAME, of COUNT classes in its CHAIN: itself first, then its bases. */
        .macro  class label, name, count, chain:vararg
        .data
        .balign 8
at      type_\label
        ptr     type_info_vftable
        word    0
        .asciz  "\name"
        .section .rdata, "dr"
        .balign 8
at      chain_\label
        .irp    base, \chain
        ref     base_\base
        .endr
        .long   0
at      hierarchy_\label
        .long   0, 0, \count
        ref     chain_\label
at      base_\label
        ref     type_\label
        .long   \count - 1, 0, -1, 0, 0x40
        ref     hierarchy_\label
        locator \label, \label, 0, 0
        .endm

/* Which class an object with this table is, and where in it the table's pointer stands. */
        .macro  locator label, class, offset, displacement
        .section .rdata, "dr"
        .balign 4
at      locator_\label
        .long   SIGNATURE, \offset, \displacement
        ref     type_\class
        ref     hierarchy_\class
#ifdef __x86_64__
        ref     locator_\label
#endif
        .endm

        .macro  vftable label, functions:vararg
        .section .rdata, "dr"
        .balign 8
        ptr     locator_\label
at      \label\()_vftable
        .irp    function, \functions
        ptr     \function
        .endr
        .endm

/* An exception of CHAIN's classes, each BYTES large, copied by ..._copy and destroyed by exception_clean. */
        .macro  catchable label, bytes
        .section .rdata, "dr"
        .balign 4
at      catchable_\label
        .long   0
        ref     type_\label
        .long   0, -1, 0, \bytes
        ref     \label\()_copy
        .endm
        .macro  throwing label, count, chain:vararg
        .section .rdata, "dr"
        .balign 4
at      catchables_\label
        .long   \count
        .irp    base, \chain
        ref     catchable_\base
        .endr
at      thrown_\label
        .long   0
        ref     exception_clean
        .long   0
        ref     catchables_\label
        .endm

        class   type_info, ".?AVtype_info@@", 1, type_info
        vftable type_info, object_delete_plain

/* ---- exceptions: object_delete, what ---- */

#ifdef __x86_64__
        .set    EXCEPTION, 24
        .set    SYSTEM_ERROR, 40
        .set    REGEX_ERROR, 32
#else
        .set    EXCEPTION, 12
        .set    SYSTEM_ERROR, 20
        .set    REGEX_ERROR, 16
#endif
        .macro  exception label, name, bytes, count, chain:vararg
        class   \label, "\name", \count, \chain
        vftable \label, exception_delete, exception_what
        catchable \label, \bytes
        throwing \label, \count, \chain
        .endm
        exception exception, ".?AVexception@std@@", EXCEPTION, 1, exception
        exception bad_alloc, ".?AVbad_alloc@std@@", EXCEPTION, 2, bad_alloc, exception
        exception bad_exception, ".?AVbad_exception@std@@", EXCEPTION, 2, bad_exception, exception
        exception bad_cast, ".?AVbad_cast@std@@", EXCEPTION, 2, bad_cast, exception
        exception bad_function_call, ".?AVbad_function_call@std@@", EXCEPTION, 2, bad_function_call, exception
        exception logic_error, ".?AVlogic_error@std@@", EXCEPTION, 2, logic_error, exception
        exception invalid_argument, ".?AVinvalid_argument@std@@", EXCEPTION, 3, invalid_argument, logic_error, exception
        exception length_error, ".?AVlength_error@std@@", EXCEPTION, 3, length_error, logic_error, exception
        exception out_of_range, ".?AVout_of_range@std@@", EXCEPTION, 3, out_of_range, logic_error, exception
        exception runtime_error, ".?AVruntime_error@std@@", EXCEPTION, 2, runtime_error, exception
        exception overflow_error, ".?AVoverflow_error@std@@", EXCEPTION, 3, overflow_error, runtime_error, exception
        exception regex_error, ".?AVregex_error@std@@", REGEX_ERROR, 3, regex_error, runtime_error, exception
        exception future_error, ".?AVfuture_error@std@@", SYSTEM_ERROR, 3, future_error, logic_error, exception
        exception error_base, ".?AV_System_error@std@@", SYSTEM_ERROR, 3, error_base, runtime_error, exception
        exception system_error, ".?AVsystem_error@std@@", SYSTEM_ERROR, 4, system_error, error_base, runtime_error, exception
        exception ios_failure, ".?AVfailure@ios_base@std@@", SYSTEM_ERROR, 5, ios_failure, system_error, error_base, runtime_error, exception

        class   error_category, ".?AVerror_category@std@@", 1, error_category
        class   generic_category, ".?AV_Generic_error_category@std@@", 2, generic_category, error_category
        class   iostream_category, ".?AV_Iostream_error_category@std@@", 3, iostream_category, generic_category, error_category
        vftable generic_category, category_delete, generic_name, generic_message, category_condition, category_equals_code, category_equals
        vftable iostream_category, category_delete, iostream_name, iostream_message, category_condition, category_equals_code, category_equals

/* ---- locales ---- */

        class   facet_base, ".?AV_Facet_base@std@@", 1, facet_base
        class   facet, ".?AVfacet@locale@std@@", 2, facet, facet_base
        class   locimp, ".?AV_Locimp@locale@std@@", 3, locimp, facet, facet_base
        class   ctype_base, ".?AUctype_base@std@@", 3, ctype_base, facet, facet_base
        class   ctype, ".?AV?$ctype@D@std@@", 4, ctype, ctype_base, facet, facet_base
        class   codecvt_base, ".?AVcodecvt_base@std@@", 3, codecvt_base, facet, facet_base
        class   codecvt, ".?AV?$codecvt@DDU_Mbstatet@@@std@@", 4, codecvt, codecvt_base, facet, facet_base
        class   wide_codecvt, ".?AV?$codecvt@_WDU_Mbstatet@@@std@@", 4, wide_codecvt, codecvt_base, facet, facet_base
        class   numpunct, ".?AV?$numpunct@D@std@@", 3, numpunct, facet, facet_base
        class   num_put, ".?AV?$num_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@", 3, num_put, facet, facet_base
        class   num_get, ".?AV?$num_get@DV?$istreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@", 3, num_get, facet, facet_base
        class   time_put, ".?AV?$time_put@DV?$ostreambuf_iterator@DU?$char_traits@D@std@@@std@@@std@@", 3, time_put, facet, facet_base
        vftable time_put, facet_destroy, facet_incref, facet_decref, time_put_do_put
        vftable facet, facet_destroy, facet_incref, facet_decref
        vftable locimp, locimp_delete, facet_incref, facet_decref
        vftable ctype, ctype_delete, facet_incref, facet_decref, ctype_do_tolower_range, ctype_do_tolower, ctype_do_toupper_range, ctype_do_toupper, ctype_do_widen_range, ctype_do_widen, ctype_do_narrow_range, ctype_do_narrow
        vftable codecvt_base, facet_destroy, facet_incref, facet_decref, codecvt_base_do_always_noconv, codecvt_base_do_max_length, codecvt_base_do_encoding
        vftable codecvt, facet_destroy, facet_incref, facet_decref, codecvt_do_always_noconv, codecvt_base_do_max_length, codecvt_base_do_encoding, codecvt_do_in, codecvt_do_out, codecvt_do_unshift, codecvt_do_length
        vftable wide_codecvt, facet_destroy, facet_incref, facet_decref, codecvt_base_do_always_noconv, wide_codecvt_do_max_length, wide_codecvt_do_encoding, wide_codecvt_do_in, wide_codecvt_do_out, wide_codecvt_do_unshift, wide_codecvt_do_length
        vftable numpunct, numpunct_delete, facet_incref, facet_decref, numpunct_do_decimal_point, numpunct_do_thousands_sep, numpunct_do_grouping, numpunct_do_falsename, numpunct_do_truename
        vftable num_put, facet_destroy, facet_incref, facet_decref, num_put_do_pointer, num_put_do_long_double, num_put_do_double, num_put_do_u64, num_put_do_i64, num_put_do_u32, num_put_do_i32, num_put_do_bool
        vftable num_get, facet_destroy, facet_incref, facet_decref, num_get_do_pointer, num_get_do_long_double, num_get_do_double, num_get_do_float, num_get_do_u64, num_get_do_i64, num_get_do_u32, num_get_do_i32, num_get_do_uint, num_get_do_u16, num_get_do_bool

/* ---- stream buffers ---- */

        class   streambuf, ".?AV?$basic_streambuf@DU?$char_traits@D@std@@@std@@", 1, streambuf
        class   filebuf, ".?AV?$basic_filebuf@DU?$char_traits@D@std@@@std@@", 2, filebuf, streambuf
        vftable streambuf, streambuf_delete, streambuf_lock, streambuf_unlock, streambuf_overflow, streambuf_pbackfail, streambuf_showmanyc, streambuf_underflow, streambuf_uflow, streambuf_xsgetn, streambuf_xsputn, streambuf_seekoff, streambuf_seekpos, streambuf_setbuf, streambuf_sync, streambuf_imbue
        vftable filebuf, streambuf_delete, filebuf_lock, filebuf_unlock, filebuf_overflow, filebuf_pbackfail, streambuf_showmanyc, filebuf_underflow, filebuf_uflow, filebuf_xsgetn, filebuf_xsputn, filebuf_seekoff, filebuf_seekpos, filebuf_setbuf, filebuf_sync, streambuf_imbue

/* ---- streams ---- */

        class   ios_base, ".?AVios_base@std@@", 1, ios_base
        class   ios, ".?AV?$basic_ios@DU?$char_traits@D@std@@@std@@", 2, ios, ios_base
        vftable ios_base, ios_base_delete
        vftable ios, ios_delete

/* ATTRIBUTES of the hierarchy: 1 several bases, 2 virtual ones.  PLACE: of basic_ios in a whole object. */
        .macro  stream label, name, attributes, count, place, chain:vararg
        .data
        .balign 8
at      type_\label
        ptr     type_info_vftable
        word    0
        .asciz  "\name"
        .section .rdata, "dr"
        .balign 8
at      chain_\label
        .irp    base, \chain
        ref     base_\base
        .endr
        .long   0
at      hierarchy_\label
        .long   0, \attributes, \count
        ref     chain_\label
at      base_\label
        ref     type_\label
        .long   \count - 1, 0, -1, 0, 0x40
        ref     hierarchy_\label
        locator \label, \label, \place, 4
        vftable \label, \label\()_delete
        .endm
        .macro  virtual_base label, class, bases, attributes
        .section .rdata, "dr"
at      base_\label
        ref     type_\class
        .long   \bases, 0, 0, 4, \attributes
        ref     hierarchy_\class
        .endm
        virtual_base virtual_ios, ios, 1, 0x50
        virtual_base virtual_ios_base, ios_base, 0, 0x40
#ifdef __x86_64__
        .set    IN_OSTREAM, 16
        .set    IN_ISTREAM, 24
        .set    IN_IOSTREAM, 32
#else
        .set    IN_OSTREAM, 8
        .set    IN_ISTREAM, 24
        .set    IN_IOSTREAM, 24
#endif
        stream  ostream, ".?AV?$basic_ostream@DU?$char_traits@D@std@@@std@@", 0, 3, IN_OSTREAM, ostream, virtual_ios, virtual_ios_base
        stream  istream, ".?AV?$basic_istream@DU?$char_traits@D@std@@@std@@", 0, 3, IN_ISTREAM, istream, virtual_ios, virtual_ios_base
        .section .rdata, "dr"
at      base_ostream_inside             /* basic_ostream, behind basic_istream */
        ref     type_ostream
        .long   2, 16, -1, 0, 0x40
        ref     hierarchy_ostream
        stream  iostream, ".?AV?$basic_iostream@DU?$char_traits@D@std@@@std@@", 3, 7, IN_IOSTREAM, iostream, istream, virtual_ios, virtual_ios_base, ostream_inside, virtual_ios, virtual_ios_base
