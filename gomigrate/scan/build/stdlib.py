"""Which imports are the standard library's."""

from __future__ import annotations

FIRST_ELEMENTS = frozenset(
    (
        "archive", "arena", "bufio", "builtin", "bytes", "cmp", "compress", "container", "context", "crypto",
        "database", "debug", "embed", "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image",
        "index", "internal", "io", "iter", "log", "maps", "math", "mime", "net", "os", "path", "plugin", "reflect",
        "regexp", "runtime", "simd", "slices", "sort", "strconv", "strings", "structs", "sync", "syscall", "testing",
        "text", "time", "unicode", "unique", "unsafe", "vendor", "weak",
    )
)  # fmt: skip
"""The first elements of the import paths below GOROOT/src of all releases up to Go 1.26."""


PACKAGES = frozenset(
    (
        "archive/tar", "archive/zip", "bufio", "bytes", "cmp", "compress/bzip2", "compress/flate", "compress/gzip",
        "compress/lzw", "compress/zlib", "container/heap", "container/list", "container/ring", "context", "crypto",
        "crypto/aes", "crypto/cipher", "crypto/des", "crypto/dsa", "crypto/ecdh", "crypto/ecdsa", "crypto/ed25519",
        "crypto/elliptic", "crypto/fips140", "crypto/hkdf", "crypto/hmac", "crypto/hpke", "crypto/md5",
        "crypto/mlkem", "crypto/mlkem/mlkemtest", "crypto/pbkdf2", "crypto/rand", "crypto/rc4", "crypto/rsa",
        "crypto/sha1", "crypto/sha256", "crypto/sha3", "crypto/sha512", "crypto/subtle", "crypto/tls",
        "crypto/x509", "crypto/x509/pkix", "database/sql", "database/sql/driver", "debug/buildinfo", "debug/dwarf",
        "debug/elf", "debug/gosym", "debug/macho", "debug/pe", "debug/plan9obj", "embed", "encoding",
        "encoding/ascii85", "encoding/asn1", "encoding/base32", "encoding/base64", "encoding/binary",
        "encoding/csv", "encoding/gob", "encoding/hex", "encoding/json", "encoding/pem", "encoding/xml", "errors",
        "expvar", "flag", "fmt", "go/ast", "go/build", "go/build/constraint", "go/constant", "go/doc",
        "go/doc/comment", "go/format", "go/importer", "go/parser", "go/printer", "go/scanner", "go/token",
        "go/types", "go/version", "hash", "hash/adler32", "hash/crc32", "hash/crc64", "hash/fnv", "hash/maphash",
        "html", "html/template", "image", "image/color", "image/color/palette", "image/draw", "image/gif",
        "image/jpeg", "image/png", "index/suffixarray", "io", "io/fs", "io/ioutil", "iter", "log", "log/slog",
        "log/syslog", "maps", "math", "math/big", "math/bits", "math/cmplx", "math/rand", "math/rand/v2", "mime",
        "mime/multipart", "mime/quotedprintable", "net", "net/http", "net/http/cgi", "net/http/cookiejar",
        "net/http/fcgi", "net/http/httptest", "net/http/httptrace", "net/http/httputil", "net/http/pprof",
        "net/mail", "net/netip", "net/rpc", "net/rpc/jsonrpc", "net/smtp", "net/textproto", "net/url", "os",
        "os/exec", "os/signal", "os/user", "path", "path/filepath", "plugin", "reflect", "regexp", "regexp/syntax",
        "runtime", "runtime/cgo", "runtime/coverage", "runtime/debug", "runtime/metrics", "runtime/pprof",
        "runtime/race", "runtime/trace", "slices", "sort", "strconv", "strings", "structs", "sync", "sync/atomic",
        "syscall", "testing", "testing/cryptotest", "testing/fstest", "testing/iotest", "testing/quick",
        "testing/slogtest", "testing/synctest", "text/scanner", "text/tabwriter", "text/template",
        "text/template/parse", "time", "time/tzdata", "unicode", "unicode/utf16", "unicode/utf8", "unique",
        "unsafe", "weak",
    )
)  # fmt: skip
"""The packages of Go 1.26's standard library that a program may import (`go list std`)."""


BROUGHT_BY = {
    "crypto/ed25519": 13, "hash/maphash": 14, "time/tzdata": 15, "embed": 16, "io/fs": 16, "go/build/constraint": 16,
    "runtime/metrics": 16, "testing/fstest": 16, "debug/buildinfo": 18, "net/netip": 18, "go/doc/comment": 19,
    "crypto/ecdh": 20, "runtime/coverage": 20, "cmp": 21, "log/slog": 21, "maps": 21, "slices": 21,
    "testing/slogtest": 21, "go/version": 22, "math/rand/v2": 22, "iter": 23, "structs": 23, "unique": 23,
    "crypto/fips140": 24, "crypto/hkdf": 24, "crypto/mlkem": 24, "crypto/pbkdf2": 24, "crypto/sha3": 24, "weak": 24,
    "testing/synctest": 25,
}  # fmt: skip
"""Packages of the standard library by the minor version that introduced them (the release notes)."""


def is_known_std(import_path: str) -> bool:
    """Whether the standard library of some release may have it. A path without a dot need not be one: GOPATH lets
    users have packages such as `corp/log`, which module mode does not look for anywhere."""
    return import_path.split("/", 1)[0] in FIRST_ELEMENTS


def is_std_package(import_path: str) -> bool:
    """Whether it is a package of the standard library. modload searches GOROOT before any module, so a vendored
    `embed/icons` can become a module's, and a vendored `container/ring` cannot."""
    return import_path in PACKAGES
