/* SPDX-License-Identifier: MIT */
/* CryptoAPI's contexts, random numbers, hashes and HMACs; values from RFC 1319, 1320, 1321, 2104's successor 4231, 2202
 * and FIPS 180. */
#include "crypt.h"

static HCRYPTPROV provider;

static void test_context(void)
{
    static const struct {
        const WCHAR *name;
        const char *ansi;
        DWORD type;
    } names[] = {
        {MS_DEF_PROV_W,         MS_DEF_PROV_A,         PROV_RSA_FULL},
        {MS_ENHANCED_PROV_W,    MS_ENHANCED_PROV_A,    PROV_RSA_FULL},
        {MS_STRONG_PROV_W,      MS_STRONG_PROV_A,      PROV_RSA_FULL},
        {MS_ENH_RSA_AES_PROV_W, MS_ENH_RSA_AES_PROV_A, PROV_RSA_AES },
    };
    HCRYPTPROV p;
    char text[100];
    for (int i = 0; i < 4; i++) {
        DWORD size = sizeof text, type = 0, four = 4;
        p = 0;
        CHECK(CryptAcquireContextW(&p, NULL, names[i].name, names[i].type, CRYPT_VERIFYCONTEXT) && p,
              "CryptAcquireContextW: %s", names[i].ansi);
        CHECK(CryptGetProvParam(p, PP_NAME, (BYTE *)text, &size, 0) && !strcmp(text, names[i].ansi) &&
                  size == strlen(text) + 1,
              "PP_NAME: \"The name of the CSP in the form of a null-terminated CHAR string\"");
        /* Wine 8.0 knows it of some providers only */
        CHECK(CryptGetProvParam(p, PP_PROVTYPE, (BYTE *)&type, &four, 0) && type == names[i].type && four == 4,
              "PP_PROVTYPE: \"A DWORD value that indicates the provider type of the CSP\"");
        CHECK(CryptReleaseContext(p, 0), "CryptReleaseContext");
        /* Wine 8.0 does not look at flags that it does not know */
        CHECK(CryptAcquireContextA(&p, NULL, names[i].ansi, names[i].type, CRYPT_VERIFYCONTEXT) && p &&
                  CryptReleaseContext(p, 0),
              "CryptAcquireContextA: %s", names[i].ansi);
    }
    FAILS(CryptAcquireContextW(&p, NULL, NULL, 0, CRYPT_VERIFYCONTEXT), NTE_BAD_PROV_TYPE,
          "\"All provider types must be from 1 through 999, inclusive.\"");
    FAILS(CryptAcquireContextA(&p, NULL, NULL, 1000, CRYPT_VERIFYCONTEXT), NTE_BAD_PROV_TYPE, "1000");
    FAILS(CryptAcquireContextA(&p, NULL, NULL, 998, CRYPT_VERIFYCONTEXT), NTE_PROV_TYPE_NOT_DEF,
          "\"No provider type entry exists for the provider type specified by dwProvType.\"");
    FAILS(CryptAcquireContextW(&p, NULL, L"No Such Provider", PROV_RSA_FULL, CRYPT_VERIFYCONTEXT), NTE_KEYSET_NOT_DEF,
          "\"The requested provider does not exist.\"");
    FAILS(CryptAcquireContextW(&p, NULL, MS_DEF_PROV_W, PROV_RSA_AES, CRYPT_VERIFYCONTEXT), NTE_PROV_TYPE_NO_MATCH,
          "\"The provider type specified by dwProvType does not match the provider type found.\"");
    FAILS(CryptAcquireContextW(&p, L"metic no such container", NULL, PROV_RSA_FULL, 0), NTE_BAD_KEYSET,
          "\"The key container could not be opened. A common cause of this error is that the key container does not "
          "exist.\"");
    FAILS(CryptAcquireContextA(&p, "metic no such container", NULL, PROV_RSA_FULL, CRYPT_DELETEKEYSET), NTE_BAD_KEYSET,
          "CRYPT_DELETEKEYSET: nor be deleted");
    FAILS(CryptAcquireContextW(&p, L"a container", NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT), NTE_BAD_FLAGS,
          "CRYPT_VERIFYCONTEXT: \"the pszContainer parameter must be set to NULL\"");
    FAILS(CryptAcquireContextW(&p, NULL, NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT | 0x8000000), NTE_BAD_FLAGS,
          "\"The dwFlags parameter has a value that is not valid.\"");

    DWORD size = 3, version = 0;
    CHECK(CryptAcquireContextW(&provider, NULL, NULL, PROV_RSA_AES, CRYPT_VERIFYCONTEXT | CRYPT_SILENT),
          "the default provider of the type");
    FAILS(CryptGetProvParam(provider, PP_VERSION, (BYTE *)&version, &size, 0), ERROR_MORE_DATA,
          "CryptGetProvParam: \"ERROR_MORE_DATA and stores the required buffer size\"");
    CHECK(size == 4 && CryptGetProvParam(provider, PP_VERSION, (BYTE *)&version, &size, 0) && version == 0x200,
          "PP_VERSION: \"0x00000200 would be 2.0\"");
    size = 0;
    CHECK(CryptGetProvParam(provider, PP_NAME, NULL, &size, 0) && size == sizeof MS_ENH_RSA_AES_PROV_A,
          "\"This parameter can be NULL to set the size of this information\"");
    size = 4;
    CHECK(CryptGetProvParam(provider, PP_IMPTYPE, (BYTE *)&version, &size, 0) && version == CRYPT_IMPL_SOFTWARE,
          "PP_IMPTYPE");
    FAILS(CryptGetProvParam(provider, 0x7777, (BYTE *)text, &size, 0), NTE_BAD_TYPE,
          "\"The dwParam parameter specifies an unknown value number.\"");

    CHECK(CryptAcquireContextA(&p, NULL, NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT) && CryptContextAddRef(p, NULL, 0) &&
              CryptReleaseContext(p, 0) && CryptGenRandom(p, 1, (BYTE *)text),
          "CryptContextAddRef: the context lives until the second release");
    FAILS(CryptReleaseContext(p, 1), NTE_BAD_FLAGS,
          "CryptReleaseContext: \"If this parameter is not set to zero, this function returns FALSE but the CSP is "
          "released.\"");
    FAILS(CryptReleaseContext(0, 0), ERROR_INVALID_PARAMETER, "CryptReleaseContext: no handle");
    FAILS(CryptContextAddRef(0, NULL, 0), ERROR_INVALID_PARAMETER, "CryptContextAddRef: no handle");
}

