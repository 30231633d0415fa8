/* SPDX-License-Identifier: MIT */
/* CNG's symmetric ciphers: values from NIST SP 800-38A, SP 800-67 and the GCM specification.  Under metic they come
 * from HostCipher and HostAead. */
#include "cng.h"

#include <wchar.h>

static const char aes128[] = "2b7e151628aed2a6abf7158809cf4f3c",
                  plain[] = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51";

/* A key of the algorithm with a pseudo-handle. */
static BCRYPT_KEY_HANDLE key_of(ULONG_PTR algorithm, const char *hex)
{
    BYTE secret[32];
    BCRYPT_KEY_HANDLE key = NULL;
    ULONG size = from_hex(hex, secret);
    NTSTATUS status = BCryptGenerateSymmetricKey((BCRYPT_ALG_HANDLE)algorithm, &key, NULL, 0, secret, size, 0);
    return status == STATUS_SUCCESS ? key : NULL;
}

static const struct {
    const char *what;
    ULONG_PTR algorithm;
    const char *key, *iv, *plain, *cipher;
} known[] = {
    {"AES-128 ECB", 0x1b1, aes128,                                                             NULL,                               plain,                                  "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf"},
    {"AES-192 ECB", 0x1b1, "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",                 NULL,                               "6bc1bee22e409f96e93d7e117393172a",
     "bd334f1d6e45f25ff712a214571fa5cc"                                                                                                                                                                                                      },
    {"AES-256 ECB", 0x1b1, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", NULL,
     "6bc1bee22e409f96e93d7e117393172a",                                                                                                                                   "f3eed1bdb5d2a03c064b5a7e3db181f8"                                },
    {"AES-128 CBC", 0x1a1, aes128,                                                             "000102030405060708090a0b0c0d0e0f", plain,
     "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"                                                                                                                                                                      },
    {"AES-128 CFB", 0x1c1, aes128,                                                             "000102030405060708090a0b0c0d0e0f", "6bc1bee22e409f96e93d7e117393172aae2d",
     "3b79424c9c0dd436bace9e0ed4586a4f32b9"                                                                                                                                                                                                  },
    {"DES ECB",     0x201, "133457799bbcdff1",                                                 NULL,                               "0123456789abcdef",                     "85e813540f0ab405"                                                },
    {"3DES ECB",    0x151, "0123456789abcdef23456789abcdef01456789abcdef0123",                 NULL,                               "5468652071756663",
     "a826fd8ce53b855f"                                                                                                                                                                                                                      },
};

static void test_known(void)
{
    for (ULONG i = 0; i < ARRAYSIZE(known); i++) {
        BYTE in[64], out[64], back[64], iv[16] = {0}, vector[16];
        ULONG size = from_hex(known[i].plain, in), iv_size = 0, got = 0;
        BCRYPT_KEY_HANDLE key = key_of(known[i].algorithm, known[i].key);
        /* Wine 8.0 has no DES */
        CHECK(key != NULL, "BCryptGenerateSymmetricKey: %s", known[i].what);
        if (known[i].iv) iv_size = from_hex(known[i].iv, iv);
        memcpy(vector, iv, sizeof iv);
        /* Wine 8.0 gives other results, or none, with CFB and with 3DES in ECB */
        CHECK(BCryptEncrypt(key, in, size, NULL, iv_size ? vector : NULL, iv_size, out, sizeof out, &got, 0) ==
                      STATUS_SUCCESS &&
                  got == size && is_hex(out, size, known[i].cipher),
              "BCryptEncrypt: %s", known[i].what);
        memcpy(vector, iv, sizeof iv);
        CHECK(BCryptDecrypt(key, out, size, NULL, iv_size ? vector : NULL, iv_size, back, sizeof back, &got, 0) ==
                      STATUS_SUCCESS &&
                  got == size && !memcmp(back, in, size),
              "BCryptDecrypt: %s", known[i].what);
        CHECK(BCryptDestroyKey(key) == STATUS_SUCCESS, "BCryptDestroyKey");
    }
}

