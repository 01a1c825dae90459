"""What failures of a log mean that are about getting modules, by kind and case (`gomigrate.diagnose.logs.fetching`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.logfailure import FailureWords

if TYPE_CHECKING:
    from collections.abc import Mapping

_PRIVATE = "https://go.dev/ref/mod#private-modules"
_PROXY = "go help goproxy"
_AUTH = "go help module-auth"

FETCHING: Mapping[str, FailureWords] = {
    "checksum-mismatch-database": FailureWords(
        "what was downloaded is not what the checksum database recorded: a moved tag, or a mirror that serves other bytes",
        "Do not record it. Run gomigrate sum {module} in the project: it says who has other bytes. For a module whose tag was moved, require a version that was tagged later.",
        _AUTH,
    ),
    "checksum-mismatch": FailureWords(
        "what was downloaded or lies in the cache is not what go.sum recorded",
        "Do not delete go.sum. Run gomigrate sum {module} in the project: it says who has other bytes.",
        _AUTH,
    ),
    "checksum-mismatch/bazel": FailureWords(
        "what was downloaded for a go_repository rule is not what its sum says",
        "See which go.sum line is right: gomigrate sum in the project. Then write the rules anew: gazelle update-repos -from_file=go.mod.",
    ),
    "security-error": FailureWords(
        "the go command stopped because bytes or a database cannot be trusted; the lines above say which",
        "Give the whole output of the go command: what stands above SECURITY ERROR names the module. Record nothing until then.",
        _AUTH,
    ),
    "security-error/database": FailureWords(
        "the checksum database showed two histories that cannot both be true: something on the way answers in its place, or it was tampered with",
        "Leave it on. Ask the database itself instead of a copy (go env GOSUMDB GOPROXY), and, if that says the same, move $(go env GOPATH)/pkg/sumdb away and try again.",
        _AUTH,
    ),
    "database/answer": FailureWords(
        "what answered is not the checksum database: a login page, or a proxy that does not pass /sumdb/ on",
        "Open https://sum.golang.org/latest from the machine that builds and see who answers. Let that host through, or let the proxy serve /sumdb/sum.golang.org/supported.",
        _AUTH,
    ),
    "database-missing": FailureWords(
        "the checksum database was asked for the module and has no record of it: a private module, or a version that is not published",
        "For a private module: go env -w GOPRIVATE={pattern}. For a public one, see what the server said above: the tag is not there yet, or was deleted.",
        _PRIVATE,
    ),
    "database-missing/refused": FailureWords(
        "the checksum database[, asked at {host},] refuses or fails",
        "For a private module: go env -w GOPRIVATE={pattern}. For a public one, let the proxy pass /sumdb/ on, or let sum.golang.org through; leave the database on.",
        _PRIVATE,
    ),
    "database-missing/unreachable": FailureWords(
        "the checksum database[ at {host}] cannot be reached",
        "For a private module: go env -w GOPRIVATE={pattern}. For a public one, let sum.golang.org through, or use a proxy that serves /sumdb/; leave the database on.",
        _AUTH,
    ),
    "certificate": FailureWords(
        "the certificate of {server} is of an authority that is not trusted here",
        "Add the authority's certificate to the system (in a container: COPY it and run update-ca-certificates), or name its file in SSL_CERT_FILE, for git in http.sslCAInfo. Do not turn the check off.",
        "gomigrate doctor",
    ),
    "certificate/expired": FailureWords(
        "the certificate of {server} is not valid at this time: it has expired, or the clock of this machine is wrong[ (it says {now})]",
        "Run date -u. If the clock is right, whoever runs the server has to renew its certificate; an old system may also lack the newer root certificates.",
        "gomigrate doctor",
    ),
    "certificate/name": FailureWords(
        "the certificate of {server} is for other names than the one it is asked by",
        "Use the name that the certificate has, in GOPROXY, GONOSUMDB or the import path, or have the certificate made for this name as well.",
        "gomigrate doctor",
    ),
    "certificate/common-name": FailureWords(
        "the certificate of {server} has its name in the Common Name alone, which Go from 1.15 on does not read",
        "Have the certificate made anew with a subjectAltName.",
        "gomigrate doctor",
    ),
    "certificate/file": FailureWords(
        "git cannot read its file of certificate authorities",
        "See where it looks: git config --get-all http.sslCAInfo, and GIT_SSL_CAINFO. Correct the path, or install the certificates (apk add ca-certificates, apt-get install ca-certificates).",
    ),
    "tls": FailureWords(
        "{server} and this side do not agree on TLS",
        "Run openssl s_client -connect {host}:443 on the machine that builds: an interception proxy, an old TLS version, or a port that speaks no TLS.",
    ),
    "tls/plain": FailureWords(
        "{server} speaks plain HTTP where HTTPS is expected",
        "Give it a certificate. For a host of your own network that cannot have one: go env -w GOINSECURE={pattern} GOPRIVATE={pattern}; a proxy is named with http:// in GOPROXY.",
        _PRIVATE,
    ),
    "tls/insecure": FailureWords(
        "{server} leads from HTTPS to plain HTTP, and the go command does not follow",
        "Correct the redirect on the server. For a host of your own network: go env -w GOINSECURE={pattern}.",
        _PRIVATE,
    ),
    "no-git": FailureWords(
        "the program {name} is not installed where the build runs",
        "Install it (apk add git, apt-get install git), or let a proxy fetch the module: go env GOPROXY GOPRIVATE.",
        "go help vcs",
    ),
    "no-git/missing": FailureWords(
        "the version control program of the repository, {name}, is not installed where the build runs",
        "Install it (apk add git, apt-get install git), or let a proxy fetch the module: go env GOPROXY GOPRIVATE.",
        "go help vcs",
    ),
    "no-git/ssh": FailureWords(
        "git is to use ssh, and there is no ssh where the build runs",
        "Install it (apk add openssh-client, apt-get install openssh-client), or let git use HTTPS with a token.",
        "go help vcs",
    ),
    "credentials": FailureWords(
        "{server} wants credentials that git has not, and the go command never asks for any",
        "For a private module: go env -w GOPRIVATE={pattern}, and give git its credentials for {server}: a netrc line, a credential helper, or an insteadOf to ssh. For a public module, check the spelling: a repository that does not exist is asked a password for, too.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/refused": FailureWords(
        "{server} refuses the credentials that git sends",
        "Make the token or password anew, with the right to read the repository, where git has it from: netrc, git config --get-regexp 'credential|insteadof|extraheader', the environment of the CI job.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/no-access": FailureWords(
        "{server} shows the repository not at all to whom git logs in as: no right to read it, or no such repository",
        "Check the spelling of {path}, then give the token, deploy key or CI job the right to read this repository.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/key": FailureWords(
        "ssh has no key that {server} takes",
        "Run ssh -T git@{host} as the user who builds. Give the build a key (ssh-agent, a deploy key, docker build --ssh default), or let git use HTTPS with a token.",
        "https://go.dev/doc/faq#git_https",
    ),
    "credentials/host-key": FailureWords(
        "ssh does not know the host key of {server}",
        "Compare the fingerprint with the one that the host publishes, then: ssh-keyscan {host} >> ~/.ssh/known_hosts, as the user who builds.",
    ),
    "credentials/host-key-changed": FailureWords(
        "{server} shows another host key than the one that is known",
        "Find out why before anything else. If the host says that it changed its key: ssh-keygen -R {host}, then add the published one.",
    ),
    "credentials/no-protocol": FailureWords(
        "git reaches the repository neither by HTTPS nor by ssh: it wants credentials, is not there, or cannot be got at from here",
        "Run git ls-remote https://{path} as the user who builds: it says why. For a private module: go env -w GOPRIVATE={pattern}, and give git its credentials.",
        "https://go.dev/doc/faq#git_https",
    ),
    "gone/repository": FailureWords(
        "there is no such repository",
        "Check the spelling of {path}; if it was renamed or moved, require the new path or add a replace line.",
    ),
    "unreachable": FailureWords(
        "no connection to {server}",
        "Try curl -v https://{host}/ on the machine that builds: a firewall, a missing HTTPS_PROXY, or a server that is down.",
        "gomigrate doctor",
    ),
    "unreachable/name": FailureWords(
        "{server} cannot be found: no address is known for the name",
        "Check the name in GOPROXY or in the import path, and the name server where the build runs (in a container: its DNS).",
        "gomigrate doctor",
    ),
    "unreachable/slow": FailureWords(
        "{server} did not answer in time: packets are dropped on the way, or the server is overloaded",
        "Try curl -v https://{host}/ on the machine that builds. Behind a firewall, set HTTPS_PROXY or a GOPROXY that may be reached.",
        "gomigrate doctor",
    ),
    "unreachable/broken": FailureWords(
        "the connection to {server} broke off in the middle",
        "Try again. If it breaks again at the same module, something on the way cuts it: a proxy's limit, an MTU, an inspection of TLS.",
        "gomigrate doctor",
    ),
    "unreachable/http-proxy": FailureWords(
        "the HTTP proxy of the settings (HTTPS_PROXY) cannot be used[: {host}]",
        "Correct or unset HTTPS_PROXY and HTTP_PROXY where the build runs, or name hosts that need none in NO_PROXY.",
        "gomigrate doctor",
    ),
    "unreachable/git": FailureWords(
        "git failed, and why is not in the log, or in words that are not known here",
        "Ask git the same where the build runs, and read what it says: LC_ALL=C GIT_TERMINAL_PROMPT=0 git ls-remote https://{path}",
        "go build -x shows each command of git that go runs",
    ),
    "refused": FailureWords(
        "{server} refuses to give the module[: {status}]",
        "Ask who runs it: 401 and 403 want credentials (netrc) or a permission, 451 and 409 are rules of the mirror. 407 comes from an HTTP proxy on the way, whose login stands in HTTPS_PROXY or HTTP_PROXY. Private modules go past proxies with go env -w GOPRIVATE={pattern}.",
        "gomigrate doctor",
    ),
    "refused/server": FailureWords(
        "{server} fails itself[: {status}]",
        "Try again; if it stays, it is for whoever runs the server. Meanwhile a second proxy can stand behind a bar: GOPROXY='https://{host}|URL'.",
        _PROXY,
    ),
    "refused/http-proxy": FailureWords(
        "an HTTP proxy on the way forbids the connection[ to {host}][: {status}]",
        "Have {host} allowed at the HTTP proxy, or use a GOPROXY within your network. Where the proxy wants a login, give it in the variable: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT.",
        "gomigrate doctor",
    ),
    "refused/login-page": FailureWords(
        "what answers is a page for people, not a module proxy: a login, an error page or a wrong URL",
        "Open the URL in GOPROXY followed by /{path}/@v/list in a browser: it has to be a plain list. Give credentials (netrc), or correct the path.",
        _PROXY,
    ),
    "refused/answer": FailureWords("what answers is no module proxy", "Check GOPROXY: go env GOPROXY.", _PROXY),
    "refused/toolchain": FailureWords(
        "{server} does not hand out toolchains[: {status}]",
        "Install {toolchain} where the build runs and set GOTOOLCHAIN=local, or let the proxy serve golang.org/toolchain.",
        "https://go.dev/doc/toolchain",
    ),
    "gone": FailureWords(
        "{server} has no such module or version",
        "Check the spelling: go list -m -versions {path}. For a private module: go env -w GOPRIVATE={pattern}.",
        _PRIVATE,
    ),
    "gone/toolchain": FailureWords(
        "{server} has no toolchain {toolchain}",
        "Install {toolchain} where the build runs and set GOTOOLCHAIN=local, or let the proxy serve golang.org/toolchain. A version that does not exist is a mistake in the go or toolchain line.",
        "https://go.dev/doc/toolchain",
    ),
    "gone/folder": FailureWords(
        "the proxy in this folder has no such module or version",
        "Add the version to the folder, or add another proxy to GOPROXY after it.",
        _PROXY,
    ),
    "gone/slow": FailureWords(
        "the proxy gave up fetching the module in time, and says that there is none",
        "Try again in some minutes: it goes on fetching. A very large repository may need GOPROXY=direct for this module: GONOPROXY={pattern}.",
        _PROXY,
    ),
    "no-meta": FailureWords(
        "the page of the import path does not say where the repository is, or there is no such page",
        "Check the spelling of the import path. The page https://{path}?go-get=1 has to have a go-import meta tag with the path of the repository; GitLab shows it for private groups only to who logs in (netrc).",
        "go help importpath",
    ),
    "no-meta/page": FailureWords(
        "the page of the import path answers {status} instead of saying where the repository is: often a login",
        "Open https://{path}?go-get=1 without logging in. Azure DevOps wants the path of the repository with .git at its end; give git its credentials, and go env -w GOPRIVATE={pattern}.",
        "go help importpath",
    ),
    "zip": FailureWords(
        "the module's zip is damaged, or too large for Go",
        "Run go clean -modcache only if the file came from your cache; else tell who runs the proxy.",
        "https://go.dev/ref/mod#zip-files",
    ),
    "zip/login-page": FailureWords(
        "what came as the module's zip is none: a login page, an error page, or half a file",
        "Fetch the URL by hand with curl -v and look at the first bytes. Then delete the files of {module} below $(go env GOMODCACHE)/cache/download and try again.",
        _PROXY,
    ),
    "zip/names": FailureWords(
        "the repository has a file whose name cannot be in a module's zip, or two that differ in case alone",
        "Another version may do without it: go list -m -versions {path}. Else it has to be renamed there, or in a fork.",
        "https://go.dev/ref/mod#zip-path-size-constraints",
    ),
    "proxy-off": FailureWords(
        "the module is not in the module cache, and GOPROXY=off forbids to fetch it",
        "Let it be fetched (go env -u GOPROXY, or unset it in the environment), or fill the module cache before: go mod download[ {module}].",
        _PROXY,
    ),
    "proxy-off/package": FailureWords(
        "no module of the build has this package, and GOPROXY=off forbids to look for one",
        "Add the module where a proxy can be asked: env -u GOPROXY go get {package}.",
        _PROXY,
    ),
    "proxy-off/branch": FailureWords(
        "go.mod names a branch or a commit instead of a version[ (line {number})], and GOPROXY=off forbids to look up which version that is",
        "Write the version into go.mod, or run go mod tidy once where the repository can be asked.",
        _PROXY,
    ),
}
