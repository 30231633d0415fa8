/* SPDX-License-Identifier: MIT */
/* CryptoAPI's session keys and ciphers; values from FIPS 197, SP 800-38A and the page of CryptDeriveKey. */
#include "crypt.h"

static HCRYPTPROV provider;

#define SP_KEY   "2b7e151628aed2a6abf7158809cf4f3c"
#define SP_PLAIN "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"

/* FIPS 197, appendix C */
#define FIPS_KEY   "000102030405060708090a0b0c0d0e0f"
#define FIPS_24    "1011121314151617"
#define FIPS_32    "18191a1b1c1d1e1f"
#define FIPS_PLAIN "00112233445566778899aabbccddeeff"
/* SP 800-67, appendix B.1 */
#define SP67_KEY "0123456789abcdef23456789abcdef01456789abcdef0123"

static HCRYPTKEY import(ALG_ID id, const char *hex)
{
    BYTE blob[300];
    HCRYPTKEY key = 0;
    CHECK(CryptImportKey(provider, blob, plain_blob(id, hex, blob), 0, CRYPT_EXPORTABLE, &key) && key,
          "CryptImportKey: a PLAINTEXTKEYBLOB of %#x", id);
    return key;
}

static DWORD get(HCRYPTKEY key, DWORD what)
{
    DWORD value = 0xdead, size = sizeof value;
    return CryptGetKeyParam(key, what, (BYTE *)&value, &size, 0) && size == 4 ? value : 0xdead;
}

static BOOL set(HCRYPTKEY key, DWORD what, DWORD value)
{
    return CryptSetKeyParam(key, what, (const BYTE *)&value, 0);
}

/* One block by ECB, and back. */
static void test_blocks(void)
{
    static const struct {
        ALG_ID id;
        DWORD key_bits, block_bits;
        const char *key, *plain, *cipher;
    } blocks[] = {
        {CALG_AES_128, 128, 128, FIPS_KEY,                 FIPS_PLAIN,         "69c4e0d86a7b0430d8cdb78070b4c55a"},
        {CALG_AES_192, 192, 128, FIPS_KEY FIPS_24,         FIPS_PLAIN,         "dda97ca4864cdfe06eaf70a0ec0d7191"},
        {CALG_AES_256, 256, 128, FIPS_KEY FIPS_24 FIPS_32, FIPS_PLAIN,         "8ea2b7ca516745bfeafc49904b496089"},
        {CALG_3DES,    192, 64,  SP67_KEY,                 "5468652071756663", "a826fd8ce53b855f"                },
        {CALG_DES,     64,  64,  "133457799bbcdff1",       "0123456789abcdef", "85e813540f0ab405"                },
    };
    for (ULONG i = 0; i < ARRAYSIZE(blocks); i++) {
        BYTE data[64];
        HCRYPTKEY key = import(blocks[i].id, blocks[i].key);
        DWORD size = from_hex(blocks[i].plain, data), block = size;
        CHECK(get(key, KP_ALGID) == blocks[i].id && get(key, KP_KEYLEN) == blocks[i].key_bits &&
                  get(key, KP_BLOCKLEN) == blocks[i].block_bits,
              "KP_KEYLEN: \"the actual length of the key\" in bits; KP_BLOCKLEN: \"the block length, in bits\"");
        CHECK(get(key, KP_MODE) == CRYPT_MODE_CBC && set(key, KP_MODE, CRYPT_MODE_ECB) &&
                  get(key, KP_MODE) == CRYPT_MODE_ECB,
              "KP_MODE: CRYPT_MODE_CBC is the default");
        CHECK(CryptEncrypt(key, 0, FALSE, 0, data, &size, sizeof data) && size == block &&
                  is_hex(data, size, blocks[i].cipher),
              "CryptEncrypt: a block, not the last");
        CHECK(CryptDecrypt(key, 0, FALSE, 0, data, &size) && size == block && is_hex(data, size, blocks[i].plain),
              "CryptDecrypt: and back");
        CHECK(CryptDestroyKey(key), "CryptDestroyKey");
    }
}