static void test_padding(void)
{
    BCRYPT_KEY_HANDLE key = key_of(0x1a1, aes128);
    BYTE in[40], out[64], back[64], iv[16] = {0};
    ULONG got = 0;
    memset(in, 'm', sizeof in);
    CHECK(BCryptEncrypt(key, in, 20, NULL, iv, 16, NULL, 0, &got, BCRYPT_BLOCK_PADDING) == STATUS_SUCCESS && got == 32,
          "BCryptEncrypt: without a buffer \"the size, in bytes, of the ciphertext\", padded to the next block");
    CHECK(BCryptEncrypt(key, in, 32, NULL, iv, 16, NULL, 0, &got, BCRYPT_BLOCK_PADDING) == STATUS_SUCCESS && got == 48,
          "whole blocks get one more");
    CHECK(BCryptEncrypt(key, in, 20, NULL, iv, 16, out, 31, &got, BCRYPT_BLOCK_PADDING) == STATUS_BUFFER_TOO_SMALL,
          "BCryptEncrypt: STATUS_BUFFER_TOO_SMALL");
    CHECK(BCryptEncrypt(key, in, 20, NULL, iv, 16, out, 64, &got, 0) == STATUS_INVALID_BUFFER_SIZE,
          "\"STATUS_INVALID_BUFFER_SIZE: The cbInput parameter is not a multiple of the algorithm's block size\"");
    for (ULONG size = 0; size <= 33; size += 11) {
        memset(iv, 0, sizeof iv);
        CHECK(BCryptEncrypt(key, in, size, NULL, iv, 16, out, 64, &got, BCRYPT_BLOCK_PADDING) == STATUS_SUCCESS &&
                  got == (size / 16 + 1) * 16,
              "%lu bytes are padded", size);
        ULONG ciphered = got;
        memset(iv, 0, sizeof iv);
        CHECK(BCryptDecrypt(key, out, ciphered, NULL, iv, 16, back, 64, &got, BCRYPT_BLOCK_PADDING) == STATUS_SUCCESS &&
                  got == size && !memcmp(back, in, size),
              "and come back without");
    }
    out[40] ^= 1;
    memset(iv, 0, sizeof iv);
    CHECK(BCryptDecrypt(key, out, 48, NULL, iv, 16, back, 64, &got, BCRYPT_BLOCK_PADDING) != STATUS_SUCCESS,
          "BCryptDecrypt: a padding that is none");
    CHECK(BCryptDecrypt(key, out, 40, NULL, iv, 16, back, 64, &got, BCRYPT_BLOCK_PADDING) == STATUS_INVALID_BUFFER_SIZE,
          "BCryptDecrypt: no whole blocks");
    /* Wine 8.0: STATUS_INTERNAL_ERROR */
    CHECK(BCryptEncrypt(key, in, 16, NULL, iv, 8, out, 64, &got, 0) == STATUS_INVALID_PARAMETER,
          "BCryptEncrypt: a vector of another size than the block's");

    /* the vector goes on */
    BYTE whole[32], parts[32], one[16] = {0}, two[16] = {0};
    BCryptEncrypt(key, in, 32, NULL, one, 16, whole, 32, &got, 0);
    BCryptEncrypt(key, in, 16, NULL, two, 16, parts, 16, &got, 0);
    BCryptEncrypt(key, in + 16, 16, NULL, two, 16, parts + 16, 16, &got, 0);
    /* Wine 8.0 leaves the vector as it was ("The contents of this buffer will be modified") */
    CHECK(!memcmp(whole, parts, 32) && !memcmp(one, two, 16),
          "pbIV: \"The contents of this buffer will be modified\" so that calls chain");
    memcpy(parts, in, 32);
    memset(one, 0, 16);
    CHECK(BCryptEncrypt(key, parts, 32, NULL, one, 16, parts, 32, &got, 0) == STATUS_SUCCESS &&
              !memcmp(parts, whole, 32),
          "in place: \"This can be the same address as pbInput\"");
    BCryptDestroyKey(key);
}

