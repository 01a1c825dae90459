"""The table's rows about getting modules: hashes, the checksum database, certificates, credentials, git, ssh, proxies and
the net. The deepest cause first: what a server answers or git says beats what the go command says of it.

Sources: cmd/go/internal/{modfetch,modfetch/codehost,vcs,web,toolchain}, crypto/x509, net, net/http of Go 1.11 to 1.26;
git's remote-curl, curl and OpenSSH.
"""

from __future__ import annotations

from gomigrate.diagnose.logs.pattern import AT, PACKAGE, Where, row

_ANY = Where.ANYWHERE
_VERIFYING = r"(?<![^\s:(])verifying (?:module|go\.mod|\S+@[^\s:]+)"
_DATABASE = rf"(?:{_VERIFYING}.*|/lookup/.*|/tile/.*|sum\.golang\.org.*)"  # of a URL, or of the words around it

TRUST = (
    row(
        "checksum-mismatch-database",
        "1.13",
        "checksum mismatch",
        rf"(?:{AT}: )?{_VERIFYING}.*checksum mismatch(?=\n\s*downloaded: .*\n\s*(?!\S*go(?:\.work)?\.sum:)\S+:)",
        _ANY,
    ),
    row("checksum-mismatch", "1.11", "checksum mismatch", rf"(?:{AT}: )?{_VERIFYING}.*checksum mismatch", _ANY),
    row(
        "checksum-mismatch/bazel",
        "gazelle",
        "expected sum",
        r"fetch_repo: resulting module with sum (?P<said>h1:\S+?);? expected sum (?P<name>h1:\S+)",
        _ANY,
    ),
    row("security-error/database", "1.13", "database server misbehavior", "", _ANY),
    row("security-error", "1.13", "SECURITY ERROR", r"(?:^|: )SECURITY ERROR", _ANY),
    row("database/answer", "1.13", "malformed note|malformed tree|malformed record|invalid signature|unverified"),
    row("settings/gosumdb", "1.13", "invalid GOSUMDB|unknown GOSUMDB|malformed verifier id|missing GOSUMDB"),
    row("go-version/unverified", "1.21", "checksum database disabled by GOSUMDB=off"),
    row("go-sum-updates/hash", "1.13", "missing hash in go.sum", "", _ANY),
)

_X509 = "x509: "
CERTIFICATES = (
    row(
        "certificate/expired",
        "1.11, git",
        "certificate has expired|certificate is expired",
        r"certificate has expired(?: or is not yet valid: current time (?P<now>\S+) is (?P<relation>after|before) (?P<limit>\S+))?|certificate is expired",
    ),
    row(
        "certificate/name",
        "1.11, git",
        "certificate is valid for|IP SANs|is not valid for any names|no alternative certificate subject name|does not match target host name",
    ),
    row("certificate/common-name", "1.15", "legacy Common Name"),
    row(
        "certificate/file",
        "git",
        "error setting certificate|SSL CA cert|error adding trust anchors|could not load PEM|failed to load system roots",
    ),
    row(
        "certificate",
        "1.11, git",
        f"{_X509}|SSL certificate problem|server certificate verification failed|CertGetCertificateChain"
        "|SEC_E_UNTRUSTED_ROOT|unable to get local issuer|self signed certificate|self-signed certificate"
        "|certificate verify failed|certificate signed by unknown authority",
    ),
    row("unreachable/http-proxy", "1.11", "proxyconnect", r"proxyconnect \w+: (?:tls|x509): (?P<said>.*)"),
    row("tls/plain", "1.11", "server gave HTTP response to HTTPS client|first record does not look like"),
    row("tls/insecure", "1.11", "redirected from secure URL|refusing to follow redirect|insecure URL"),
    row(
        "tls",
        "1.11, git",
        "tls: |SSL routines|wrong version number|Handshake failed|handshake failure|unsupported protocol version",
        r"(?<!x509: )(?<!Handshake)\btls: (?!failed to verify)|SSL routines|wrong version number|Handshake failed|handshake failure|unsupported protocol version",
    ),
)