static void test_chain(void)
{
    static const char cipher[] = "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2";
    BYTE iv[16], data[96], got[16];
    HCRYPTKEY key = import(CALG_AES_128, SP_KEY), copy = 0;
    DWORD size = 16, whole;
    from_hex("000102030405060708090a0b0c0d0e0f", iv);
    from_hex(SP_PLAIN, data);
    CHECK(CryptSetKeyParam(key, KP_IV, iv, 0), "CryptSetKeyParam: KP_IV");
    whole = sizeof got;
    CHECK(CryptGetKeyParam(key, KP_IV, got, &whole, 0) && whole == 16 && !memcmp(got, iv, 16),
          "CryptGetKeyParam: KP_IV");
    whole = 8;
    FAILS(CryptGetKeyParam(key, KP_IV, got, &whole, 0), ERROR_MORE_DATA, "CryptGetKeyParam: the buffer is too small");
    CHECK(whole == 16, "and the size that is needed");

    CHECK(CryptEncrypt(key, 0, FALSE, 0, data, &size, sizeof data) && size == 16, "the first block");
    CHECK(CryptDuplicateKey(key, NULL, 0, &copy) && copy != key,
          "CryptDuplicateKey: \"makes an exact copy of a key and the state of the key\"");
    CHECK(CryptEncrypt(key, 0, TRUE, 0, data + 16, &size, sizeof data - 16) && size == 32 && is_hex(data, 32, cipher),
          "CryptEncrypt: CBC goes on over calls (SP 800-38A, F.2.1); the final one fills up a whole block");
    from_hex(SP_PLAIN, data + 48);
    size = 16;
    CHECK(CryptEncrypt(copy, 0, TRUE, 0, data + 64, &size, 32) && !memcmp(data + 64, data + 16, 16),
          "the copy went on from the same state");
    size = 48;
    CHECK(CryptDecrypt(key, 0, TRUE, 0, data, &size) && size == 32 && is_hex(data, 32, SP_PLAIN),
          "CryptDecrypt: the final call begins anew, and takes the padding away");
    CHECK(CryptDestroyKey(copy), "CryptDestroyKey: the copy");

    size = 5;
    CHECK(CryptEncrypt(key, 0, TRUE, 0, NULL, &size, 0) && size == 16,
          "CryptEncrypt: \"If this parameter contains NULL, this function will calculate the required size for the "
          "ciphertext\"");
    size = 5;
    FAILS(CryptEncrypt(key, 0, TRUE, 0, data, &size, 15), ERROR_MORE_DATA, "CryptEncrypt: the buffer is too small");
    size = 5;
    FAILS(CryptEncrypt(key, 0, FALSE, 0, data, &size, sizeof data), NTE_BAD_DATA,
          "CryptEncrypt: not final, and no whole blocks");
    size = 15;
    FAILS(CryptDecrypt(key, 0, FALSE, 0, data, &size), NTE_BAD_DATA,
          "CryptDecrypt: \"the value specified by pdwDataLen must be a multiple of the block size\"");
    memset(data, 0, 16);
    size = 16;
    CHECK(CryptEncrypt(key, 0, FALSE, 0, data, &size, 16) && CryptSetKeyParam(key, KP_IV, iv, 0), "a block of zeros");
    size = 16;
    FAILS(CryptDecrypt(key, 0, TRUE, 0, data, &size), NTE_BAD_DATA,
          "CryptDecrypt: \"This error can also be returned when the padding is found to be not valid.\"");
    CHECK(CryptDestroyKey(key), "CryptDestroyKey");
}