static void test_gcm(void)
{
    BCRYPT_KEY_HANDLE key = key_of(0x1e1, "feffe9928665731c6d6a8f9467308308");
    BYTE nonce[12], extra[32], in[64], out[64], back[64], tag[16], none[64] = {0};
    BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
    ULONG got = 0;
    BCRYPT_INIT_AUTH_MODE_INFO(info);
    info.pbNonce = nonce, info.cbNonce = from_hex("cafebabefacedbaddecaf888", nonce);
    info.pbAuthData = extra, info.cbAuthData = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2", extra);
    info.pbTag = tag, info.cbTag = 16;
    ULONG size =
        from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                 "b16aedf5aa0de657ba637b39",
                 in);
    CHECK(BCryptEncrypt(key, in, size, &info, NULL, 0, out, sizeof out, &got, 0) == STATUS_SUCCESS && got == size &&
              is_hex(out, size,
                     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
                     "1ba30b396a0aac973d58e091") &&
              is_hex(tag, 16, "5bc94fbc3221a5db94fae95ae7121a47"),
          "BCryptEncrypt: AES-GCM, test case 4 of its specification");
    /* Wine 8.0 gives the text away before it compares the tag */
    CHECK(BCryptDecrypt(key, out, size, &info, NULL, 0, back, sizeof back, &got, 0) == STATUS_SUCCESS &&
              !memcmp(back, in, size),
          "BCryptDecrypt: back again");
    out[3] ^= 1;
    CHECK(BCryptDecrypt(key, out, size, &info, NULL, 0, back, sizeof back, &got, 0) == STATUS_AUTH_TAG_MISMATCH &&
              !memcmp(back, none, size),
          "BCryptDecrypt: \"STATUS_AUTH_TAG_MISMATCH: The computed authentication tag did not match\", and nothing is "
          "given away");
    out[3] ^= 1;
    extra[0] ^= 1;
    CHECK(BCryptDecrypt(key, out, size, &info, NULL, 0, back, sizeof back, &got, 0) == STATUS_AUTH_TAG_MISMATCH,
          "the additional data is watched over too");
    info.cbTag = 4;
    CHECK(BCryptEncrypt(key, in, size, &info, NULL, 0, out, sizeof out, &got, 0) == STATUS_INVALID_PARAMETER,
          "a tag of another length than BCRYPT_AUTH_TAG_LENGTH allows");
    CHECK(BCryptEncrypt(key, in, size, NULL, NULL, 0, out, sizeof out, &got, 0) == STATUS_INVALID_PARAMETER,
          "pPaddingInfo must be a BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO");
    BCryptDestroyKey(key);
}