ACCESS = (
    row(
        "no-git",
        "1.11",
        "executable file not found",
        r'exec: "(?P<name>git|hg|svn|bzr|fossil)": executable file not found',
    ),
    row("no-git/missing", "1.4", "/s/gogetcmd", r"missing (?P<name>\w+) command\. See"),
    row("no-git/ssh", "git", "cannot run ssh|ssh: not found|ssh: command not found"),
    row(
        "settings/govcs",
        "1.16",
        "GOVCS disallows|GOVCS",
        r"GOVCS disallows using (?P<name>\S+) for (?P<relation>public|private) (?P<subject>[^\s;]+)|(?:malformed entry|invalid .*) .*GOVCS",
    ),
    row(
        "cache/owner",
        "git",
        "dubious ownership",
        r"dubious ownership in repository at '(?P<folder>[^']*/cache/vcs/[^']*)'",
    ),
    row("vcs-stamp/owner", "git", "dubious ownership", r"dubious ownership in repository at '(?P<folder>[^']+)'"),
    row("vcs-stamp", "1.18", "obtaining VCS status", r"error obtaining VCS status", _ANY),
    row("credentials/host-key-changed", "ssh", "REMOTE HOST IDENTIFICATION HAS CHANGED", ""),
    row("credentials/host-key", "ssh", "Host key verification failed|host key is known|host key for"),
    row(
        "credentials/key",
        "ssh",
        "Permission denied (|UNPROTECTED PRIVATE KEY|Load key|Too many authentication failures|no mutual signature|Bad owner or permissions|Permission denied, please try again|error in libcrypto|invalid format",
        r"Permission denied \((?:publickey|password|keyboard|gssapi)|UNPROTECTED PRIVATE KEY|^\s*Load key|Too many authentication failures|no mutual signature|Bad owner or permissions|Permission denied, please try again",
    ),
    row(
        "credentials/refused",
        "git",
        "Authentication failed for|HTTP Basic: Access denied|Invalid username or password|invalid credentials|Bad credentials|Support for password authentication was removed|Invalid username or token|Password authentication is not supported|must use a personal access token",
        r"Authentication failed for|HTTP Basic: Access denied|Invalid username or (?:password|token)|[iI]nvalid credentials|Bad credentials|Support for password authentication was removed|Password authentication is not supported|must use a personal access token",
    ),
    row(
        "credentials/no-access",
        "git",
        "Repository not found|looking for could not be found|do not have permission|Permission to |returned error: 403|SAML SSO|not allowed to |Write access to repository not granted|TF401019",
        r"Repository not found|looking for could not be found|do not have permissions?\b|Permission to \S+ denied|returned error: 403|SAML SSO|You are not allowed to |access to repository not granted|TF401019",
    ),
    row(
        "credentials",
        "git",
        "terminal prompts disabled|could not read Username|could not read Password|returned error: 401",
    ),
    row(
        "gone/repository",
        "git",
        "fatal: repository",
        r"fatal: repository '(?P<subject>[^']+)' (?:not found|does not exist)",
    ),
    row("credentials/no-protocol", "1.20", "no secure protocol found for repository"),
    row("gone/repository", "git", "does not appear to be a git repository"),
)