/* The hash that goes along is of the plaintext. */
static void test_hash(void)
{
    BYTE data[32] = "abc", out[20];
    HCRYPTKEY key = import(CALG_AES_128, SP_KEY);
    DWORD size = 3, length = sizeof out;
    for (int decrypt = 0; decrypt < 2; decrypt++) {
        HCRYPTHASH hash = 0;
        CHECK(CryptCreateHash(provider, CALG_SHA1, 0, 0, &hash) &&
                  (decrypt ? CryptDecrypt(key, hash, TRUE, 0, data, &size)
                           : CryptEncrypt(key, hash, TRUE, 0, data, &size, sizeof data)) &&
                  size == (decrypt ? 3u : 16u),
              "a cipher and a hash at once");
        CHECK(CryptGetHashParam(hash, HP_HASHVAL, out, &length, 0) &&
                  is_hex(out, length, "a9993e364706816aba3e25717850c26c9cd0d89d") && CryptDestroyHash(hash),
              "\"If data is to be hashed and encrypted simultaneously, a handle to a hash object\": of the plaintext");
    }
    CHECK(CryptDestroyKey(key), "CryptDestroyKey");
}

static void test_derive(void)
{
    /* of SHA-1("password"), computed apart by the page's steps; of SHA-256("password") the value itself */
    static const struct {
        ALG_ID hash, id;
        const char *key;
    } derived[] = {
        {CALG_SHA_256, CALG_AES_256, "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"},
        {CALG_SHA_256, CALG_AES_128, "5e884898da28047151d0e56f8dc62927"                                },
        {CALG_SHA1,    CALG_AES_128, "a3bc508753274827cf2515600eaea32c"                                },
        {CALG_SHA1,    CALG_AES_256, "a3bc508753274827cf2515600eaea32c226a7895c0533fcc0a67de054e4822f0"},
        {CALG_MD5,     CALG_AES_256, "9181a42f85ca981b6e71333dd231aa3c0febe61d54a40b733d5555856ff65b7c"},
    };
    HCRYPTHASH hash = 0;
    HCRYPTKEY key = 0;
    for (ULONG i = 0; i < ARRAYSIZE(derived); i++) {
        BYTE blob[100];
        DWORD size = sizeof blob;
        CHECK(CryptCreateHash(provider, derived[i].hash, 0, 0, &hash) &&
                  CryptHashData(hash, (const BYTE *)"password", 8, 0) &&
                  CryptDeriveKey(provider, derived[i].id, hash, CRYPT_EXPORTABLE, &key),
              "CryptDeriveKey");
        CHECK(CryptExportKey(key, 0, PLAINTEXTKEYBLOB, 0, blob, &size) && size > 12 &&
                  is_hex(blob + 12, size - 12, derived[i].key),
              "CryptDeriveKey, Remarks: \"The derived key is the first n bytes of the hash value\", of SHA-1 and MD5 "
              "after the steps for 3DES and AES");
        CHECK(CryptDestroyKey(key) && CryptDestroyHash(hash), "and gone");
    }
    CHECK(CryptCreateHash(provider, CALG_SHA1, 0, 0, &hash), "a hash");
    FAILS(CryptDeriveKey(provider, CALG_MD5, hash, 0, &key), NTE_BAD_ALGID,
          "CryptDeriveKey: \"The Algid parameter specifies an algorithm that this CSP does not support.\"");
    FAILS(CryptDeriveKey(0, CALG_AES_128, hash, 0, &key), ERROR_INVALID_PARAMETER, "CryptDeriveKey: no handle");
    CHECK(CryptDestroyHash(hash), "CryptDestroyHash");
}