static void test_keys(void)
{
    BCRYPT_ALG_HANDLE aes = NULL;
    BCRYPT_KEY_HANDLE key = NULL, copy = NULL;
    BYTE secret[32] = {1, 2, 3}, blob[64], in[16] = {0}, out[16], again[16];
    BCRYPT_KEY_LENGTHS_STRUCT lengths;
    WCHAR mode[32] = L"";
    ULONG got = 0, number = 0;
    CHECK(BCryptOpenAlgorithmProvider(&aes, BCRYPT_AES_ALGORITHM, NULL, 0) == STATUS_SUCCESS, "AES");
    /* Wine 8.0 says that the mode takes 4 bytes */
    CHECK(BCryptGetProperty(aes, BCRYPT_CHAINING_MODE, (BYTE *)mode, sizeof mode, &got, 0) == STATUS_SUCCESS &&
              !wcscmp(mode, BCRYPT_CHAIN_MODE_CBC) && got == sizeof BCRYPT_CHAIN_MODE_CBC,
          "BCRYPT_CHAINING_MODE: CBC is the default");
    CHECK(BCryptGetProperty(aes, BCRYPT_KEY_LENGTHS, (BYTE *)&lengths, sizeof lengths, &got, 0) == STATUS_SUCCESS &&
              lengths.dwMinLength == 128 && lengths.dwMaxLength == 256 && lengths.dwIncrement == 64,
          "BCRYPT_KEY_LENGTHS");
    CHECK(BCryptGenerateSymmetricKey(aes, &key, NULL, 0, secret, 15, 0) == STATUS_INVALID_PARAMETER &&
              BCryptGenerateSymmetricKey(NULL, &key, NULL, 0, secret, 16, 0) == STATUS_INVALID_HANDLE,
          "BCryptGenerateSymmetricKey: a wrong length, no provider");
    /* Wine 8.0: STATUS_INVALID_PARAMETER */
    CHECK(BCryptGenerateSymmetricKey((BCRYPT_ALG_HANDLE)0x41, &key, NULL, 0, secret, 16, 0) == STATUS_NOT_SUPPORTED,
          "a hash has no keys");
    CHECK(BCryptSetProperty(aes, BCRYPT_CHAINING_MODE, (BYTE *)BCRYPT_CHAIN_MODE_ECB, sizeof BCRYPT_CHAIN_MODE_ECB,
                            0) == STATUS_SUCCESS,
          "BCryptSetProperty: another chaining mode");
    /* Wine 8.0: STATUS_NOT_IMPLEMENTED */
    CHECK(BCryptSetProperty(aes, BCRYPT_CHAINING_MODE, (BYTE *)L"no such", 16, 0) == STATUS_NOT_SUPPORTED &&
              BCryptSetProperty(aes, L"NoSuch", secret, 4, 0) == STATUS_NOT_SUPPORTED &&
              BCryptSetProperty(NULL, BCRYPT_CHAINING_MODE, secret, 4, 0) == STATUS_INVALID_HANDLE,
          "BCryptSetProperty: none that there is not");
    /* Wine 8.0 has no BCRYPT_KEY_LENGTH of a key */
    CHECK(BCryptGenerateSymmetricKey(aes, &key, NULL, 0, secret, 24, 0) == STATUS_SUCCESS &&
              BCryptGetProperty(key, BCRYPT_KEY_LENGTH, (BYTE *)&number, 4, &got, 0) == STATUS_SUCCESS && number == 192,
          "BCRYPT_KEY_LENGTH: \"the size, in bits, of the key\"");
    CHECK(BCryptDuplicateKey(key, &copy, NULL, 0, 0) == STATUS_SUCCESS && copy != key, "BCryptDuplicateKey");
    CHECK(BCryptEncrypt(key, in, 16, NULL, NULL, 0, out, 16, &got, 0) == STATUS_SUCCESS &&
              BCryptEncrypt(copy, in, 16, NULL, NULL, 0, again, 16, &got, 0) == STATUS_SUCCESS &&
              !memcmp(out, again, 16),
          "it enciphers alike");
    BCryptDestroyKey(copy);
    /* Wine 8.0 refuses a NULL buffer ("If this parameter is NULL, this function will place the required size") */
    CHECK(BCryptExportKey(key, NULL, BCRYPT_KEY_DATA_BLOB, NULL, 0, &got, 0) == STATUS_SUCCESS && got == 36,
          "BCryptExportKey: how much a key takes");
    CHECK(BCryptExportKey(key, NULL, BCRYPT_KEY_DATA_BLOB, blob, 35, &got, 0) == STATUS_BUFFER_TOO_SMALL &&
              BCryptExportKey(key, NULL, BCRYPT_KEY_DATA_BLOB, blob, 64, &got, 0) == STATUS_SUCCESS &&
              !memcmp(blob + 12, secret, 24) && ((BCRYPT_KEY_DATA_BLOB_HEADER *)blob)->cbKeyData == 24,
          "BCryptExportKey: \"the blob\"");
    CHECK(BCryptImportKey(aes, NULL, BCRYPT_KEY_DATA_BLOB, &copy, NULL, 0, blob, 36, 0) == STATUS_SUCCESS &&
              BCryptEncrypt(copy, in, 16, NULL, NULL, 0, again, 16, &got, 0) == STATUS_SUCCESS &&
              !memcmp(out, again, 16),
          "BCryptImportKey: the same key");
    BCryptDestroyKey(copy);
    blob[0] ^= 1;
    /* Wine 8.0: STATUS_NOT_IMPLEMENTED */
    CHECK(BCryptImportKey(aes, NULL, BCRYPT_KEY_DATA_BLOB, &copy, NULL, 0, blob, 36, 0) == STATUS_INVALID_PARAMETER &&
              BCryptImportKey(aes, NULL, L"NoSuchBlob", &copy, NULL, 0, blob, 36, 0) == STATUS_NOT_SUPPORTED &&
              BCryptExportKey(key, NULL, L"NoSuchBlob", blob, 64, &got, 0) == STATUS_NOT_SUPPORTED,
          "BCryptImportKey, BCryptExportKey: what is no blob");
    CHECK(BCryptDestroyKey(key) == STATUS_SUCCESS && BCryptDestroyKey(key) == STATUS_INVALID_HANDLE &&
              BCryptDuplicateKey(key, &copy, NULL, 0, 0) == STATUS_INVALID_HANDLE &&
              BCryptEncrypt(key, in, 16, NULL, NULL, 0, out, 16, &got, 0) == STATUS_INVALID_HANDLE &&
              BCryptDecrypt(key, in, 16, NULL, NULL, 0, out, 16, &got, 0) == STATUS_INVALID_HANDLE,
          "a destroyed key is none");
    /* Wine 8.0: STATUS_NOT_IMPLEMENTED */
    CHECK(BCryptGetProperty(aes, L"NoSuch", blob, 64, &got, 0) == STATUS_NOT_SUPPORTED &&
              BCryptGetProperty(aes, BCRYPT_BLOCK_LENGTH, blob, 2, &got, 0) == STATUS_BUFFER_TOO_SMALL && got == 4 &&
              BCryptGetProperty(NULL, BCRYPT_BLOCK_LENGTH, blob, 4, &got, 0) == STATUS_INVALID_HANDLE,
          "BCryptGetProperty: STATUS_NOT_SUPPORTED, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_HANDLE");
    BCryptCloseAlgorithmProvider(aes, 0);
}

