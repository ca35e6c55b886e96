#include <openssl/evp.h>
#include <openssl/ts.h>