static void test_random(void)
{
    BYTE a[64] = {0}, b[64] = {0};
    int zeros = 0;
    CHECK(CryptGenRandom(provider, 32, a) && CryptGenRandom(provider, 32, b) && memcmp(a, b, 32),
          "CryptGenRandom: two are not the same");
    for (int i = 0; i < 32; i++) zeros += !a[i];
    CHECK(zeros < 8 && !a[32] && !a[63], "CryptGenRandom: \"Number of bytes of random data to be generated\", no more");
    FAILS(CryptGenRandom(0, 8, a), ERROR_INVALID_PARAMETER, "CryptGenRandom: no handle");
}

static const struct {
    ALG_ID id;
    DWORD size;
    const char *abc;
} hashes[] = {
    {CALG_MD2,     16, "da853b0d3f88d99b30283a69e6ded6bb"                                              },
    {CALG_MD4,     16, "a448017aaf21d8525fc10ae87aa6729d"                                              },
    {CALG_MD5,     16, "900150983cd24fb0d6963f7d28e17f72"                                              },
    {CALG_SHA1,    20, "a9993e364706816aba3e25717850c26c9cd0d89d"                                      },
    {CALG_SHA_256, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"              },
    {CALG_SHA_384, 48,
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    {CALG_SHA_512, 64,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2"
     "a9ac94fa54ca49f"                                                                                 },
};

static void test_hashes(void)
{
    for (ULONG i = 0; i < ARRAYSIZE(hashes); i++) {
        HCRYPTHASH hash = 0, copy = 0;
        BYTE out[64];
        DWORD number = 0, four = 4, size = 1;
        CHECK(CryptCreateHash(provider, hashes[i].id, 0, 0, &hash) && hash, "CryptCreateHash: %#x", hashes[i].id);
        CHECK(CryptGetHashParam(hash, HP_HASHSIZE, (BYTE *)&number, &four, 0) && number == hashes[i].size,
              "HP_HASHSIZE: \"DWORD value indicating the number of bytes in the hash value\"");
        CHECK(CryptGetHashParam(hash, HP_ALGID, (BYTE *)&number, &four, 0) && number == hashes[i].id,
              "HP_ALGID: \"An ALG_ID that indicates the algorithm specified when the hash object was created\"");
        CHECK(CryptHashData(hash, (const BYTE *)"a", 1, 0), "CryptHashData");
        CHECK(CryptDuplicateHash(hash, NULL, 0, &copy) && copy != hash,
              "CryptDuplicateHash: \"makes an exact copy of a hash to the point when the duplication is done\"");
        CHECK(CryptHashData(hash, (const BYTE *)"bc", 2, 0) && CryptHashData(copy, (const BYTE *)"bc", 2, 0),
              "CryptHashData: \"can be called multiple times\"");
        FAILS(CryptGetHashParam(hash, HP_HASHVAL, out, &size, 0), ERROR_MORE_DATA,
              "CryptGetHashParam: the buffer is too small");
        CHECK(size == hashes[i].size && CryptGetHashParam(hash, HP_HASHVAL, out, &size, 0) &&
                  is_hex(out, size, hashes[i].abc),
              "HP_HASHVAL: the hash of \"abc\"");
        memset(out, 0, sizeof out);
        CHECK(CryptGetHashParam(hash, HP_HASHVAL, out, &size, 0) && is_hex(out, size, hashes[i].abc),
              "HP_HASHVAL: the same a second time");
        CHECK(CryptGetHashParam(copy, HP_HASHVAL, out, &size, 0) && is_hex(out, size, hashes[i].abc),
              "the copy's is the same");
        FAILS(CryptHashData(hash, out, 1, 0), NTE_BAD_HASH_STATE,
              "CryptHashData: \"An attempt was made to add data to a hash object that is already marked "
              "\\\"finished.\\\"\"");
        CHECK(CryptDestroyHash(hash) && CryptDestroyHash(copy), "CryptDestroyHash");
    }
}

static void test_failures(void)
{
    HCRYPTHASH hash, other;
    HCRYPTPROV old;
    BYTE out[64] = {1, 2, 3, 4, 5};
    DWORD size = sizeof out;
    /* Debian's Wine makes a hash of it */
    FAILS(CryptCreateHash(provider, CALG_AES_128, 0, 0, &hash), NTE_BAD_ALGID,
          "CryptCreateHash: \"The Algid parameter specifies an algorithm that this CSP does not support.\"");
    FAILS(CryptCreateHash(provider, CALG_HMAC, 0, 0, &hash), NTE_BAD_KEY,
          "CryptCreateHash: \"A keyed hash algorithm [...] is specified by Algid, and the hKey parameter is [...] "
          "zero\"");
    FAILS(CryptCreateHash(0, CALG_MD5, 0, 0, &hash), ERROR_INVALID_PARAMETER, "CryptCreateHash: no handle");
    FAILS(CryptDestroyHash(0), ERROR_INVALID_PARAMETER, "CryptDestroyHash: no handle");
    FAILS(CryptHashData(0, out, 1, 0), ERROR_INVALID_PARAMETER, "CryptHashData: no handle");
    FAILS(CryptDuplicateHash(0, NULL, 0, &other), ERROR_INVALID_PARAMETER, "CryptDuplicateHash: no handle");
    FAILS(CryptGetHashParam(0, HP_HASHVAL, out, &size, 0), ERROR_INVALID_PARAMETER, "CryptGetHashParam: no handle");
    FAILS(CryptSetHashParam(0, HP_HASHVAL, out, 0), ERROR_INVALID_PARAMETER, "CryptSetHashParam: no handle");
    CHECK(CryptAcquireContextW(&old, NULL, MS_STRONG_PROV_W, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT), "PROV_RSA_FULL");
    FAILS(CryptCreateHash(old, CALG_SHA_256, 0, 0, &hash), NTE_BAD_ALGID,
          "CALG_SHA_256 is of the AES provider's: \"Microsoft Enhanced RSA and AES Cryptographic Provider\"");

    CHECK(CryptCreateHash(old, CALG_SHA1, 0, 0, &hash), "CryptCreateHash: SHA-1");
    FAILS(CryptGetHashParam(hash, 99, out, &size, 0), NTE_BAD_TYPE, "CryptGetHashParam: an unknown parameter");
    FAILS(CryptSetHashParam(hash, 99, out, 0), NTE_BAD_TYPE, "CryptSetHashParam: an unknown parameter");
    CHECK(CryptSetHashParam(hash, HP_HASHVAL, out, 0), "CryptSetHashParam: HP_HASHVAL");
    memset(out, 0, sizeof out);
    size = sizeof out;
    CHECK(CryptGetHashParam(hash, HP_HASHVAL, out, &size, 0) && size == 20 && out[0] == 1 && out[4] == 5 && !out[5],
          "HP_HASHVAL: \"A byte array that contains a hash value to place directly into the hash object\"");
    FAILS(CryptHashData(hash, out, 1, 0), NTE_BAD_HASH_STATE, "and that is final");
    CHECK(CryptDestroyHash(hash) && CryptReleaseContext(old, 0), "CryptDestroyHash");
}

static void test_hmac(void)
{
    static const struct {
        ALG_ID id;
        const char *mac; /* of "what do ya want for nothing?" by "Jefe" */
    } macs[] = {
        {CALG_MD5,     "750c783e6ab0b503eaa86e310a5db738"                                },
        {CALG_SHA1,    "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"                        },
        {CALG_SHA_256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    };
    BYTE blob[64], out[64];
    HCRYPTKEY key = 0;
    CHECK(CryptImportKey(provider, blob, plain_blob(CALG_RC2, "4a656665", blob), 0, CRYPT_IPSEC_HMAC_KEY, &key),
          "CryptImportKey: an RC2 key for an HMAC");
    for (ULONG i = 0; i < ARRAYSIZE(macs); i++) {
        HMAC_INFO info = {.HashAlgid = macs[i].id};
        HCRYPTHASH hash = 0;
        DWORD size = sizeof out, id = 0, four = 4;
        CHECK(CryptCreateHash(provider, CALG_HMAC, key, 0, &hash) &&
                  CryptSetHashParam(hash, HP_HMAC_INFO, (BYTE *)&info, 0),
              "CryptSetHashParam: HP_HMAC_INFO");
        CHECK(CryptHashData(hash, (const BYTE *)"what do ya want for nothing?", 28, 0) &&
                  CryptGetHashParam(hash, HP_HASHVAL, out, &size, 0) && is_hex(out, size, macs[i].mac),
              "the HMAC of RFC 2202 and 4231, test 2");
        CHECK(CryptGetHashParam(hash, HP_ALGID, (BYTE *)&id, &four, 0) && id == CALG_HMAC, "HP_ALGID: CALG_HMAC");
        CHECK(CryptDestroyHash(hash), "CryptDestroyHash");
    }
    CHECK(CryptDestroyKey(key), "CryptDestroyKey");
}

int main(void)
{
    test_context();
    test_random();
    test_hashes();
    test_failures();
    test_hmac();
    CHECK(CryptReleaseContext(provider, 0), "CryptReleaseContext");
    return check_done();
}
