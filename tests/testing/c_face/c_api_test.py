# SPDX-License-Identifier: BSL-1.0
"""The C API from another language: a realm is made, scripted and asked through Python's ctypes. $1 is the library."""
import ctypes
import sys

kit = ctypes.CDLL(sys.argv[1])
kit.sspi_testing_error_message.restype = ctypes.c_char_p
kit.sspi_testing_transcript_field.restype = ctypes.c_char_p
kit.sspi_testing_transcript_field.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p]
kit.sspi_testing_transcript_size.restype = ctypes.c_size_t
kit.sspi_testing_rule_used.restype = ctypes.c_size_t


def call(name, *arguments):
    if getattr(kit, name)(*arguments) != 0:
        raise RuntimeError(kit.sspi_testing_error_message().decode())


def made(name, *arguments):
    out = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(out))
    return out


def fails(words, name, *arguments):
    try:
        call(name, *arguments)
    except RuntimeError as refused:
        assert words in str(refused), refused
    else:
        raise AssertionError(f"{name} succeeded")


realm = made("sspi_testing_local_realm_new", b"PYTHON.TEST", None, None)
call("sspi_testing_realm_add_user", realm, b"alice", b"secret", b"lifetime = 1h\nenctypes = aes256-sha1")
fails("'enctypes' wants", "sspi_testing_realm_add_user", realm, b"bob", b"secret", b"enctypes = aes")
fails("already has a principal alice@PYTHON.TEST", "sspi_testing_realm_add_user", realm, b"alice", b"x", None)
cache = made("sspi_testing_realm_cache", realm, b"alice", None)
assert ctypes.string_at(cache.value).startswith(b"MEMORY:")
kit.sspi_testing_free(cache)

rule = made("sspi_testing_rule_new", realm, b"message = as\nclient = alice\nerror = KDC_ERR_CLIENT_REVOKED")
fails("refuses a ticket", "sspi_testing_realm_cache", realm, b"alice", None, ctypes.byref(ctypes.c_void_p()))
assert kit.sspi_testing_rule_used(rule) == 1
seen = made("sspi_testing_transcript_new", realm, b"client = alice")
last = kit.sspi_testing_transcript_size(seen) - 1
assert kit.sspi_testing_transcript_field(seen, last, b"answer") == b"KDC_ERR_CLIENT_REVOKED"
kit.sspi_testing_transcript_free(seen)
kit.sspi_testing_rule_free(rule)
kit.sspi_testing_realm_free(realm)
