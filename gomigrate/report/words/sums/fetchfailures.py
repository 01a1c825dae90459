"""What failures of a log mean that are about getting modules, by kind and case (`gomigrate.diagnose.logs.fetching`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.sums.logfailure import FailureWords

if TYPE_CHECKING:
    from collections.abc import Mapping

_PRIVATE = "https://go.dev/ref/mod#private-modules"
_PROXY = "go help goproxy"
_AUTH = "go help module-auth"

FETCHING: Mapping[str, FailureWords] = {
    "checksum-mismatch-database": FailureWords(
        "the downloaded module has another hash than the checksum database: the tag was moved, or a mirror serves other bytes",
        "Run {gomigrate:sum {module:q}} to see which server has other bytes. Do not change go.sum. If the tag was moved, require a later version.",
        _AUTH,
    ),
    "checksum-mismatch": FailureWords(
        "the downloaded or cached module has another hash than go.sum",
        "Run {gomigrate:sum {module:q}} to see which copy has other bytes. Do not delete go.sum.",
        _AUTH,
    ),
    "checksum-mismatch/bazel": FailureWords(
        "the module downloaded for a go_repository rule has another hash than its sum",
        "Run {gomigrate:sum} to see which hash is right, then gazelle update-repos -from_file=go.mod",
    ),
    "security-error": FailureWords(
        "the go command does not trust a download or the checksum database, and the lines above say which",
        "Run {gomigrate:sum --log FILE} with the whole output of the go command: the lines above SECURITY ERROR name the module. Do not change go.sum before.",
        _AUTH,
    ),
    "security-error/database": FailureWords(
        "the checksum database showed two histories that contradict each other: another server answers in its place, or it was tampered with",
        "Ask the database itself instead of a proxy (see go env GOSUMDB GOPROXY), and leave it on. If the error stays, move $(go env GOPATH)/pkg/sumdb away and try again.",
        _AUTH,
    ),
    "database/answer": FailureWords(
        "the answer is not from the checksum database: it is a login page, or a proxy does not support /sumdb/",
        "Open https://sum.golang.org/latest on the build machine to see which server answers. Allow connections to that host, or have the proxy serve /sumdb/sum.golang.org/supported.",
        _AUTH,
    ),
    "database-missing": FailureWords(
        "the checksum database has no record of the module: it is private, or the version is not published",
        "If the module is private, run go env -w GOPRIVATE={pattern}. If it is public, read the server's answer above: the tag does not exist yet, or was deleted.",
        _PRIVATE,
    ),
    "database-missing/refused": FailureWords(
        "the checksum database[ at {host}] refuses or fails",
        "If the module is private, run go env -w GOPRIVATE={pattern}. If it is public, use a proxy that supports /sumdb/, or allow connections to sum.golang.org. Leave the database on.",
        _PRIVATE,
    ),
    "database-missing/unreachable": FailureWords(
        "the checksum database[ at {host}] is unreachable",
        "If the module is private, run go env -w GOPRIVATE={pattern}. If it is public, allow connections to sum.golang.org, or use a proxy that supports /sumdb/. Leave the database on.",
        _AUTH,
    ),
    "certificate": FailureWords(
        "the certificate of {server} is signed by an authority that this machine does not trust",
        "Add the authority's certificate to the system (in a container: COPY it and run update-ca-certificates), or set SSL_CERT_FILE to its file, and http.sslCAInfo for git. Do not turn the check off.",
        "{gomigrate:doctor}",
    ),
    "certificate/expired": FailureWords(
        "the certificate of {server} is not valid now: it has expired, or this machine's clock is wrong[ (it shows {now})]",
        "Run date -u. If the clock is right, ask the server's administrator to renew the certificate. An old system may also lack newer root certificates.",
        "{gomigrate:doctor}",
    ),
    "certificate/name": FailureWords(
        "the certificate of {server} is for other host names",
        "Use a host name of the certificate in GOPROXY, GONOSUMDB or the import path, or get a certificate for this host name.",
        "{gomigrate:doctor}",
    ),
    "certificate/common-name": FailureWords(
        "the certificate of {server} has its host name only in the Common Name, which Go does not read since Go 1.15",
        "Get a new certificate with a subjectAltName.",
        "{gomigrate:doctor}",
    ),
    "certificate/file": FailureWords(
        "git cannot read its file of certificate authorities",
        "Run git config --get-all http.sslCAInfo and check GIT_SSL_CAINFO to see which file git reads. Correct the path, or install the certificates (apk add ca-certificates, apt-get install ca-certificates).",
    ),
    "tls": FailureWords(
        "{server} and this machine do not agree on TLS",
        "Run openssl s_client -connect {host}:443 on the build machine. Usual causes are an interception proxy, an old TLS version, or a port without TLS.",
    ),
    "tls/plain": FailureWords(
        "{server} answers in plain HTTP where HTTPS is expected",
        "Install a certificate on the server. If a host of your own network cannot have one, run go env -w GOINSECURE={pattern} GOPRIVATE={pattern}, or use http:// for a proxy in GOPROXY.",
        _PRIVATE,
    ),
    "tls/insecure": FailureWords(
        "{server} redirects from HTTPS to plain HTTP, and the go command does not follow",
        "Correct the redirect on the server. For a host of your own network, run go env -w GOINSECURE={pattern}",
        _PRIVATE,
    ),
    "no-git": FailureWords(
        "the program {name} is not installed where the build runs",
        "Install it (apk add git, apt-get install git), or use a proxy for the module (see go env GOPROXY GOPRIVATE).",
        "go help vcs",
    ),
    "no-git/missing": FailureWords(
        "the program {name}, which the repository needs, is not installed where the build runs",
        "Install it (apk add git, apt-get install git), or use a proxy for the module (see go env GOPROXY GOPRIVATE).",
        "go help vcs",
    ),
    "no-git/ssh": FailureWords(
        "git needs ssh, which is not installed where the build runs",
        "Install ssh (apk add openssh-client, apt-get install openssh-client), or let git use HTTPS with a token.",
        "go help vcs",
    ),
    "credentials": FailureWords(
        "{server} requires credentials, git has none, and the go command never asks for them",
        "If the module is private, run go env -w GOPRIVATE={pattern}, and give git credentials for {server}: a netrc line, a credential helper, or an insteadOf to ssh. If it is public, check the spelling: hosts also ask for a password if a repository does not exist.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/refused": FailureWords(
        "{server} refuses the credentials that git sends",
        "Create a new token or password that may read the repository, and set it where git has it from: netrc, git config --get-regexp 'credential|insteadof|extraheader', or the CI job's environment.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/no-access": FailureWords(
        "{server} does not show the repository to git's login: the login may not read it, or it does not exist",
        "Check the spelling of {path}, then allow the token, deploy key or CI job to read this repository.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/key": FailureWords(
        "ssh has no key that {server} accepts",
        "Run ssh -T git@{host} as the build user. Give the build a key (ssh-agent, a deploy key, docker build --ssh default), or let git use HTTPS with a token.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/host-key": FailureWords(
        "ssh does not know the host key of {server}",
        "Compare the fingerprint with the published one, then run ssh-keyscan {host} >> ~/.ssh/known_hosts as the build user.",
    ),
    "credentials/host-key-changed": FailureWords(
        "{server} has another host key than ssh knows",
        "Find out why before you do anything else. If the host announced a new key, run ssh-keygen -R {host}, then add the published key.",
    ),
    "credentials/no-protocol": FailureWords(
        "git gets the repository neither by HTTPS nor by ssh: it needs credentials, does not exist, or is unreachable from here",
        "Run git ls-remote https://{path} as the build user to see why. If the module is private, run go env -w GOPRIVATE={pattern}, and give git credentials.",
        "https://go.dev/doc/faq#git_https",
    ),
    "gone/repository": FailureWords(
        "{server} says that the repository does not exist",
        "Check the spelling of {path}. If the repository was renamed or moved, require the new path or add a replace line.",
    ),
    "unreachable": FailureWords(
        "no connection to {server}",
        "Run curl -v https://{host}/ on the build machine. Usual causes are a firewall, a missing HTTPS_PROXY, or a server that is down.",
        "{gomigrate:doctor}",
    ),
    "unreachable/name": FailureWords(
        "{server} has no known address: the name lookup fails",
        "Check the host name in GOPROXY or in the import path, and DNS where the build runs.",
        "{gomigrate:doctor}",
    ),
    "unreachable/slow": FailureWords(
        "{server} did not answer in time: the network drops packets, or the server is overloaded",
        "Run curl -v https://{host}/ on the build machine. Behind a firewall, set HTTPS_PROXY, or a GOPROXY that the build can reach.",
        "{gomigrate:doctor}",
    ),
    "unreachable/broken": FailureWords(
        "the connection to {server} was interrupted",
        "Try again. If it stops at the same module, check for a limit of a proxy, the MTU, or TLS inspection.",
        "{gomigrate:doctor}",
    ),
    "unreachable/http-proxy": FailureWords(
        "the HTTP proxy in HTTPS_PROXY does not work[: {host}]",
        "Correct or unset HTTPS_PROXY and HTTP_PROXY where the build runs, or list hosts that need no proxy in NO_PROXY.",
        "{gomigrate:doctor}",
    ),
    "unreachable/git": FailureWords(
        "git failed, and the log has no reason that gomigrate knows",
        "Run git where the build runs to see the reason: LC_ALL=C GIT_TERMINAL_PROMPT=0 git ls-remote https://{path}",
        "go build -x, which prints the git commands",
    ),
    "refused": FailureWords(
        "{server} refuses the module[: {status}]",
        "Ask the server's administrator: 401 and 403 need credentials (netrc) or a permission, 451 and 409 are rules of the mirror. 407 comes from an HTTP proxy, whose login belongs in HTTPS_PROXY or HTTP_PROXY. To get a private module without proxies, run go env -w GOPRIVATE={pattern}",
        "{gomigrate:doctor}",
    ),
    "refused/server": FailureWords(
        "{server} cannot answer now[: {status}]",
        "Try again. If the error stays, tell the server's administrator, and add a second proxy after a bar meanwhile: GOPROXY='https://{host}|URL'",
        _PROXY,
    ),
    "refused/http-proxy": FailureWords(
        "an HTTP proxy forbids the connection[ to {host}][: {status}]",
        "Allow {host} in the HTTP proxy, or use a GOPROXY within your network. If the proxy requires a login, set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
        "{gomigrate:doctor}",
    ),
    "refused/login-page": FailureWords(
        "the answer is a web page, not from a module proxy: a login page, an error page or a wrong URL",
        "Open the URL in GOPROXY followed by /{path}/@v/list in a browser: it must be a plain list. Add credentials (netrc), or correct the URL.",
        _PROXY,
    ),
    "refused/answer": FailureWords("the answer is not from a module proxy", "Check GOPROXY: go env GOPROXY", _PROXY),
    "refused/toolchain": FailureWords(
        "{server} does not serve Go toolchains[: {status}]",
        "Install {toolchain} where the build runs and set GOTOOLCHAIN=local, or have the proxy serve golang.org/toolchain.",
        "https://go.dev/doc/toolchain",
    ),
    "gone": FailureWords(
        "{server} does not have the module or this version",
        "Check the spelling with go list -m -versions {path}. If the module is private, run go env -w GOPRIVATE={pattern}",
        _PRIVATE,
    ),
    "gone/toolchain": FailureWords(
        "{server} does not have the toolchain {toolchain}",
        "Install {toolchain} where the build runs and set GOTOOLCHAIN=local, or have the proxy serve golang.org/toolchain. If the version does not exist, correct the go or toolchain line.",
        "https://go.dev/doc/toolchain",
    ),
    "gone/folder": FailureWords(
        "the proxy folder does not have the module or this version",
        "Add the version to the folder, or add another proxy to GOPROXY after it.",
        _PROXY,
    ),
    "gone/slow": FailureWords(
        "the proxy could not fetch the module in time, and answers that it does not exist",
        "Try again in a few minutes: the proxy continues to fetch. A very large repository may have to come from version control: GONOPROXY={pattern}",
        _PROXY,
    ),
    "no-meta": FailureWords(
        "the web page of the import path does not exist, or does not name the repository",
        "Check the spelling of the import path. The page https://{path}?go-get=1 must have a go-import meta tag with the repository. GitLab shows it for private groups only with a login (netrc).",
        "go help importpath",
    ),
    "no-meta/page": FailureWords(
        "the web page of the import path answers {status} instead of naming the repository: often it requires a login",
        "Open https://{path}?go-get=1 without a login to see the page. Azure DevOps needs .git at the end of the repository path. Give git credentials, and run go env -w GOPRIVATE={pattern}",
        "go help importpath",
    ),
    "zip": FailureWords(
        "the module's zip is damaged, or too large for Go",
        "Run go clean -modcache if the file came from your cache. If not, tell the proxy's administrator.",
        "https://go.dev/ref/mod#zip-files",
    ),
    "zip/login-page": FailureWords(
        "the downloaded file is not a module zip: it is a login page, an error page, or incomplete",
        "Download the URL with curl -v to see what it is. Then delete the files of {module} below $(go env GOMODCACHE)/cache/download and try again.",
        _PROXY,
    ),
    "zip/names": FailureWords(
        "the repository has a file name that a module zip cannot have, or two that differ only in upper and lower case",
        "Look for a version without the file: go list -m -versions {path}. If there is none, rename the file in the repository or in a fork.",
        "https://go.dev/ref/mod#zip-path-size-constraints",
    ),
    "proxy-off": FailureWords(
        "the module is not in the module cache, and GOPROXY=off forbids to download it",
        "Allow the download (go env -u GOPROXY, or unset GOPROXY in the environment), or fill the module cache before: go mod download[ {module}]",
        _PROXY,
    ),
    "proxy-off/package": FailureWords(
        "no module in go.mod has this package, and GOPROXY=off forbids to search for one",
        "Add the module on a machine with network access: env -u GOPROXY go get {package}",
        _PROXY,
    ),
    "proxy-off/branch": FailureWords(
        "go.mod names a branch or a commit instead of a version[ (line {number})], and GOPROXY=off forbids to look up the version",
        "Write the version into go.mod, or run go mod tidy once with network access.",
        _PROXY,
    ),
}