static void test_providers(void)
{
    BCRYPT_ALGORITHM_IDENTIFIER *list = NULL;
    BCRYPT_ALG_HANDLE handle = NULL;
    ULONG count = 0, aes = 0, sha1 = 0;
    BOOLEAN fips = 5;
    CHECK(BCryptEnumAlgorithms(BCRYPT_CIPHER_OPERATION, &count, &list, 0) == STATUS_SUCCESS && count,
          "BCryptEnumAlgorithms");
    for (ULONG i = 0; i < count; i++) {
        aes += !wcscmp(list[i].pszName, L"AES") && list[i].dwClass == BCRYPT_CIPHER_INTERFACE;
        sha1 += !wcscmp(list[i].pszName, L"SHA1");
    }
    CHECK(aes == 1 && sha1 == 0, "ciphers, if these are asked for");
    BCryptFreeBuffer(list);
    list = NULL;
    CHECK(BCryptEnumAlgorithms(0x8000, &count, &list, 0) == STATUS_INVALID_PARAMETER && !list &&
              BCryptEnumAlgorithms(1, NULL, &list, 0) == STATUS_INVALID_PARAMETER,
          "BCryptEnumAlgorithms: STATUS_INVALID_PARAMETER");
    BCryptFreeBuffer(NULL);
    CHECK(BCryptGetFipsAlgorithmMode(&fips) == STATUS_SUCCESS && fips == FALSE &&
              BCryptGetFipsAlgorithmMode(NULL) == STATUS_INVALID_PARAMETER,
          "BCryptGetFipsAlgorithmMode");
    /* Wine 8.0: STATUS_NOT_IMPLEMENTED */
    CHECK(BCryptOpenAlgorithmProvider(&handle, L"NoSuch", NULL, 0) == STATUS_NOT_FOUND &&
              BCryptOpenAlgorithmProvider(&handle, L"AES", L"No such provider", 0) == STATUS_NOT_FOUND &&
              BCryptOpenAlgorithmProvider(NULL, L"AES", NULL, 0) == STATUS_INVALID_PARAMETER &&
              BCryptOpenAlgorithmProvider(&handle, L"AES", NULL, BCRYPT_ALG_HANDLE_HMAC_FLAG) ==
                  STATUS_INVALID_PARAMETER,
          "BCryptOpenAlgorithmProvider: \"STATUS_NOT_FOUND: No provider was found for the specified algorithm ID\"");
    CHECK(BCryptCloseAlgorithmProvider(NULL, 0) == STATUS_INVALID_HANDLE, "BCryptCloseAlgorithmProvider of none");
}

int main(void)
{
    test_known();
    test_padding();
    test_gcm();
    test_keys();
    test_providers();
    return check_done();
}