NET = (
    row("gone", "git", "RPC failed", r"RPC failed;[^\n]*\bHTTP (?:code = )?(?P<code>404|410)"),
    row("refused/server", "git", "RPC failed", r"RPC failed;[^\n]*\bHTTP (?:code = )?(?P<code>5\d\d|429)"),
    row("refused", "git", "RPC failed", r"RPC failed;[^\n]*\bHTTP (?:code = )?(?P<code>4\d\d)"),
    row(
        "unreachable/http-proxy",
        "1.11, git",
        "proxyconnect|Could not resolve proxy|socks connect|CONNECT tunnel failed|Received HTTP code|CONNECT aborted",
        r"proxyconnect \w+: .*?(?:lookup (?P<host>[\w.-]+)|dial tcp \[?(?P<address>[\d.:a-f]+))|proxyconnect|Could not resolve proxy: (?P<proxy>[\w.-]+)|socks connect|CONNECT tunnel failed|Received HTTP code \d+ from proxy|CONNECT aborted",
    ),
    row(
        "unreachable/name",
        "1.11, git, ssh",
        "no such host| udp |Could not resolve host|server misbehaving|Temporary failure in name resolution|Name or service not known|No such host is known|no data of the requested type",
        r"lookup (?P<host>[\w.-]+)(?: on \S+)?: (?:no such host|server misbehaving|(?:read|write|dial) udp|.*Temporary failure|.*i/o timeout|No such host)|no such host|Could not resolve host(?:name)?:? (?P<name>[\w.-]+)|server misbehaving|Temporary failure in name resolution|Name or service not known|no data of the requested type",
    ),
    row(
        "unreachable/slow",
        "1.11, git, ssh",
        "i/o timeout|handshake timeout|deadline exceeded|Client.Timeout|timed out|did not properly respond|timeout awaiting",
        r"i/o timeout|TLS handshake timeout|context deadline exceeded|Client\.Timeout|(?:[Oo]peration|[Cc]onnection) timed out|did not properly respond|timeout awaiting",
    ),
    row(
        "unreachable/broken",
        "1.11, git",
        "EOF|connection reset|stream error|RPC failed|hung up|broken pipe|GOAWAY|SSL_ERROR_SYSCALL|pull function|forcibly closed|aborted|server closed|Connection closed|Connection reset|index-pack failed|connection was closed|kex_exchange|wsarecv|wsasend|Connection was reset|Empty reply from server|GnuTLS recv error|GnuTLS send error|Recv failure|Send failure",
        r"GnuTLS (?:recv|send) error|(?:Recv|Send) failure|wsarecv|wsasend|Connection was reset|Empty reply from server|\bEOF$|unexpected EOF|early EOF|connection (?:was )?reset|stream error: stream ID|stream \d+ was not closed cleanly|RPC failed|hung up unexpectedly|broken pipe|GOAWAY|SSL_ERROR_SYSCALL|in the pull function|forcibly closed|software caused connection abort|server closed (?:idle )?connection|Connection (?:closed|reset) by|index-pack failed|connection was closed|kex_exchange",
    ),
    row(
        "unreachable",
        "1.11, git, ssh",
        "dial tcp|connection refused|Connection refused|Failed to connect|Couldn't connect|No route to host|no route to host|etwork is unreachable|unable to connect to",
    ),
)