static void test_keys(void)
{
    BYTE blob[100], other[100];
    DWORD size = sizeof blob, length;
    HCRYPTKEY key = 0, second = 0;
    CHECK(CryptGenKey(provider, CALG_AES_128, CRYPT_EXPORTABLE, &key) &&
              CryptGenKey(provider, CALG_AES_128, 0, &second),
          "CryptGenKey");
    CHECK(CryptExportKey(key, 0, PLAINTEXTKEYBLOB, 0, NULL, &size) && size == 28,
          "CryptExportKey: \"this parameter can be NULL\"; the size that is needed");
    size = 27;
    FAILS(CryptExportKey(key, 0, PLAINTEXTKEYBLOB, 0, blob, &size), ERROR_MORE_DATA, "CryptExportKey: too small");
    CHECK(size == 28 && CryptExportKey(key, 0, PLAINTEXTKEYBLOB, 0, blob, &size) && blob[0] == PLAINTEXTKEYBLOB &&
              blob[8] == 16,
          "CryptExportKey");
    FAILS(CryptExportKey(second, 0, PLAINTEXTKEYBLOB, 0, other, &size), NTE_BAD_KEY_STATE,
          "CryptExportKey: \"You do not have permission to export the key.\"");
    CHECK(CryptDestroyKey(key) && CryptDestroyKey(second), "CryptDestroyKey");

    length = plain_blob(CALG_AES_128, SP_KEY, blob);
    FAILS(CryptImportKey(provider, blob, length - 1, 0, 0, &key), NTE_BAD_DATA, "CryptImportKey: cut off");
    blob[1] = 77;
    FAILS(CryptImportKey(provider, blob, length, 0, 0, &key), NTE_BAD_VER,
          "CryptImportKey: \"The version number of the key BLOB does not match the CSP version.\"");
    blob[1] = CUR_BLOB_VERSION;
    blob[0] = 99;
    FAILS(CryptImportKey(provider, blob, length, 0, 0, &key), NTE_BAD_TYPE,
          "CryptImportKey: \"The key BLOB type is not supported by this CSP and is possibly not valid.\"");
    length = plain_blob(CALG_MD5, SP_KEY, blob);
    FAILS(CryptImportKey(provider, blob, length, 0, 0, &key), NTE_BAD_ALGID,
          "CryptImportKey: \"The simple key BLOB to be imported is not encrypted with the expected key exchange "
          "algorithm\", or no cipher");
    FAILS(CryptGenKey(provider, CALG_MD5, 0, &key), NTE_BAD_ALGID, "CryptGenKey: no cipher");

    key = import(CALG_AES_128, SP_KEY);
    size = 4;
    FAILS(CryptGetKeyParam(key, 0x7777, blob, &size, 0), NTE_BAD_TYPE, "CryptGetKeyParam: an unknown parameter");
    FAILS(CryptSetKeyParam(key, 0x7777, blob, 0), NTE_BAD_TYPE, "CryptSetKeyParam: an unknown parameter");
    CHECK(set(key, KP_PADDING, PKCS5_PADDING) && get(key, KP_PADDING) == PKCS5_PADDING, "KP_PADDING: the only one");
    FAILS(CryptEncrypt(0, 0, TRUE, 0, blob, &size, sizeof blob), ERROR_INVALID_PARAMETER, "CryptEncrypt: no handle");
    FAILS(CryptDecrypt(0, 0, TRUE, 0, blob, &size), ERROR_INVALID_PARAMETER, "CryptDecrypt: no handle");
    FAILS(CryptDestroyKey(0), ERROR_INVALID_PARAMETER, "CryptDestroyKey: no handle");
    FAILS(CryptDuplicateKey(0, NULL, 0, &second), ERROR_INVALID_PARAMETER, "CryptDuplicateKey: no handle");
    CHECK(CryptDestroyKey(key), "CryptDestroyKey");
}

/* Debian's Wine deciphers parts of blocks, exports every key, and looks neither at a BLOB's version nor at what its
 * algorithm is; the documentation decides. */
int main(void)
{
    CHECK(CryptAcquireContextW(&provider, NULL, MS_ENH_RSA_AES_PROV_W, PROV_RSA_AES, CRYPT_VERIFYCONTEXT),
          "the provider");
    test_blocks();
    test_chain();
    test_hash();
    test_derive();
    test_keys();
    CHECK(CryptReleaseContext(provider, 0), "CryptReleaseContext");
    return check_done();
}
