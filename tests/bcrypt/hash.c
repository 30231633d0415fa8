/* SPDX-License-Identifier: MIT */
/* CNG's hashes, HMACs and PBKDF2: values from the RFCs and FIPS 180 that define them.  Under metic they come from
 * HostHashBegin, HostHashUpdate, HostHashEnd and HostDeriveKey. */
#include "cng.h"

#include <wchar.h>

static const struct {
    const WCHAR *name;
    ULONG_PTR pseudo;
    ULONG size, block;
    const char *abc; /* the hash of "abc" */
} hashes[] = {
    {L"MD2",    0x01, 16, 16,  "da853b0d3f88d99b30283a69e6ded6bb"                                      },
    {L"MD4",    0x11, 16, 64,  "a448017aaf21d8525fc10ae87aa6729d"                                      },
    {L"MD5",    0x21, 16, 64,  "900150983cd24fb0d6963f7d28e17f72"                                      },
    {L"SHA1",   0x31, 20, 64,  "a9993e364706816aba3e25717850c26c9cd0d89d"                              },
    {L"SHA256", 0x41, 32, 64,  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"      },
    {L"SHA384", 0x51, 48, 128,
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    {L"SHA512", 0x61, 64, 128,
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2"
     "a9ac94fa54ca49f"                                                                                 },
};

static void test_hashes(void)
{
    for (ULONG i = 0; i < ARRAYSIZE(hashes); i++) {
        BCRYPT_ALG_HANDLE algorithm = NULL;
        BCRYPT_HASH_HANDLE hash = NULL;
        BYTE out[64];
        ULONG size = 0, block = 0, got = 0;
        CHECK(BCryptOpenAlgorithmProvider(&algorithm, hashes[i].name, NULL, 0) == STATUS_SUCCESS,
              "BCryptOpenAlgorithmProvider: %ls", hashes[i].name);
        /* Wine 8.0 has no BCRYPT_HASH_BLOCK_LENGTH ("The size, in bytes, of the input block for a hash provider") */
        CHECK(BCryptGetProperty(algorithm, BCRYPT_HASH_LENGTH, (BYTE *)&size, 4, &got, 0) == STATUS_SUCCESS &&
                  got == 4 && size == hashes[i].size &&
                  BCryptGetProperty(algorithm, BCRYPT_HASH_BLOCK_LENGTH, (BYTE *)&block, 4, &got, 0) ==
                      STATUS_SUCCESS &&
                  block == hashes[i].block,
              "BCRYPT_HASH_LENGTH: \"The size, in bytes, of the hash value of a hash provider\"; "
              "BCRYPT_HASH_BLOCK_LENGTH");
        CHECK(BCryptCreateHash(algorithm, &hash, NULL, 0, NULL, 0, 0) == STATUS_SUCCESS, "BCryptCreateHash");
        CHECK(BCryptHashData(hash, (BYTE *)"a", 1, 0) == STATUS_SUCCESS &&
                  BCryptHashData(hash, (BYTE *)"bc", 2, 0) == STATUS_SUCCESS,
              "BCryptHashData: \"can be called one or more times\"");
        CHECK(BCryptFinishHash(hash, out, size - 1, 0) == STATUS_INVALID_PARAMETER,
              "BCryptFinishHash: \"This value must exactly match the size of the hash or MAC value\"");
        CHECK(BCryptFinishHash(hash, out, size, 0) == STATUS_SUCCESS && is_hex(out, size, hashes[i].abc),
              "BCryptFinishHash: the %ls of \"abc\"", hashes[i].name);
        /* Wine 8.0 begins the hash again */
        CHECK(BCryptFinishHash(hash, out, size, 0) == STATUS_INVALID_HANDLE &&
                  BCryptHashData(hash, out, 1, 0) == STATUS_INVALID_HANDLE,
              "after that \"the hash handle should be destroyed\": STATUS_INVALID_HANDLE");
        CHECK(BCryptDestroyHash(hash) == STATUS_SUCCESS, "BCryptDestroyHash");
        CHECK(BCryptCloseAlgorithmProvider(algorithm, 0) == STATUS_SUCCESS, "BCryptCloseAlgorithmProvider");
        memset(out, 0, sizeof out);
        CHECK(BCryptHash((BCRYPT_ALG_HANDLE)hashes[i].pseudo, NULL, 0, (BYTE *)"abc", 3, out, size) == STATUS_SUCCESS &&
                  is_hex(out, size, hashes[i].abc),
              "BCryptHash: the same at once, by its pseudo-handle");
    }
}

static void test_life(void)
{
    BCRYPT_ALG_HANDLE algorithm = NULL;
    BCRYPT_HASH_HANDLE hash = NULL, copy = NULL;
    BYTE out[32], again[32], object[2048];
    ULONG needed = 0, got = 0;
    BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, MS_PRIMITIVE_PROVIDER, BCRYPT_HASH_REUSABLE_FLAG);
    CHECK(BCryptGetProperty(algorithm, BCRYPT_OBJECT_LENGTH, (BYTE *)&needed, 4, &got, 0) == STATUS_SUCCESS &&
              needed > 32 && needed <= sizeof object,
          "BCRYPT_OBJECT_LENGTH: \"The size, in bytes, of the subobject of a provider\"");
    /* Wine 8.0 does not use the caller's memory */
    CHECK(BCryptCreateHash(algorithm, &hash, object, 8, NULL, 0, 0) == STATUS_BUFFER_TOO_SMALL,
          "BCryptCreateHash: \"STATUS_BUFFER_TOO_SMALL: The size of the hash object ... is not large enough\"");
    CHECK(BCryptCreateHash(algorithm, &hash, object + 1, needed, NULL, 0, 0) == STATUS_SUCCESS,
          "the object in memory of the caller's, wherever it lies");
    BCryptHashData(hash, (BYTE *)"ab", 2, 0);
    CHECK(BCryptDuplicateHash(hash, &copy, NULL, 0, 0) == STATUS_SUCCESS && copy != hash, "BCryptDuplicateHash");
    BCryptHashData(copy, (BYTE *)"c", 1, 0);
    BCryptHashData(hash, (BYTE *)"d", 1, 0);
    CHECK(BCryptFinishHash(copy, out, 32, 0) == STATUS_SUCCESS && is_hex(out, 32, hashes[4].abc),
          "the copy goes its own way");
    CHECK(BCryptFinishHash(hash, again, 32, 0) == STATUS_SUCCESS && memcmp(again, out, 32), "and so does the other");
    BCryptHashData(hash, (BYTE *)"abc", 3, 0);
    CHECK(BCryptFinishHash(hash, again, 32, 0) == STATUS_SUCCESS && !memcmp(again, out, 32),
          "BCRYPT_HASH_REUSABLE_FLAG: \"a reusable hashing object\", new after each BCryptFinishHash");
    BCryptDestroyHash(copy);
    /* Wine 8.0: STATUS_INVALID_PARAMETER, here and of NULL below */
    CHECK(BCryptDestroyHash(hash) == STATUS_SUCCESS && BCryptDestroyHash(hash) == STATUS_INVALID_HANDLE,
          "BCryptDestroyHash: the handle is none after that");
    CHECK(BCryptDestroyHash(NULL) == STATUS_INVALID_HANDLE &&
              BCryptHashData(NULL, out, 1, 0) == STATUS_INVALID_HANDLE &&
              BCryptDuplicateHash(algorithm, &copy, NULL, 0, 0) == STATUS_INVALID_HANDLE,
          "\"STATUS_INVALID_HANDLE: The hash handle is not valid\"");
    /* Wine 8.0 takes the key and makes a plain hash */
    CHECK(BCryptCreateHash(algorithm, &hash, NULL, 0, (BYTE *)"key", 3, 0) == STATUS_INVALID_PARAMETER,
          "BCryptCreateHash: a key, and a provider without BCRYPT_ALG_HANDLE_HMAC_FLAG");
    CHECK(BCryptHash(algorithm, NULL, 0, (BYTE *)"abc", 3, out, 20) == STATUS_INVALID_PARAMETER,
          "BCryptHash: another size than the hash's");
    BCryptCloseAlgorithmProvider(algorithm, 0);
    CHECK(BCryptCreateHash(NULL, &hash, NULL, 0, NULL, 0, 0) == STATUS_INVALID_HANDLE,
          "BCryptCreateHash without a provider");
    /* Wine 8.0: STATUS_NOT_IMPLEMENTED */
    CHECK(BCryptCreateHash((BCRYPT_ALG_HANDLE)0x1a1, &hash, NULL, 0, NULL, 0, 0) == STATUS_NOT_SUPPORTED,
          "\"STATUS_NOT_SUPPORTED: The algorithm provider ... does not support the hash interface\"");

    /* much data: as the same in small pieces */
    BCRYPT_HASH_HANDLE one, many;
    BYTE *much = VirtualAlloc(NULL, 100000, MEM_COMMIT, PAGE_READWRITE);
    for (int i = 0; i < 100000; i++) much[i] = (BYTE)(i * 7);
    BCryptCreateHash((BCRYPT_ALG_HANDLE)0x41, &one, NULL, 0, NULL, 0, 0);
    BCryptCreateHash((BCRYPT_ALG_HANDLE)0x41, &many, NULL, 0, NULL, 0, 0);
    BCryptHashData(one, much, 100000, 0);
    for (int at = 0; at < 100000; at += 1000) BCryptHashData(many, much + at, 1000, 0);
    BCryptFinishHash(one, out, 32, 0);
    BCryptFinishHash(many, again, 32, 0);
    CHECK(!memcmp(out, again, 32), "100,000 bytes at once, and in pieces");
    BCryptDestroyHash(one);
    BCryptDestroyHash(many);
    VirtualFree(much, 0, MEM_RELEASE);
}

static void test_hmac(void)
{
    BCRYPT_ALG_HANDLE algorithm = NULL;
    BCRYPT_HASH_HANDLE hash = NULL;
    BYTE out[64], key[131];
    memset(key, 0xaa, sizeof key);
    BCryptOpenAlgorithmProvider(&algorithm, L"SHA256", NULL, BCRYPT_ALG_HANDLE_HMAC_FLAG);
    CHECK(BCryptCreateHash(algorithm, &hash, NULL, 0, (BYTE *)"Jefe", 4, 0) == STATUS_SUCCESS,
          "BCRYPT_ALG_HANDLE_HMAC_FLAG: \"The provider will perform the HMAC algorithm\"");
    BCryptHashData(hash, (BYTE *)"what do ya want for nothing?", 28, 0);
    CHECK(BCryptFinishHash(hash, out, 32, 0) == STATUS_SUCCESS &&
              is_hex(out, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
          "RFC 4231, test case 2");
    BCryptDestroyHash(hash);
    CHECK(BCryptHash(algorithm, key, 131, (BYTE *)"Test Using Larger Than Block-Size Key - Hash Key First", 54, out,
                     32) == STATUS_SUCCESS &&
              is_hex(out, 32, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
          "RFC 4231, test case 6: a key longer than a block");
    CHECK(
        BCryptHash((BCRYPT_ALG_HANDLE)0xd1, (BYTE *)"Jefe", 4, (BYTE *)"what do ya want for nothing?", 28, out, 64) ==
                STATUS_SUCCESS &&
            is_hex(out, 64,
                   "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdca"
                   "eab1a34d4a6b4b636e070a38bce737"),
        "BCRYPT_HMAC_SHA512_ALG_HANDLE");
    CHECK(BCryptHash((BCRYPT_ALG_HANDLE)0x91, (BYTE *)"Jefe", 4, (BYTE *)"what do ya want for nothing?", 28, out, 16) ==
                  STATUS_SUCCESS &&
              is_hex(out, 16, "750c783e6ab0b503eaa86e310a5db738"),
          "BCRYPT_HMAC_MD5_ALG_HANDLE: RFC 2104");

    CHECK(BCryptDeriveKeyPBKDF2((BCRYPT_ALG_HANDLE)0xa1, (BYTE *)"password", 8, (BYTE *)"salt", 4, 2, out, 20, 0) ==
                  STATUS_SUCCESS &&
              is_hex(out, 20, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
          "BCryptDeriveKeyPBKDF2: RFC 6070");
    CHECK(BCryptDeriveKeyPBKDF2(algorithm, (BYTE *)"passwordPASSWORDpassword", 24,
                                (BYTE *)"saltSALTsaltSALTsaltSALTsaltSALTsalt", 36, 4096, out, 40,
                                0) == STATUS_SUCCESS &&
              is_hex(out, 40, "348c89dbcbd32b2f32d814b8116e84cf2b17347ebc1800181c4e2a1fb8dd53e1c635518c7dac47e9"),
          "with SHA-256, a key longer than a digest");
    /* Wine 8.0 takes a provider of plain hashes */
    CHECK(BCryptDeriveKeyPBKDF2((BCRYPT_ALG_HANDLE)0x41, (BYTE *)"p", 1, (BYTE *)"s", 1, 1, out, 20, 0) ==
              STATUS_INVALID_PARAMETER,
          "BCryptDeriveKeyPBKDF2: the provider must be one of HMACs");
    CHECK(BCryptDeriveKeyPBKDF2(algorithm, (BYTE *)"p", 1, (BYTE *)"s", 1, 0, out, 20, 0) == STATUS_INVALID_PARAMETER,
          "\"cIterations: The iteration count\" is not 0");
    BCryptCloseAlgorithmProvider(algorithm, 0);
}

int main(void)
{
    test_hashes();
    test_life();
    test_hmac();
    return check_done();
}