ANSWERS = (
    row(
        "refused/http-proxy",
        "1.11",
        "Get |Head ",
        r"(?:Get|Head) \"?https:[^\s\"]+\"?: (?P<status>[A-Z][^:\n]*)$",
    ),
    row(
        "refused/login-page",
        "1.11",
        "invalid character|unexpected end of JSON",
        r"invalid character '.*' looking for beginning|unexpected end of JSON input",
    ),
    row(
        "refused/answer",
        "1.13",
        "invalid response from proxy|malformed HTTP|unsupported protocol scheme|unexpected response|proxy returned|stopped after 10 redirects",
    ),
    row(
        "refused/toolchain",
        "1.21",
        "golang.org/toolchain",
        r"download (?P<toolchain>go[\w.]+)\b.*reading \S+: (?P<status>(?:4(?!04|10)\d\d|5\d\d)[^\n]*)",
    ),
    row(
        "gone/toolchain",
        "1.21",
        "golang.org/toolchain",
        r"download (?P<toolchain>go[\w.]+)\b.*reading \S+: (?P<status>404[^\n]*|410[^\n]*)",
    ),
    row(
        "no-module",
        "1.13",
        "cannot find module providing package",
        rf"cannot find module providing package {PACKAGE}: .*(?:404|410|no such file)",
    ),
    row(
        "no-meta",
        "1.11",
        "go-import meta|?go-get=1: 40|?go-get=1): 40|multiple meta tags",
        r"no go-import meta tags?|did not match import path|multiple meta tags match|\?go-get=1\)?: (?:404|410)",
    ),
    row("no-meta/page", "1.11", "?go-get=1: ", r"\?go-get=1: (?P<status>[23]\d\d[^\n]*)"),
    row(
        "refused/server",
        "1.11",
        ": 5|: 429|error: 5|:\n5|:\n429",
        r"(?:reading \S+|unexpected status \(\S+\)):\s+(?P<status>(?:5\d\d|429)(?: [^\n]*)?$)|returned error: (?P<code>5\d\d|429)",
    ),
    row(
        "refused",
        "1.11",
        ": 4|error: 4|:\n4",
        r"(?:reading \S+|unexpected status \(\S+\)):\s+(?P<status>4(?!04|10)\d\d(?: [^\n]*)?$)|returned error: (?P<code>4(?!04|10)\d\d)",
    ),
    row(
        "unknown-revision",
        "1.13",
        "unknown revision",
        r"(?:404|410) [^\n]*\n\s*server response:\s+not found: .*unknown revision (?P<revision>\S+)",
    ),
    row(
        "gone/slow",
        "1.13",
        "fetch timed out",
        r"(?:404|410) [^\n]*\n\s*server response:\s+not found: .*fetch timed out",
    ),
    row(
        "gone/folder",
        "1.13",
        "file://",
        r"reading (?P<url>file://\S+): (?:no such file|Not Found|.*(?:no such file or directory|cannot find the))",
    ),
    row(
        "gone",
        "1.11",
        "404|410",
        r"(?:reading \S+|unexpected status \(\S+\)):\s+(?P<status>404|410)\b|returned error: (?P<code>404|410)",
    ),
)

DATABASE = (
    row(
        "database-missing/unreachable",
        "1.13",
        "verifying |/lookup/|/tile/|sum.golang.org",
        rf"{_DATABASE}(?:dial tcp|proxyconnect|timeout|deadline|EOF|reset|stream error|no such host|connection refused|did not properly)",
    ),
    row(
        "database-missing/refused",
        "1.13",
        "verifying |/lookup/|/tile/|sum.golang.org",
        rf"{_DATABASE}: (?P<status>(?:4(?!04|10)\d\d|5\d\d)[^\n]*)",
    ),
    row(
        "database-missing", "1.13", "verifying |/lookup/|/tile/|sum.golang.org", rf"{_DATABASE}: (?P<status>404|410)\b"
    ),
)

LATER = (
    row(
        "database-missing",
        "1.13",
        "verifying ",
        rf"{_VERIFYING}.*(?:initializing sumdb|reading \S*/(?:lookup|tile)/|reading \S*sum\.golang\.org)",
    ),
)

CONTENTS = (
    row("zip/login-page", "1.11", "not a valid zip file", r"(?:^|: )zip: not a valid zip file", _ANY),
    row(
        "zip/names",
        "1.13",
        "create zip: |file name collision|malformed file path",
        r"create zip: (?P<subject>\S+): .*|file name collision|malformed file path",
    ),
    row(
        "zip",
        "1.11",
        "source tree too large|zip: |flate: corrupt|too large",
        r"module source tree too large|zip: (?:checksum error|unsupported|format|file is too)|zip file is too large|flate: corrupt",
    ),
)

LAST = (
    row(
        "unreachable/git",
        "1.11",
        "exit status",
        r"\bgit (?:ls-remote|fetch|clone|init)\b[^\n]*: exit status \d+",
    ),
)
